import type { ExpressionNode } from "../ast/Expression.ts"
import { walk } from "../ast/Node.ts"
import type { JoinExprNode, QueryNode, SelectQueryNode } from "../ast/Query.ts"
import { givesOneRow } from "./aggregation.ts"
import type { ReadSelect, ReadTable } from "./readSelects.ts"
import type { Rule } from "./Rule.ts"

export const joinWithoutKey: Rule = {
  name: "JoinWithoutKey",
  reason:
    "A join that compares no column of one side with a column of the other pairs every row with every row: a thousand times a thousand are a million.",
  find: ({ selects }) =>
    selects.flatMap((select) =>
      joinsWithoutKey(select).map(({ join }) => ({
        severity: "warning" as const,
        message:
          "This join has no key, so it pairs every row with every row. Compare a column of one side with a column of the other in ON.",
        start: join.span.start,
        end: join.span.end
      }))
    )
}

/** The joined tables that nothing ties to the others. */
export const joinsWithoutKey = ({ node, tables }: ReadSelect): readonly ReadTable[] => {
  const [first, ...rest] = tables
  // One row on either side multiplies nothing.
  if (first === undefined || (tables.length === 2 && isOneRow(first))) return []
  return rest.filter((table) => !isOneRow(table) && !hasKey(table.join, node))
}

const hasKey = (join: JoinExprNode, { where, prewhere }: SelectQueryNode): boolean => {
  if (join.constraint?.constraint_type === "USING") return true
  // POSITIONAL pairs row by row; its key is the position.
  if (join.join_type?.startsWith("POSITIONAL") === true) return true
  return [join.constraint?.expr, where, prewhere].some((part) => part !== undefined && tiesTwoSides(part))
}

const isOneRow = ({ query, join }: ReadTable): boolean => {
  if (query !== undefined) return isOneRowQuery(query)
  // `numbers(10)` is a list of rows that somebody wants: a calendar, a scale.
  return join.table.node === "Field" && join.table.chain[0] === "numbers"
}

const isOneRowQuery = (query: QueryNode): boolean => {
  if (query.node === "SelectQuery") return givesOneRow(query) || readsNothing(query)
  const members = [
    query.initial_select_query,
    ...query.subsequent_select_queries.map((part) => part.select_query)
  ]
  return members.every(isOneRowQuery)
}

/** A list written out, such as arrayJoin(range(7)): as many rows as somebody wrote. */
const readsNothing = (node: SelectQueryNode): boolean =>
  node.select_from === undefined ||
  (node.select_from.next_join === undefined &&
    node.select_from.table.node === "Field" &&
    node.select_from.table.chain[0] === "numbers")

/** An equality with columns on both sides, unless they are of the same table. In an OR, every branch needs one. */
const tiesTwoSides = (node: ExpressionNode): boolean => {
  switch (node.node) {
    case "And":
      return node.exprs.some(tiesTwoSides)
    case "Or":
      return node.exprs.every(tiesTwoSides)
    case "CompareOperation":
      return node.op === "==" && areTied(node.left, node.right)
    case "IsDistinctFrom":
      return node.negated && areTied(node.left, node.right)
    case "Call": {
      const [left, right] = node.args
      if (node.name === "and") return node.args.some(tiesTwoSides)
      if (node.name === "or") return node.args.every(tiesTwoSides)
      return node.name === "equals" && left !== undefined && right !== undefined && areTied(left, right)
    }
    default:
      return false
  }
}

const areTied = (left: ExpressionNode, right: ExpressionNode): boolean => {
  const [one, other] = [ownersOf(left), ownersOf(right)]
  if (one.size === 0 || other.size === 0) return false
  const both = new Set([...one, ...other])
  // A bare column can be of either side.
  return both.size > 1 || both.has("")
}

const ownersOf = (root: ExpressionNode): ReadonlySet<string> => {
  const owners = new Set<string>()
  walk(root, (node) => {
    if (node.node === "Field") owners.add(node.chain.length > 1 ? (node.chain[0] ?? "") : "")
    return node.node !== "SelectQuery" && node.node !== "SelectSetQuery"
  })
  return owners
}
