import type { ExpressionNode } from "../ast/Expression.ts"
import { walk } from "../ast/Node.ts"

/** Whether a property is read in an expression: a text that can be a number nobody defined as one. Of any other text a number is NULL. */
export const mentionsProperty = (root: ExpressionNode): boolean => {
  let found = false
  walk(root, (node) => {
    if (node.node === "Field" && node.chain.includes("properties")) found = true
    return !found
  })
  return found
}
