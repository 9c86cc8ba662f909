/**
 * Calendar arithmetic in a time zone, from what `Intl` knows: nothing of ClickHouse's nor of the compiler's.
 */

/** An instant, in microseconds since 1970. */
export class Instant {
  readonly micros: number
  constructor(micros: number) {
    this.micros = micros
  }
}

/** A calendar day. */
export class Day {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric"
  })
  formats.set(zone, made)
  return made
}

const SECOND = 1_000_000

/** The clock on the wall of a zone, as if it were one in UTC: microseconds again, so that they can be counted with. */
export const wallOf = ({ micros }: Instant, zone: string): number => {
  const seconds = Math.floor(micros / SECOND)
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(new Date(seconds * 1000))
      .map(({ type, value }) => [type, Number(value)])
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + (micros - seconds * SECOND)
}

/** The instant at which a wall clock shows this; the first one when there are two. Between two (a gap) it is moved on. */
export const instantAt = (wall: number, zone: string): Instant => {
  const around = [-86_400, 0, 86_400].map((seconds) => {
    const guess = new Instant(wall + seconds * SECOND)
    return wallOf(guess, zone) - guess.micros
  })
  const found = around
    .map((offset) => wall - offset)
    .filter((micros) => wallOf(new Instant(micros), zone) === wall)
  return new Instant(found.length > 0 ? Math.min(...found) : wall - (around[0] ?? 0))
}

const two = (value: number): string => String(value).padStart(2, "0")

/** `YYYY-MM-DD hh:mm:ss.ffffff` without zeros at the end of the fraction. */
export const written = (instant: Instant, zone: string): string => {
  const wall = wallOf(instant, zone)
  const seconds = Math.floor(wall / SECOND)
  const date = new Date(seconds * 1000)
  const fraction = String(wall - seconds * SECOND)
    .padStart(6, "0")
    .replace(/0+$/, "")
  return `${dayText(date)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}${fraction === "" ? "" : `.${fraction}`}`
}

export const dayText = (date: Date): string => date.toISOString().slice(0, 10)

/** The wall clock as a date whose UTC fields are to be read. */
export const fieldsOf = (instant: Instant, zone: string): Date =>
  new Date(Math.floor(wallOf(instant, zone) / 1000))
