/**
 * HogQL text from a syntax tree, in the form PostHog uses to name result columns: `count()`, `plus(a, 1)`, `equals(event, 'x')`.
 *
 * Operators become the functions they stand for, so no brackets are ever missing. The text parses to the same meaning.
 */
import type {
  ArrayAccessNode,
  CompareOperationNode,
  ConstantNode,
  ExpressionNode
} from "../ast/Expression.ts"
import type {
  JoinExprNode,
  OrderExprNode,
  QueryNode,
  SelectQueryNode,
  WindowExprNode,
  WindowFrameExprNode
} from "../ast/Query.ts"
import { escapeText, printFloat } from "./printLiteral.ts"

const compareFunctions = {
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
  "not in": "notIn"
} as const

const printComparison = (op: CompareOperationNode["op"], left: string, right: string): string => {
  switch (op) {
    case "in cohort":
      return `${left} IN COHORT ${right}`
    case "not in cohort":
      return `${left} NOT IN COHORT ${right}`
    case "=~":
      return `match(${left}, ${right})`
    case "!~":
      return `not(match(${left}, ${right}))`
    case "=~*":
      return `match(${left}, concat('(?i)', ${right}))`
    case "!~*":
      return `not(match(${left}, concat('(?i)', ${right})))`
    default:
      return `${compareFunctions[op]}(${left}, ${right})`
  }
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
    case "CompareOperation":
      return printComparison(node.op, printHogql(node.left), printHogql(node.right))
    case "IsDistinctFrom":
      return `${printInfix(node.left)} IS ${node.negated ? "NOT " : ""}DISTINCT FROM ${printInfix(node.right)}`
    case "BetweenExpr":
      return `${printInfix(node.expr)} ${node.negated ? "NOT " : ""}BETWEEN ${printInfix(node.low)} AND ${printInfix(node.high)}`
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
      if (isPropertyKey(node)) return `${printHogql(node.array)}.${printKey(node.property)}`
      return `${printHogql(node.array)}${node.nullish === true ? "?." : ""}[${printHogql(node.property)}]`
    case "ArraySlice":
      return `${printHogql(node.array)}[${printMaybe(node.start_expr)}:${printMaybe(node.end_expr)}]`
    case "TupleAccess":
      return `${printTuple(node.tuple)}${node.nullish === true ? "?" : ""}.${node.index}`
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

/** AS, BETWEEN and their kin bind more loosely than what is around them. */
const printInfix = (node: ExpressionNode): string =>
  node.node === "Alias" || node.node === "BetweenExpr" || node.node === "IsDistinctFrom"
    ? `(${printHogql(node)})`
    : printHogql(node)

const printTuple = (node: ExpressionNode): string =>
  node.node === "Field" || node.node === "Tuple" || node.node === "Call"
    ? printHogql(node)
    : `(${printHogql(node)})`

/** `properties['a b']` is the path that PostHog makes of it. */
const isPropertyKey = ({ array, nullish, property }: ArrayAccessNode): boolean =>
  nullish !== true &&
  property.node === "Constant" &&
  property.kind === "string" &&
  (array.node === "ArrayAccess"
    ? isPropertyKey(array)
    : array.node === "Field" && array.chain.includes("properties"))

const printKey = (key: ExpressionNode): string =>
  key.node === "Constant" && key.kind === "string" ? printHogqlName(key.value) : printHogql(key)

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
  if (window?.frame_method !== undefined && window.frame_start !== undefined) {
    const start = printBound(window.frame_start)
    const end = window.frame_end && printBound(window.frame_end)
    parts.push(`${window.frame_method} ${end === undefined ? start : `BETWEEN ${start} AND ${end}`}`)
  }
  return parts.join(" ")
}

const printBound = ({ frame_type: type, frame_value: value }: WindowFrameExprNode): string =>
  type === "CURRENT ROW" ? type : `${value ?? "UNBOUNDED"} ${type}`

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
