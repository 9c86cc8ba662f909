/**
 * The service: one request in, one decoded body or one typed failure out.
 *
 * What stands around an attempt, and in which order, is in `Policies.ts`; this file joins the parts for one call.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { ApiRequest, ApiResponse } from "./ApiRequest.ts"
import { attempt, type AttemptObserver } from "./attempt.ts"
import { inAttemptSpan, withTraceparent } from "./attemptSpan.ts"
import { makeCallLog, type CallState } from "./callLog.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import type { Credentials } from "./Credentials.ts"
import { startDeadline } from "./Deadline.ts"
import { HttpClient } from "./EffectHttp.ts"
import type { Lanes, TransportBudget } from "./Lanes.ts"
import { withFreshKeys } from "./freshKeys.ts"
import { withMiddleware, type Middleware, type MiddlewareRequest } from "./Middleware.ts"
import { withPolicies } from "./Policies.ts"
import { prepareRequest } from "./prepareRequest.ts"
import { retrySchedule } from "./Retry.ts"
import type { TransportSettings } from "./Settings.ts"
import { attributeKeys, spanNames } from "./Telemetry.ts"
import { TransportError } from "./TransportError.ts"

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
    /** What is in force. Keys appear masked; safe to print. */
    readonly settings: TransportSettings
  }
>()("@posthog-driver/transport/Transport") {}

/** What the service is made of, beside its settings. */
export interface TransportParts {
  readonly store: CredentialStore
  /** The loggers of the call records. */
  readonly logging: Context.Context<never>
  /** The first is the outermost. */
  readonly middleware: ReadonlyArray<Middleware>
  readonly lanes: Lanes
}

/** Makes the service over the `HttpClient` in the context. */
export const make = Effect.fnUntraced(function* (
  settings: TransportSettings,
  { lanes, logging, middleware, store }: TransportParts
): Effect.fn.Return<Transport["Service"], never, HttpClient.HttpClient> {
  const client = yield* HttpClient.HttpClient

  const execute = Effect.fnUntraced(function* <A>(
    request: ApiRequest<A>
  ): Effect.fn.Return<ApiResponse<A>, TransportError> {
    const requestId = yield* Effect.sync(() => crypto.randomUUID())
    const deadline = yield* startDeadline(request.timeoutMillis ?? settings.timeoutMillis)
    const call: CallState = { attempts: 0, status: undefined }
    const log = makeCallLog(request, requestId, call, logging, store)

    const observer: AttemptObserver = {
      ...log.observer,
      onAnswer: (answer) => {
        lanes.learn(answer.headers)
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

      const send = Effect.fnUntraced(function* (sent: MiddlewareRequest, original: MiddlewareRequest) {
        const { credentials, prepared } = keyed
        const ready =
          sent === original
            ? prepared
            : yield* prepareRequest({ ...request, ...sent }, settings, credentials, requestId)
        const traced = settings.traceHeaders ? yield* withTraceparent(ready) : ready
        return yield* attempt(client, traced, request, credentials, observer)
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
        deadline,
        keys:
          store.isFixed || request.credential === "none"
            ? (next) => next
            : withFreshKeys({
                store,
                requestId,
                used: () => keyed.credentials,
                use: (credentials) => Effect.map(prepare(credentials), (next) => void (keyed = next)),
                onRenewed: log.onRenewed
              }),
        retry: retrySchedule({
          safety: request.safety,
          deadline,
          policy: settings.retry,
          onRetry: log.onRetry
        }),
        permit: lanes.permit(request.lane, deadline),
        breaker: (next) => next,
        attemptTimeoutMillis: settings.attemptTimeoutMillis
      })
    })

    const { headers, status, value } = yield* run.pipe(
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
    return { value, status, headers, requestId, attempts: call.attempts, elapsedMillis }
  })

  return Transport.of({
    execute,
    budget: lanes.budget,
    get settings() {
      return { ...settings, ...store.now().masked }
    }
  })
})

const middlewareRequest = (
  { body, lane, method, operation, origin, params, path, query, safety }: ApiRequest<unknown>,
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
