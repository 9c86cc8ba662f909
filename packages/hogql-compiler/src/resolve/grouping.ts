/**
 * GROUP BY in all its forms, and the number of a column where an expression could stand.
 *
 * The rows of ROLLUP, CUBE and GROUPING SETS hold the default value of a key that does not count in them: an empty text, a zero.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { typeMismatch } from "../HogqlReason.ts"
import type { Sql, SqlGroupBy } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"

export const resolveGroupBy = (
  node: SelectQueryNode,
  resolve: (item: ExpressionNode) => Sql
): SqlGroupBy | undefined => {
  if (node.group_by_mode === "all") return { kind: "all" }
  const items = node.group_by ?? []
  if (node.group_by_mode === "grouping_sets") {
    const sets = items.map((item) => (item.node === "GroupingSet" ? item.exprs : [item]))
    return { kind: "sets", sets: sets.map((set) => set.map(resolve)) }
  }
  const values = items.flatMap((item) => (item.node === "GroupingSet" ? item.exprs : [item])).map(resolve)
  return values.length === 0 ? undefined : { kind: node.group_by_mode ?? "values", values }
}

/** Every expression that is grouped by. */
export const groupKeys = (groupBy: SqlGroupBy | undefined): readonly Sql[] => {
  if (groupBy === undefined) return []
  switch (groupBy.kind) {
    case "all":
      return []
    case "sets":
      return groupBy.sets.flat()
    default:
      return groupBy.values
  }
}

/** A whole number in GROUP BY or ORDER BY is the position of a column. */
export const positional = (item: ExpressionNode, columns: number): Sql | undefined => {
  if (item.node !== "Constant" || item.kind !== "integer") return undefined
  if (item.value >= 1 && item.value <= columns) return { kind: "integer", value: item.value }
  return refuse(
    typeMismatch(
      `There is no column at position ${item.value.toString()}; the query has ${columns}.`,
      item.span
    )
  )
}
