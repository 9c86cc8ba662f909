/**
 * The everyday functions of times and dates.
 *
 * Everything that cuts time into days, weeks or months does so in the project's time zone; weeks begin on the day
 * the project says (Sunday unless changed).
 *
 * @see https://clickhouse.com/docs/sql-reference/functions/date-time-functions
 */
import { call, constant } from "../ast/ExpressionNode.ts"
import type { CalendarDate, DateTime, Interval, Temporal } from "../HogqlType.ts"
import type { AnyOperand, Expression, NullIn, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import { oneOf, refuseArgument } from "../refuse.ts"
import type { IntervalArg, NumberArg, TextArg, TimeArg } from "./signature.ts"
import { plain, total } from "./signature.ts"

/** A unit of time. @since 0.1.0 */
export type TimeUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year"

const timeUnits = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"] as const

type Time = readonly [time: TimeArg]

/** Now. @since 0.1.0 */
export const now = /* @__PURE__ */ total<readonly [], DateTime>("now")
/** Today's date. @since 0.1.0 */
export const today = /* @__PURE__ */ total<readonly [], CalendarDate>("today")

/** A span of time, to be added or subtracted: `interval(7, "day")`. `amount` is a whole number. @since 0.1.0 */
export const interval = <const Amount extends NumberArg>(
  amount: Amount,
  unit: TimeUnit
): Expression<Interval, ReadsOf<Amount>> => {
  if (typeof amount === "number" && !Number.isSafeInteger(amount))
    return refuseArgument("amount", "An interval's amount must be a whole number.")
  const node = typeof amount === "number" ? constant(amount + 0) : nodeOf(amount)
  const word = oneOf("unit", unit, timeUnits)
  return makeExpression(call(`toInterval${word.charAt(0).toUpperCase()}${word.slice(1)}`, [node]))
}

/** A conversion that cannot fail for a time, and gives null for a text that is none. @since 0.2.0 */
export type TimeConversion<Result, P extends readonly unknown[]> = <A extends P>(
  ...args: A
) => Expression<
  Result | NullIn<A[number]> | (OperandType<A[0]> extends Temporal | number | null ? never : null),
  ReadsOf<A[number]>
>

const toTime =
  <Result, P extends readonly unknown[]>(name: string): TimeConversion<Result, P> =>
  (...args) =>
    makeExpression(call(name, args.map(nodeOf)))

/** The time that a date, a number of seconds or a text stands for; null when the text is none. @since 0.2.0 */
export const toDateTime = /* @__PURE__ */ toTime<
  DateTime,
  readonly [operand: AnyOperand, timezone?: TextArg]
>("toDateTime")
/** The date of a time, or that a text stands for; null when the text is none. @since 0.1.0 */
export const toDate = /* @__PURE__ */ toTime<CalendarDate, readonly [operand: AnyOperand]>("toDate")
/** As {@link toDate}. @since 0.2.0 */
export const to_date = /* @__PURE__ */ toTime<CalendarDate, readonly [operand: AnyOperand]>("to_date")
/** The begin of its minute. @since 0.1.0 */
export const toStartOfMinute = /* @__PURE__ */ plain<Time, DateTime>("toStartOfMinute")
/** The begin of its hour. @since 0.1.0 */
export const toStartOfHour = /* @__PURE__ */ plain<Time, DateTime>("toStartOfHour")
/** The begin of its day. @since 0.1.0 */
export const toStartOfDay = /* @__PURE__ */ plain<Time, DateTime>("toStartOfDay")
/** The first day of its week. @since 0.1.0 */
export const toStartOfWeek = /* @__PURE__ */ plain<readonly [time: TimeArg, mode?: NumberArg], CalendarDate>(
  "toStartOfWeek"
)
/** The first day of its month. @since 0.1.0 */
export const toStartOfMonth = /* @__PURE__ */ plain<Time, CalendarDate>("toStartOfMonth")
/** The first day of its quarter. @since 0.1.0 */
export const toStartOfQuarter = /* @__PURE__ */ plain<Time, CalendarDate>("toStartOfQuarter")
/** The first day of its year. @since 0.1.0 */
export const toStartOfYear = /* @__PURE__ */ plain<Time, CalendarDate>("toStartOfYear")
/** The hour, 0 to 23. @since 0.1.0 */
export const toHour = /* @__PURE__ */ plain<Time, number>("toHour")
/** The day of the week, 1 (Monday) to 7. @since 0.1.0 */
export const toDayOfWeek = /* @__PURE__ */ plain<Time, number>("toDayOfWeek")
/** The month, 1 to 12. @since 0.1.0 */
export const toMonth = /* @__PURE__ */ plain<Time, number>("toMonth")
/** The year. @since 0.1.0 */
export const toYear = /* @__PURE__ */ plain<Time, number>("toYear")
/** The seconds since 1970 began in UTC. @since 0.1.0 */
export const toUnixTimestamp = /* @__PURE__ */ plain<Time, number>("toUnixTimestamp")

/** The begin of the interval a time falls into: `toStartOfInterval(events.timestamp, interval(15, "minute"))`. @since 0.1.0 */
export const toStartOfInterval = /* @__PURE__ */ plain<
  readonly [time: TimeArg, width: IntervalArg],
  DateTime
>("toStartOfInterval")

type Between<From, To> = Expression<number | NullIn<From> | NullIn<To>, ReadsOf<From> | ReadsOf<To>>

const difference =
  (name: string) =>
  <From extends TimeArg, To extends TimeArg>(unit: TimeUnit, from: From, to: To): Between<From, To> =>
    makeExpression(call(name, [constant(oneOf("unit", unit, timeUnits)), nodeOf(from), nodeOf(to)]))

/** How many borders of the unit lie between the two times; negative when `to` is earlier. @since 0.1.0 */
export const dateDiff = /* @__PURE__ */ difference("dateDiff")
/** As {@link dateDiff}. @since 0.2.0 */
export const date_diff = /* @__PURE__ */ difference("date_diff")
/** How many whole units lie between the two times; negative when `to` is earlier. @since 0.2.0 */
export const age = /* @__PURE__ */ difference("age")

type Shifted<Time, Amount> = Expression<
  DateTime | NullIn<Time> | NullIn<Amount>,
  ReadsOf<Time> | ReadsOf<Amount>
>

const shift =
  (name: string) =>
  <Amount extends NumberArg, Time extends TimeArg>(
    unit: TimeUnit,
    amount: Amount,
    time: Time
  ): Shifted<Time, Amount> =>
    makeExpression(call(name, [constant(oneOf("unit", unit, timeUnits)), nodeOf(amount), nodeOf(time)]))

/** So many units later. @since 0.2.0 */
export const dateAdd = /* @__PURE__ */ shift("dateAdd")
/** So many units earlier. @since 0.2.0 */
export const dateSub = /* @__PURE__ */ shift("dateSub")

type Cut<T extends TimeArg> = Expression<DateTime | NullIn<T>, ReadsOf<T>>

const cut =
  (name: string) =>
  <T extends TimeArg>(unit: TimeUnit, time: T): Cut<T> =>
    makeExpression(call(name, [constant(oneOf("unit", unit, timeUnits)), nodeOf(time)]))

/** The begin of the unit a time falls into. @since 0.2.0 */
export const dateTrunc = /* @__PURE__ */ cut("dateTrunc")
/** As {@link dateTrunc}. @since 0.2.0 */
export const date_trunc = /* @__PURE__ */ cut("date_trunc")

const dateParts = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "dow",
  "doy",
  "hour",
  "minute",
  "second",
  "epoch"
] as const

/** A part of a time, such as the `hour`. @since 0.2.0 */
export const date_part = <T extends TimeArg>(
  part: (typeof dateParts)[number],
  time: T
): Expression<number | NullIn<T>, ReadsOf<T>> =>
  makeExpression(call("date_part", [constant(oneOf("part", part, dateParts)), nodeOf(time)]))
