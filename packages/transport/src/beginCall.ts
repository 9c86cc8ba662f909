/**
 * One call: its deadline, its policies, its log and its span around its attempts.
 *
 * What an attempt is, is the caller's: one that decodes its answer, or one that hands it out as a stream.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type { ApiResponse, RequestShape } from "./ApiRequest.ts"
import type { AttemptObserver, AttemptResult } from "./attempt.ts"
import type { AuditLog } from "./audit/AuditOptions.ts"
import type { BodyHolder } from "./BodyHolder.ts"
import { inAttemptSpan, inCallSpan } from "./callSpans.ts"
import { middlewareRequest, withChanges } from "./changedRequest.ts"
import { makeCallPolicies, type SharedPolicies } from "./callPolicies.ts"
import { CallLog, type CallState } from "./callLog.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import type { Credentials } from "./Credentials.ts"
import { makeDeadline, withMonotonicClock, type Deadline } from "./Deadline.ts"
import type { HttpClientRequest } from "./EffectHttp.ts"
import { withFreshKeys } from "./freshKeys.ts"
import type { CacheableMiddleware, Middleware } from "./Middleware.ts"
import { middlewareOf } from "./middlewareKeys.ts"
import { makeMovedRoutes } from "./movedRoutes.ts"
import { withPolicies } from "./Policies.ts"
import { prepareRequest } from "./prepareRequest.ts"
import type { TransportSettings } from "./Settings.ts"
import { failureTag } from "./telemetry/bareSpan.ts"
import { bodyBytesOf, countingBody } from "./telemetry/bodySizes.ts"
import { measureAttempt } from "./telemetry/measureAttempt.ts"
import type { Meters } from "./telemetry/Meters.ts"
import { redactReason } from "./redactReason.ts"
import { logKeys } from "./Telemetry.ts"
import { withTraceHeaders } from "./TraceParent.ts"
import { withMiddleware } from "./withMiddleware.ts"
import { RequestRefused } from "./failures/unsent.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/** What calls are made of, beside the settings. */
export interface CallParts extends SharedPolicies {
  readonly store: CredentialStore
  /** The loggers of the call records. */
  readonly logging: Context.Context<never>
  /** The first is the outermost. */
  readonly middleware: ReadonlyArray<Middleware | CacheableMiddleware>
  readonly audit: AuditLog
  readonly meters: Meters
  /** The tracer of the calls, when it is not the program's. */
  readonly telemetry: Context.Context<never> | undefined
}

/** Makes one attempt of a call. */
export type AttemptWith<A> = (
  prepared: HttpClientRequest.HttpClientRequest,
  credentials: Credentials,
  observer: AttemptObserver
) => Effect.Effect<AttemptResult<A>, TransportReason>

/** Begins a call. */
export type BeginCall = <A>(
  request: RequestShape & { readonly accept?: string },
  attemptWith: AttemptWith<A>,
  /** Of an answer that is streamed: what is held until its body ends. */
  holder?: BodyHolder
) => Effect.Effect<BegunCall<A>, TransportError>

/** Fails a call that is not begun. */
export type RefuseCall = (
  request: RequestShape,
  reason: TransportReason
) => Effect.Effect<never, TransportError>

/** A call whose answer has come, or begun. */
export interface BegunCall<A> {
  readonly answer: ApiResponse<A>
  readonly deadline: Deadline
  /** For an answer that is streamed: told when it ends in a failure. */
  readonly onBroken: (reason: TransportReason) => Effect.Effect<void>
}

