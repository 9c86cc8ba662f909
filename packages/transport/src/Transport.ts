/**
 * The service: one request in, one decoded body or one typed failure out.
 *
 * What stands around an attempt, and in which order, is in `Policies.ts`; this file joins the parts for one call.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ApiRequest, ApiResponse, RequestShape } from "./ApiRequest.ts"
import { attempt, attemptStream, type AttemptObserver, type AttemptResult } from "./attempt.ts"
import type { AuditLog } from "./audit/AuditOptions.ts"
import { inAttemptSpan, withTraceparent } from "./attemptSpan.ts"
import { bodyUntil } from "./bodyUntil.ts"
import type { TransportHealth } from "./Breaker.ts"
import { makeCallPolicies, type SharedPolicies } from "./callPolicies.ts"
import { makeCallLog, type CallState } from "./callLog.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import type { Credentials } from "./Credentials.ts"
import { startDeadline, type Deadline } from "./Deadline.ts"
import { HttpClient, type HttpClientRequest } from "./EffectHttp.ts"
import type { TransportBudget } from "./Lanes.ts"
import { withFreshKeys } from "./freshKeys.ts"
import { withMiddleware, type Middleware, type MiddlewareRequest } from "./Middleware.ts"
import { makeMovedRoutes } from "./movedRoutes.ts"
import { withPolicies } from "./Policies.ts"
import { prepareRequest } from "./prepareRequest.ts"
import type { TransportSettings } from "./Settings.ts"
import { attributeKeys, logKeys, spanNames } from "./Telemetry.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/**
 * Sends requests to one PostHog project.
 *
 * @since 0.1.0
 */
export class Transport extends Context.Service<
  Transport,
  {
    /**
     * Sends a request and decodes its JSON answer.
     *
     * Takes at most the request's or the transport's `timeoutMillis`. Reads and idempotent writes are sent again as the retry
     * policy says; interrupting closes the connection. Fails with {@link TransportError} and nothing else.
     */
    readonly execute: <A>(request: ApiRequest<A>) => Effect.Effect<ApiResponse<A>, TransportError>
    /**
     * What may still be sent, lane by lane, and what PostHog says queries may still read.
     *
     * @since 0.2.0
     */
    readonly budget: Effect.Effect<TransportBudget>
    /**
     * Sends a request and gives the bytes of its answer as they come, decompressed.
     *
     * It is read no faster than it is pulled: while nobody pulls, PostHog has to wait. The time limit is the same as that of `execute` and
     * counts to the end of the body. What is sent again is sent again until the body begins; a body that breaks off is a failure, because
     * its beginning was handed out already. Ending the stream early closes the connection. Each run sends the request anew.
     *
     * @since 0.2.0
     */
    readonly stream: (request: RequestShape) => Stream.Stream<Uint8Array, TransportError>
    /**
     * The circuits of every host and lane that was used. Sends nothing.
     *
     * @since 0.2.0
     */
    readonly health: Effect.Effect<TransportHealth>
    /** What is in force. Keys appear masked; safe to print. */
    readonly settings: TransportSettings
  }
>()("@posthog-driver/transport/Transport") {}

/** What the service is made of, beside its settings. */
export interface TransportParts extends SharedPolicies {
  readonly store: CredentialStore
  /** The loggers of the call records. */
  readonly logging: Context.Context<never>
  /** The first is the outermost. */
  readonly middleware: ReadonlyArray<Middleware>
  readonly audit: AuditLog
}

