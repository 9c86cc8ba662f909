/**
 * Times and dates beyond the everyday ones of `time.ts`.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { CalendarDate, DateTime, Interval } from "../HogqlType.ts"
import { partial, plain, sameAsFirst, total } from "./signature.ts"
import type { IntervalArg, NumberArg, TextArg, TimeArg } from "./signature.ts"

/** The name of its time zone. @since 0.2.0 */
export const timeZoneOf = /* @__PURE__ */ plain<readonly [time: TimeArg], string>("timeZoneOf")
/** The seconds from UTC to its time zone. @since 0.2.0 */
export const timeZoneOffset = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("timeZoneOffset")
/** The quarter, 1 to 4. @since 0.2.0 */
export const toQuarter = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toQuarter")
/** The day of the year, from 1. @since 0.2.0 */
export const toDayOfYear = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toDayOfYear")
/** The day of the month, from 1. @since 0.2.0 */
export const toDayOfMonth = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toDayOfMonth")
/** The minute, 0 to 59. @since 0.2.0 */
export const toMinute = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toMinute")
/** The second, 0 to 59. @since 0.2.0 */
export const toSecond = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toSecond")
/** The milliseconds since 1970 began in UTC. @since 0.2.0 */
export const toUnixTimestamp64Milli = /* @__PURE__ */ plain<readonly [time: TimeArg], number>(
  "toUnixTimestamp64Milli"
)
/** The time so many milliseconds after 1970 began in UTC. @since 0.2.0 */
export const fromUnixTimestamp64Milli = /* @__PURE__ */ plain<readonly [milliseconds: NumberArg], DateTime>(
  "fromUnixTimestamp64Milli"
)
/** The time so many seconds after 1970 began in UTC. @since 0.2.0 */
export const fromUnixTimestamp = /* @__PURE__ */ plain<readonly [seconds: NumberArg], DateTime>(
  "fromUnixTimestamp"
)
/** The first day of its ISO year. @since 0.2.0 */
export const toStartOfISOYear = /* @__PURE__ */ plain<readonly [time: TimeArg], CalendarDate>(
  "toStartOfISOYear"
)
/** The last day of its month. @since 0.2.0 */
export const toLastDayOfMonth = /* @__PURE__ */ plain<readonly [time: TimeArg], CalendarDate>(
  "toLastDayOfMonth"
)
/** The last day of its week. @since 0.2.0 */
export const toLastDayOfWeek = /* @__PURE__ */ plain<
  readonly [time: TimeArg, mode?: NumberArg],
  CalendarDate
>("toLastDayOfWeek")
/** The Monday of its week. @since 0.2.0 */
export const toMonday = /* @__PURE__ */ plain<readonly [time: TimeArg], CalendarDate>("toMonday")
/** The begin of its second. @since 0.2.0 */
export const toStartOfSecond = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>("toStartOfSecond")
/** The begin of its five minutes. @since 0.2.0 */
export const toStartOfFiveMinutes = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>(
  "toStartOfFiveMinutes"
)
/** The begin of its ten minutes. @since 0.2.0 */
export const toStartOfTenMinutes = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>(
  "toStartOfTenMinutes"
)
/** The begin of its quarter of an hour. @since 0.2.0 */
export const toStartOfFifteenMinutes = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>(
  "toStartOfFifteenMinutes"
)
/** The ISO year. @since 0.2.0 */
export const toISOYear = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toISOYear")
/** The ISO week, from 1. @since 0.2.0 */
export const toISOWeek = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toISOWeek")
/** The week of the year, as the mode counts. @since 0.2.0 */
export const toWeek = /* @__PURE__ */ plain<
  readonly [time: TimeArg, mode?: NumberArg, timezone?: TextArg],
  number
>("toWeek")
/** Year and week, such as 202601. @since 0.2.0 */
export const toYearWeek = /* @__PURE__ */ plain<
  readonly [time: TimeArg, mode?: NumberArg, timezone?: TextArg],
  number
>("toYearWeek")
/** Year and month, such as 202601. @since 0.2.0 */
export const toYYYYMM = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toYYYYMM")
/** Year, month and day. @since 0.2.0 */
export const toYYYYMMDD = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toYYYYMMDD")
/** The time as fourteen digits. @since 0.2.0 */
export const toYYYYMMDDhhmmss = /* @__PURE__ */ plain<readonly [time: TimeArg], number>("toYYYYMMDDhhmmss")
/** The begin of its half hour. @since 0.2.0 */
export const timeSlot = /* @__PURE__ */ plain<readonly [time: TimeArg], DateTime>("timeSlot")
/** The half hours (or slots of so many seconds) of a duration. @since 0.2.0 */
export const timeSlots = /* @__PURE__ */ plain<
  readonly [time: TimeArg, duration: NumberArg, size?: NumberArg],
  string[]