/** Gives what begins the calls of one transport. */
export const makeBeginCall = (
  settings: TransportSettings,
  { audit, logging, middleware: given, store, ...shared }: CallParts
): BeginCall => {
  const middleware = given.map(middlewareOf)
  const policiesOf = makeCallPolicies(settings, shared)
  const records = { logging, store, isNews: makeMovedRoutes() }

  return <A>(
    request: RequestShape & { readonly accept?: string },
    attemptWith: AttemptWith<A>,
    holder?: BodyHolder
  ) =>
    withMonotonicClock((nowMillis) => {
      const startMillis = nowMillis()
      const requestId = crypto.randomUUID()
      const deadline = makeDeadline(request.timeoutMillis ?? settings.timeoutMillis, startMillis)
      const call: CallState = { attempts: 0, status: undefined, bodyBytes: undefined }
      const log = new CallLog(request, requestId, call, records)
      let elapsedMillis = 0

      const observer: AttemptObserver = {
        onMoved: (status, sunset) => log.onMoved(status, sunset),
        onAnswer: (answer) => {
          shared.lanes.learn(answer.headers)
          return log.onAnswer(answer)
        },
        onReceived: (bytes) => shared.meters.onReceived(request, bytes)
      }

      const withoutKeys = (reason: TransportReason) => redactReason(reason, store.now().redact)

      const prepare = (credentials: Credentials) => prepareRequest(request, settings, credentials, requestId)

      const runPrepared = (prepared: HttpClientRequest.HttpClientRequest, credentials: Credentials) => {
        let keyed = { prepared, credentials }

        const send = (ready: HttpClientRequest.HttpClientRequest) => {
          call.bodyBytes = bodyBytesOf(ready)
          const counted = countingBody(ready, (soFar) => (call.bodyBytes = soFar))
          return settings.traceHeaders
            ? Effect.flatMap(withTraceHeaders(counted), (traced) =>
                attemptWith(traced, keyed.credentials, observer)
              )
            : attemptWith(counted, keyed.credentials, observer)
        }

        const sendThroughMiddleware = () =>
          withMiddleware(middleware, middlewareRequest(request, requestId, call.attempts), (changed) =>
            Effect.flatMap(
              prepareRequest(withChanges(request, changed), settings, keyed.credentials, requestId),
              send
            )
          )

        const sendOnce = Effect.suspend(() => {
          call.attempts += 1
          request.onAttempt?.(call.attempts)
          call.status = undefined
          call.bodyBytes = undefined
          const attempted = middleware.length === 0 ? send(keyed.prepared) : sendThroughMiddleware()
          return inAttemptSpan(request, settings, call, Effect.mapError(attempted, withoutKeys))
        })

        // Recorded when nothing but the network stands before it: a write that waits for its lane in vain was not one.
        let isRecorded = false
        const once = Effect.suspend(() =>
          isRecorded
            ? sendOnce
            : Effect.flatMap(audit.beforeSending(request, requestId), () => {
                isRecorded = true
                return sendOnce
              })
        )

        const policies = policiesOf(request, deadline, log, holder)
        const measure = measureAttempt(request, call, shared.meters)
        return withPolicies(once, {
          ...policies,
          breaker: (attempt) => policies.breaker(measure(attempt)),
          keys:
            // What carries no credential can still be signed, with a key that is exchanged as they are.
            store.isFixed || (request.credential === "none" && settings.signingKeyId === undefined)
              ? identity
              : withFreshKeys({
                  store,
                  requestId,
                  used: () => keyed.credentials,
                  use: (next) =>
                    Effect.map(
                      prepare(next),
                      (again) => void (keyed = { prepared: again, credentials: next })
                    ),
                  // A streamed body cannot be sent a second time with another key.
                  canSendAgain: request.bodyStream === undefined,
                  onRenewed: log.onRenewed
                })
        })
      }

      const run = Effect.suspend(() => {
        const credentials = store.now()
        // Also what refuses a request that cannot be sent, before anything waits for it.
        return Effect.flatMap(prepare(credentials), (prepared) =>
          settings.signingKeyId !== undefined && request.bodyStream !== undefined
            ? Effect.fail(new RequestRefused({ problem: unsignable }))
            : runPrepared(prepared, credentials)
        )
      })

      return run.pipe(
        Effect.tapError((reason) => audit.afterFailure(request, requestId, reason)),
        Effect.mapError(
          (reason) =>
            new TransportError({
              operation: request.operation,
              requestId,
              attempts: call.attempts,
              reason: withoutKeys(reason)
            })
        ),
        Effect.onExit((exit) => {
          elapsedMillis = nowMillis() - startMillis
          shared.meters.onCall({
            request,
            millis: elapsedMillis,
            attempts: call.attempts,
            reason: failureTag(exit)
          })
          return log.onEnd(exit, elapsedMillis)
        }),
        // For the records of middleware.
        middleware.length === 0 ? identity : Effect.annotateLogs(logKeys.requestId, requestId),
        (called) => inCallSpan(request, requestId, settings, call, called),
        Effect.map(({ headers, status, value }) => ({
          answer: {
            value,
            status,
            headers,
            requestId,
            attempts: call.attempts,
            elapsedMillis: Math.round(elapsedMillis)
          },
          deadline,
          onBroken: (reason: TransportReason) =>
            Effect.flatMap(deadline.elapsedMillis, (millis) => log.onBroken(withoutKeys(reason), millis))
        }))
      )
    })
}

const unsignable = "a streamed body cannot be signed, because its digest goes before it; give it as body"
