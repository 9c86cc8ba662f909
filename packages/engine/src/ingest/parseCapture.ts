/**
 * What a capture request says: the token it came with and its events, whichever of three shapes it has.
 *
 * A batch is an object with `batch`, an array carries a token in each event, and a single event is an object with `event`. One
 * bad event refuses the whole request, as PostHog's capture service does.
 */
import { randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import { isRecord, parseJson } from "../json.ts"
import * as CaptureError from "./CaptureError.ts"
import { repairNumber, repairValue } from "./repair.ts"
import { eventInstant, parseInstant } from "./timestamp.ts"

type Json = Readonly<Record<string, unknown>>

export interface CapturedEvent {
  readonly uuid: string
  /** True when the client chose the uuid, so that the event may come again. */
  readonly isRepeatable: boolean
  readonly event: string
  readonly distinctId: string
  readonly properties: Json
  /** Microseconds since 1970. */
  readonly timestamp: number
}

export interface CaptureRequest {
  readonly token: string
  readonly events: readonly CapturedEvent[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Reads the JSON text of a request; `now` in microseconds. */
export const parseCapture = (
  text: string,
  options: { readonly now: number; readonly token: string | undefined }
): Effect.Effect<CaptureRequest, CaptureError.CaptureError> =>
  Effect.gen(function* () {
    if (text.trim() === "") return yield* CaptureError.parseFailed("empty body")
    const body = yield* Effect.try({
      try: () => repairValue(parseJson(text, repairNumber)),
      catch: (error) =>
        CaptureError.parseFailed(error instanceof RangeError ? "nested too deeply" : "invalid JSON")
    })
    const envelope = isRecord(body) ? body : {}
    const items = Array.isArray(body) ? body : "batch" in envelope ? envelope["batch"] : [body]
    if (!Array.isArray(items)) return yield* CaptureError.parseFailed("batch is not a list")
    if (items.length === 0) return yield* CaptureError.noEvent
    if (!items.every(isRecord)) return yield* CaptureError.parseFailed("an event is not an object")

    const tokens = new Set(
      [options.token, tokenOf(envelope), ...items.map(tokenOf)].filter((token) => token !== undefined)
    )
    if (tokens.size > 1) return yield* CaptureError.inconsistentTokens
    const [token] = tokens
    if (token === undefined) return yield* CaptureError.missingToken

    const sentAt = parseInstant(envelope["sent_at"])
    const events = yield* Effect.forEach(items, (item) => capturedEvent(item, { now: options.now, sentAt }))
    return { token, events }
  })

const tokenOf = (item: Json): string | undefined => {
  const inProperties = isRecord(item["properties"]) ? item["properties"]["token"] : undefined
  for (const token of [item["api_key"], item["token"], inProperties]) {
    if (typeof token === "string") return token.trim()
  }
  return undefined
}

const capturedEvent = (
  item: Json,
  at: { readonly now: number; readonly sentAt: number | undefined }
): Effect.Effect<CapturedEvent, CaptureError.CaptureError> =>
  Effect.gen(function* () {
    const event = item["event"]
    if (typeof event !== "string" || event.trim() === "") return yield* CaptureError.emptyEventName
    const given = item["properties"] ?? {}
    if (!isRecord(given)) return yield* CaptureError.parseFailed("properties is not an object")
    const distinctId = distinctIdOf(item["distinct_id"] ?? given["distinct_id"] ?? given["$distinct_id"])
    if (distinctId === undefined) return yield* CaptureError.missingDistinctId

    const uuid = item["uuid"] ?? undefined
    if (uuid !== undefined && !(typeof uuid === "string" && UUID.test(uuid))) {
      return yield* CaptureError.parseFailed("uuid is not a UUID")
    }
    const timestamp = item["timestamp"] ?? undefined
    const instant = parseInstant(timestamp)
    if (timestamp !== undefined && instant === undefined) return yield* CaptureError.invalidTimestamp
    const offset = item["offset"]
    return {
      uuid: uuid?.toLowerCase() ?? randomUUID(),
      isRepeatable: uuid !== undefined,
      event,
      distinctId,
      properties: withRootSets(given, item),
      timestamp: eventInstant({
        timestamp: instant,
        sentAt: given["$ignore_sent_at"] === true ? undefined : at.sentAt,
        offsetMillis: typeof offset === "number" ? offset : undefined,
        now: at.now
      })
    }
  })

/** Clients that number their users send numbers; an object is no id. */
const distinctIdOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value.trim() === "" ? undefined : value
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  return undefined
}

/** `$set` and `$set_once` beside the properties are an old habit of clients, still allowed. */
const withRootSets = (properties: Json, item: Json): Json => {
  const roots = ["$set", "$set_once"].filter((name) => isRecord(item[name]) && !(name in properties))
  return roots.length === 0
    ? properties
    : { ...properties, ...Object.fromEntries(roots.map((name) => [name, item[name]])) }
}
