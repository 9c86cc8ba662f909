/**
 * Conditions: comparisons and their combinations.
 *
 * A HogQL comparison is never null: with a missing property `eq` is false, `ne` is true and `lt` is false. Whoever
 * expects SQL's third truth value should ask with {@link isNull}. Among the columns of a query a comparison is 1 or 0.
 *
 * @see https://posthog.com/docs/sql
 */
import type { CompareOperator, ExpressionNode } from "./ast/ExpressionNode.ts"
import { constant, freezeNode } from "./ast/ExpressionNode.ts"
import type { Comparable, Flag, PlainValue, Text, Truth } from "./HogqlType.ts"
import type { AnyExpression, Expression, SourceOf, TypeOf } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"

/** What may stand to the right of an expression of type `T`: an expression of a type that compares, or a value. @since 0.1.0 */
export type Comparand<T, Source extends string> = Expression<Comparable<T>, Source> | PlainValue<T>

/** A condition as `where` takes it; null counts as false. @since 0.1.0 */
export type Condition<Source extends string> = Expression<Truth | null, Source>

const flag = <Source extends string>(node: ExpressionNode): Expression<Flag, Source> => makeExpression(node)

const comparison =
  (operator: CompareOperator) =>
  <T, Source extends string = never>(
    left: Expression<T, Source>,
    right: Comparand<T, Source>
  ): Expression<Flag, Source> =>
    flag(freezeNode({ kind: "Compare", operator, left: nodeOf(left), right: nodeOf(right) }))

const textComparison =
  (operator: CompareOperator) =>
  <Source extends string = never>(
    left: Expression<Text | null, Source>,
    pattern: string | Expression<Text | null, Source>
  ): Expression<Flag, Source> =>
    flag(freezeNode({ kind: "Compare", operator, left: nodeOf(left), right: nodeOf(pattern) }))

/** `left = right`. @since 0.1.0 */
export const eq = comparison("=")
/** `left != right`; true when just one side is null. @since 0.1.0 */
export const ne = comparison("!=")
/** `left < right`. @since 0.1.0 */
export const lt = comparison("<")
/** `left <= right`. @since 0.1.0 */
export const lte = comparison("<=")
/** `left > right`. @since 0.1.0 */
export const gt = comparison(">")
/** `left >= right`. @since 0.1.0 */
export const gte = comparison(">=")

/** `left LIKE pattern`: `%` is any text, `_` any character; upper and lower case differ. @since 0.1.0 */
export const like = textComparison("LIKE")
/** `left NOT LIKE pattern`. @since 0.1.0 */
export const notLike = textComparison("NOT LIKE")
/** `left ILIKE pattern`: as {@link like}, upper and lower case alike. @since 0.1.0 */
export const ilike = textComparison("ILIKE")
/** `left NOT ILIKE pattern`. @since 0.1.0 */
export const notIlike = textComparison("NOT ILIKE")
/** `left =~ pattern`: an RE2 regular expression found anywhere in the text. @since 0.1.0 */
export const match = textComparison("=~")
/** `left !~ pattern`. @since 0.1.0 */
export const notMatch = textComparison("!~")

const membership =
  (operator: "IN" | "NOT IN") =>
  <T, Source extends string = never>(
    left: Expression<T, Source>,
    values: readonly PlainValue<T>[]
  ): Expression<Flag, Source> => {
    if (!Array.isArray(values))
      throw new HogqlBuildError({
        _tag: "ArgumentRefused",
        argument: "values",
        message: "A membership test takes an array of values."
      })
    // ClickHouse cannot give an empty list a type; nothing is in it.
    if (values.length === 0) return flag(constant(operator === "NOT IN" ? 1 : 0))
    return flag(freezeNode({ kind: "Compare", operator, left: nodeOf(left), right: nodeOf(values) }))
  }

/** `left IN values`; never for an empty list. @since 0.1.0 */
export const isIn = membership("IN")
/** `left NOT IN values`; always for an empty list. @since 0.1.0 */
export const isNotIn = membership("NOT IN")

const range =
  (negated: boolean) =>
  <T, Source extends string = never>(
    operand: Expression<T, Source>,
    low: Comparand<T, Source>,
    high: Comparand<T, Source>
  ): Expression<Flag, Source> =>
    flag(
      freezeNode({ kind: "Between", operand: nodeOf(operand), low: nodeOf(low), high: nodeOf(high), negated })
    )

/** `operand BETWEEN low AND high`, both ends included. @since 0.1.0 */
export const between = range(false)
/** `operand NOT BETWEEN low AND high`. @since 0.1.0 */
export const notBetween = range(true)

const nullCheck =
  (negated: boolean) =>
  <Source extends string = never>(operand: Expression<unknown, Source>): Expression<Flag, Source> =>
    flag(freezeNode({ kind: "NullCheck", operand: nodeOf(operand), negated }))

/** `operand IS NULL`. @since 0.1.0 */
export const isNull = nullCheck(false)
/** `operand IS NOT NULL`. @since 0.1.0 */
export const isNotNull = nullCheck(true)

type TypeOfAll<Conditions extends readonly AnyExpression[]> = Conditions extends readonly []
  ? Flag
  : TypeOf<Conditions[number]>

const logical =
  (operator: "AND" | "OR") =>
  <const Conditions extends readonly Condition<string>[]>(
    ...conditions: Conditions
  ): Expression<TypeOfAll<Conditions>, SourceOf<Conditions[number]>> => {
    const [first, ...rest] = conditions.map(nodeOf)
    if (first === undefined) return makeExpression(constant(operator === "AND" ? 1 : 0))
    return makeExpression(
      rest.length === 0 ? first : freezeNode({ kind: "Logical", operator, operands: [first, ...rest] })
    )
  }

/** All conditions hold; true (1) when there are none. @since 0.1.0 */
export const and = logical("AND")
/** At least one condition holds; false (0) when there are none. @since 0.1.0 */
export const or = logical("OR")

/** The condition does not hold. @since 0.1.0 */
export const not = <T extends Truth | null, Source extends string = never>(
  condition: Expression<T, Source>
): Expression<T, Source> => makeExpression(freezeNode({ kind: "Not", operand: nodeOf(condition) }))
