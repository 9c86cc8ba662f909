import type { ExpressionNode } from "../ast/Expression.ts"
import { printHogql } from "../print/printHogql.ts"
import type { Value } from "./Value.ts"

/**
 * What a column without an alias is called: the last part of a name, the key of a property, else its own HogQL text.
 *
 * Keys of a nested property are joined by two underscores.
 */
export const outputName = (node: ExpressionNode, value: Value): string => {
  const isPath = node.node === "Field" || node.node === "ArrayAccess" || node.node === "TupleAccess"
  if (isPath && value.json !== undefined && value.json.keys.length > 0) return value.json.keys.join("__")
  if (node.node === "Field") return node.chain.at(-1) ?? ""
  return printHogql(node).replaceAll("%", "")
}
