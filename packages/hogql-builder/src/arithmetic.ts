/**
 * Arithmetic on numbers, and of times with intervals.
 *
 * HogQL's `/` always gives a fraction. A missing property makes the result null.
 */
import type { ArithmeticOperator } from "./ast/ExpressionNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { Interval, NullOf, Temporal } from "./HogqlType.ts"
import type { Expression } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"

interface NumberArithmetic {
  <A extends number | null, B extends number | null = number, Reads extends string = never>(
    left: Expression<A, Reads>,
    right: Expression<B, Reads> | number | bigint
  ): Expression<number | NullOf<A> | NullOf<B>, Reads>
}

interface TimeArithmetic extends NumberArithmetic {
  <T extends Temporal | null, Reads extends string = never>(
    left: Expression<T, Reads>,
    right: Expression<Interval, Reads>
  ): Expression<T, Reads>
}

const arithmetic = (operator: ArithmeticOperator) => (left: unknown, right: unknown) =>
  makeExpression<never>(
    freezeNode({ kind: "Arithmetic", operator, left: nodeOf(left), right: nodeOf(right) })
  )

/** `left + right`: numbers, or a time and an interval. @since 0.1.0 */
export const add: TimeArithmetic = arithmetic("+")
/** `left - right`: numbers, or a time and an interval. For the distance of two times use `fn.dateDiff`. @since 0.1.0 */
export const subtract: TimeArithmetic = arithmetic("-")
/** `left * right`. @since 0.1.0 */
export const multiply: NumberArithmetic = arithmetic("*")
/** `left / right`, always a fraction; infinite or not a number when `right` is 0. @since 0.1.0 */
export const divide: NumberArithmetic = arithmetic("/")
/** `left % right`: what is left over. @since 0.1.0 */
export const modulo: NumberArithmetic = arithmetic("%")
