/**
 * HogQL text from a syntax tree, in the form PostHog uses to name result columns: `count()`, `plus(a, 1)`, `equals(event, 'x')`.
 *
 * Operators become the functions they stand for, so no brackets are ever missing. The text parses to the same meaning.
 */
import type { CompareOperationNode, ConstantNode, ExpressionNode } from "../ast/Expression.ts"
import type { JoinExprNode, OrderExprNode, QueryNode, SelectQueryNode, WindowExprNode } from "../ast/Query.ts"
import { escapeText, printFloat } from "./printLiteral.ts"

const compareFunctions: Readonly<Record<CompareOperationNode["op"], string>> = {
  "==": "equals",
  "!=": "notEquals",
  "<": "less",
  "<=": "lessOrEquals",
  ">": "greater",
  ">=": "greaterOrEquals",
  like: "like",
  "not like": "notLike",
  ilike: "ilike",
  "not ilike": "notILike",
  in: "in",
  "not in": "notIn",
  "in cohort": "IN COHORT",
  "not in cohort": "NOT IN COHORT",
  "=~": "=~",
  "!~": "!~",
  "=~*": "=~*",
  "!~*": "!~*"
}

const arithmeticFunctions = {
  "+": "plus",
  "-": "minus",
  "*": "multiply",
  "/": "divide",
  "%": "modulo"
} as const

/** A name, quoted where it is not a plain word. */
export const printHogqlName = (name: string): string =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) || name === "*"
    ? name
    : `\`${escapeText(name).replaceAll("\\'", "'").replaceAll("`", "``")}\``

/** Writes an expression. */
export const printHogql = (node: ExpressionNode): string => {
  const list = (nodes: readonly ExpressionNode[]): string => nodes.map(printHogql).join(", ")
  switch (node.node) {
    case "Field":
      return node.chain.map(printHogqlName).join(".")
    case "Constant":
      return printConstant(node)
    case "Call": {
      const params = node.params === undefined ? "" : `(${list(node.params)})`
      const filter = node.filter_expr === undefined ? "" : ` FILTER (WHERE ${printHogql(node.filter_expr)})`
      const order = node.order_by === undefined ? "" : ` ORDER BY ${printHogqlOrder(node.order_by)}`
      const within =
        node.within_group === undefined
          ? ""
          : ` WITHIN GROUP (ORDER BY ${printHogqlOrder(node.within_group)})`
      const distinct = node.distinct === true ? "DISTINCT " : ""
      return `${printHogqlName(node.name)}${params}(${distinct}${list(node.args)}${order})${within}${filter}`
    }
    case "ExprCall":
      return `${printHogql(node.expr)}(${list(node.args)})`
    case "WindowFunction": {
      const second = node.args.length === 0 ? "" : `(${list(node.args)})`
      const over =
        node.over_identifier === undefined
          ? `(${printHogqlWindow(node.over_expr)})`
          : printHogqlName(node.over_identifier)
      return `${printHogqlName(node.name)}(${list(node.exprs)})${second} OVER ${over}`
    }
    case "CompareOperation": {
      const word = compareFunctions[node.op]
      const [left, right] = [printHogql(node.left), printHogql(node.right)]
      return /^[a-z]/i.test(word) && !word.includes(" ")
        ? `${word}(${left}, ${right})`
        : `(${left} ${word} ${right})`
    }
    case "IsDistinctFrom":
      return `(${printHogql(node.left)} IS ${node.negated ? "NOT " : ""}DISTINCT FROM ${printHogql(node.right)})`
    case "BetweenExpr":
      return `(${printHogql(node.expr)} ${node.negated ? "NOT " : ""}BETWEEN ${printHogql(node.low)} AND ${printHogql(node.high)})`
    case "And":
      return `and(${list(node.exprs)})`
    case "Or":
      return `or(${list(node.exprs)})`
    case "Not":
      return `not(${printHogql(node.expr)})`
    case "ArithmeticOperation":
      return `${arithmeticFunctions[node.op]}(${printHogql(node.left)}, ${printHogql(node.right)})`
    case "Alias":
      return `${printHogql(node.expr)} AS ${printHogqlName(node.alias)}`
    case "Array":
      return `[${list(node.exprs)}]`
    case "Tuple":
      return `tuple(${list(node.exprs)})`
    case "Dict":
      return `{${node.items.map(([key, value]) => `${printHogql(key)}: ${printHogql(value)}`).join(", ")}}`
    case "ArrayAccess":
      return `${printHogql(node.array)}${node.nullish === true ? "?." : ""}[${printHogql(node.property)}]`
    case "ArraySlice":
      return `${printHogql(node.array)}[${printMaybe(node.start_expr)}:${printMaybe(node.end_expr)}]`
    case "TupleAccess":
      return `${printHogql(node.tuple)}${node.nullish === true ? "?" : ""}.${node.index}`
    case "Lambda":
      return `${node.args.length === 1 ? (node.args[0] ?? "") : `(${node.args.map(printHogqlName).join(", ")})`} -> ${printHogql(node.expr)}`
    case "TypeCast":
      return `CAST(${printHogql(node.expr)} AS ${node.type_name})`
    case "TryCast":
      return `TRY_CAST(${printHogql(node.expr)} AS ${node.type_name})`
    case "Placeholder":
      return `{${printHogql(node.expr)}}`
    case "PositionalRef":
      return `#${node.index}`
    case "ColumnsExpr":
      return node.all_columns === true
        ? `*${node.exclude === undefined ? "" : ` EXCLUDE (${node.exclude.map(printHogqlName).join(", ")})`}`
        : `COLUMNS(${node.regex === undefined ? list(node.columns ?? []) : printHogqlText(node.regex)})`
    case "SpreadExpr":
      return `*${printHogql(node.expr)}`
    case "HogQLXTag":
      return `<${node.kind} />`
    case "NamedArgument":
      return `${printHogqlName(node.name)} := ${printHogql(node.value)}`
    case "SelectQuery":
    case "SelectSetQuery":
      return `(${printHogqlQuery(node)})`
  }
}

