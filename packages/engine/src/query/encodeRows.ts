/**
 * ClickHouse's answer as the rows of PostHog's answer, without ever making a JavaScript value of a cell.
 *
 * ClickHouse already writes JSON the way PostHog does, numbers in full: the settings below see to that. Only instants need
 * another form, and only rows that can hold one are looked into; all others are copied as bytes.
 */
import { holdsInstant, parseClickhouseType } from "./clickhouseType.ts"
import type { ClickhouseType } from "./clickhouseType.ts"
import { instantText } from "./instant.ts"

/** What a statement must be run with for its answer to be read here. */
export const rowSettings = {
  date_time_output_format: "iso",
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 1,
  output_format_decimal_trailing_zeros: 1,
  output_format_json_quote_denormals: 0,
  output_format_json_named_tuples_as_objects: 0,
  output_format_json_escape_forward_slashes: 0,
  output_format_json_validate_utf8: 1
} as const

export interface EncodedRows {
  readonly columns: readonly string[]
  readonly types: readonly string[]
  readonly rowCount: number
  /** True when there were more than `keep` rows. */
  readonly hasMore: boolean
  /** A JSON array of arrays. */
  readonly json: Uint8Array
}

const NEWLINE = 0x0a
const COMMA = 0x2c

/** Turns `JSONCompactEachRowWithNamesAndTypes` into rows; at most `keep` of them. */
export const encodeRows = (
  answer: Uint8Array,
  options: { readonly zone: string; readonly keep?: number }
): EncodedRows => {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength)
  const namesEnd = bytes.indexOf(NEWLINE)
  const typesEnd = bytes.indexOf(NEWLINE, namesEnd + 1)
  // These two lines are written by ClickHouse: arrays of strings.
  const columns = JSON.parse(bytes.toString("utf8", 0, namesEnd)) as readonly string[]
  const types = JSON.parse(bytes.toString("utf8", namesEnd + 1, typesEnd)) as readonly string[]

  let rowCount = 0
  let hasMore = false
  let end = typesEnd + 1
  for (;;) {
    const next = bytes.indexOf(NEWLINE, end)
    // JSONCompactEachRow ends with an empty line.
    if (next === -1 || next === end) break
    if (rowCount === options.keep) {
      hasMore = true
      break
    }
    rowCount++
    end = next + 1
  }
  const rows = bytes.subarray(typesEnd + 1, Math.max(typesEnd + 1, end - 1))
  const parsed = types.map(parseClickhouseType)
  const json = parsed.some(holdsInstant)
    ? Buffer.from(`[${rewriteRows(rows.toString("utf8"), parsed, options.zone)}]`)
    : joinRows(rows)
  return { columns, types, rowCount, hasMore, json }
}

/** A newline inside a cell is escaped, so every newline byte ends a row. */
const joinRows = (rows: Buffer): Buffer => {
  const joined = Buffer.allocUnsafe(rows.length + 2)
  joined[0] = 0x5b
  rows.copy(joined, 1)
  joined[rows.length + 1] = 0x5d
  for (let at = joined.indexOf(NEWLINE); at !== -1; at = joined.indexOf(NEWLINE, at + 1)) joined[at] = COMMA
  return joined
}

const rewriteRows = (text: string, types: readonly ClickhouseType[], zone: string): string => {
  if (text === "") return ""
  const row: ClickhouseType = { kind: "tuple", elements: types }
  return text
    .split("\n")
    .map((line) => rewriteValue(line, row, zone))
    .join(",")
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const rewriteValue = (text: string, type: ClickhouseType, zone: string): string => {
  const edits: Edit[] = []
  collectEdits(text, 0, type, zone, edits)
  let rewritten = ""
  let from = 0
  for (const edit of edits) {
    rewritten += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return rewritten + text.slice(from)
}

/** Walks the value at `at`, notes which instants to write anew, and gives back where the value ends. */
const collectEdits = (
  text: string,
  at: number,
  type: ClickhouseType,
  zone: string,
  edits: Edit[]
): number => {
  const start = skipBlanks(text, at)
  const opens = text.charAt(start)
  if (type.kind === "instant" && opens === '"') {
    const end = skipString(text, start)
    edits.push({
      start: start + 1,
      end: end - 1,
      text: instantText(text.slice(start + 1, end - 1), type.zone ?? zone)
    })
    return end
  }
  if ((type.kind === "array" || type.kind === "tuple") && opens === "[") {
    return walkMembers(text, start, "]", (member, index) => {
      const element = type.kind === "array" ? type.element : type.elements[index]
      return element === undefined
        ? skipValue(text, member)
        : collectEdits(text, member, element, zone, edits)
    })
  }
  if (type.kind === "map" && opens === "{") {
    return walkMembers(text, start, "}", (member) => {
      const colon = skipBlanks(text, skipString(text, skipBlanks(text, member)))
      return collectEdits(text, colon + 1, type.value, zone, edits)
    })
  }
  return skipValue(text, start)
}

const walkMembers = (
  text: string,
  start: number,
  closer: string,
  visit: (member: number, index: number) => number
): number => {
  let at = skipBlanks(text, start + 1)
  if (text.charAt(at) === closer) return at + 1
  for (let index = 0; ; index++) {
    at = skipBlanks(text, visit(at, index))
    if (text.charAt(at) !== ",") return at + 1
    at++
  }
}

const skipBlanks = (text: string, at: number): number => {
  while (text.charCodeAt(at) === 0x20) at++
  return at
}

const skipString = (text: string, quote: number): number => {
  for (let at = quote + 1; ; at++) {
    const end = text.indexOf('"', at)
    if (end === -1) return text.length
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end + 1
    at = end
  }
}

const skipValue = (text: string, at: number): number => {
  let depth = 0
  for (let here = skipBlanks(text, at); here < text.length; here++) {
    const char = text.charAt(here)
    if (char === '"') {
      here = skipString(text, here) - 1
      if (depth === 0) return here + 1
    } else if (char === "[" || char === "{") depth++
    else if (char === "]" || char === "}") {
      if (depth === 0) return here
      if (--depth === 0) return here + 1
    } else if (depth === 0 && char === ",") return here
  }
  return text.length
}
