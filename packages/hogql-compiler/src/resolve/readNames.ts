/** The names that an expression reads and the aliases it gives, as far as its text tells. */
import type { ExpressionNode } from "../ast/Expression.ts"
import { walk } from "../ast/Node.ts"

export interface ReadNames {
  /** First parts of the paths that are read, without arguments of lambdas. */
  readonly read: ReadonlySet<string>
  /** Aliases that are known after it: those inside a lambda are its own. */
  readonly aliases: ReadonlySet<string>
}

/** Subqueries are left out: they do not see the names around them. */
export const readNames = (root: ExpressionNode): ReadNames => {
  const read = new Set<string>()
  const aliases = new Set<string>()
  walk(root, (node) => {
    switch (node.node) {
      case "SelectQuery":
      case "SelectSetQuery":
        return false
      case "Lambda": {
        // The gate keeps lambdas from nesting deeper than the stack.
        const { read: inner, aliases: own } = readNames(node.expr)
        for (const name of inner) if (!node.args.includes(name) && !own.has(name)) read.add(name)
        return false
      }
      case "Alias":
        aliases.add(node.alias)
        return undefined
      case "Field":
        if (node.chain[0] !== undefined) read.add(node.chain[0])
        return undefined
      default:
        return undefined
    }
  })
  return { read, aliases }
}