>("timeSlots")
/** Now, for each block of rows. @since 0.2.0 */
export const nowInBlock = /* @__PURE__ */ total<readonly [], DateTime>("nowInBlock")
/** The number of the row in its block, from 0. @since 0.2.0 */
export const rowNumberInBlock = /* @__PURE__ */ total<readonly [], number>("rowNumberInBlock")
/** The number of the row, from 0. @since 0.2.0 */
export const rowNumberInAllBlocks = /* @__PURE__ */ total<readonly [], number>("rowNumberInAllBlocks")
/** Yesterday's date. @since 0.2.0 */
export const yesterday = /* @__PURE__ */ total<readonly [], CalendarDate>("yesterday")
/** Now. @since 0.2.0 */
export const current_timestamp = /* @__PURE__ */ total<readonly [], DateTime>("current_timestamp")
/** Today's date. @since 0.2.0 */
export const current_date = /* @__PURE__ */ total<readonly [], CalendarDate>("current_date")
/** The time as text, by a format such as `%Y-%m-%d`. @since 0.2.0 */
export const formatDateTime = /* @__PURE__ */ plain<
  readonly [time: TimeArg, format: TextArg, timezone?: TextArg],
  string
>("formatDateTime")
/** As `formatDateTime`. @since 0.2.0 */
export const to_char = /* @__PURE__ */ plain<readonly [time: TimeArg, format: TextArg], string>("to_char")
/** The name of a part, such as `January`. @since 0.2.0 */
export const dateName = /* @__PURE__ */ plain<readonly [part: TextArg, time: TimeArg], string>("dateName")
/** The name of its month. @since 0.2.0 */
export const monthName = /* @__PURE__ */ plain<readonly [time: TimeArg], string>("monthName")
/** The same time, shown in a time zone. @since 0.2.0 */
export const toTimeZone =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, timezone?: TextArg]>("toTimeZone")
/** As `toTimeZone`, the zone first. @since 0.2.0 */
export const timezone = /* @__PURE__ */ partial<readonly [timezone: TextArg, time: TimeArg], DateTime>(
  "timezone"
)
/** So many years later. @since 0.2.0 */
export const addYears = /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("addYears")
/** So many quarters later. @since 0.2.0 */
export const addQuarters =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("addQuarters")
/** So many months later. @since 0.2.0 */
export const addMonths = /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("addMonths")
/** So many weeks later. @since 0.2.0 */
export const addWeeks = /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("addWeeks")
/** So many days later. @since 0.2.0 */
export const addDays = /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("addDays")
/** So many hours later. @since 0.2.0 */
export const addHours = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "addHours"
)
/** So many minutes later. @since 0.2.0 */
export const addMinutes = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "addMinutes"
)
/** So many seconds later. @since 0.2.0 */
export const addSeconds = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "addSeconds"
)
/** So many years earlier. @since 0.2.0 */
export const subtractYears =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("subtractYears")
/** So many quarters earlier. @since 0.2.0 */
export const subtractQuarters =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("subtractQuarters")
/** So many months earlier. @since 0.2.0 */
export const subtractMonths =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("subtractMonths")
/** So many weeks earlier. @since 0.2.0 */
export const subtractWeeks =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("subtractWeeks")
/** So many days earlier. @since 0.2.0 */
export const subtractDays =
  /* @__PURE__ */ sameAsFirst<readonly [time: TimeArg, amount: NumberArg]>("subtractDays")
/** So many hours earlier. @since 0.2.0 */
export const subtractHours = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "subtractHours"
)
/** So many minutes earlier. @since 0.2.0 */
export const subtractMinutes = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "subtractMinutes"
)
/** So many seconds earlier. @since 0.2.0 */
export const subtractSeconds = /* @__PURE__ */ plain<readonly [time: TimeArg, amount: NumberArg], DateTime>(
  "subtractSeconds"
)
/** An interval later. @since 0.2.0 */
export const date_add = /* @__PURE__ */ plain<readonly [time: TimeArg, width: IntervalArg], DateTime>(
  "date_add"
)
/** An interval earlier. @since 0.2.0 */
export const date_subtract = /* @__PURE__ */ plain<readonly [time: TimeArg, width: IntervalArg], DateTime>(
  "date_subtract"
)
/** An interval later. @since 0.2.0 */
export const timeStampAdd = /* @__PURE__ */ plain<readonly [time: TimeArg, width: IntervalArg], DateTime>(
  "timeStampAdd"
)
/** An interval earlier. @since 0.2.0 */
export const timeStampSub = /* @__PURE__ */ plain<readonly [time: TimeArg, width: IntervalArg], DateTime>(
  "timeStampSub"
)
/** The begin of the interval a time falls into, counted from an origin. @since 0.2.0 */
export const date_bin = /* @__PURE__ */ plain<
  readonly [width: IntervalArg, time: TimeArg, origin: TimeArg],
  DateTime
