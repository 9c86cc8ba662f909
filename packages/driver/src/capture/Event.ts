/**
 * What may be captured, checked before it is sent, because PostHog answers 200 to much that it then drops: an event over
 * 1 MB, an id it refuses, a date it cannot read. `uuid` and `timestamp` are fixed here, once, so that sending again is safe.
 *
 * @see https://posthog.com/docs/api/capture
 */
import { stringifyJson } from "@posthog-driver/transport/effect"
import * as Result from "effect/Result"
import { EventInvalid } from "../PostHogError.ts"
import type { JsonValue } from "./jsonValue.ts"
import { jsonValue } from "./jsonValue.ts"
import { uuid7 } from "../uuid7.ts"

/**
 * An event to capture.
 *
 * @since 0.1.0
 */
export interface CaptureEvent {
  /** Its name: 1 to 200 characters. */
  readonly event: string
  /** Who did it: 1 to 200 characters, and none of the placeholders PostHog refuses (`null`, `anonymous`, `0`, …). */
  readonly distinctId: string
  /** Anything JSON can hold, whole numbers beyond 2^53 as bigint; at most 1 MB with the rest of the event. */
  readonly properties?: Readonly<Record<string, unknown>>
  /** When it happened: a Date, or ISO 8601 text (UTC unless it names an offset). Now, unless given. */
  readonly timestamp?: Date | string
  /** Identifies the event. A version 7 UUID is made unless given; give your own to make a repeat harmless. */
  readonly uuid?: string
}

/** An event as it goes over the wire. */
export interface PreparedEvent {
  readonly event: string
  readonly distinct_id: string
  readonly properties: JsonValue
  readonly timestamp: string
  readonly uuid: string
}

const MAXIMUM_NAME = 200
const MAXIMUM_EVENT_BYTES = 1_000_000

/** PostHog takes its own time for anything later than this ahead (capture service, read in 2026). */
const MAXIMUM_AHEAD_MILLIS = 23 * 3_600_000

/**
 * Ids which PostHog refuses to tie a person to: they come from bugs and would merge strangers into one person.
 *
 * @see https://posthog.com/docs/product-analytics/identify (read 2026-11)
 */
const REFUSED_IDS_ANY_CASE = new Set([
  "anonymous",
  "guest",
  "distinctid",
  "distinct_id",
  "id",
  "not_authenticated",
  "email",
  "undefined",
  "true",
  "false"
])
const REFUSED_IDS = new Set(["[object Object]", "NaN", "None", "none", "null", "0"])

/**
 * Checks events and fixes their ids and times. The first fault refuses them all and names its place.
 *
 * @param randomBytes sixteen fresh random bytes at each call
 */
export function prepareEvents(
  events: ReadonlyArray<CaptureEvent>,
  nowMillis: number,
  randomBytes: () => Uint8Array
): Result.Result<ReadonlyArray<PreparedEvent>, EventInvalid> {
  const prepared: Array<PreparedEvent> = []
  const uuids = new Set<string>()
  for (const [index, event] of events.entries()) {
    const result = prepareEvent(event, nowMillis, randomBytes)
    if (Result.isFailure(result)) return Result.fail(new EventInvalid({ index, problem: result.failure }))
    if (uuids.has(result.success.uuid)) {
      return Result.fail(
        new EventInvalid({ index, problem: "its uuid is used by an earlier event of the same batch" })
      )
    }
    uuids.add(result.success.uuid)
    prepared.push(result.success)
  }
  return Result.succeed(prepared)
}

