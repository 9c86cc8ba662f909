/**
 * The service: one request in, one decoded body or one typed failure out.
 *
 * The policies around an attempt stand in one written order, in {@link withPolicies}:
 *
 *     deadline( retry( permit( breaker( attempt ))))
 *
 * so that every attempt takes a permit of its lane and is seen by the breaker, and no permit is held while waiting between
 * attempts. Permits and breaker are not part of this version; their places are marked by the order.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ApiRequest, ApiResponse } from "./ApiRequest.ts"
import { attempt, type AttemptResult } from "./attempt.ts"
import type { RawAnswer } from "./classify.ts"
import type { Credentials } from "./Credentials.ts"
import { HttpClient, HttpClientRequest } from "./EffectHttp.ts"
import { prepareRequest } from "./prepareRequest.ts"
import { retrySchedule, type RetryPlan } from "./Retry.ts"
import type { TransportSettings } from "./Settings.ts"
import { attributeKeys, logKeys, logMessages, spanNames } from "./Telemetry.ts"
import { TimedOut, TransportError, type TransportReason } from "./TransportError.ts"

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
    /** What is in force. Keys appear masked; safe to print. */
    readonly settings: TransportSettings
  }
>()("@posthog-driver/transport/Transport") {}

/** Makes the service over the `HttpClient` in the context. */
export const make = Effect.fnUntraced(function* (
  settings: TransportSettings,
  credentials: Credentials,
  logging: Context.Context<never>
): Effect.fn.Return<Transport["Service"], never, HttpClient.HttpClient> {
  const client = yield* HttpClient.HttpClient
  const log = (
    level: "Debug" | "Info" | "Warn",
    message: string,
    attributes: Readonly<Record<string, unknown>>
  ) =>
    Effect.logWithLevel(level)(message).pipe(Effect.annotateLogs(attributes), Effect.provideContext(logging))

  const execute = Effect.fnUntraced(function* <A>(
    request: ApiRequest<A>
  ): Effect.fn.Return<ApiResponse<A>, TransportError> {
    const requestId = yield* Effect.sync(() => crypto.randomUUID())
    const startMillis = yield* Clock.currentTimeMillis
    const call: CallState = { attempts: 0, status: undefined }
    const about = {
      [logKeys.operation]: request.operation,
      [logKeys.method]: request.method,
      [logKeys.route]: request.path,
      [logKeys.requestId]: requestId
    }
    const observer = {
      onAnswer: (answer: RawAnswer) => {
        call.status = answer.status
        if (answer.status < 400 || answer.text === "") return Effect.void
        const body = credentials.redactBody(answer.text).slice(0, longestLoggedBody)
        return log("Debug", logMessages.body, {
          ...about,
          [logKeys.status]: answer.status,
          [logKeys.body]: body
        })
      },
      onRedirect: (status: number) =>
        log("Warn", logMessages.redirect, {
          ...about,
          [logKeys.status]: status,
          [logKeys.advice]: "PostHog moved this route; it was followed. Update this package."
        })
    }
    const onRetry = ({ attempt, delayMillis, reason }: RetryPlan) =>
      log(delayMillis >= longWaitMillis ? "Warn" : "Info", logMessages.retry, {
        ...about,
        [logKeys.attempt]: attempt,
        [logKeys.waitMs]: delayMillis,
        [logKeys.reason]: reason._tag,
        ...(call.status === undefined ? {} : { [logKeys.status]: call.status }),
        [logKeys.advice]: `${reason.message} Waiting, then sending again.`
      })

    const once = (prepared: HttpClientRequest.HttpClientRequest) =>
      Effect.suspend(() => {
        call.attempts += 1
        call.status = undefined
        return traced(prepared, settings.traceHeaders, (request_) =>
          attempt(client, request_, request, credentials, observer)
        ).pipe(
          Effect.tap((answer) => Effect.annotateCurrentSpan(attributeKeys.status, answer.status)),
          Effect.tapError((reason) =>
            Effect.annotateCurrentSpan({
              [attributeKeys.reason]: reason._tag,
              ...(call.status === undefined ? {} : { [attributeKeys.status]: call.status })
            })
          ),
          Effect.withSpan(
            spanNames.attempt,
            {
              kind: "client",
              attributes: {
                [attributeKeys.attempt]: call.attempts,
                [attributeKeys.method]: request.method,
                [attributeKeys.route]: request.path,
                [attributeKeys.server]: new URL(settings.hosts[request.origin]).hostname
              }
            },
            { captureStackTrace: false }
          )
        )
      })

    const timeoutMillis = request.timeoutMillis ?? settings.timeoutMillis
    const answered = prepareRequest(request, settings, credentials, requestId).pipe(
      Effect.flatMap((prepared) =>
        withPolicies(once(prepared), { request, settings, timeoutMillis, startMillis, onRetry })
      ),
      Effect.mapError(
        (reason) =>
          new TransportError({ operation: request.operation, requestId, attempts: call.attempts, reason })
      ),
      Effect.onExit((exit) =>
        Effect.gen(function* () {
          const nowMillis = yield* Clock.currentTimeMillis
          yield* Effect.annotateCurrentSpan(attributeKeys.attempts, call.attempts)
          yield* log("Info", logMessages.call, {
            ...about,
            [logKeys.ms]: nowMillis - startMillis,
            [logKeys.attempt]: call.attempts,
            ...(call.status === undefined ? {} : { [logKeys.status]: call.status }),
            ...(Exit.isSuccess(exit) ? {} : { [logKeys.reason]: outcomeOf(exit) })
          })
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
    const { headers, status, value } = yield* answered
    const endMillis = yield* Clock.currentTimeMillis
    return {
      value,
      status,
      headers,
      requestId,
      attempts: call.attempts,
      elapsedMillis: endMillis - startMillis
    }
  })

  return Transport.of({ execute, settings })
})

/** The longest server text a debug record quotes. */
const longestLoggedBody = 2_000

/** A wait a person notices; it is announced at the level that is on by default. */
const longWaitMillis = 5_000

interface CallState {
  attempts: number
  /** Of the latest answer; undefined while none came. */
  status: number | undefined
}

/** The one place where the order of the policies is written. Read from the attempt outwards. */
const withPolicies = <A>(
  once: Effect.Effect<AttemptResult<A>, TransportReason>,
  options: {
    readonly request: ApiRequest<A>
    readonly settings: TransportSettings
    readonly timeoutMillis: number
    readonly startMillis: number
    readonly onRetry: (plan: RetryPlan) => Effect.Effect<void>
  }
): Effect.Effect<AttemptResult<A>, TransportReason> =>
  once.pipe(
    withTimeLimit(options.settings.attemptTimeoutMillis, "attempt"),
    // breaker: here, once per attempt
    // permit: here, so that it is given back before a wait
    Effect.retry(
      retrySchedule({
        safety: options.request.safety,
        timeoutMillis: options.timeoutMillis,
        startMillis: options.startMillis,
        policy: options.settings.retry,
        onRetry: options.onRetry
      })
    ),
    withTimeLimit(options.timeoutMillis, "call")
  )

const withTimeLimit =
  (timeoutMillis: number | undefined, scope: TimedOut["scope"]) =>
  <A>(effect: Effect.Effect<A, TransportReason>): Effect.Effect<A, TransportReason> =>
    timeoutMillis === undefined
      ? effect
      : Effect.timeoutOrElse(effect, {
          duration: timeoutMillis,
          orElse: () => Effect.fail(new TimedOut({ timeoutMillis, scope }))
        })

/**
 * Runs an attempt without the spans of Effect's own client, which would record the filled-in URL and send trace headers.
 */
const traced = <A, E>(
  prepared: HttpClientRequest.HttpClientRequest,
  traceHeaders: boolean,
  run: (prepared: HttpClientRequest.HttpClientRequest) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  (traceHeaders ? Effect.flatMap(withTraceparent(prepared), run) : run(prepared)).pipe(
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true)
  )

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const withTraceparent = (
  prepared: HttpClientRequest.HttpClientRequest
): Effect.Effect<HttpClientRequest.HttpClientRequest> =>
  Effect.currentSpan.pipe(
    Effect.map((span) =>
      HttpClientRequest.setHeader(
        prepared,
        "traceparent",
        `00-${span.traceId.padStart(32, "0")}-${span.spanId}-${span.sampled ? "01" : "00"}`
      )
    ),
    // Tracing can be switched off as a whole; then there is nothing to pass on.
    Effect.orElseSucceed(() => prepared)
  )

const outcomeOf = (exit: Exit.Failure<unknown, TransportError>): string => {
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  return error === undefined ? "Interrupted" : error.reason._tag
}
