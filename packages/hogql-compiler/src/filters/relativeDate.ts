/**
 * Dates relative to now, such as `-7d` and `mStart`, on the wall clock of the project.
 *
 * The letters are PostHog's: h, d, w, m (months), M (minutes), s, q (13 weeks) and y; `Start` and `End` set what is smaller to its first or
 * last value. A month's and a year's Start keep the time of the day, as in PostHog.
 */

/** `YYYY-MM-DD HH:MM:SS.ffffff` in `timezone`, or `undefined` when the text is no relative date. */
export const readRelativeDate = (text: string, now: Date, timezone: string): string | undefined => {
  const match = /^-?(\d{1,6})?([hdwmMsqy])(Start|End)?$/.exec(text)
  if (match === null) return undefined
  const [, digits, unit = "", position] = match
  if (digits === undefined && position === undefined) return undefined
  const wall = wallClock(now, timezone)
  const count = Number(digits ?? 0)
  const months = unit === "m" ? count : unit === "y" ? count * 12 : 0
  const seconds = (secondsOf[unit] ?? 0) * count
  return written(
    new Date(positioned(monthsBefore(wall, months), unit, position).getTime() - seconds * 1_000),
    position,
    unit
  )
}

const secondsOf: Readonly<Record<string, number>> = {
  s: 1,
  M: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  q: 13 * 604_800
}

/** The wall clock's reading as if it were UTC, so that a day has 24 hours. */
const wallClock = (now: Date, timezone: string): Date => {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric"
  }).formatToParts(now)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((item) => item.type === type)?.value ?? 0)
  return new Date(
    Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
      now.getUTCMilliseconds()
    )
  )
}

/** The day is kept, or the last of a shorter month. */
const monthsBefore = (wall: Date, months: number): Date => {
  const moved = new Date(wall)
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() - months)
  moved.setUTCDate(Math.min(wall.getUTCDate(), daysIn(moved)))
  return moved
}

const daysIn = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()

const positioned = (date: Date, unit: string, position: string | undefined): Date => {
  const moved = new Date(date)
  if (position === undefined) return moved
  const isStart = position === "Start"
  switch (unit) {
    case "h":
      moved.setUTCMinutes(isStart ? 0 : 59, isStart ? 0 : 59, isStart ? 0 : 999)
      break
    case "d":
      moved.setUTCHours(isStart ? 0 : 23, isStart ? 0 : 59, isStart ? 0 : 59, isStart ? 0 : 999)
      break
    case "m":
      moved.setUTCDate(isStart ? 1 : daysIn(moved))
      break
    case "y":
      if (isStart) moved.setUTCMonth(0, 1)
      else moved.setUTCDate(daysIn(moved))
      break
    default:
  }
  return moved
}

const written = (date: Date, position: string | undefined, unit: string): string => {
  const text = date.toISOString()
  const micros = position === "End" && (unit === "h" || unit === "d") ? "999" : "000"
  return `${text.slice(0, 10)} ${text.slice(11, 23)}${micros}`
}
