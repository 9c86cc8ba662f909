/** Failures that PostHog answers with, and answers that are none. */
import * as Schema from "effect/Schema"
import { waitTime } from "./duration.ts"

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
        : `Try again in ${waitTime(this.retryAfterMillis)}`
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
 * Or it is an answer that this client cannot read. `advice` says what to do where more than the host setting can be at fault. `problem`
 * never quotes a value of the body.
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
