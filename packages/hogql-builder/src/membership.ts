/**
 * Membership: among values, in the rows of a query, in a cohort.
 */
import type { CompareOperator } from "./ast/ExpressionNode.ts"
import { constant, freezeLeaf, freezeNode } from "./ast/ExpressionNode.ts"
import type { Comparable, Flag, PlainValue, Uuid } from "./HogqlType.ts"
import type { Expression } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import { isQuery } from "./query.ts"
import type { Query } from "./query.ts"
import { refuseArgument, wholeNumber } from "./refuse.ts"
import { subqueryNode } from "./subqueryExpression.ts"

/** A query of one column whose values compare with `T`. @since 0.2.0 */
export type OneColumnOf<T> = Query<Readonly<Record<string, Expression<Comparable<T>, string>>>>

/** A query whose columns compare with the members of a tuple, in their order. @since 0.2.0 */
export type RowsOf<T> = T extends readonly unknown[] ? Query<object> : never

type Membership = <T, Reads extends string = never>(
  left: Expression<T, Reads>,
  right: readonly (PlainValue<T> | Expression<Comparable<T>, Reads>)[] | OneColumnOf<T> | RowsOf<T>
) => Expression<Flag, Reads>

const membership =
  (operator: "IN" | "NOT IN"): Membership =>
  (left, right) => {
    if (isQuery(right))
      return makeExpression(
        freezeLeaf({ kind: "Compare", operator, left: nodeOf(left), right: subqueryNode(right) })
      )
    if (!Array.isArray(right))
      return refuseArgument("values", "A membership test takes an array of values or a query.")
    const values: readonly unknown[] = right
    // ClickHouse cannot give an empty list a type; nothing is in it.
    if (values.length === 0) return makeExpression(constant(operator === "NOT IN" ? 1 : 0))
    const isPlain = values.every((item) => !isOperand(item))
    const list = isPlain
      ? nodeOf(values)
      : freezeNode({ kind: "Array" as const, items: Array.from(values, nodeOf) })
    return makeExpression(freezeLeaf({ kind: "Compare", operator, left: nodeOf(left), right: list }))
  }

const isOperand = (item: unknown): boolean =>
  typeof item === "object" && item !== null && !(item instanceof Date)

/** `left IN values`, never for an empty list; or `left IN (SELECT …)`. @since 0.1.0 */
export const isIn: Membership = /* @__PURE__ */ membership("IN")
/** `left NOT IN values`, always for an empty list; or `left NOT IN (SELECT …)`. @since 0.1.0 */
export const isNotIn: Membership = /* @__PURE__ */ membership("NOT IN")

const inCohort =
  (operator: Extract<CompareOperator, "IN COHORT" | "NOT IN COHORT">) =>
  <Reads extends string = never>(
    person: Expression<Uuid | string | null, Reads>,
    cohort: number | string
  ): Expression<Flag, Reads> =>
    makeExpression(
      freezeLeaf({
        kind: "Compare",
        operator,
        left: nodeOf(person),
        // PostHog takes a constant only, never a placeholder.
        right: constant(typeof cohort === "number" ? wholeNumber("cohort", cohort, 1) : checkedName(cohort))
      })
    )

const checkedName = (cohort: unknown): string => {
  const node = nodeOf(cohort)
  return node.kind === "Value" && typeof node.value === "string"
    ? node.value
    : refuseArgument("cohort", "A cohort is named by its number or its name.")
}

/** `person IN COHORT cohort`: the cohort's number, or its name. @since 0.2.0 */
export const isInCohort = /* @__PURE__ */ inCohort("IN COHORT")
/** `person NOT IN COHORT cohort`. @since 0.2.0 */
export const isNotInCohort = /* @__PURE__ */ inCohort("NOT IN COHORT")
