/**
 * Dates and times written as text.
 *
 * A text without a zone means the project's zone, as in PostHog; one with `Z` or an offset means that instant. The text is
 * checked here, so that nonsense is an error with a place instead of a failure inside ClickHouse.
 */
import { call, literal, number, type Sql } from "../print/Sql.ts"

const pattern =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/

export interface WrittenInstant {
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** `YYYY-MM-DD HH:MM:SS.ffffff`. */
  readonly dateTime: string
  readonly hasTime: boolean
  /** True when the text says UTC or an offset; `dateTime` is then in UTC. */
  readonly isUtc: boolean
}

/** Reads a text as a date or a time; `undefined` when it is neither. Fractions beyond microseconds are refused too. */
export const readInstant = (text: string): WrittenInstant | undefined => {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00", fraction = "", zone] =
    match
  if (fraction.length > 6) return undefined
  const date = `${year}-${month}-${day}`
  const clock = `${hour}:${minute}:${second}`
  const parsed = new Date(`${date}T${clock}Z`)
  // Date rolls 30 February over to March; the text must come back as it was.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== `${date}T${clock}.000Z`) return undefined
  const micros = fraction.padEnd(6, "0")
  const hasTime = match[4] !== undefined
  if (zone === undefined) return { date, dateTime: `${date} ${clock}.${micros}`, hasTime, isUtc: false }
  const utc = new Date(parsed.getTime() - offsetMinutes(zone) * 60_000).toISOString()
  return { date, dateTime: `${utc.slice(0, 10)} ${utc.slice(11, 19)}.${micros}`, hasTime, isUtc: true }
}

const offsetMinutes = (zone: string): number => {
  if (zone === "Z") return 0
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0")
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return zone.startsWith("-") ? -minutes : minutes
}

/** ClickHouse's form of a written instant. */
export const instantSql = (instant: WrittenInstant, timezone: string): Sql =>
  call("toDateTime64", literal(instant.dateTime), number(6), literal(instant.isUtc ? "UTC" : timezone))

/** ClickHouse's form of a written date. */
export const dateSql = (instant: WrittenInstant): Sql => call("toDate", literal(instant.date))
