/**
 * Days, weeks and moments of a story, all UTC.
 *
 * A moment is a whole number of microseconds since 1970; end dates after 2254 are refused, so it stays below 2^53 and
 * arithmetic is exact. A day is its index in the story, 0 for the first. Weeks start on Sunday, as HogQL's
 * `toStartOfWeek` does unless the project says otherwise.
 */
export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The stretch of time a story covers. */
export interface Calendar {
  readonly days: number
  /** First moment of day 0. */
  readonly start: number
  /** First moment after the last day. */
  readonly end: number
  /** Day of the week of day 0; 0 is Sunday. */
  readonly firstWeekday: number
}

/** How much happens on each weekday, Sunday first. */
const WEEKDAY_WEIGHTS = [0.3, 1, 1.12, 1.08, 1.02, 0.84, 0.22]

export const makeCalendar = (endDate: string, days: number): Calendar => {
  const end = Date.parse(`${endDate}T00:00:00.000Z`) * 1000
  const start = end - days * DAY
  // 1970-01-01 was a Thursday.
  const firstWeekday = (((Math.floor(start / DAY) + 4) % 7) + 7) % 7
  return { days, start, end, firstWeekday }
}

export const momentOfDay = (calendar: Calendar, day: number): number => calendar.start + day * DAY

export const weekdayWeight = (calendar: Calendar, day: number): number =>
  WEEKDAY_WEIGHTS[(calendar.firstWeekday + day) % 7] ?? 1

/** Calendar week of a day; week 0 holds day 0 and may have begun before it. */
export const weekOfDay = (calendar: Calendar, day: number): number =>
  Math.floor((calendar.firstWeekday + day) / 7)

/** First day of a calendar week; negative when week 0 began before the story. */
export const firstDayOfWeek = (calendar: Calendar, week: number): number => week * 7 - calendar.firstWeekday

/** Shares out `total` in proportion to the weights, in whole numbers that add up exactly (largest remainder). */
export const apportion = (total: number, weights: readonly number[]): number[] => {
  const sum = weights.reduce((left, right) => left + right, 0)
  const exact = weights.map((weight) => (weight * total) / sum)
  const shares = exact.map((value) => Math.floor(value))
  const missing = total - shares.reduce((left, right) => left + right, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index)
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"))
const dayTexts = new Map<number, string>()

/** `YYYY-MM-DD` of a moment. */
export const dayText = (moment: number): string => {
  const day = Math.floor(moment / DAY)
  const known = dayTexts.get(day)
  if (known !== undefined) return known
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  dayTexts.set(day, text)
  return text
}

const timeOfDay = (moment: number): string => {
  const seconds = Math.floor((moment - Math.floor(moment / DAY) * DAY) / SECOND)
  const minutes = Math.floor(seconds / 60)
  return `${TWO_DIGITS[Math.floor(minutes / 60)] ?? ""}:${TWO_DIGITS[minutes % 60] ?? ""}:${TWO_DIGITS[seconds % 60] ?? ""}`
}

/** `YYYY-MM-DD HH:MM:SS.ffffff`, as ClickHouse reads a DateTime64(6, 'UTC'). */
export const timestampText = (moment: number): string =>
  `${dayText(moment)} ${timeOfDay(moment)}.${String((moment % SECOND) + SECOND).slice(1)}`

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, as JSON bodies and properties carry a time. */
export const isoText = (moment: number): string =>
  `${dayText(moment)}T${timeOfDay(moment)}.${String(Math.floor((moment % SECOND) / 1000) + 1000).slice(1)}Z`
