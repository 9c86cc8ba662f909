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

const seconds = (millis: number): string => `${Math.ceil(millis / 100) / 10} s`

/**
 * No answer arrived, or not the whole of it: the name did not resolve, the connection was refused, reset or cut short.
 *
 * `code` is the system's name for it (`ECONNREFUSED`, `ENOTFOUND`, ...); `proxy` is set when it happened on the way to that proxy.
 *
 * @since 0.1.0
 */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  host: Schema.String,
  code: Schema.optional(Schema.String),
  proxy: Schema.optional(Schema.String)
}) {
  /** A name that does not exist stays wrong when asked again, and so does a proxy that cannot be trusted. */
  get isRetryable(): boolean {
    return this.code === undefined || !/^ENOTFOUND$|CERT|SELF_SIGNED|^ERR_SSL|^ERR_TLS/.test(this.code)
  }
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return this.proxy === undefined
      ? `No answer came from ${this.host}${code}. Check the host setting and that this machine can reach it.`
      : `No answer came from ${this.proxy}, the proxy before ${this.host}${code}. Check the proxy setting, HTTPS_PROXY or HTTP_PROXY, and that this machine can reach it.`
  }
}

const tlsSentences = {
  version:
    "speaks only an older TLS than this client. Have it speak TLS 1.3, or set tls.minVersion to TLSv1.2",
  pin: "proved a public key that is not pinned. Do not send it anything until you know why; if its key was replaced, change tls.pins",
  expired: "has a certificate that has expired. Have it renewed, and check the clock of this machine",
  "not-yet-valid": "has a certificate that is not valid yet. Check the clock of this machine",
  "host-name": "has a certificate for another name. Check the host setting",
  untrusted:
    "has a certificate of an authority that is not trusted here. If the authority is your own, give its certificate in tls.ca",
  "not-tls": "does not speak TLS there. Check the port in the host setting",
  handshake: "ended the TLS handshake. Check the host setting, and what the server demands of its clients"
} as const

/**
 * The server did not prove that it is the one to talk to. Nothing was sent to it.
 *
 * `code` is OpenSSL's or Node's name for it.
 *
 * @since 0.2.0
 */
export class TlsFailed extends Schema.TaggedError<TlsFailed>()("TlsFailed", {
  host: Schema.String,
  problem: Schema.Literals([
    "version",
    "pin",
    "expired",
    "not-yet-valid",
    "host-name",
    "untrusted",
    "not-tls",
    "handshake"
  ]),
  code: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return `${this.host} ${tlsSentences[this.problem]}${code}.`
  }
}

/**
 * The proxy answered, and would not let the request through.
 *
 * @since 0.2.0
 */
export class ProxyRefused extends Schema.TaggedError<ProxyRefused>()("ProxyRefused", {
  /** Scheme, name and port. */
  proxy: Schema.String,
  status: Schema.Int
}) {
  /** A proxy that cannot reach the host at the moment says so with a 5xx. */
  get isRetryable(): boolean {
    return this.status === 502 || this.status === 503 || this.status === 504
  }
  override get message(): string {
    const advice =
      this.status === 407
        ? "Check the user name and the password in the proxy setting, HTTPS_PROXY or HTTP_PROXY"
        : "Ask whoever runs it to let the host through, or list the host in NO_PROXY"
    return `The proxy ${this.proxy} refused the connection (${this.status}). ${advice}.`
  }
}

/**
 * The time given to the call, or to one attempt of it, ran out.
 *
 * @since 0.1.0
 */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  timeoutMillis: Schema.Finite,
  scope: Schema.Literals(["call", "attempt"])
}) {
  /** An attempt may be repeated within the call's time; a call that used all its time may not. */
  get isRetryable(): boolean {
    return this.scope === "attempt"
  }
  override get message(): string {
    const what = this.scope === "call" ? "The call" : "One attempt"
    return `${what} did not finish within ${seconds(this.timeoutMillis)}. Ask for less, or allow more time.`
  }
}

