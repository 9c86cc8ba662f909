/**
 * The lines that cross file descriptor 3, as the host reads them. Everything the script sends is untrusted: a line is
 * bounded before it is parsed, and parsed into one of these shapes or dropped.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { decodeWire } from "../guest.ts"

const id = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))

const QueryRequest = Schema.Struct({
  kind: Schema.Literal("request"),
  id,
  verb: Schema.Literal("query"),
  text: Schema.String,
  values: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50_000 })))
})
const ListObjectsRequest = Schema.Struct({
  kind: Schema.Literal("request"),
  id,
  verb: Schema.Literal("listObjects")
})
const GetFieldsRequest = Schema.Struct({
  kind: Schema.Literal("request"),
  id,
  verb: Schema.Literal("getFields"),
  object: Schema.String.check(Schema.isMaxLength(200))
})
const Hello = Schema.Struct({ kind: Schema.Literal("hello") })
const Result = Schema.Struct({ kind: Schema.Literal("result"), value: Schema.Unknown })
const Failure = Schema.Struct({
  kind: Schema.Literal("failure"),
  name: Schema.String,
  message: Schema.String
})

export const GuestRequest = Schema.Union([QueryRequest, ListObjectsRequest, GetFieldsRequest])
export type GuestRequest = typeof GuestRequest.Type

const GuestMessage = Schema.Union([
  QueryRequest,
  ListObjectsRequest,
  GetFieldsRequest,
  Hello,
  Result,
  Failure
])
export type GuestMessage = typeof GuestMessage.Type

/** A line that is none of the shapes. `id` is there when the line had one, so that the script hears about it. */
export interface InvalidLine {
  readonly kind: "invalid"
  readonly id: number
  readonly problem: string
}

const decodeMessage = Schema.decodeUnknownOption(GuestMessage, { onExcessProperty: "error" })
const decodeId = Schema.decodeUnknownOption(Schema.Struct({ id }))

/** Reads one line. Never throws: what cannot be read comes back as `invalid`, with id 0 when it had none. */
export function readLine(line: string): GuestMessage | InvalidLine {
  const parsed = parse(line)
  if (Option.isNone(parsed)) return { kind: "invalid", id: 0, problem: "The line is not JSON." }
  return Option.getOrElse(decodeMessage(parsed.value), () => ({
    kind: "invalid" as const,
    id: Option.match(decodeId(parsed.value), { onNone: () => 0, onSome: (found) => found.id }),
    problem: "The line is not one of the broker's requests."
  }))
}

function parse(line: string): Option.Option<unknown> {
  try {
    return Option.some(decodeWire(line))
  } catch {
    return Option.none()
  }
}

/**
 * Cuts a byte stream into lines and never holds more than `maximumBytes` of one: a longer line is thrown away up to its
 * end and reported once.
 */
export function lineSplitter(options: {
  readonly maximumBytes: number
  readonly onLine: (line: string) => void
  readonly onOversize: () => void
}): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  let held = 0
  let skipping = false
  const keep = (part: Buffer) => {
    if (skipping) return
    if (held + part.length > options.maximumBytes) {
      skipping = true
      parts = []
      options.onOversize()
      return
    }
    held += part.length
    parts.push(part)
  }
  return (chunk) => {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end))
      if (!skipping && held > 0) options.onLine(Buffer.concat(parts).toString("utf8"))
      parts = []
      held = 0
      skipping = false
      from = end + 1
    }
    if (from < chunk.length) keep(chunk.subarray(from))
  }
}
