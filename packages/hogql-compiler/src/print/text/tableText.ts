/**
 * FROM as HogQL text: tables, their aliases and samples, joins, and what can stand in a table's place.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { JoinExprNode, PivotExprNode, RatioExprNode, UnpivotExprNode } from "../../ast/Query.ts"
import { bracketed, lines } from "./Layout.ts"
import { nameText } from "./words.ts"
import type { Writer } from "./Writer.ts"

/** The parts of FROM: the first table, then each join. */
export const fromText = (first: JoinExprNode, to: Writer): readonly string[] => {
  const parts = [`FROM ${entryText(first, to)}`]
  for (let join = first.next_join; join !== undefined; join = join.next_join) parts.push(joinText(join, to))
  return parts
}

const joinText = (join: JoinExprNode, to: Writer): string => {
  const { constraint } = join
  const head = `${join.join_type ?? "JOIN"} ${entryText(join, to)}`
  if (constraint === undefined) return head
  if (constraint.constraint_type === "ON") return `${head} ON ${to.expression(constraint.expr)}`
  const columns = constraint.expr.node === "Tuple" ? constraint.expr.exprs : [constraint.expr]
  return `${head} USING (${to.list(columns).join(", ")})`
}

const entryText = (join: JoinExprNode, to: Writer): string => {
  const parts = [sourceText(join.table, to, join.table_args)]
  if (join.alias !== undefined) parts.push(`AS ${nameText(join.alias)}`)
  if (join.column_aliases !== undefined) parts.push(`(${join.column_aliases.map(nameText).join(", ")})`)
  if (join.table_final === true) parts.push("FINAL")
  if (join.sample !== undefined) {
    const { sample_value: value, offset_value: offset } = join.sample
    parts.push(`SAMPLE ${ratioText(value, to)}`)
    if (offset !== undefined) parts.push(`OFFSET ${ratioText(offset, to)}`)
  }
  return parts.join(" ")
}

const ratioText = ({ left, right }: RatioExprNode, to: Writer): string =>
  right === undefined ? to.expression(left) : `${to.expression(left)}/${to.expression(right)}`

const sourceText = (
  table: JoinExprNode["table"],
  to: Writer,
  args: readonly ExpressionNode[] | undefined
): string => {
  switch (table.node) {
    case "Field": {
      const name = table.chain.map(nameText).join(".")
      return args === undefined ? name : `${name}(${to.list(args).join(", ")})`
    }
    case "SelectQuery":
    case "SelectSetQuery":
      return bracketed(to.deeper().query(table), to)
    case "ValuesQuery":
      return `(VALUES ${table.rows.map((row) => `(${to.list(row).join(", ")})`).join(", ")})`
    case "Placeholder":
    case "HogQLXTag":
      return to.expression(table)
    case "JoinExpr":
      return `(${lines(fromText(table, to), { indent: undefined }).slice("FROM ".length)})`
    case "PivotExpr":
      return pivotText(table, to)
    case "UnpivotExpr":
      return unpivotText(table, to)
  }
}

const pivotText = (pivot: PivotExprNode, to: Writer): string => {
  const columns = pivot.columns.map(
    ({ column, values }) => `${to.expression(column)} IN (${to.list(values).join(", ")})`
  )
  const group = pivot.group_by === undefined ? "" : ` GROUP BY ${to.list(pivot.group_by).join(", ")}`
  return `${sourceOf(pivot.table, to)} PIVOT (${to.list(pivot.aggregates).join(", ")} FOR ${columns.join(" ")}${group})`
}

const unpivotText = (unpivot: UnpivotExprNode, to: Writer): string => {
  const columns = unpivot.columns.map(
    ({ value_columns: value, name_columns: name, unpivot_values: values }) =>
      `${to.expression(value)} FOR ${to.expression(name)} IN (${to.list(values).join(", ")})`
  )
  return `${sourceOf(unpivot.table, to)} UNPIVOT ${unpivot.include_nulls ? "INCLUDE NULLS " : ""}(${columns.join(" ")})`
}

const sourceOf = (table: PivotExprNode["table"], to: Writer): string =>
  table.node === "JoinExpr" ? entryText(table, to) : sourceText(table, to, undefined)
