/**
 * Every way a request to PostHog can fail, as data.
 *
 * One wrapper, {@link TransportError}, says which operation failed; its `reason` says why. A reason holds only what a
 * program can act on: no key, no header, and no text of a server except `InvalidRequest.detail`, which PostHog writes
 * for the person who made the request (it is cleaned and shortened in `classify.ts`).
 *
 * `isRetryable` is a property of the reason alone. Whether a request is in fact sent again also depends on its
 * `safety` and is decided in `Retry.ts`.
 */
import * as Schema from "effect/Schema"
import {
  Conflict,
  Forbidden,
  InvalidRequest,
  NotFound,
  QuotaExceeded,
  RateLimited,
  ServerFailed,
  TooLarge,
  Unauthorized,
  UnexpectedBody
} from "./failures/answers.ts"
import { ProxyRefused, TimedOut, TlsFailed, Unreachable } from "./failures/connection.ts"
import {
  AuditUnavailable,
  CircuitOpen,
  InvalidSettings,
  LaneBusy,
  RequestRefused,
  SecretUnavailable
} from "./failures/unsent.ts"

/**
 * The closed union of reasons, as a schema.
 *
 * @since 0.1.0
 */
export const TransportReason = Schema.Union([
  Unreachable,
  TlsFailed,
  ProxyRefused,
  TimedOut,
  Unauthorized,
  Forbidden,
  NotFound,
  InvalidRequest,
  RequestRefused,
  Conflict,
  TooLarge,
  RateLimited,
  LaneBusy,
  CircuitOpen,
  QuotaExceeded,
  ServerFailed,
  UnexpectedBody,
  InvalidSettings,
  SecretUnavailable,
  AuditUnavailable
])

/**
 * Why a call failed.
 *
 * @since 0.1.0
 */
export type TransportReason = typeof TransportReason.Type

/**
 * A call that failed: which operation, why, and the id that its log records and spans carry.
 *
 * Recover by `error.reason._tag`, or with `Effect.catchReason("TransportError", "RateLimited", ...)`.
 *
 * @since 0.1.0
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  /** The caller's name for the request, or what of this package failed: `Transport.settings`, `Signature.settings`, `Audit.verify`. */
  operation: Schema.String,
  requestId: Schema.optional(Schema.String),
  /** How often the request was sent; absent where there was no call. */
  attempts: Schema.optional(Schema.Int),
  reason: TransportReason
}) {
  /** Whether the same call can succeed later without being changed. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  override get message(): string {
    const { _tag, message } = this.reason
    const wasSent = (this.attempts ?? 0) > 0 && (_tag === "LaneBusy" || _tag === "CircuitOpen")
    // Whoever reads that nothing was sent would think that nothing can have been done.
    const sentence = wasSent
      ? message.replace("was not sent:", `was not sent again (attempts before: ${this.attempts ?? 0}):`)
      : message
    return `${this.operation}: ${sentence}`
  }
}
