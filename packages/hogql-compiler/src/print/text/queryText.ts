/**
 * A query as HogQL text: clause after clause, in the order of the grammar.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type {
  CteNode,
  GroupingSetNode,
  InterpolateExprNode,
  LimitByExprNode,
  QueryNode,
  SelectQueryNode,
  SelectSetQueryNode
} from "../../ast/Query.ts"
import { bracketed, clause, lines } from "./Layout.ts"
import { orderText, windowText } from "./orderText.ts"
import { fromText } from "./tableText.ts"
import { nameText } from "./words.ts"
import type { Writer } from "./Writer.ts"

export const queryText = (query: QueryNode, to: Writer): string =>
  query.node === "SelectQuery" ? selectText(query, to) : setText(query, to)

const setText = (query: SelectSetQueryNode, to: Writer): string => {
  const members = [
    { operator: undefined, member: query.initial_select_query },
    ...query.subsequent_select_queries.map((part) => ({
      operator: part.set_operator,
      member: part.select_query
    }))
  ]
  const after = limitParts(query, to)
  const parts = members.flatMap(({ operator, member }, index) => {
    // A limit after the last member is its own, unless that member stands in brackets.
    const isClosed = member.node === "SelectSetQuery" || (index === members.length - 1 && after.length > 0)
    const text = isClosed ? bracketed(to.deeper().query(member), to) : to.query(member)
    return operator === undefined ? [text] : [operator, text]
  })
  return lines([...parts, ...after], to)
}

const selectText = (select: SelectQueryNode, to: Writer): string => {
  const text = (node: ExpressionNode): string => to.expression(node)
  const parts: string[] = []
  if (select.ctes !== undefined) {
    const isRecursive = select.ctes.some(({ recursive }) => recursive === true)
    parts.push(
      clause(
        isRecursive ? "WITH RECURSIVE" : "WITH",
        select.ctes.map((cte) => cteText(cte, to.deeper())),
        to
      )
    )
  }
  parts.push(clause(select.distinct === true ? "SELECT DISTINCT" : "SELECT", to.list(select.select), to))
  if (select.select_from !== undefined) parts.push(...fromText(select.select_from, to))
  if (select.array_join_op !== undefined)
    parts.push(clause(select.array_join_op, to.list(select.array_join_list ?? []), to))
  if (select.prewhere !== undefined) parts.push(condition("PREWHERE", select.prewhere, to))
  if (select.where !== undefined) parts.push(condition("WHERE", select.where, to))
  if (select.group_by !== undefined || select.group_by_mode !== undefined) parts.push(groupText(select, to))
  if (select.having !== undefined) parts.push(condition("HAVING", select.having, to))
  if (select.qualify !== undefined) parts.push(condition("QUALIFY", select.qualify, to))
  if (select.window_exprs !== undefined) {
    const windows = [...select.window_exprs].map(
      ([name, window]) => `${nameText(name)} AS (${windowText(window, to)})`
    )
    parts.push(clause("WINDOW", windows, to))
  }
  if (select.order_by !== undefined)
    parts.push(
      clause(
        "ORDER BY",
        select.order_by.map((key) => orderText(key, to)),
        to
      )
    )
  if (select.interpolate !== undefined) parts.push(interpolateText(select.interpolate, text))
  return lines([...parts, ...limitParts(select, to)], to)
}

/** Conditions joined by AND get a line each. */
const condition = (word: string, node: ExpressionNode, to: Writer): string =>
  node.node === "And" ? clause(word, splitAnd(node, to), to, " AND") : clause(word, [to.expression(node)], to)

const splitAnd = (node: Extract<ExpressionNode, { node: "And" }>, to: Writer): readonly string[] =>
  node.exprs.map((part) =>
    part.node === "Or" || part.node === "And" || part.node === "Lambda" || part.node === "Alias"
      ? `(${to.deeper().expression(part)})`
      : to.deeper().expression(part)
  )

const limitParts = (
  {
    limit_by: limitBy,
    limit,
    offset,
    limit_with_ties: ties,
    limit_percent: percent
  }: Pick<SelectQueryNode, "limit_by" | "limit" | "offset" | "limit_with_ties" | "limit_percent">,
  to: Writer
): readonly string[] => {
  const parts: string[] = []
  if (limitBy !== undefined) parts.push(limitByText(limitBy, to))
  if (limit !== undefined)
    parts.push(
      `LIMIT ${countText(limit, to)}${percent === true ? " %" : ""}${ties === true ? " WITH TIES" : ""}`
    )
  if (offset !== undefined) parts.push(`OFFSET ${countText(offset, to)}`)
  return parts
}

const limitByText = ({ n, offset_value: offset, exprs }: LimitByExprNode, to: Writer): string =>
  `LIMIT ${countText(n, to)}${offset === undefined ? "" : ` OFFSET ${countText(offset, to)}`} BY ${to.list(exprs).join(", ")}`

const countText = (node: ExpressionNode, to: Writer): string => to.expression(node)

const cteText = (cte: CteNode, to: Writer): string => {
  if (cte.cte_type === "column") {
    const text = to.expression(cte.expr)
    return `${needsBrackets(cte.expr) ? `(${text})` : text} AS ${nameText(cte.name)}`
  }
  const columns = cte.columns === undefined ? "" : ` (${cte.columns.map(nameText).join(", ")})`
  const key = cte.using_key === undefined ? "" : ` USING KEY (${cte.using_key.map(nameText).join(", ")})`
  const materialized =
    cte.materialized === undefined ? "" : cte.materialized ? "MATERIALIZED " : "NOT MATERIALIZED "
  return `${nameText(cte.name)}${columns}${key} AS ${materialized}${to.expression(cte.expr)}`
}

/** `x -> y AS name` would name the y. */
const needsBrackets = (node: ExpressionNode): boolean => node.node === "Lambda" || node.node === "Alias"

const groupText = (select: SelectQueryNode, to: Writer): string => {
  const items = select.group_by ?? []
  const flat = (nodes: readonly (ExpressionNode | GroupingSetNode)[]): readonly string[] =>
    nodes.map((item) =>
      item.node === "GroupingSet" ? `(${to.list(item.exprs).join(", ")})` : to.expression(item)
    )
  switch (select.group_by_mode) {
    case "all":
      return "GROUP BY ALL"
    case "rollup":
      return `GROUP BY ROLLUP(${flat(items).join(", ")})`
    case "cube":
      return `GROUP BY CUBE(${flat(items).join(", ")})`
    case "grouping_sets":
      return `GROUP BY GROUPING SETS (${flat(items).join(", ")})`
    case undefined:
      return clause("GROUP BY", flat(items), to)
  }
}

const interpolateText = (
  items: readonly InterpolateExprNode[],
  text: (node: ExpressionNode) => string
): string =>
  `INTERPOLATE (${items.map(({ expr, value }) => (value === undefined ? text(expr) : `${text(expr)} AS ${text(value)}`)).join(", ")})`
