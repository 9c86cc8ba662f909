/**
 * Times and dates.
 *
 * Everything that cuts time into days, weeks or months does so in the project's time zone; weeks begin on the day
 * the project says (Sunday unless changed).
 *
 * @see https://clickhouse.com/docs/sql-reference/functions/date-time-functions
 */
import { call, constant } from "../ast/ExpressionNode.ts"
import type { ExpressionNode } from "../ast/ExpressionNode.ts"
import { HogqlBuildError } from "../HogqlBuildError.ts"
import type { CalendarDate, DateTime, Interval, NullOf, PlainValue, Temporal, Text } from "../HogqlType.ts"
import type { Expression } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"

/** A unit of time. @since 0.1.0 */
export type TimeUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year"

const intervalFunctions: Readonly<Record<TimeUnit, string>> = {
  second: "toIntervalSecond",
  minute: "toIntervalMinute",
  hour: "toIntervalHour",
  day: "toIntervalDay",
  week: "toIntervalWeek",
  month: "toIntervalMonth",
  quarter: "toIntervalQuarter",
  year: "toIntervalYear"
}

const checkUnit = (unit: TimeUnit): TimeUnit => {
  if (!Object.hasOwn(intervalFunctions, unit))
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument: "unit",
      message: `unit must be one of ${Object.keys(intervalFunctions).join(", ")}.`
    })
  return unit
}

type OneTime<Result> = <T extends Temporal | null, Source extends string = never>(
  time: Expression<T, Source>
) => Expression<Result | NullOf<T>, Source>

const ofTime =
  <Result>(name: string): OneTime<Result> =>
  (time) =>
    makeExpression(call(name, [nodeOf(time)]))

/** Now. @since 0.1.0 */
export const now = (): Expression<DateTime> => makeExpression(call("now", []))

/** Today's date. @since 0.1.0 */
export const today = (): Expression<CalendarDate> => makeExpression(call("today", []))

/** A span of time, to be added or subtracted: `interval(7, "day")`. `amount` is a whole number. @since 0.1.0 */
export const interval = <Source extends string = never>(
  amount: number | Expression<number, Source>,
  unit: TimeUnit
): Expression<Interval, Source> => {
  if (typeof amount === "number" && !Number.isSafeInteger(amount))
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument: "amount",
      message: "An interval's amount must be a whole number."
    })
  const node: ExpressionNode = typeof amount === "number" ? constant(amount) : nodeOf(amount)
  return makeExpression(call(intervalFunctions[checkUnit(unit)], [node]))
}

/** The begin of its minute. @since 0.1.0 */
export const toStartOfMinute = ofTime<DateTime>("toStartOfMinute")
/** The begin of its hour. @since 0.1.0 */
export const toStartOfHour = ofTime<DateTime>("toStartOfHour")
/** The begin of its day. @since 0.1.0 */
export const toStartOfDay = ofTime<DateTime>("toStartOfDay")
/** The first day of its week. @since 0.1.0 */
export const toStartOfWeek = ofTime<CalendarDate>("toStartOfWeek")
/** The first day of its month. @since 0.1.0 */
export const toStartOfMonth = ofTime<CalendarDate>("toStartOfMonth")
/** The first day of its quarter. @since 0.1.0 */
export const toStartOfQuarter = ofTime<CalendarDate>("toStartOfQuarter")
/** The first day of its year. @since 0.1.0 */
export const toStartOfYear = ofTime<CalendarDate>("toStartOfYear")
/** The hour, 0 to 23. @since 0.1.0 */
export const toHour = ofTime<number>("toHour")
/** The day of the week, 1 (Monday) to 7. @since 0.1.0 */
export const toDayOfWeek = ofTime<number>("toDayOfWeek")
/** The month, 1 to 12. @since 0.1.0 */
export const toMonth = ofTime<number>("toMonth")
/** The year. @since 0.1.0 */
export const toYear = ofTime<number>("toYear")
/** The seconds since 1970 began in UTC. @since 0.1.0 */
export const toUnixTimestamp = ofTime<number>("toUnixTimestamp")

/** The begin of the interval a time falls into: `toStartOfInterval(events.timestamp, interval(15, "minute"))`. @since 0.1.0 */
export const toStartOfInterval = <T extends Temporal | null, Source extends string>(
  time: Expression<T, Source>,
  width: Expression<Interval, Source>
): Expression<DateTime | NullOf<T>, Source> =>
  makeExpression(call("toStartOfInterval", [nodeOf(time), nodeOf(width)]))

/** How many borders of the unit lie between the two times; negative when `to` is earlier. @since 0.1.0 */
export const dateDiff = <
  A extends Temporal | null,
  B extends Temporal | null = DateTime,
  Source extends string = never
>(
  unit: TimeUnit,
  from: Expression<A, Source> | PlainValue<DateTime>,
  to: Expression<B, Source> | PlainValue<DateTime>
): Expression<number | NullOf<A> | NullOf<B>, Source> =>
  makeExpression(call("dateDiff", [constant(checkUnit(unit)), nodeOf(from), nodeOf(to)]))

/** A conversion to a time: null only where the given time is null, or where text is not a time. @since 0.1.0 */
export interface ToTime<Result> {
  <T extends Temporal | null, Source extends string = never>(
    time: Expression<T, Source>
  ): Expression<Result | NullOf<T>, Source>
  <Source extends string = never>(
    text: Expression<Text | null, Source> | string
  ): Expression<Result | null, Source>
}

/** A date from a time, or from text such as `2026-01-31` (null when it is no date). @since 0.1.0 */
export const toDate: ToTime<CalendarDate> = (time: unknown) =>
  makeExpression<never>(call("toDate", [nodeOf(time)]))

/** A time from a date, or from text; text without a zone is read in the project's (null when it is no time). @since 0.1.0 */
export const toDateTime: ToTime<DateTime> = (time: unknown) =>
  makeExpression<never>(call("toDateTime", [nodeOf(time)]))
