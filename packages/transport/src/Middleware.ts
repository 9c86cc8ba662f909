/**
 * The seam for code of the program's own around every attempt.
 *
 * A middleware sees the request as data, before the credential is attached, and may change its path, params, query, body
 * and headers; it sees the answer or the failure, and may wait, fail, or run the rest more than once. It stands inside
 * every policy: a middleware that is slow counts against the attempt's time, one that fails counts as a failed attempt.
 *
 * It cannot leak a key: it never holds one, and the origin that the credential belongs to is not its to change. Headers that
 * carry a credential or decide where a request goes are refused.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RequestShape } from "./ApiRequest.ts"
import { RequestRefused } from "./failures/unsent.ts"
import { TransportError, TransportReason } from "./TransportError.ts"

/**
 * An attempt about to be made. Holds no credential.
 *
 * `path`, `params`, `query`, `body` and `headers` may be changed, in a copy; changing anything else is refused
 * (`RequestRefused`).
 *
 * @since 0.2.0
 */
export interface MiddlewareRequest extends Omit<
  RequestShape,
  "timeoutMillis" | "credential" | "cache" | "bodyStream" | "onAttempt"
> {
  /** Sent beside the transport's own. Names in any case; empty unless a middleware before this one added some. */
  readonly headers: Readonly<Record<string, string>>
  /** From 1. */
  readonly attempt: number
  readonly requestId: string
}

/**
 * What a middleware sees of an answer. It is passed on as it is: only `next` makes one.
 *
 * @since 0.2.0
 */
export interface MiddlewareAnswer<A> {
  readonly value: A
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Runs around every attempt. `next` sends the request it is given.
 *
 * The first of a list is the outermost. A defect of a middleware reaches the caller as a defect.
 *
 * @since 0.2.0
 */
export type Middleware = <A>(
  request: MiddlewareRequest,
  next: (request: MiddlewareRequest) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>
) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>

/**
 * The same for the Promise door. `next` rejects with a `TransportError`; rejecting with it, or with one of its own, fails the
 * attempt with that error's reason. Anything else it throws is a bug and rejects the call as it is.
 *
 * `signal` is aborted when the call is.
 *
 * @since 0.2.0
 */
export type PromiseMiddleware = <A>(
  request: MiddlewareRequest,
  next: (request: MiddlewareRequest) => Promise<MiddlewareAnswer<A>>,
  signal: AbortSignal
) => Promise<MiddlewareAnswer<A>>

/** The middleware in force, from the context the transport is made in. */
export const CurrentMiddleware: Context.Reference<ReadonlyArray<Middleware>> = Context.Reference<
  ReadonlyArray<Middleware>
>("@posthog-driver/transport/CurrentMiddleware", { defaultValue: () => [] })

/**
 * Puts middleware around every attempt of the transport that is built on this layer.
 *
 * @example
 * ```ts
 * layer(options).pipe(Layer.provide(layerMiddleware((request, next) =>
 *   next({ ...request, headers: { ...request.headers, "x-team": "growth" } })
 * )))
 * ```
 * @since 0.2.0
 */
export const layerMiddleware = (...middleware: ReadonlyArray<Middleware>): Layer.Layer<never> =>
  Layer.succeed(CurrentMiddleware, middleware)

/** The innermost: checks what the middleware made of the request, then sends it. */
export type SendAttempt<A> = (
  request: MiddlewareRequest
) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>

/** The middleware around `send`; the first of the list is the outermost. */
export const withMiddleware = <A>(
  middleware: ReadonlyArray<Middleware>,
  original: MiddlewareRequest,
  send: SendAttempt<A>
): Effect.Effect<MiddlewareAnswer<A>, TransportReason> =>
  middleware.reduceRight<SendAttempt<A>>(
    (next, each) => (request) => Effect.suspend(() => each(request, next)),
    (request) =>
      Effect.suspend(() => {
        const problem = problemOf(original, request)
        return problem === undefined ? send(request) : Effect.fail(new RequestRefused({ problem }))
      })
  )(original)

const fixed = ["operation", "origin", "method", "safety", "lane", "attempt", "requestId"] as const

/** Names that carry a credential, choose the receiver, or frame the message (RFC 9110 and 9112), and this package's own. */
const reserved =
  /^(authorization|cookie2?|host|:.*|forwarded|x-forwarded-host|proxy-.*|connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-length|content-encoding|content-type|accept|accept-encoding|x-request-id|traceparent|content-digest|signature|signature-input)$/i

const problemOf = (original: MiddlewareRequest, request: MiddlewareRequest): string | undefined => {
  const changed = fixed.find((name) => request[name] !== original[name])
  if (changed !== undefined) {
    return `a middleware changed '${changed}'; it may change path, params, query, body and headers`
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[^\t\x20-\x7e]/.test(value)) {
      return "a middleware set a header whose name or value HTTP does not allow"
    }
    if (reserved.test(name)) return `a middleware set the header '${name}', which is the transport's own`
  }
  return undefined
}

/** A Promise middleware as an Effect one. */
export const fromPromiseMiddleware =
  (middleware: PromiseMiddleware): Middleware =>
  <A>(
    request: MiddlewareRequest,
    next: (request: MiddlewareRequest) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>
  ) =>
    Effect.contextWith((context) =>
      Effect.tryPromise({
        try: (signal) =>
          middleware(
            request,
            (changed) =>
              Effect.runPromiseWith(context)(
                Effect.mapError(
                  next(changed),
                  (reason) => new TransportError({ operation: request.operation, reason })
                ),
                { signal }
              ),
            signal
          ),
        catch: (error) => error
      }).pipe(
        Effect.catch((error) =>
          error instanceof TransportError ? Effect.fail(error.reason) : Effect.die(error)
        )
      )
    )