>("date_bin")
/** The time so many seconds after 1970 began in UTC. @since 0.2.0 */
export const to_timestamp = /* @__PURE__ */ plain<readonly [seconds: NumberArg], DateTime>("to_timestamp")
/** A date of its parts. @since 0.2.0 */
export const make_date = /* @__PURE__ */ plain<
  readonly [year: NumberArg, month: NumberArg, day: NumberArg],
  CalendarDate
>("make_date")
/** A time of its parts. @since 0.2.0 */
export const make_timestamp = /* @__PURE__ */ plain<
  readonly [
    year: NumberArg,
    month: NumberArg,
    day: NumberArg,
    hour: NumberArg,
    minute: NumberArg,
    second: NumberArg
  ],
  DateTime
>("make_timestamp")
/** A time of its parts, shown in a time zone. @since 0.2.0 */
export const make_timestamptz = /* @__PURE__ */ plain<
  readonly [
    year: NumberArg,
    month: NumberArg,
    day: NumberArg,
    hour: NumberArg,
    minute: NumberArg,
    second: NumberArg,
    timezone: TextArg
  ],
  DateTime
>("make_timestamptz")
/** A span of time of its parts. @since 0.2.0 */
export const make_interval = /* @__PURE__ */ plain<
  readonly [
    years: NumberArg,
    months: NumberArg,
    weeks: NumberArg,
    days: NumberArg,
    hours: NumberArg,
    minutes: NumberArg
  ],
  Interval
>("make_interval")
/** The days since 1858-11-17; null when the text is no date. @since 0.2.0 */
export const toModifiedJulianDay = /* @__PURE__ */ partial<readonly [date: TextArg], number>(
  "toModifiedJulianDay"
)
/** The date so many days after 1858-11-17, as text. @since 0.2.0 */
export const fromModifiedJulianDay = /* @__PURE__ */ partial<readonly [day: NumberArg], string>(
  "fromModifiedJulianDay"
)
/** So many seconds. @since 0.2.0 */
export const toIntervalSecond = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>(
  "toIntervalSecond"
)
/** So many minutes. @since 0.2.0 */
export const toIntervalMinute = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>(
  "toIntervalMinute"
)
/** So many hours. @since 0.2.0 */
export const toIntervalHour = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>("toIntervalHour")
/** So many days. @since 0.2.0 */
export const toIntervalDay = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>("toIntervalDay")
/** So many weeks. @since 0.2.0 */
export const toIntervalWeek = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>("toIntervalWeek")
/** So many months. @since 0.2.0 */
export const toIntervalMonth = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>(
  "toIntervalMonth"
)
/** So many quarters. @since 0.2.0 */
export const toIntervalQuarter = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>(
  "toIntervalQuarter"
)
/** So many years. @since 0.2.0 */
export const toIntervalYear = /* @__PURE__ */ plain<readonly [amount: NumberArg], Interval>("toIntervalYear")
/** The interval a time falls into, as begin and end. @since 0.2.0 */
export const tumble = /* @__PURE__ */ total<readonly [time: TimeArg, width: IntervalArg], [string, string]>(
  "tumble"
)
/** The sliding interval a time falls into, as begin and end. @since 0.2.0 */
export const hop = /* @__PURE__ */ total<
  readonly [time: TimeArg, hop: IntervalArg, width: IntervalArg],
  [string, string]
>("hop")
/** The begin of the interval a time falls into. @since 0.2.0 */
export const tumbleStart = /* @__PURE__ */ total<
  readonly [time: AnyOperand, width?: IntervalArg, timezone?: TextArg],
  DateTime
>("tumbleStart")
/** The end of the interval a time falls into. @since 0.2.0 */
export const tumbleEnd = /* @__PURE__ */ total<
  readonly [time: AnyOperand, width?: IntervalArg, timezone?: TextArg],
  DateTime
>("tumbleEnd")
/** The begin of the sliding interval a time falls into. @since 0.2.0 */
export const hopStart = /* @__PURE__ */ total<
  readonly [time: AnyOperand, hop?: IntervalArg, width?: IntervalArg],
  DateTime
>("hopStart")
/** The end of the sliding interval a time falls into. @since 0.2.0 */
export const hopEnd = /* @__PURE__ */ total<
  readonly [time: AnyOperand, hop?: IntervalArg, width?: IntervalArg],
  DateTime
>("hopEnd")