function prepareEvent(
  event: CaptureEvent,
  nowMillis: number,
  randomBytes: () => Uint8Array
): Result.Result<PreparedEvent, string> {
  const problem =
    nameProblem("event name", event.event) ?? idProblem(event.distinctId) ?? uuidProblem(event.uuid)
  if (problem !== undefined) return Result.fail(problem)
  const timestamp = isoTimestamp(event.timestamp, nowMillis)
  if (Result.isFailure(timestamp)) return Result.fail(timestamp.failure)
  const properties = jsonValue({ $lib: "posthog-driver", ...event.properties }, "properties")
  if (Result.isFailure(properties)) return Result.fail(properties.failure)
  const prepared: PreparedEvent = {
    event: event.event,
    distinct_id: event.distinctId,
    properties: properties.success,
    timestamp: timestamp.success,
    uuid: event.uuid?.toLowerCase() ?? uuid7(nowMillis, randomBytes())
  }
  const bytes = eventBytes(prepared)
  return bytes > MAXIMUM_EVENT_BYTES
    ? Result.fail(`it takes ${bytes} bytes as JSON; PostHog drops events over ${MAXIMUM_EVENT_BYTES}`)
    : Result.succeed(prepared)
}

/** The size of an event on the wire, in bytes. */
export function eventBytes(event: PreparedEvent): number {
  // Written as the transport will write it, bigints included; what it cannot write it refuses itself.
  return Buffer.byteLength(Result.getOrElse(stringifyJson(event), () => ""))
}

// The checks below take `unknown`: callers from JavaScript hand over anything, and the point is to say so early.

function nameProblem(what: string, value: unknown): string | undefined {
  if (typeof value !== "string") return `its ${what} is not text`
  if (value.trim() === "") return `its ${what} is empty`
  if (value.length > MAXIMUM_NAME)
    return `its ${what} has ${value.length} characters; ${MAXIMUM_NAME} is the most`
  return value.isWellFormed() && !value.includes("\u0000")
    ? undefined
    : `its ${what} holds a character PostHog cannot store`
}

function idProblem(distinctId: unknown): string | undefined {
  const problem = nameProblem("distinctId", distinctId)
  if (problem !== undefined || typeof distinctId !== "string") return problem
  const bare = distinctId.trim().replace(/^(["'])(.*)\1$/s, "$2")
  return REFUSED_IDS.has(bare) || REFUSED_IDS_ANY_CASE.has(bare.toLowerCase())
    ? `its distinctId "${distinctId}" is a placeholder that PostHog ties to no person; send the person's own id`
    : undefined
}

function uuidProblem(uuid: unknown): string | undefined {
  if (uuid === undefined) return undefined
  const isUuid = typeof uuid === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)
  return isUuid ? undefined : "its uuid is not a UUID"
}

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

function isoTimestamp(timestamp: unknown, nowMillis: number): Result.Result<string, string> {
  if (timestamp === undefined) return Result.succeed(new Date(nowMillis).toISOString())
  if (timestamp instanceof Date) {
    if (Number.isNaN(timestamp.getTime())) return Result.fail("its timestamp is an invalid date")
    return notTooLate(timestamp.toISOString(), timestamp.getTime(), nowMillis)
  }
  if (typeof timestamp !== "string" || !ISO.test(timestamp)) {
    return Result.fail("its timestamp is neither a Date nor ISO 8601 text such as 2026-01-31T12:00:00Z")
  }
  // Sent as written, so that microseconds survive; only the zone PostHog would assume is spelled out.
  const dated = timestamp.length === 10 ? `${timestamp}T00:00:00` : timestamp.replace(" ", "T")
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(dated.slice(10)) ? dated : `${dated}Z`
  const millis = Date.parse(zoned)
  // Date.parse rolls 31 February over to March: the day of the month must come back as it was written.
  return Number.isNaN(millis) || !realDay(timestamp)
    ? Result.fail("its timestamp is a date that does not exist")
    : notTooLate(zoned, millis, nowMillis)
}

function realDay(timestamp: string): boolean {
  return new Date(`${timestamp.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(timestamp.slice(8, 10))
}

function notTooLate(iso: string, millis: number, nowMillis: number): Result.Result<string, string> {
  return millis > nowMillis + MAXIMUM_AHEAD_MILLIS
    ? Result.fail("its timestamp is more than 23 hours ahead; PostHog would replace it with its own time")
    : Result.succeed(iso)
}
