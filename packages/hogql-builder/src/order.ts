/**
 * Sort keys: an expression, or an expression with a direction.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { constant } from "./ast/ExpressionNode.ts"
import type { FillNode, OrderDirection, OrderNode } from "./ast/WindowNode.ts"
import { orderDirections } from "./ast/WindowNode.ts"
import type { AnyExpression, AnyOperand, ReadsOf } from "./expression.ts"
import { isExpression, nodeOf } from "./expression.ts"
import { oneOf, refuseArgument } from "./refuse.ts"

/** What to sort by; ascending unless a direction is given. @since 0.2.0 */
export type OrderKey = AnyExpression | readonly [key: AnyExpression, direction: OrderDirection]

/** What a sort key reads. */
export type OrderReads<Key> = Key extends readonly [infer Expression, unknown]
  ? ReadsOf<Expression>
  : ReadsOf<Key>

/**
 * Fills gaps of the sort key with rows of default values: `WITH FILL FROM … TO … STEP …`. From the first to the last row in
 * steps of 1 unless given; `to` itself is left out.
 *
 * @since 0.2.0
 */
export interface Fill {
  readonly from?: AnyOperand
  readonly to?: AnyOperand
  readonly step?: AnyOperand
}

// A plain number is the builder's own, like a limit.
const optional = (operand: AnyOperand | undefined): ExpressionNode | undefined =>
  operand === undefined ? undefined : typeof operand === "number" ? constant(operand) : nodeOf(operand)

export const fillNode = ({ from, to, step }: Fill): FillNode =>
  Object.freeze({ from: optional(from), to: optional(to), step: optional(step) })

export const orderNode = (key: OrderKey): OrderNode => {
  const [expression, direction] = isExpression(key) ? [key, "asc" as const] : key
  if (!isExpression(expression))
    return refuseArgument("orderBy", "A sort key is an expression, or an expression and a direction.")
  return Object.freeze({
    expression: nodeOf(expression),
    direction: oneOf("direction", direction, orderDirections),
    fill: undefined
  })
}
