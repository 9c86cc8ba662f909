/**
 * Every way an operation of this package can fail: the transport's reasons, carried up unchanged, and the driver's own.
 *
 * Recover by `error.reason._tag` (or `Effect.catchReason("PostHogError", "QueryRejected", …)`), never by message. Fields are
 * data for programs; `message` is one sentence for a person or a model.
 */
import type { TransportError } from "@posthog-driver/transport/effect"
import { TransportReason } from "@posthog-driver/transport/effect"
import * as Schema from "effect/Schema"

/**
 * The query cannot run as it is written: PostHog refused its text, or this driver did before sending it.
 *
 * `start` and `end` are character offsets into the text that was given, when PostHog could point at the place; `fix` is the
 * replacement it proposes. `code` is PostHog's, or `empty_query` / `offset_refused` for what never left this machine.
 *
 * @since 0.1.0
 */
export class QueryRejected extends Schema.TaggedError<QueryRejected>()("QueryRejected", {
  code: Schema.String,
  message: Schema.String,
  start: Schema.optional(Schema.Int),
  end: Schema.optional(Schema.Int),
  fix: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
}

/**
 * PostHog stopped the query at its own time limit. Repeating it as it is will not help.
 *
 * @since 0.1.0
 */
export class QueryTimedOut extends Schema.TaggedError<QueryTimedOut>()("QueryTimedOut", {}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return "PostHog stopped the query at its time limit. Narrow it: a shorter time range, one event, fewer properties."
  }
}

/**
 * PostHog would not finish the query: estimated to be too slow (`time`), or out of memory (`memory`).
 *
 * @since 0.1.0
 */
export class QueryTooExpensive extends Schema.TaggedError<QueryTooExpensive>()("QueryTooExpensive", {
  resource: Schema.Literals(["time", "memory"])
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return this.resource === "time"
      ? "PostHog estimates that the query is too slow to run. Bound timestamp and filter by event."
      : "PostHog ran out of memory on the query. Read less at once: a shorter time range, fewer columns, fewer groups."
  }
}

/**
 * There is no object of this name.
 *
 * @since 0.1.0
 */
export class UnknownObject extends Schema.TaggedError<UnknownObject>()("UnknownObject", {
  name: Schema.String,
  known: Schema.Array(Schema.String),
  suggestion: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    const hint = this.suggestion === undefined ? "" : ` Did you mean ${this.suggestion}?`
    return `There is no object called "${this.name}".${hint} Known: ${this.known.join(", ")}.`
  }
}

/**
 * An event cannot be captured as it is. Nothing of its batch was sent.
 *
 * @since 0.1.0
 */
export class EventInvalid extends Schema.TaggedError<EventInvalid>()("EventInvalid", {
  /** Its place in the batch, from 0. */
  index: Schema.Int,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `Event ${this.index} was not sent, nor any other of its batch: ${this.problem}.`
  }
}

/**
 * Some events of a batch are with PostHog and the rest are not.
 *
 * `undelivered` holds the uuids of the rest: capture those events again under the same uuid and timestamp. `why` is the
 * transport's reason.
 *
 * @since 0.1.0
 */
export class CaptureIncomplete extends Schema.TaggedError<CaptureIncomplete>()("CaptureIncomplete", {
  accepted: Schema.Int,
  undelivered: Schema.Array(Schema.String),
  why: TransportReason
}) {
  get isRetryable(): boolean {
    return this.why.isRetryable
  }
  override get message(): string {
    return `${this.accepted} events were accepted and ${this.undelivered.length} were not. ${this.why.message}`
  }
}

/**
 * The closed union of reasons, as a schema.
 *
 * @since 0.1.0
 */
export const PostHogReason = Schema.Union([
  ...TransportReason.members,
  QueryRejected,
  QueryTimedOut,
  QueryTooExpensive,
  UnknownObject,
  EventInvalid,
  CaptureIncomplete
])

/**
 * Why an operation failed.
 *
 * @since 0.1.0
 */
export type PostHogReason = typeof PostHogReason.Type

/**
 * The one failure of this package's operations.
 *
 * @since 0.1.0
 */
export class PostHogError extends Schema.TaggedError<PostHogError>()("PostHogError", {
  operation: Schema.String,
  requestId: Schema.optional(Schema.String),
  attempts: Schema.optional(Schema.Int),
  reason: PostHogReason
}) {
  /** Carries a transport failure up, or replaces its reason by one that says more. */
  static fromTransport(error: TransportError, reason: PostHogReason = error.reason): PostHogError {
    return new PostHogError({
      operation: error.operation,
      requestId: error.requestId,
      attempts: error.attempts,
      reason
    })
  }
  /** Whether the same call can succeed later without being changed. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
