/**
 * Aggregates with parameters of their own: `quantile(0.9)(x)`, `topK(3)(x)`.
 */
import { constant } from "../ast/ExpressionNode.ts"
import type { AggregateExpression, AnyOperand, OperandType, ReadsOf } from "../expression.ts"
import type { AggregateReads } from "../reads.ts"
import { refuseArgument, wholeNumber } from "../refuse.ts"
import type { ConditionArg, NumberArg } from "./signature.ts"
import { makeAggregate, roleCall } from "./signature.ts"

const share = (given: unknown): number =>
  typeof given === "number" && given >= 0 && given <= 1
    ? given + 0
    : refuseArgument("level", "A quantile's level must be between 0 and 1.")

type Result<T, A extends readonly unknown[]> = AggregateExpression<T, AggregateReads<ReadsOf<A[number]>>>

/** One quantile of a level. @since 0.2.0 */
export type LevelFunction<P extends readonly unknown[]> = <A extends P>(
  level: number,
  ...args: A
) => Result<number | null, A>

/** Quantiles of several levels. @since 0.2.0 */
export type LevelsFunction<P extends readonly unknown[], T> = <A extends P>(
  levels: readonly [number, ...number[]],
  ...args: A
) => Result<T, A>

/** So many values of the first argument. @since 0.2.0 */
export type CountedFunction<P extends readonly unknown[]> = <A extends P>(
  rows: number,
  ...args: A
) => Result<Exclude<OperandType<A[0]>, null>[], A>

const withShare =
  <P extends readonly unknown[]>(name: string): LevelFunction<P> =>
  (level, ...args) =>
    makeAggregate(roleCall("aggregate", name, args, [constant(share(level))]))

const withShares =
  <P extends readonly unknown[], T>(name: string): LevelsFunction<P, T> =>
  (levels, ...args) =>
    Array.isArray(levels) && levels.length > 0
      ? makeAggregate(roleCall("aggregate", name, args, levels.map(share).map(constant)))
      : refuseArgument("levels", "Name at least one level.")

const withCount =
  <P extends readonly unknown[]>(name: string): CountedFunction<P> =>
  (rows, ...args) =>
    makeAggregate(roleCall("aggregate", name, args, [constant(wholeNumber("rows", rows, 1))]))

type One = readonly [number: NumberArg]
type OneIf = readonly [number: NumberArg, condition: ConditionArg]
type State = readonly [state: AnyOperand]
type StateIf = readonly [state: AnyOperand, condition: ConditionArg]

/** The value below which the given share (0 to 1) of the values lies, estimated; null over no rows. @since 0.1.0 */
export const quantile = /* @__PURE__ */ withShare<One>("quantile")
/** As {@link quantile}, over the rows that meet the condition. @since 0.2.0 */
export const quantileIf = /* @__PURE__ */ withShare<OneIf>("quantileIf")
/** As {@link quantile}, exactly. @since 0.2.0 */
export const quantileExact = /* @__PURE__ */ withShare<One>("quantileExact")
/** Several quantiles at once. @since 0.2.0 */
export const quantiles = /* @__PURE__ */ withShares<One, number[]>("quantiles")
/** As {@link quantiles}, over the rows that meet the condition. @since 0.2.0 */
export const quantilesIf = /* @__PURE__ */ withShares<OneIf, number[]>("quantilesIf")
/** The state of {@link quantiles}. @since 0.2.0 */
export const quantilesState = /* @__PURE__ */ withShares<One, unknown>("quantilesState")
/** The state of {@link quantilesIf}. @since 0.2.0 */
export const quantilesStateIf = /* @__PURE__ */ withShares<OneIf, unknown>("quantilesStateIf")
/** The quantiles of states. @since 0.2.0 */
export const quantilesMerge = /* @__PURE__ */ withShares<State, number[]>("quantilesMerge")
/** The quantiles of states that meet the condition. @since 0.2.0 */
export const quantilesMergeIf = /* @__PURE__ */ withShares<StateIf, number[]>("quantilesMergeIf")

/** The most frequent values, so many of them, estimated. @since 0.2.0 */
export const topK = /* @__PURE__ */ withCount<readonly [operand: AnyOperand]>("topK")
/** A random sample of the values, so many of them. @since 0.2.0 */
export const groupArraySample = /* @__PURE__ */ withCount<readonly [operand: AnyOperand]>("groupArraySample")
/** As {@link groupArraySample}, over the rows that meet the condition. @since 0.2.0 */
export const groupArraySampleIf =
  /* @__PURE__ */ withCount<readonly [operand: AnyOperand, condition: ConditionArg]>("groupArraySampleIf")
