/**
 * The log records of one call: what it did, what it waited for, how it ended.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"
import type { RequestShape } from "./ApiRequest.ts"
import type { CircuitState } from "./Breaker.ts"
import type { RawAnswer } from "./classify.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import { adviceOnMoved } from "./movedRoutes.ts"
import { beginningOf } from "./Redaction.ts"
import type { RetryPlan } from "./Retry.ts"
import { logKeys, logMessages } from "./Telemetry.ts"
import type { TransportReason } from "./TransportError.ts"

/** What is known about a call while it runs. */
export interface CallState {
  /** How often the request was sent. */
  attempts: number
  /** Of the latest answer; undefined while none came. */
  status: number | undefined
  /** What the latest attempt sent as its body; undefined while nothing was. */
  bodyBytes: number | undefined
}

/** The longest server text a debug record quotes. */
const longestLoggedBody = 2_000

/** A wait a person notices; it is announced at the level that is on by default. */
const longWaitMillis = 5_000

/** What the records of all calls are written with. */
export interface CallLogParts {
  /** The loggers. */
  readonly logging: Context.Context<never>
  readonly store: CredentialStore
  /** Whether a route is reported for the first time. */
  readonly isNews: (path: string) => boolean
}

/** The records of one call. A class, because every call makes one, and most write nothing. */
export class CallLog {
  readonly requestId: string
  readonly #request: RequestShape
  readonly #call: CallState
  readonly #parts: CallLogParts

  /** `call` is read when a record is written. */
  constructor(request: RequestShape, requestId: string, call: CallState, parts: CallLogParts) {
    this.requestId = requestId
    this.#request = request
    this.#call = call
    this.#parts = parts
  }

  onAnswer(answer: RawAnswer): Effect.Effect<void> {
    this.#call.status = answer.status
    if (answer.status < 400 || answer.text === "") return Effect.void
    return this.#write("Debug", logMessages.body, () => ({
      [logKeys.status]: answer.status,
      [logKeys.body]: this.#parts.store.now().redactBody(beginningOf(answer.text)).slice(0, longestLoggedBody)
    }))
  }

  onMoved(status: number, sunset: string | undefined): Effect.Effect<void> {
    const { path } = this.#request
    return this.#parts.isNews(path)
      ? this.#write("Warn", logMessages.redirect, () => ({
          [logKeys.status]: status,
          [logKeys.advice]: adviceOnMoved(path, sunset)
        }))
      : Effect.void
  }

  onRetry({ attempt, delayMillis, reason }: RetryPlan): Effect.Effect<void> {
    return this.#write(delayMillis >= longWaitMillis ? "Warn" : "Info", logMessages.retry, () => ({
      [logKeys.attempt]: attempt,
      [logKeys.waitMs]: delayMillis,
      [logKeys.reason]: reason._tag,
      ...this.#status(),
      [logKeys.advice]: this.#parts.store.now().redact(`${reason.message} Waiting, then sending again.`)
    }))
  }

  onNoBudget(reason: TransportReason): Effect.Effect<void> {
    return this.#write("Info", logMessages.noRetry, () => ({
      [logKeys.reason]: reason._tag,
      ...this.#status(),
      [logKeys.advice]: "So much failed lately that this was not sent again."
    }))
  }

  get onRenewed(): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.#write("Info", logMessages.secrets, () => ({
        [logKeys.status]: 401,
        [logKeys.advice]: "PostHog refused the key. Sending once more with the one read anew."
      }))
    )
  }

  /** A streamed answer ended in a failure after the call's own record. */
  onBroken(reason: TransportReason, elapsedMillis: number): Effect.Effect<void> {
    return this.#write("Info", logMessages.broken, () => ({
      [logKeys.ms]: Math.round(elapsedMillis),
      ...this.#status(),
      [logKeys.reason]: reason._tag
    }))
  }

  onEnd(
    exit: Exit.Exit<unknown, { readonly reason: TransportReason }>,
    elapsedMillis: number
  ): Effect.Effect<void> {
    return this.#write("Info", logMessages.call, () => ({
      [logKeys.ms]: Math.round(elapsedMillis),
      [logKeys.attempt]: this.#call.attempts,
      ...this.#status(),
      ...(Exit.isSuccess(exit) ? {} : { [logKeys.reason]: outcomeOf(exit) })
    }))
  }

  #status(): Readonly<Record<string, unknown>> {
    const { status } = this.#call
    return status === undefined ? {} : { [logKeys.status]: status }
  }

  #write(
    level: "Debug" | "Info" | "Warn",
    message: string,
    attributes: () => Readonly<Record<string, unknown>>
  ): Effect.Effect<void> {
    const { logging } = this.#parts
    if (!isLogged(logging, level)) return Effect.void
    const { method, operation, path } = this.#request
    return Effect.logWithLevel(level)(message).pipe(
      Effect.annotateLogs({
        [logKeys.requestId]: this.requestId,
        [logKeys.operation]: operation,
        [logKeys.method]: method,
        [logKeys.route]: path,
        ...attributes()
      }),
      Effect.provideContext(logging)
    )
  }
}

/** Asked first, because most calls write no record at all. */
const isLogged = (logging: Context.Context<never>, level: LogLevel.Severity): boolean =>
  LogLevel.isGreaterThanOrEqualTo(level, Context.get(logging, References.MinimumLogLevel))

const outcomeOf = (exit: Exit.Failure<unknown, { readonly reason: TransportReason }>): string => {
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  return error === undefined ? "Interrupted" : error.reason._tag
}

/** The record of a call that was answered without a request of its own. */
export const logServed = (
  logging: Context.Context<never>,
  request: RequestShape,
  requestId: string,
  { cache, elapsedMillis }: { readonly cache: { readonly status: string }; readonly elapsedMillis: number }
): Effect.Effect<void> =>
  Effect.logWithLevel("Info")(logMessages.call).pipe(
    Effect.annotateLogs({
      [logKeys.operation]: request.operation,
      [logKeys.method]: request.method,
      [logKeys.route]: request.path,
      [logKeys.requestId]: requestId,
      [logKeys.ms]: elapsedMillis,
      [logKeys.attempt]: 0,
      [logKeys.cache]: cache.status
    }),
    Effect.provideContext(logging)
  )

/** The record of a circuit that opened, is tried out, or closed. */
export const logCircuit =
  (logging: Context.Context<never>) =>
  ({ host, lane, lastFailure, state }: CircuitState, requestId: string): Effect.Effect<void> =>
    Effect.logWithLevel(state === "open" ? "Warn" : "Info")(logMessages.circuit).pipe(
      Effect.annotateLogs({
        [logKeys.requestId]: requestId,
        [logKeys.host]: host,
        [logKeys.lane]: lane,
        [logKeys.state]: state,
        ...(lastFailure === undefined ? {} : { [logKeys.reason]: lastFailure }),
        [logKeys.advice]: circuitAdvice[state]
      }),
      Effect.provideContext(logging)
    )

const circuitAdvice: Readonly<Record<CircuitState["state"], string>> = {
  open: "The host failed too often in a row. Requests fail at once until it answers again.",
  "half-open": "One request finds out whether the host is well again.",
  closed: "The host answers again."
}