/**
 * PostHog does not know the credential (401). A key of another region is unknown too.
 *
 * @since 0.1.0
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {
  code: Schema.optional(Schema.String),
  /** The credential at fault, where it is known. */
  credential: Schema.optional(Schema.Literals(["personal-key", "project-token"]))
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    if (this.credential === "project-token") {
      return "PostHog does not accept this project token (POSTHOG_PROJECT_TOKEN). Check it in the project's settings, and that it belongs to the region or instance of the host setting."
    }
    return "PostHog does not accept this key. Check the key, and that it belongs to the region or instance of the host setting."
  }
}

/**
 * The credential is known but may not do this (403).
 *
 * `missingScope` is set when PostHog names the scope the key lacks; `fromProxy` is true when the answer was not PostHog's.
 *
 * @since 0.1.0
 */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", {
  missingScope: Schema.optional(Schema.String),
  code: Schema.optional(Schema.String),
  fromProxy: Schema.Boolean
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    if (this.missingScope !== undefined) {
      return `The key lacks the scope '${this.missingScope}'. Create a personal API key that has it.`
    }
    return this.fromProxy
      ? "Something in front of PostHog (a proxy or firewall) refused the request. Ask whoever runs it to let it through."
      : "The key may not do this. Check its scopes and the projects it is limited to."
  }
}

/**
 * The project, the object or the endpoint does not exist, or the key may not see it (404).
 *
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", {
  code: Schema.optional(Schema.String),
  fromProxy: Schema.Boolean
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return this.fromProxy
      ? "The host answered 404 in a way PostHog does not. Check that the host setting points at PostHog."
      : "PostHog has no such project or object, or the key may not see it. Check the project id and the object's id."
  }
}

/**
 * PostHog understood the call and refuses its content (400 and the other 4xx without a reason of their own).
 *
 * `detail` is PostHog's own sentence and is present only for `validation_error` answers: at most 500 characters,
 * control characters removed, keys redacted. `attr` names the field at fault.
 *
 * @since 0.1.0
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  status: Schema.Int,
  code: Schema.optional(Schema.String),
  attr: Schema.optional(Schema.String),
  detail: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    const code = this.code === undefined ? "" : `, ${this.code}`
    const attr = this.attr === undefined ? "" : ` Field: ${this.attr}.`
    const detail = this.detail === undefined ? "" : ` PostHog says: ${this.detail}`
    return `PostHog refused the request (${this.status}${code}). Change the request.${attr}${detail}`
  }
}

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
 * Somebody else changed the object meanwhile (409).
 *
 * @since 0.1.0
 */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {
  code: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return "The object changed meanwhile. Read it again, then repeat the change."
  }
}

/**
 * The body sent is larger than PostHog takes (413).
 *
 * @since 0.1.0
 */
export class TooLarge extends Schema.TaggedError<TooLarge>()("TooLarge", {}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return "The request is larger than PostHog accepts. Split it into smaller ones."
  }
}

/**
 * PostHog asks to wait (429). Three kinds: too many requests, too many queries at once, the hourly read budget is used up.
 *
 * `retryAfterMillis` is what PostHog asked for; it can be an hour, and it is absent for `"concurrency"`.
 *
 * @since 0.1.0
 */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  lane: Schema.String,
  kind: Schema.Literals(["throttled", "concurrency", "budget"]),
  retryAfterMillis: Schema.optional(Schema.Finite)
}) {
  get isRetryable(): boolean {
    return true
  }
  override get message(): string {
    const wait =
      this.retryAfterMillis === undefined
        ? "Try again later"
        : `Try again in ${seconds(this.retryAfterMillis)}`
    switch (this.kind) {
      case "throttled":
        return `PostHog's limit on ${this.lane} requests is used up. ${wait}.`
      case "concurrency":
        return `Too many queries run at once in this project. ${wait}, or run fewer at the same time.`
      case "budget":
        return `This project's hourly budget of bytes read is used up. ${wait}, or read less: bound the time range and filter by event.`
    }
  }
}

