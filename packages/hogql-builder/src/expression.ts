/**
 * An expression: a frozen syntax tree plus, for the compiler only, its type and the tables it reads.
 *
 * The tree sits under a symbol, so nothing that arrives as JSON can pass for an expression: a plain object is refused
 * as a value, it never becomes syntax.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { DateTime } from "./HogqlType.ts"
import { checkName } from "./name.ts"
import type { HogqlValue } from "./value.ts"
import { checkValue } from "./value.ts"

/** Where an expression keeps its tree. */
export const ast: unique symbol = Symbol("hogql-builder/ast")

declare const resultType: unique symbol
declare const sourceTables: unique symbol

/**
 * A piece of a query with a result of type `T` that reads columns of the tables named in `Source` (none: `never`).
 *
 * @since 0.1.0
 */
export interface Expression<out T, out Source extends string = never> {
  readonly [ast]: ExpressionNode
  readonly [resultType]: T
  readonly [sourceTables]: Source
}

/** Any expression. @since 0.1.0 */
export type AnyExpression = Expression<unknown, string>

/** The type of an expression. */
export type TypeOf<E> = E extends Expression<infer T, string> ? T : never

/** The tables an operand reads. */
export type SourceOf<O> = O extends Expression<unknown, infer Source> ? Source : never

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

/** Dresses a tree as an expression. */
export const makeExpression = <T, Source extends string = never>(
  node: ExpressionNode
): Expression<T, Source> =>
  // The type and the tables exist for the compiler only: no value stands behind those two symbols.
  Object.freeze({ [ast]: node }) as unknown as Expression<T, Source>

export const isExpression = (candidate: unknown): candidate is AnyExpression =>
  typeof candidate === "object" && candidate !== null && ast in candidate

/** The tree of an operand: an expression's own, or a checked value's. */
export const nodeOf = (operand: unknown): ExpressionNode =>
  isExpression(operand) ? operand[ast] : freezeNode({ kind: "Value", value: checkValue(operand) })

/**
 * A value as an expression, for a place that takes only expressions.
 *
 * Fails with `HogqlBuildError` (`ValueRefused`) when the value cannot reach PostHog unchanged.
 *
 * @since 0.1.0
 */
export const value = <const V extends HogqlValue>(plain: V): Expression<OperandType<V>> =>
  makeExpression(freezeNode({ kind: "Value", value: checkValue(plain) }))

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