/** Makes the service over the `HttpClient` in the context. */
export const make = Effect.fnUntraced(function* (
  settings: TransportSettings,
  { audit, logging, middleware, store, ...shared }: TransportParts
): Effect.fn.Return<Transport["Service"], never, HttpClient.HttpClient> {
  const client = yield* HttpClient.HttpClient
  const policiesOf = makeCallPolicies(settings, shared)

  const isNews = makeMovedRoutes()

  /** One call: `attemptWith` makes one attempt of it. */
  const begin = Effect.fnUntraced(function* <A>(
    request: RequestShape & { readonly accept?: string },
    attemptWith: (
      prepared: HttpClientRequest.HttpClientRequest,
      credentials: Credentials,
      observer: AttemptObserver
    ) => Effect.Effect<AttemptResult<A>, TransportReason>
  ): Effect.fn.Return<{ readonly answer: ApiResponse<A>; readonly deadline: Deadline }, TransportError> {
    const requestId = yield* Effect.sync(() => crypto.randomUUID())
    const deadline = yield* startDeadline(request.timeoutMillis ?? settings.timeoutMillis)
    const call: CallState = { attempts: 0, status: undefined }
    const log = makeCallLog(request, requestId, call, logging, store, isNews)

    const observer: AttemptObserver = {
      ...log.observer,
      onAnswer: (answer) => {
        shared.lanes.learn(answer.headers)
        return log.observer.onAnswer(answer)
      }
    }

    const run = Effect.gen(function* () {
      const prepare = (credentials: Credentials) =>
        Effect.map(prepareRequest(request, settings, credentials, requestId), (prepared) => ({
          credentials,
          prepared
        }))
      // Also what refuses a request that cannot be sent, before anything waits for it.
      let keyed = yield* prepare(store.now())
      yield* audit.beforeSending(request, requestId)

      const send = Effect.fnUntraced(function* (sent: MiddlewareRequest, original: MiddlewareRequest) {
        const { credentials, prepared } = keyed
        const ready =
          sent === original
            ? prepared
            : yield* prepareRequest({ ...request, ...sent }, settings, credentials, requestId)
        const traced = settings.traceHeaders ? yield* withTraceparent(ready) : ready
        return yield* attemptWith(traced, credentials, observer)
      })

      const once = Effect.suspend(() => {
        call.attempts += 1
        call.status = undefined
        const original = middlewareRequest(request, requestId, call.attempts)
        return inAttemptSpan(
          request,
          settings,
          call,
          withMiddleware(middleware, original, (sent) => send(sent, original))
        )
      })

      return yield* withPolicies(once, {
        ...policiesOf(request, deadline, log),
        keys:
          store.isFixed || request.credential === "none"
            ? (next) => next
            : withFreshKeys({
                store,
                requestId,
                used: () => keyed.credentials,
                use: (credentials) => Effect.map(prepare(credentials), (next) => void (keyed = next)),
                // A streamed body cannot be sent a second time with another key.
                canSendAgain: request.bodyStream === undefined,
                onRenewed: log.onRenewed
              })
      })
    })

    const { headers, status, value } = yield* run.pipe(
      Effect.tapError((reason) => audit.afterFailure(request, requestId, reason)),
      Effect.mapError(
        (reason) =>
          new TransportError({ operation: request.operation, requestId, attempts: call.attempts, reason })
      ),
      Effect.onExit((exit) =>
        Effect.gen(function* () {
          yield* Effect.annotateCurrentSpan(attributeKeys.attempts, call.attempts)
          yield* log.onEnd(exit, yield* deadline.elapsedMillis)
        })
      ),
      // For the records of middleware too.
      Effect.annotateLogs(logKeys.requestId, requestId),
      Effect.withSpan(
        spanNames.call,
        {
          attributes: {
            [attributeKeys.operation]: request.operation,
            [attributeKeys.lane]: request.lane,
            [attributeKeys.projectId]: settings.projectId,
            [attributeKeys.requestId]: requestId
          }
        },
        { captureStackTrace: false }
      )
    )
    const elapsedMillis = Math.round(yield* deadline.elapsedMillis)
    return {
      answer: { value, status, headers, requestId, attempts: call.attempts, elapsedMillis },
      deadline
    }
  })

  const execute = <A>(request: ApiRequest<A>) =>
    Effect.map(
      begin(request, (prepared, credentials, observer) =>
        attempt(client, prepared, request, credentials, observer)
      ),
      ({ answer }) => answer
    )

  const stream = (request: RequestShape) =>
    Stream.unwrap(
      Effect.map(
        begin({ ...request, accept: "*/*" }, (prepared, credentials, observer) =>
          attemptStream(client, prepared, request, credentials, observer)
        ),
        ({ answer: { attempts, requestId, value }, deadline }) =>
          Stream.mapError(
            bodyUntil(deadline, value),
            (reason) => new TransportError({ operation: request.operation, requestId, attempts, reason })
          )
      )
    )

  return Transport.of({
    execute,
    stream,
    budget: shared.lanes.budget,
    health: shared.breaker.health,
    get settings() {
      return { ...settings, ...store.now().masked }
    }
  })
})

const middlewareRequest = (
  { body, lane, method, operation, origin, params, path, query, safety }: RequestShape,
  requestId: string,
  attempt: number
): MiddlewareRequest => ({
  ...{ operation, origin, method, path, safety, lane, body },
  ...(params === undefined ? {} : { params }),
  ...(query === undefined ? {} : { query }),
  headers: {},
  attempt,
  requestId
})