/**
 * This transport did not send the request, because its lane has no room for it.
 *
 * `"queue-full"`: as many wait already as `lanes.<lane>.queue` allows. `"no-permit-in-time"`: the limits, or a wait that PostHog
 * asked for, let it begin in `retryAfterMillis`, which is later than the call may take.
 *
 * @since 0.2.0
 */
export class LaneBusy extends Schema.TaggedError<LaneBusy>()("LaneBusy", {
  lane: Schema.String,
  kind: Schema.Literals(["queue-full", "no-permit-in-time"]),
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
    const wait = seconds(this.retryAfterMillis ?? 0)
    return `The request was not sent: PostHog's limit on ${this.lane} requests lets it begin in ${wait}, later than the call may take. Try again in ${wait}, or allow more time.`
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
    const wait =
      this.retryAfterMillis === undefined
        ? "One request is finding out whether it is well again; try again shortly"
        : `Try again in ${seconds(this.retryAfterMillis)}`
    return `The request was not sent: ${this.host} has failed for too many ${this.lane} requests in a row (${this.lastFailure}). ${wait}.`
  }
}

/**
 * A plan's quota is used up, or the feature is not part of the plan (402).
 *
 * @since 0.1.0
 */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  code: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return `The plan's quota is used up, or the plan does not include this${code}. See the billing page of the organization.`
  }
}

/**
 * Overload, restarts and gateways: asking again helps. 504 only from a gateway (capture names it `gateway_timeout`): a
 * query's own 504, 512 and 513 mean "too slow" and "too big".
 */
const passingStatuses: ReadonlySet<number> = new Set([408, 500, 502, 503, 520, 521, 522, 523, 524, 529])

/**
 * PostHog, or something in front of it, failed (408 and 5xx).
 *
 * `fromProxy` is true when the body was not PostHog's JSON. From PostHog itself 504 means that the query ran out of time,
 * 512 that it was estimated to be too slow, 513 that it needed too much memory.
 *
 * @since 0.1.0
 */
export class ServerFailed extends Schema.TaggedError<ServerFailed>()("ServerFailed", {
  status: Schema.Int,
  code: Schema.optional(Schema.String),
  fromProxy: Schema.Boolean,
  retryAfterMillis: Schema.optional(Schema.Finite)
}) {
  get isRetryable(): boolean {
    return (
      passingStatuses.has(this.status) ||
      (this.status === 504 && (this.fromProxy || this.code === "gateway_timeout"))
    )
  }
  override get message(): string {
    const code = this.code === undefined ? "" : `, ${this.code}`
    if (!this.fromProxy && (this.status === 504 || this.status === 512)) {
      return `PostHog gave up because the query is too slow (${this.status}${code}). Narrow its time range or filter more.`
    }
    if (!this.fromProxy && this.status === 513) {
      return `PostHog gave up because the query needs too much memory (513${code}). Read fewer rows or columns.`
    }
    const who = this.fromProxy ? "The host, or a proxy before it," : "PostHog"
    return `${who} failed (${this.status}${code}). ${this.isRetryable ? "Try again later." : "Trying again will not help."}`
  }
}

/**
 * An answer came that is not what PostHog sends here: HTML with status 200, broken JSON, a redirect elsewhere, another shape.
 *
 * Or it is an answer that this client cannot read: then `advice` says what to ask instead. `problem` never quotes the body.
 *
 * @since 0.1.0
 */
export class UnexpectedBody extends Schema.TaggedError<UnexpectedBody>()("UnexpectedBody", {
  status: Schema.Int,
  problem: Schema.String,
  advice: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    if (this.advice !== undefined)
      return `The answer (${this.status}) cannot be read: ${this.problem}. ${this.advice}.`
    return `The answer (${this.status}) is not what PostHog sends here: ${this.problem}. Check that the host setting points at PostHog.`
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
  operation: Schema.String,
  requestId: Schema.optional(Schema.String),
  attempts: Schema.optional(Schema.Int),
  reason: TransportReason
}) {
  /** Whether the same call can succeed later without being changed. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
