import type { Parameters } from "./Parameters.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printNumber, printText } from "./printLiteral.ts"
import { printQuery } from "./printQuery.ts"
import type { Sql, SqlFrameBound, SqlOrder, SqlWindow } from "./Sql.ts"

/** Writes a value as ClickHouse text; strings of the query go to `parameters`. */
export const printSql = (sql: Sql, parameters: Parameters): string => {
  switch (sql.kind) {
    case "column":
      return `${printIdentifier(sql.table)}.${printIdentifier(sql.name)}`
    case "name":
      return printIdentifier(sql.name)
    case "text":
      return parameters.bind(sql.value)
    case "literal":
      return printText(sql.value)
    case "number":
      return printNumber(sql.value)
    case "boolean":
      return sql.value ? "true" : "false"
    case "null":
      return "NULL"
    case "lambda":
      return `(${sql.args.map(printIdentifier).join(", ")}) -> ${printSql(sql.body, parameters)}`
    case "query":
      return `(${printQuery(sql.query, parameters)})`
    case "call":
      return printCall(sql, parameters)
  }
}

const printCall = (sql: Extract<Sql, { kind: "call" }>, parameters: Parameters): string => {
  const list = (items: readonly Sql[]): string => items.map((item) => printSql(item, parameters)).join(", ")
  // The parameters of an aggregate function must be literals: a bound parameter is refused there.
  const settings = sql.params === undefined ? "" : `(${sql.params.map(printParam).join(", ")})`
  const over =
    sql.over === undefined
      ? ""
      : typeof sql.over === "string"
        ? ` OVER ${printIdentifier(sql.over)}`
        : ` OVER (${printWindow(sql.over, parameters)})`
  return `${sql.name}${settings}(${sql.distinct === true ? "DISTINCT " : ""}${list(sql.args)})${over}`
}

const printParam = (sql: Sql): string => {
  switch (sql.kind) {
    case "text":
    case "literal":
      return printText(sql.value)
    case "number":
      return printNumber(sql.value)
    default:
      return "NULL"
  }
}

/** Writes sort keys. */
export const printOrder = (order: readonly SqlOrder[], parameters: Parameters): string =>
  order.map((key) => `${printSql(key.value, parameters)} ${key.direction}`).join(", ")

/** Writes the inside of a window's brackets. */
export const printWindow = (window: SqlWindow, parameters: Parameters): string => {
  const parts: string[] = []
  if (window.partitionBy.length > 0) {
    parts.push(`PARTITION BY ${window.partitionBy.map((value) => printSql(value, parameters)).join(", ")}`)
  }
  if (window.orderBy.length > 0) parts.push(`ORDER BY ${printOrder(window.orderBy, parameters)}`)
  if (window.frame !== undefined) {
    const { method, start, end } = window.frame
    parts.push(
      end === undefined
        ? `${method} ${printBound(start)}`
        : `${method} BETWEEN ${printBound(start)} AND ${printBound(end)}`
    )
  }
  return parts.join(" ")
}

const printBound = (bound: SqlFrameBound): string =>
  bound.kind === "CURRENT ROW" ? bound.kind : `${bound.rows ?? "UNBOUNDED"} ${bound.kind}`
