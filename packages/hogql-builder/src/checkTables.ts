/**
 * Checks that an expression reads only the table its query reads.
 *
 * Subqueries and templates have a scope of their own, which only PostHog can judge.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import type { TableNode } from "./ast/TableNode.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"

const operandsOf = (node: ExpressionNode): readonly ExpressionNode[] => {
  switch (node.kind) {
    case "Index":
      return [node.target]
    case "Call":
      return [...(node.parameters ?? []), ...node.args]
    case "Compare":
    case "Arithmetic":
      return [node.left, node.right]
    case "NullCheck":
    case "Not":
      return [node.operand]
    case "Between":
      return [node.operand, node.low, node.high]
    case "Logical":
      return node.operands
    case "Array":
      return node.items
    case "Field":
    case "AliasReference":
    case "Value":
    case "Constant":
    case "Subquery":
    case "Template":
    case "Raw":
      return []
  }
}

/** The node itself, when every column in it belongs to the table. */
export const checkTables = (node: ExpressionNode, from: TableNode): ExpressionNode => {
  if (node.kind === "Field" && node.table !== undefined && node.table !== from.name)
    throw new HogqlBuildError({
      _tag: "TableMismatch",
      table: node.table,
      from: from.name,
      message: `A column of ${node.table} is used in a query over ${from.name}.`
    })
  for (const operand of operandsOf(node)) checkTables(operand, from)
  return node
}
