/**
 * Aggregates: one value from many rows.
 *
 * Each skips rows where its argument is null. Over no rows at all counts and sums are 0, while an average or a
 * quantile is not a number, which a row holds as null.
 *
 * @see https://clickhouse.com/docs/sql-reference/aggregate-functions
 */
import { call, constant } from "../ast/ExpressionNode.ts"
import type { NullOf, Temporal } from "../HogqlType.ts"
import { HogqlBuildError } from "../HogqlBuildError.ts"
import type { Condition } from "../condition.ts"
import type { AnyExpression, Expression } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"

type NumberExpression<Source extends string> = Expression<number | null, Source>

const aggregate = <T, Source extends string>(
  name: string,
  args: readonly unknown[],
  parameters?: readonly (number | string)[]
): Expression<T, Source> => makeExpression(call(name, args.map(nodeOf), parameters?.map(constant)))

const wholeNumber = (argument: string, given: number, minimum: number): number => {
  if (!Number.isSafeInteger(given) || given < minimum)
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument,
      message: `${argument} must be a whole number from ${minimum}.`
    })
  return given
}

const level = (given: number): number => {
  if (!(given >= 0 && given <= 1))
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument: "level",
      message: "A quantile's level must be between 0 and 1."
    })
  return given
}

/** Modes of {@link windowFunnel}. @since 0.1.0 */
export interface FunnelOptions {
  /** The seconds within which all steps must follow the first. A whole number from 1. */
  readonly windowSeconds: number
  /** `strict_order`: no other step in between; `strict_increase`: each step later than the one before. None unless given. */
  readonly mode?: "strict_deduplication" | "strict_order" | "strict_increase"
}

const funnelModes = ["strict_deduplication", "strict_order", "strict_increase"]

/** The number of rows, or of rows where the expression is not null. @since 0.1.0 */
export const count = <Source extends string = never>(
  expression?: Expression<unknown, Source>
): Expression<number, Source> => aggregate("count", expression === undefined ? [] : [expression])

/** The number of rows that meet the condition. @since 0.1.0 */
export const countIf = <Source extends string>(condition: Condition<Source>): Expression<number, Source> =>
  aggregate("countIf", [condition])

/** The number of different values, estimated (about 2% off at most; exact for small numbers). @since 0.1.0 */
export const uniq = <Source extends string>(
  ...expressions: readonly [Expression<unknown, Source>, ...Expression<unknown, Source>[]]
): Expression<number, Source> => aggregate("uniq", expressions)

/** The number of different values among rows that meet the condition, estimated as by {@link uniq}. @since 0.1.0 */
export const uniqIf = <Source extends string>(
  expression: Expression<unknown, Source>,
  condition: Condition<Source>
): Expression<number, Source> => aggregate("uniqIf", [expression, condition])

/** The number of different values, exactly; costs memory for each of them. @since 0.1.0 */
export const uniqExact = <Source extends string>(
  ...expressions: readonly [Expression<unknown, Source>, ...Expression<unknown, Source>[]]
): Expression<number, Source> => aggregate("uniqExact", expressions)

/** The sum; null when every value was null. @since 0.1.0 */
export const sum = <T extends number | null, Source extends string>(
  expression: Expression<T, Source>
): Expression<number | NullOf<T>, Source> => aggregate("sum", [expression])

/** The sum over rows that meet the condition. @since 0.1.0 */
export const sumIf = <T extends number | null, Source extends string>(
  expression: Expression<T, Source>,
  condition: Condition<Source>
): Expression<number | NullOf<T>, Source> => aggregate("sumIf", [expression, condition])

/** The mean; null over no rows. @since 0.1.0 */
export const avg = <Source extends string>(
  expression: NumberExpression<Source>
): Expression<number | null, Source> => aggregate("avg", [expression])

/** The mean over rows that meet the condition; null when none does. @since 0.1.0 */
export const avgIf = <Source extends string>(
  expression: NumberExpression<Source>,
  condition: Condition<Source>
): Expression<number | null, Source> => aggregate("avgIf", [expression, condition])

/** The smallest value. @since 0.1.0 */
export const min = <T, Source extends string>(expression: Expression<T, Source>): Expression<T, Source> =>
  aggregate("min", [expression])

/** The greatest value. @since 0.1.0 */
export const max = <T, Source extends string>(expression: Expression<T, Source>): Expression<T, Source> =>
  aggregate("max", [expression])

/** One of the values, whichever comes first. @since 0.1.0 */
export const any = <T, Source extends string>(expression: Expression<T, Source>): Expression<T, Source> =>
  aggregate("any", [expression])

/** The value of `expression` in the row where `by` is smallest. @since 0.1.0 */
export const argMin = <T, Source extends string>(
  expression: Expression<T, Source>,
  by: Expression<unknown, Source>
): Expression<T, Source> => aggregate("argMin", [expression, by])

/** The value of `expression` in the row where `by` is greatest. @since 0.1.0 */
export const argMax = <T, Source extends string>(
  expression: Expression<T, Source>,
  by: Expression<unknown, Source>
): Expression<T, Source> => aggregate("argMax", [expression, by])

/** The value below which the given share (0 to 1) of the values lies, estimated; null over no rows. @since 0.1.0 */
export const quantile = <Source extends string>(
  share: number,
  expression: NumberExpression<Source>
): Expression<number | null, Source> => aggregate("quantile", [expression], [level(share)])

/** The middle value, estimated as by {@link quantile}. @since 0.1.0 */
export const median = <Source extends string>(
  expression: NumberExpression<Source>
): Expression<number | null, Source> => aggregate("median", [expression])

/** All values that are not null, in no particular order. @since 0.1.0 */
export const groupArray = <T, Source extends string>(
  expression: Expression<T, Source>
): Expression<Exclude<T, null>[], Source> => aggregate("groupArray", [expression])

/** All different values that are not null, in no particular order. @since 0.1.0 */
export const groupUniqArray = <T, Source extends string>(
  expression: Expression<T, Source>
): Expression<Exclude<T, null>[], Source> => aggregate("groupUniqArray", [expression])

/**
 * How many of the steps one group (a person, say) went through in order within the window: 0 to the number of steps.
 *
 * Times are compared by the second, because ClickHouse's function takes no finer ones.
 *
 * @since 0.1.0
 */
export const windowFunnel = <Source extends string>(
  options: FunnelOptions,
  timestamp: Expression<Temporal, Source>,
  ...steps: readonly [Condition<Source>, ...Condition<Source>[]]
): Expression<number, Source> => {
  const { windowSeconds, mode } = options
  if (mode !== undefined && !funnelModes.includes(mode))
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument: "mode",
      message: `mode must be one of ${funnelModes.join(", ")}.`
    })
  const seconds = wholeNumber("windowSeconds", windowSeconds, 1)
  const wholeSeconds: AnyExpression = makeExpression(call("toDateTime", [nodeOf(timestamp)]))
  return aggregate("windowFunnel", [wholeSeconds, ...steps], mode === undefined ? [seconds] : [seconds, mode])
}
