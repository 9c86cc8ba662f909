import { walk } from "../ast/Node.ts"
import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { hogqlFunctions } from "../functions/findFunction.ts"

/** Tells whether a SELECT without GROUP BY makes one row of all it reads. */
export const hasAggregates = (nodes: readonly ExpressionNode[]): boolean => {
  let found = false
  for (const root of nodes) {
    walk(root, (node) => {
      if (found || node.node === "SelectQuery" || node.node === "SelectSetQuery") return false
      if (node.node === "Call" && isAggregate(node.name)) found = true
      return !found
    })
  }
  return found
}

/** Names that PostHog takes in any case are kept in lower case. */
const isAggregate = (name: string): boolean =>
  (hogqlFunctions.get(name) ?? hogqlFunctions.get(name.toLowerCase()))?.kind === "aggregate"

/** Tells whether a SELECT gives one row at most, whatever it reads. */
export const givesOneRow = (node: SelectQueryNode): boolean => {
  if (node.array_join_op !== undefined) return false
  if (node.limit?.node === "Constant" && node.limit.kind === "integer" && node.limit.value <= 1) return true
  if (node.group_by !== undefined) return false
  return hasAggregates(node.select) || (node.select_from === undefined && !unfolds(node.select))
}

/** arrayJoin and the like make several rows of one. */
const unfolds = (nodes: readonly ExpressionNode[]): boolean => {
  let found = false
  for (const root of nodes) {
    walk(root, (node) => {
      if (node.node === "Call" && node.name === "arrayJoin") found = true
      return node.node !== "SelectQuery" && node.node !== "SelectSetQuery"
    })
  }
  return found
}
