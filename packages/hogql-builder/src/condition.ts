/**
 * Conditions: comparisons and their combinations.
 *
 * A HogQL comparison is never null: with a missing property `eq` is false, `ne` is true and `lt` is false. Whoever
 * expects SQL's third truth value should ask with {@link isNull}. Among the columns of a query a comparison is 1 or 0.
 *
 * @see https://posthog.com/docs/sql
 */
import type { CompareOperator, ExpressionNode } from "./ast/ExpressionNode.ts"
import { constant, freezeLeaf, freezeNode } from "./ast/ExpressionNode.ts"
import type { Comparable, Flag, PlainValue, Text, Truth } from "./HogqlType.ts"
import type { AnyExpression, Expression, ReadsOf, TypeOf } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import type { RowReads } from "./reads.ts"

/** What may stand to the right of an expression of type `T`: an expression of a type that compares, or a value. @since 0.1.0 */
export type Comparand<T, Reads extends string> = Expression<Comparable<T>, Reads> | PlainValue<T>

/** A condition on the rows of the tables named in `Source`, as `where` takes it; null counts as false. @since 0.1.0 */
export type Condition<Source extends string> = Expression<Truth | null, RowReads<Source>>

const flag = <Reads extends string>(node: ExpressionNode): Expression<Flag, Reads> => makeExpression(node)

const comparison =
  (operator: CompareOperator) =>
  <T, Reads extends string = never>(
    left: Expression<T, Reads>,
    right: Comparand<T, Reads>
  ): Expression<Flag, Reads> =>
    flag(freezeLeaf({ kind: "Compare", operator, left: nodeOf(left), right: nodeOf(right) }))

const textComparison =
  (operator: CompareOperator) =>
  <Reads extends string = never>(
    left: Expression<Text | null, Reads>,
    pattern: string | Expression<Text | null, Reads>
  ): Expression<Flag, Reads> =>
    flag(freezeLeaf({ kind: "Compare", operator, left: nodeOf(left), right: nodeOf(pattern) }))

/** `left = right`. @since 0.1.0 */
export const eq = /* @__PURE__ */ comparison("=")
/** `left != right`; true when just one side is null. @since 0.1.0 */
export const ne = /* @__PURE__ */ comparison("!=")
/** `left < right`. @since 0.1.0 */
export const lt = /* @__PURE__ */ comparison("<")
/** `left <= right`. @since 0.1.0 */
export const lte = /* @__PURE__ */ comparison("<=")
/** `left > right`. @since 0.1.0 */
export const gt = /* @__PURE__ */ comparison(">")
/** `left >= right`. @since 0.1.0 */
export const gte = /* @__PURE__ */ comparison(">=")
/** `left IS DISTINCT FROM right`: not equal, null being equal to null only. @since 0.2.0 */
export const isDistinctFrom = /* @__PURE__ */ comparison("IS DISTINCT FROM")
/** `left IS NOT DISTINCT FROM right`. @since 0.2.0 */
export const isNotDistinctFrom = /* @__PURE__ */ comparison("IS NOT DISTINCT FROM")

/** `left LIKE pattern`: `%` is any text, `_` any character; upper and lower case differ. @since 0.1.0 */
export const like = /* @__PURE__ */ textComparison("LIKE")
/** `left NOT LIKE pattern`. @since 0.1.0 */
export const notLike = /* @__PURE__ */ textComparison("NOT LIKE")
/** `left ILIKE pattern`: as {@link like}, upper and lower case alike. @since 0.1.0 */
export const ilike = /* @__PURE__ */ textComparison("ILIKE")
/** `left NOT ILIKE pattern`. @since 0.1.0 */
export const notIlike = /* @__PURE__ */ textComparison("NOT ILIKE")
/** `left =~ pattern`: an RE2 regular expression found anywhere in the text. @since 0.1.0 */
export const match = /* @__PURE__ */ textComparison("=~")
/** `left !~ pattern`. @since 0.1.0 */
export const notMatch = /* @__PURE__ */ textComparison("!~")
/** `left =~* pattern`: as {@link match}, upper and lower case alike. @since 0.2.0 */
export const imatch = /* @__PURE__ */ textComparison("=~*")
/** `left !~* pattern`. @since 0.2.0 */
export const notImatch = /* @__PURE__ */ textComparison("!~*")

const range =
  (negated: boolean) =>
  <T, Reads extends string = never>(
    operand: Expression<T, Reads>,
    low: Comparand<T, Reads>,
    high: Comparand<T, Reads>
  ): Expression<Flag, Reads> =>
    flag(
      freezeNode({ kind: "Between", operand: nodeOf(operand), low: nodeOf(low), high: nodeOf(high), negated })
    )

/** `operand BETWEEN low AND high`, both ends included. @since 0.1.0 */
export const between = /* @__PURE__ */ range(false)
/** `operand NOT BETWEEN low AND high`. @since 0.1.0 */
export const notBetween = /* @__PURE__ */ range(true)

const nullCheck =
  (negated: boolean) =>
  <Reads extends string = never>(operand: Expression<unknown, Reads>): Expression<Flag, Reads> =>
    flag(freezeLeaf({ kind: "NullCheck", operand: nodeOf(operand), negated }))

/** `operand IS NULL`. @since 0.1.0 */
export const isNull = /* @__PURE__ */ nullCheck(false)
/** `operand IS NOT NULL`. @since 0.1.0 */
export const isNotNull = /* @__PURE__ */ nullCheck(true)

type TypeOfAll<Conditions extends readonly AnyExpression[]> = Conditions extends readonly []
  ? Flag
  : TypeOf<Conditions[number]>

const logical =
  (operator: "AND" | "OR") =>
  <const Conditions extends readonly Expression<Truth | null, string>[]>(
    ...conditions: Conditions
  ): Expression<TypeOfAll<Conditions>, ReadsOf<Conditions[number]>> => {
    const [first, ...rest] = conditions.map(nodeOf)
    if (first === undefined) return makeExpression(constant(operator === "AND" ? 1 : 0))
    return makeExpression(
      rest.length === 0 ? first : freezeNode({ kind: "Logical", operator, operands: [first, ...rest] })
    )
  }

/** All conditions hold; true (1) when there are none. @since 0.1.0 */
export const and = /* @__PURE__ */ logical("AND")
/** At least one condition holds; false (0) when there are none. @since 0.1.0 */
export const or = /* @__PURE__ */ logical("OR")

/** The condition does not hold. @since 0.1.0 */
export const not = <T extends Truth | null, Reads extends string = never>(
  condition: Expression<T, Reads>
): Expression<T, Reads> => makeExpression(freezeNode({ kind: "Not", operand: nodeOf(condition) }))
