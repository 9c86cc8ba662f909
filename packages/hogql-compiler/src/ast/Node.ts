/**
 * Every node there is, and a way to visit them.
 *
 * Children are found by looking for values with a `node`, so a field added to an interface is visited without a second list.
 */
import type { ExpressionNode, HogQLXAttributeNode } from "./Expression.ts"
import type {
  CteNode,
  GroupingSetNode,
  InterpolateExprNode,
  JoinConstraintNode,
  JoinExprNode,
  LimitByExprNode,
  OrderExprNode,
  PivotColumnNode,
  PivotExprNode,
  RatioExprNode,
  SampleExprNode,
  SelectSetNode,
  UnpivotColumnNode,
  UnpivotExprNode,
  ValuesQueryNode,
  WindowExprNode,
  WindowFrameExprNode,
  WithFillExprNode
} from "./Query.ts"

export type AstNode =
  | ExpressionNode
  | HogQLXAttributeNode
  | CteNode
  | GroupingSetNode
  | InterpolateExprNode
  | JoinConstraintNode
  | JoinExprNode
  | LimitByExprNode
  | OrderExprNode
  | PivotColumnNode
  | PivotExprNode
  | RatioExprNode
  | SampleExprNode
  | SelectSetNode
  | UnpivotColumnNode
  | UnpivotExprNode
  | ValuesQueryNode
  | WindowExprNode
  | WindowFrameExprNode
  | WithFillExprNode

/** Tells a node from any other value found in a field. */
export const isNode = (value: unknown): value is AstNode =>
  typeof value === "object" && value !== null && "node" in value && "span" in value

/**
 * Visits `root` and everything below it, parents first. Returning `false` skips the children of that node.
 */
export const walk = (
  root: AstNode,
  visit: (node: AstNode, parent: AstNode | undefined) => boolean | undefined
): void => {
  const pending: { readonly value: unknown; readonly parent: AstNode | undefined }[] = [
    { value: root, parent: undefined }
  ]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, parent } = next
    if (Array.isArray(value)) pushReversed(pending, value, parent)
    else if (value instanceof Map) pushReversed(pending, [...value.values()], parent)
    else if (isNode(value) && visit(value, parent) !== false)
      pushReversed(pending, Object.values(value), value)
  }
}

const pushReversed = (
  pending: { readonly value: unknown; readonly parent: AstNode | undefined }[],
  values: readonly unknown[],
  parent: AstNode | undefined
): void => {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index]
    if (typeof value === "object" && value !== null) pending.push({ value, parent })
  }
}
