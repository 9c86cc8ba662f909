/**
 * A SELECT as HogQL text, on one line.
 */
import type { ColumnNode, OrderNode, SelectNode } from "../ast/SelectNode.ts"
import type { ExpressionNode } from "../ast/ExpressionNode.ts"
import { HogqlBuildError } from "../HogqlBuildError.ts"
import { freezeNode } from "../ast/ExpressionNode.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printExpression } from "./printExpression.ts"
import { printIdentifier } from "./printIdentifier.ts"

const printColumn = (column: ColumnNode, context: PrintContext): string =>
  `${printExpression(column.expression, context)} AS ${printIdentifier(column.name)}`

const printOrder = (order: OrderNode, context: PrintContext): string =>
  `${printExpression(order.expression, context)} ${order.direction === "asc" ? "ASC" : "DESC"}`

const conjunction = (
  keyword: string,
  conditions: readonly ExpressionNode[],
  context: PrintContext
): string => {
  const [first, ...rest] = conditions
  if (first === undefined) return ""
  const node: ExpressionNode =
    rest.length === 0 ? first : freezeNode({ kind: "Logical", operator: "AND", operands: [first, ...rest] })
  return ` ${keyword} ${printExpression(node, context)}`
}

const list = <Entry>(
  keyword: string,
  entries: readonly Entry[],
  print: (entry: Entry, context: PrintContext) => string,
  context: PrintContext
): string =>
  entries.length === 0 ? "" : ` ${keyword} ${entries.map((entry) => print(entry, context)).join(", ")}`

/** The whole query, clauses in HogQL's order. */
export const printSelect = (query: SelectNode, context: PrintContext): string => {
  if (query.columns.length === 0)
    throw new HogqlBuildError({
      _tag: "ColumnsMissing",
      message: "The query has no columns. Name at least one with columns({ … })."
    })
  return [
    "SELECT",
    list("", query.columns, printColumn, context).slice(1),
    ` FROM ${printIdentifier(query.from.name)}`,
    conjunction("WHERE", query.where, context),
    list("GROUP BY", query.groupBy, printExpression, context),
    conjunction("HAVING", query.having, context),
    list("ORDER BY", query.orderBy, printOrder, context),
    query.limit === undefined ? "" : ` LIMIT ${query.limit}`
  ].join("")
}
