/**
 * An expression: a frozen syntax tree plus, for the compiler only, its type and what it reads.
 *
 * The tree sits under a symbol, so nothing that arrives as JSON can pass for an expression: a plain object is refused
 * as a value, it never becomes syntax.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { freezeLeaf, freezeNode } from "./ast/ExpressionNode.ts"
import type { DateTime, NullOf } from "./HogqlType.ts"
import { checkName } from "./name.ts"
import type { HogqlValue } from "./value.ts"
import { checkValue } from "./value.ts"

/** Where an expression keeps its tree. */
export const ast: unique symbol = Symbol("hogql-builder/ast")

declare const resultType: unique symbol
declare const readWords: unique symbol
declare const columnPath: unique symbol
declare const aggregateCall: unique symbol

/**
 * A piece of a query with a result of type `T`. `Reads` says what it reads: `events:event` for a column, `never` for nothing.
 *
 * @since 0.1.0
 */
export interface Expression<out T, out Reads extends string = never> {
  readonly [ast]: ExpressionNode
  readonly [resultType]: T
  readonly [readWords]: Reads
}

/** A column of a table, which can be grouped by as it is. @since 0.2.0 */
export interface ColumnExpression<out T, out Path extends string> extends Expression<T, Path> {
  readonly [columnPath]: Path
}

/** A call of an aggregate or of a window function, which `over`, `distinctly`, `filtered` and `ordered` take. @since 0.2.0 */
export interface AggregateExpression<out T, out Reads extends string> extends Expression<T, Reads> {
  readonly [aggregateCall]: true
}

/** Any expression. @since 0.1.0 */
export type AnyExpression = Expression<unknown, string>

/** An expression, or a value. @since 0.2.0 */
export type AnyOperand = AnyExpression | HogqlValue

/** The type of an expression. */
export type TypeOf<E> = E extends Expression<infer T, string> ? T : never

/** What an operand reads. */
export type ReadsOf<O> = O extends Expression<unknown, infer Reads> ? Reads : never

/** The path of an expression that is a column as it is. */
export type PathOf<E> = E extends ColumnExpression<unknown, infer Path> ? Path : never

/** The type of an operand that may be an expression or a plain value. */
export type OperandType<O> =
  O extends Expression<infer T, string>
    ? T
    : O extends string
      ? string
      : O extends number | bigint
        ? number
        : O extends boolean
          ? boolean
          : O extends Date
            ? DateTime
            : O extends null
              ? null
              : O extends readonly (infer Item)[]
                ? OperandType<Item>[]
                : never

/** `null` when one of the operands can be null. */
export type NullIn<Operands> = Operands extends null
  ? null
  : Operands extends AnyExpression
    ? NullOf<TypeOf<Operands>>
    : never

/** Dresses a tree as an expression. */
export const makeExpression = <T, Reads extends string = never>(node: ExpressionNode): Expression<T, Reads> =>
  // The type and the words exist for the compiler only: no value stands behind those two symbols.
  Object.freeze({ [ast]: node }) as unknown as Expression<T, Reads>

export const isExpression = (candidate: unknown): candidate is AnyExpression =>
  typeof candidate === "object" && candidate !== null && ast in candidate

/** The tree of an operand: an expression's own, or a checked value's. */
export const nodeOf = (operand: unknown): ExpressionNode =>
  isExpression(operand) ? operand[ast] : freezeLeaf({ kind: "Value", value: checkValue(operand) })

/**
 * A value as an expression, for a place that takes only expressions.
 *
 * Fails with `HogqlBuildError` (`ValueRefused`) when the value cannot reach PostHog unchanged.
 *
 * @since 0.1.0
 */
export const value = <const V extends HogqlValue>(plain: V): Expression<OperandType<V>> =>
  makeExpression(freezeLeaf({ kind: "Value", value: checkValue(plain) }))

/**
 * A name to be quoted where it stands, part by part: `identifier("events", "distinct_id")`.
 *
 * For names the builder does not know, such as a column of a subquery written with the `hogql` tag. Fails with
 * `HogqlBuildError` (`NameRefused`) on an empty name, a NUL character, a lone surrogate or a percent sign.
 *
 * @since 0.1.0
 */
export const identifier = <T = unknown>(...parts: readonly [string, ...string[]]): Expression<T> => {
  for (const part of parts) checkName(part)
  return makeExpression(freezeNode({ kind: "Field", table: undefined, chain: [...parts] }))
}
