/**
 * A query as HogQL text, clauses in HogQL's order.
 */
import type { ColumnNode, QueryNode, SelectNode, SetNode } from "../ast/SelectNode.ts"
import type { ExpressionNode } from "../ast/ExpressionNode.ts"
import { checkGrouping } from "../checkGrouping.ts"
import { HogqlBuildError } from "../HogqlBuildError.ts"
import { refuseTaken } from "../refuse.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printExpression, printList, printLogical } from "./printExpression.ts"
import { printFrom } from "./printFrom.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printNamedWindow, printOrder } from "./printWindow.ts"

// What already has the name keeps it: PostHog takes no alias that repeats a visible one.
const isNamed = ({ name, expression }: ColumnNode): boolean =>
  (expression.kind === "ArrayItem" || expression.kind === "NamedExpression") && expression.name === name

const printColumn = (column: ColumnNode, context: PrintContext): string => {
  const text = printExpression(column.expression, context)
  return isNamed(column) ? text : `${text} AS ${printIdentifier(column.name)}`
}

const printGroups = (query: SelectNode, context: PrintContext): string => {
  switch (query.groupMode) {
    case "plain":
      return context.list(query.groupBy, printExpression)
    case "rollup":
      return `ROLLUP(${printList(query.groupBy, context)})`
    case "cube":
      return `CUBE(${printList(query.groupBy, context)})`
    case "sets": {
      const sets = query.groupBy.map((set) =>
        set.kind === "Tuple" ? `(${printList(set.items, context)})` : ""
      )
      return `GROUPING SETS (${sets.join(", ")})`
    }
  }
}

const printLimit = ({ limit, limitMode }: SelectNode): string => {
  if (limitMode === "percent") return `LIMIT ${limit ?? 0} %`
  return `LIMIT ${limit ?? 0}${limitMode === "ties" ? " WITH TIES" : ""}`
}

// A bare name would be read as the column, not as what it was meant to be.
const checkNames = ({ columns, arrayJoin, namedExpressions }: SelectNode): void => {
  if (arrayJoin.length + namedExpressions.length === 0) return
  for (const defined of [...arrayJoin, ...namedExpressions])
    if (columns.some(({ name, expression }) => name === defined.name && expression !== defined))
      refuseTaken(defined.name)
}

const printConjunction = (operands: readonly ExpressionNode[], context: PrintContext): string => {
  const conjunction = { operator: "AND", operands } as const
  return context.pretty
    ? context.indented(() => printLogical(conjunction, context, `${context.line}AND `))
    : printLogical(conjunction, context)
}

// A list of several lines begins on a line of its own.
const clause = (keyword: string, list: string): string =>
  `${keyword}${list.startsWith("\n") ? "" : " "}${list}`

const printSelect = (query: SelectNode, context: PrintContext): string => {
  if (query.columns.length === 0)
    throw new HogqlBuildError({
      _tag: "ColumnsMissing",
      message: "The query has no columns. Name at least one with columns({ … })."
    })
  checkGrouping(query)
  checkNames(query)
  const clauses: string[] = []
  const conditions = (keyword: string, operands: readonly ExpressionNode[]): void => {
    const [first] = operands
    if (first === undefined) return
    if (operands.length === 1) clauses.push(`${keyword} ${printExpression(first, context)}`)
    else clauses.push(`${keyword} ${printConjunction(operands, context)}`)
  }
  const { namedExpressions, limitBy } = query
  if (namedExpressions.length > 0) {
    const named = namedExpressions.map(
      ({ name, expression }) => `${printExpression(expression, context)} AS ${printIdentifier(name)}`
    )
    clauses.push(`WITH ${named.join(", ")}`)
  }
  clauses.push(
    clause(query.isDistinct ? "SELECT DISTINCT" : "SELECT", context.list(query.columns, printColumn))
  )
  clauses.push(...printFrom(query, context))
  conditions("PREWHERE", query.prewhere)
  conditions("WHERE", query.where)
  if (query.groupBy.length > 0) clauses.push(clause("GROUP BY", printGroups(query, context)))
  conditions("HAVING", query.having)
  conditions("QUALIFY", query.qualify)
  if (query.windows.length > 0) clauses.push(clause("WINDOW", context.list(query.windows, printNamedWindow)))
  if (query.orderBy.length > 0) clauses.push(clause("ORDER BY", context.list(query.orderBy, printOrder)))
  if (query.interpolate.length > 0) {
    const fills = query.interpolate.map(
      ({ name, expression }) => `${printIdentifier(name)} AS ${printExpression(expression, context)}`
    )
    clauses.push(`INTERPOLATE (${fills.join(", ")})`)
  }
  if (limitBy !== undefined) {
    const offset = limitBy.offset === undefined ? "" : ` OFFSET ${limitBy.offset}`
    clauses.push(`LIMIT ${limitBy.rows}${offset} BY ${printList(limitBy.keys, context)}`)
  }
  if (query.limit !== undefined) clauses.push(printLimit(query))
  if (query.offset !== undefined) clauses.push(`OFFSET ${query.offset}`)
  return clauses.join(context.line)
}

const printSet = (query: SetNode, context: PrintContext): string =>
  query.queries
    .map((member) => context.block(() => printQuery(member, context)))
    .join(`${context.line}${query.operator}${context.line}`)

/** A query without the tables of WITH, which are written once, at the head of the whole text. */
export const printQuery = (query: QueryNode, context: PrintContext): string =>
  query.kind === "Select" ? printSelect(query, context) : printSet(query, context)

/** A whole query. */
export const printStatement = (query: QueryNode, context: PrintContext): string => {
  if (query.ctes.length === 0) return printQuery(query, context)
  context.ctes = query.ctes
  const tables = query.ctes.map(
    (cte) => `${printIdentifier(cte.name)} AS ${context.block(() => printQuery(cte.query, context))}`
  )
  const recursive = query.ctes.some(({ isRecursive }) => isRecursive) ? "RECURSIVE " : ""
  const body = printQuery(query, context)
  const head = `WITH ${recursive}${tables.join(`,${context.line}`)}`
  // The first member of a set takes the tables over: WITH … (SELECT …) UNION ALL (SELECT …).
  const named = query.kind === "Select" && query.namedExpressions.length > 0
  return named ? `${head}, ${body.slice("WITH ".length)}` : `${head}${context.line}${body}`
}
