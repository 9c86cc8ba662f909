/**
 * The everyday aggregates: one value from many rows.
 *
 * Each skips rows where its argument is null. Over no rows at all counts and sums are 0, while an average or a
 * quantile is not a number, which a row holds as null.
 *
 * @see https://clickhouse.com/docs/sql-reference/aggregate-functions
 */
import { call, constant } from "../ast/ExpressionNode.ts"
import type { AggregateExpression, AnyOperand, NullIn, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { AggregateReads } from "../reads.ts"
import { oneOf, refuseArgument, wholeNumber } from "../refuse.ts"
import type { ConditionArg, NumberArg, TimeArg } from "./signature.ts"
import { aggregate, makeAggregate, roleCall } from "./signature.ts"

/** One of its values, so of the type of its first argument. @since 0.2.0 */
export type PickingFunction<P extends readonly unknown[]> = <A extends P>(
  ...args: A
) => AggregateExpression<OperandType<A[0]>, AggregateReads<ReadsOf<A[number]>>>

/** A number; null only when every value was. @since 0.2.0 */
export type SummingFunction<P extends readonly unknown[]> = <A extends P>(
  ...args: A
) => AggregateExpression<number | NullIn<A[0]>, AggregateReads<ReadsOf<A[number]>>>

/** Values of its first argument, without nulls. @since 0.2.0 */
export type CollectingFunction<P extends readonly unknown[]> = <A extends P>(
  ...args: A
) => AggregateExpression<Exclude<OperandType<A[0]>, null>[], AggregateReads<ReadsOf<A[number]>>>

type Two<Last> = readonly [operand: AnyOperand, condition: Last]
type Three = readonly [operand: AnyOperand, by: AnyOperand, condition: ConditionArg]

// The types say more than the one below knows.
const picking = <P extends readonly unknown[]>(name: string): PickingFunction<P> => aggregate<P, never>(name)
const summing = <P extends readonly unknown[]>(name: string): SummingFunction<P> => aggregate<P, never>(name)
const collecting = <P extends readonly unknown[]>(name: string): CollectingFunction<P> =>
  aggregate<P, never>(name)

/** The number of rows, or of rows where the operand is not null. @since 0.1.0 */
export const count = /* @__PURE__ */ aggregate<readonly [operand?: AnyOperand], number>("count")
/** The number of rows that meet the condition. @since 0.1.0 */
export const countIf = /* @__PURE__ */ aggregate<readonly [condition: ConditionArg], number>("countIf")
/** The number of different values, exactly. @since 0.2.0 */
export const countDistinct = /* @__PURE__ */ aggregate<readonly [operand: AnyOperand], number>(
  "countDistinct"
)
/** As {@link countDistinct}, over the rows that meet the condition. @since 0.2.0 */
export const countDistinctIf = /* @__PURE__ */ aggregate<Two<ConditionArg>, number>("countDistinctIf")
/** The number of different values, estimated (about 2% off at most; exact for small numbers). @since 0.1.0 */
export const uniq = /* @__PURE__ */ aggregate<readonly [AnyOperand, ...AnyOperand[]], number>("uniq")
/** As {@link uniq}, over the rows that meet the condition, which comes last. @since 0.1.0 */
export const uniqIf = /* @__PURE__ */ aggregate<readonly [AnyOperand, ...AnyOperand[], ConditionArg], number>(
  "uniqIf"
)
/** The number of different values, exactly; costs memory for each of them. @since 0.1.0 */
export const uniqExact = /* @__PURE__ */ aggregate<readonly [AnyOperand, ...AnyOperand[]], number>(
  "uniqExact"
)
/** As {@link uniqExact}, over the rows that meet the condition, which comes last. @since 0.2.0 */
export const uniqExactIf = /* @__PURE__ */ aggregate<
  readonly [AnyOperand, ...AnyOperand[], ConditionArg],
  number
>("uniqExactIf")

/** The sum; null when every value was null. @since 0.1.0 */
export const sum = /* @__PURE__ */ summing<readonly [number: NumberArg]>("sum")
/** The sum over the rows that meet the condition. @since 0.1.0 */
export const sumIf = /* @__PURE__ */ summing<readonly [number: NumberArg, condition: ConditionArg]>("sumIf")
/** The mean; null over no rows. @since 0.1.0 */
export const avg = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("avg")
/** The mean over the rows that meet the condition; null when none does. @since 0.1.0 */
export const avgIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("avgIf")
/** The middle value, estimated. @since 0.1.0 */
export const median = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("median")
/** The middle value over the rows that meet the condition. @since 0.2.0 */
export const medianIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianIf")

/** The smallest value. @since 0.1.0 */
export const min = /* @__PURE__ */ picking<readonly [operand: AnyOperand]>("min")
/** The smallest value over the rows that meet the condition. @since 0.2.0 */
export const minIf = /* @__PURE__ */ picking<Two<ConditionArg>>("minIf")
/** The greatest value. @since 0.1.0 */
export const max = /* @__PURE__ */ picking<readonly [operand: AnyOperand]>("max")
/** The greatest value over the rows that meet the condition. @since 0.2.0 */
export const maxIf = /* @__PURE__ */ picking<Two<ConditionArg>>("maxIf")
/** One of the values, whichever comes first. @since 0.1.0 */
export const any = /* @__PURE__ */ picking<readonly [operand: AnyOperand]>("any")
/** As {@link any}, over the rows that meet the condition. @since 0.2.0 */
export const anyIf = /* @__PURE__ */ picking<Two<ConditionArg>>("anyIf")
/** One of the values, whichever comes last. @since 0.2.0 */
export const anyLast = /* @__PURE__ */ picking<readonly [operand: AnyOperand]>("anyLast")
/** As {@link anyLast}, over the rows that meet the condition. @since 0.2.0 */
export const anyLastIf = /* @__PURE__ */ picking<Two<ConditionArg>>("anyLastIf")
/** A value that more than half of the rows have, if there is one. @since 0.2.0 */
export const anyHeavy = /* @__PURE__ */ picking<readonly [operand: AnyOperand]>("anyHeavy")
/** As {@link anyHeavy}, over the rows that meet the condition. @since 0.2.0 */
export const anyHeavyIf = /* @__PURE__ */ picking<Two<ConditionArg>>("anyHeavyIf")
/** The operand in the row where `by` is smallest. @since 0.1.0 */
export const argMin = /* @__PURE__ */ picking<readonly [operand: AnyOperand, by: AnyOperand]>("argMin")
/** As {@link argMin}, over the rows that meet the condition. @since 0.2.0 */
export const argMinIf = /* @__PURE__ */ picking<Three>("argMinIf")
/** The operand in the row where `by` is greatest. @since 0.1.0 */
export const argMax = /* @__PURE__ */ picking<readonly [operand: AnyOperand, by: AnyOperand]>("argMax")
/** As {@link argMax}, over the rows that meet the condition. @since 0.2.0 */
export const argMaxIf = /* @__PURE__ */ picking<Three>("argMaxIf")

/** All values that are not null, in no particular order. @since 0.1.0 */
export const groupArray = /* @__PURE__ */ collecting<readonly [operand: AnyOperand]>("groupArray")
/** As {@link groupArray}, over the rows that meet the condition. @since 0.2.0 */
export const groupArrayIf = /* @__PURE__ */ collecting<Two<ConditionArg>>("groupArrayIf")
/** As {@link groupArray}. @since 0.2.0 */
export const array_agg = /* @__PURE__ */ collecting<readonly [operand: AnyOperand]>("array_agg")
/** All different values that are not null, in no particular order. @since 0.1.0 */
export const groupUniqArray = /* @__PURE__ */ collecting<readonly [operand: AnyOperand]>("groupUniqArray")
/** As {@link groupUniqArray}, over the rows that meet the condition. @since 0.2.0 */
export const groupUniqArrayIf = /* @__PURE__ */ collecting<Two<ConditionArg>>("groupUniqArrayIf")

/** Modes of {@link windowFunnel}. @since 0.1.0 */
export interface FunnelOptions {
  /** The seconds within which all steps must follow the first. A whole number from 1. */
  readonly windowSeconds: number
  /** `strict_order`: no other step in between; `strict_increase`: each step later than the one before. None unless given. */
  readonly mode?: "strict_deduplication" | "strict_order" | "strict_increase"
}

const funnelModes = ["strict_deduplication", "strict_order", "strict_increase"] as const

/**
 * How many of the steps one group (a person, say) went through in order within the window: 0 to the number of steps.
 *
 * Times are compared by the second, because ClickHouse's function takes no finer ones.
 *
 * @since 0.1.0
 */
export const windowFunnel = <A extends readonly [timestamp: TimeArg, step: ConditionArg, ...ConditionArg[]]>(
  options: FunnelOptions,
  ...args: A
): AggregateExpression<number, AggregateReads<ReadsOf<A[number]>>> => {
  const { windowSeconds, mode } = options
  const [timestamp, ...steps] = args
  const parameters: (number | string)[] = [wholeNumber("windowSeconds", windowSeconds, 1)]
  if (mode !== undefined) parameters.push(oneOf("mode", mode, funnelModes))
  if (steps.length === 0) refuseArgument("steps", "A funnel has at least one step.")
  const wholeSeconds = makeExpression(call("toDateTime", [nodeOf(timestamp)]))
  return makeAggregate(
    roleCall("aggregate", "windowFunnel", [wholeSeconds, ...steps], parameters.map(constant))
  )
}