const printHogqlText = (value: string): string => `'${escapeText(value)}'`

const printMaybe = (node: ExpressionNode | undefined): string => (node === undefined ? "" : printHogql(node))

const printConstant = (node: ConstantNode): string => {
  switch (node.kind) {
    case "string":
      return printHogqlText(node.value)
    case "float":
      return Number.isNaN(node.value)
        ? "NaN"
        : Number.isFinite(node.value)
          ? printFloat(node.value)
          : node.value > 0
            ? "Inf"
            : "-Inf"
    case "null":
      return "NULL"
    default:
      return String(node.value)
  }
}

const printHogqlOrder = (order: readonly OrderExprNode[]): string =>
  order.map((key) => `${printHogql(key.expr)} ${key.order}`).join(", ")

const printHogqlWindow = (window: WindowExprNode | undefined): string => {
  const parts: string[] = []
  if (window?.partition_by !== undefined)
    parts.push(`PARTITION BY ${window.partition_by.map(printHogql).join(", ")}`)
  if (window?.order_by !== undefined) parts.push(`ORDER BY ${printHogqlOrder(window.order_by)}`)
  return parts.join(" ")
}

const printHogqlQuery = (query: QueryNode): string => {
  if (query.node === "SelectQuery") return printHogqlSelect(query)
  const rest = query.subsequent_select_queries.map(
    (part) => ` ${part.set_operator} ${printHogqlQuery(part.select_query)}`
  )
  return printHogqlQuery(query.initial_select_query) + rest.join("")
}

/** Enough of a SELECT to name a column by; a subquery without an alias is rare. */
const printHogqlSelect = (select: SelectQueryNode): string => {
  const parts = [
    `SELECT ${select.distinct === true ? "DISTINCT " : ""}${select.select.map(printHogql).join(", ")}`
  ]
  if (select.select_from !== undefined) parts.push(`FROM ${printHogqlTable(select.select_from)}`)
  if (select.where !== undefined) parts.push(`WHERE ${printHogql(select.where)}`)
  if (select.order_by !== undefined) parts.push(`ORDER BY ${printHogqlOrder(select.order_by)}`)
  if (select.limit !== undefined) parts.push(`LIMIT ${printHogql(select.limit)}`)
  return parts.join(" ")
}

const printHogqlTable = (join: JoinExprNode): string => {
  const { table } = join
  const shown =
    table.node === "Field" || table.node === "SelectQuery" || table.node === "SelectSetQuery"
      ? printHogql(table)
      : "…"
  return join.alias === undefined ? shown : `${shown} AS ${printHogqlName(join.alias)}`
}
