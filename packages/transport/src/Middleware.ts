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
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RequestShape } from "./ApiRequest.ts"
import type { TransportReason } from "./TransportError.ts"

/**
 * An attempt about to be made. Holds no credential.
 *
 * `path`, `params`, `query`, `body` and `headers` may be changed, best in a copy; changing anything else is refused
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
 * Runs around every attempt. `next` sends the request it is given, as often as it is called while the attempt runs; what is still being sent
 * when the attempt is over is ended, and a later `next` fails with `RequestRefused`.
 *
 * The first of a list is the outermost. A defect of a middleware reaches the caller as a defect, and giving anything but an answer of this
 * attempt's `next` is one.
 *
 * @since 0.2.0
 */
export type Middleware = <A>(
  request: MiddlewareRequest,
  next: (request: MiddlewareRequest) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>
) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>

/**
 * The same for the Promise door. `next` rejects with a `TransportError`; rejecting with it, or with one of its own, fails the
 * attempt with that error's reason. Anything else it throws is a bug and rejects the call as it is; so does a `TypeError` that names the
 * middleware when it gives anything but an answer of this attempt's `next`.
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

/**
 * A middleware that requests with `cache` can run behind: it says what its work depends on beside the request.
 *
 * A kept answer is given without middleware being run. It is kept under the request and the `cacheKey` of all middleware, so that a
 * middleware whose work differs from call to call (a tenant's header) must name the difference: two calls for which it gives the same text get
 * the same answer. `Effect.succeed("")` for one whose work depends on the request alone.
 *
 * @since 0.2.0
 */
export interface CacheableMiddleware {
  readonly middleware: Middleware
  /** Run before an answer is looked for, in the context of the call. Anything but a text is refused (`RequestRefused`). */
  readonly cacheKey: Effect.Effect<string>
}

/**
 * The same for the Promise door: `cacheKey` is called before an answer is looked for, in the `AsyncLocalStorage` context of the call.
 * `() => ""` for a middleware whose work depends on the request alone.
 *
 * @since 0.2.0
 */
export interface PromiseCacheableMiddleware {
  readonly middleware: PromiseMiddleware
  readonly cacheKey: () => string
}

/** The middleware in force, from the context the transport is made in. */
export const CurrentMiddleware: Context.Reference<ReadonlyArray<Middleware | CacheableMiddleware>> =
  Context.Reference<ReadonlyArray<Middleware | CacheableMiddleware>>(
    "@posthog-driver/transport/CurrentMiddleware",
    { defaultValue: () => [] }
  )

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
export const layerMiddleware = (
  ...middleware: ReadonlyArray<Middleware | CacheableMiddleware>
): Layer.Layer<never> => Layer.succeed(CurrentMiddleware, middleware)
