/** What keeps a request from being sent: settings, keys, limits of its own, an audit log that cannot be written. */
import * as Schema from "effect/Schema"
import { waitTime } from "./duration.ts"

/**
 * This package refused to send the request: a path parameter is missing, the body is not JSON, the time limit is not a number.
 *
 * @since 0.1.0
 */
export class RequestRefused extends Schema.TaggedError<RequestRefused>()("RequestRefused", {
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The request was not sent: ${this.problem}.`
  }
}

/**
 * This transport did not send the request, because its lane has no room for it.
 *
 * `"queue-full"`: as many wait already as `lanes.<lane>.queue` allows. `"no-permit-in-time"`: the limits, or a wait that PostHog
 * asked for, let it begin in `retryAfterMillis`, which is later than the call may take. `"shared-file-locked"`: another program held the file
 * of `sharedLimitsFile` locked for as long as the call could wait.
 *
 * @since 0.2.0
 */
export class LaneBusy extends Schema.TaggedError<LaneBusy>()("LaneBusy", {
  lane: Schema.String,
  kind: Schema.Literals(["queue-full", "no-permit-in-time", "shared-file-locked"]),
  waiting: Schema.optional(Schema.Int),
  retryAfterMillis: Schema.optional(Schema.Finite)
}) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    if (this.kind === "queue-full") {
      return `The request was not sent: ${this.waiting ?? 0} ${this.lane} requests wait for their turn already. Send fewer at once, or raise lanes.${this.lane}.queue.`
    }
    if (this.kind === "shared-file-locked") {
      return "The request was not sent: another program keeps the file of sharedLimitsFile locked, so nobody knows what may be sent. Find out which has it open, and try again."
    }
    const time = waitTime(this.retryAfterMillis ?? 0)
    return `The request was not sent: PostHog's limit on ${this.lane} requests lets it begin in ${time}, later than the call may take. Try again in ${time}, or allow more time.`
  }
}

/**
 * This transport did not send the request, because the host has just failed too often for requests of this lane.
 *
 * `retryAfterMillis` is when one is let through to find out whether it is well again; absent while such a one runs.
 * `lastFailure` is the tag of the failure that opened the circuit.
 *
 * @since 0.2.0
 */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", {
  host: Schema.String,
  lane: Schema.String,
  lastFailure: Schema.String,
  retryAfterMillis: Schema.optional(Schema.Finite)
}) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    const advice =
      this.retryAfterMillis === undefined
        ? "One request is finding out whether it is well again; try again shortly"
        : `Try again in ${waitTime(this.retryAfterMillis)}`
    return `The request was not sent: ${this.host} has failed for too many ${this.lane} requests in a row (${this.lastFailure}). ${advice}.`
  }
}

/**
 * A setting is missing or wrong. Raised before any request; never shows the value of a secret.
 *
 * `setting` is the option or the environment variable at fault, or several joined by `", "`.
 *
 * @since 0.1.0
 */
export class InvalidSettings extends Schema.TaggedError<InvalidSettings>()("InvalidSettings", {
  setting: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.setting}: ${this.problem}.`
  }
}

const sourceTitles = {
  environment: "the environment",
  file: "a file",
  keychain: "the keychain",
  vault: "Vault",
  aws: "AWS Secrets Manager",
  custom: "the given source",
  provider: "the secret provider"
} as const

/**
 * The keys could not be read from where they are kept. Raised when the client is made, and when keys must be read anew because
 * they expired or PostHog refused them. Never shows the value of a secret.
 *
 * `kind`: `"missing"` (there is no such secret), `"refused"` (the source does not let us in), `"unreachable"` (no answer, or a
 * failure that passes), `"unsupported"` (not on this platform, or an optional package is not installed), `"malformed"` (what is
 * there is not a key), `"exposed"` (others can read or change it).
 *
 * @since 0.2.0
 */
export class SecretUnavailable extends Schema.TaggedError<SecretUnavailable>()("SecretUnavailable", {
  source: Schema.Literals(["environment", "file", "keychain", "vault", "aws", "custom", "provider"]),
  kind: Schema.Literals(["missing", "refused", "unreachable", "unsupported", "malformed", "exposed"]),
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return this.kind === "unreachable"
  }
  override get message(): string {
    return `The keys cannot be read from ${sourceTitles[this.source]}: ${this.problem}.`
  }
}

/**
 * The audit log cannot be written, so the request was not sent; or it cannot be opened or read. Never shows its path.
 *
 * @since 0.2.0
 */
export class AuditUnavailable extends Schema.TaggedError<AuditUnavailable>()("AuditUnavailable", {
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The audit log ${this.problem}.`
  }
}
