/**
 * When an event happened, by PostHog's rules: what the client says, corrected for a clock that is wrong.
 *
 * Times are whole microseconds since 1970. A skew of up to 150 seconds is left alone and only the part beyond it taken off;
 * a time more than 23 hours ahead becomes now.
 *
 * @see https://github.com/PostHog/posthog/blob/master/rust/common/types/src/event.rs
 */

const SECOND = 1_000_000
const TOLERATED_SKEW = 150 * SECOND
const FUTURE_LIMIT = 23 * 3_600 * SECOND
/** ClickHouse's DateTime64(6) ends with 2299; what lies outside cannot be stored, and PostHog writes the epoch then. */
const EARLIEST = Date.UTC(1900, 0, 1) * 1_000
const LATEST = Date.UTC(2299, 11, 31) * 1_000

const INSTANT =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** Microseconds of a timestamp as clients write it; undefined when it is none. Without a zone it is UTC. */
export const parseInstant = (value: unknown): number | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? epochMicros(value) : undefined
  if (typeof value !== "string") return undefined
  const text = value.trim()
  if (/^\d{9,}(?:\.\d+)?$/.test(text)) return epochMicros(Number(text))
  const match = INSTANT.exec(text)
  if (match === null) return parseRfc2822(text)
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match
  const calendar = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const rolledOver = new Date(calendar).getUTCDate() !== Number(day) || Number(month) > 12
  if (rolledOver || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second) - zoneSeconds(zone)
  return calendar * 1_000 + seconds * SECOND + Number(fraction.slice(0, 6).padEnd(6, "0"))
}

/** Ten digits are seconds, thirteen milliseconds. */
const epochMicros = (value: number): number =>
  Math.round(Math.abs(value) < 1e11 ? value * SECOND : value * 1_000)

const zoneSeconds = (zone: string): number => {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (match === null) return 0
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3_600 + Number(match[3] ?? 0) * 60)
}

const parseRfc2822 = (text: string): number | undefined => {
  if (!/^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} /.test(text)) return undefined
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? undefined : millis * 1_000
}

export interface TimestampFacts {
  /** Undefined when the client gave none. */
  readonly timestamp: number | undefined
  /** Undefined when the client gave none, or asked to ignore it. */
  readonly sentAt: number | undefined
  /** Milliseconds before now, from old clients. */
  readonly offsetMillis: number | undefined
  readonly now: number
}

export const eventInstant = ({ timestamp, sentAt, offsetMillis, now }: TimestampFacts): number => {
  const skew = sentAt === undefined ? 0 : sentAt - now
  const correction = Math.sign(skew) * Math.max(0, Math.abs(skew) - TOLERATED_SKEW)
  const claimed = timestamp === undefined ? now : timestamp - correction
  const instant = offsetMillis === undefined ? claimed : now - offsetMillis * 1_000
  if (instant > now + FUTURE_LIMIT) return now
  return instant < EARLIEST || instant > LATEST ? 0 : instant
}

/** `2026-01-31 08:30:00.120000`, as the tables take it. */
export const clickhouseInstant = (micros: number): string => {
  const millis = Math.floor(micros / 1_000)
  const rest = String(micros - millis * 1_000).padStart(3, "0")
  return `${new Date(millis).toISOString().slice(0, 23).replace("T", " ")}${rest}`
}
