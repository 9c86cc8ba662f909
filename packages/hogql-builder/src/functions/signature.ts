/**
 * How the functions are typed: what an argument may be, and the few ways a result follows from its arguments.
 *
 * A function takes expressions and plain values alike. What it reads is what its arguments read; whether it can be null follows
 * ClickHouse's rule that a null argument makes a null result, unless its kind says otherwise.
 */
import { call } from "../ast/ExpressionNode.ts"
import type { CallNode } from "../ast/ExpressionNode.ts"
import type { AggregateExpression, Expression, NullIn, OperandType, ReadsOf } from "../expression.ts"
import { makeExpression, nodeOf } from "../expression.ts"
import type { Interval, Json, Temporal, Text, Truth } from "../HogqlType.ts"
import type { AggregateReads, NeedsOver } from "../reads.ts"
import type { HogqlValue } from "../value.ts"

/** A text, or an expression that is one. @since 0.2.0 */
export type TextArg = string | Expression<Text | null, string>
/** A number, or an expression that is one. @since 0.2.0 */
export type NumberArg = number | bigint | Expression<number | null, string>
/** An instant, or an expression that is a time or a date. @since 0.2.0 */
export type TimeArg = Date | Expression<Temporal | null, string>
/** A condition. @since 0.2.0 */
export type ConditionArg = Expression<Truth | null, string>
/** A span of time. @since 0.2.0 */
export type IntervalArg = Expression<Interval | null, string>
/** An array, or an expression that is one. @since 0.2.0 */
export type ListArg = readonly HogqlValue[] | Expression<readonly unknown[] | null, string>
/** A text that is JSON, or a JSON column. @since 0.2.0 */
export type JsonArg = string | Expression<Text | Json | null, string>
/** A key or a position. @since 0.2.0 */
export type PathArg = string | number | Expression<Text | number | null, string>

type Parameters = readonly unknown[]

/** Null when an argument is. @since 0.2.0 */
export type PlainFunction<P extends Parameters, Result> = <A extends P>(
  ...args: A
) => Expression<Result | NullIn<A[number]>, ReadsOf<A[number]>>

/** Never null. @since 0.2.0 */
export type TotalFunction<P extends Parameters, Result> = <A extends P>(
  ...args: A
) => Expression<Result, ReadsOf<A[number]>>

/** Of the type of its first argument. @since 0.2.0 */
export type SameTypeFunction<P extends Parameters> = <A extends P>(
  ...args: A
) => Expression<OperandType<A[0]> | NullIn<A[number]>, ReadsOf<A[number]>>

/** One value of many rows. @since 0.2.0 */
export type AggregateFunction<P extends Parameters, Result> = <A extends P>(
  ...args: A
) => AggregateExpression<Result, AggregateReads<ReadsOf<A[number]>>>

/** The call of an aggregate or a window function, marked as such. */
export const roleCall = (
  role: "aggregate" | "window",
  name: string,
  args: readonly unknown[],
  parameters?: CallNode["parameters"]
): CallNode => Object.freeze({ ...call(name, args.map(nodeOf), parameters), role })

export const makeAggregate = <T, Reads extends string>(node: CallNode): AggregateExpression<T, Reads> =>
  // The mark is for the compiler only; the node has its role.
  makeExpression(node) as unknown as AggregateExpression<T, Reads>

export const plain =
  <P extends Parameters, Result>(name: string): PlainFunction<P, Result> =>
  (...args) =>
    makeExpression(call(name, args.map(nodeOf)))

export const total =
  <P extends Parameters, Result>(name: string): TotalFunction<P, Result> =>
  (...args) =>
    makeExpression(call(name, args.map(nodeOf)))

/** Null when an argument is, or when the function finds nothing. */
export const partial = <P extends Parameters, Result>(name: string): TotalFunction<P, Result | null> =>
  total<P, Result | null>(name)

export const sameAsFirst =
  <P extends Parameters>(name: string): SameTypeFunction<P> =>
  (...args) =>
    makeExpression(call(name, args.map(nodeOf)))

export const aggregate =
  <P extends Parameters, Result>(name: string): AggregateFunction<P, Result> =>
  (...args) =>
    makeAggregate(roleCall("aggregate", name, args))

export const windowOnly =
  <Result>(name: string) =>
  (): AggregateExpression<Result, NeedsOver> =>
    makeAggregate(roleCall("window", name, []))
