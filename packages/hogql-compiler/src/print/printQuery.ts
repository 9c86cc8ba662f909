/**
 * ClickHouse text from a statement that is data. This is the only place that writes SQL; every name is quoted, and every string of
 * the query is bound.
 */
import type { Parameters } from "./Parameters.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printFloat, printText } from "./printLiteral.ts"
import type {
  Sql,
  SqlColumn,
  SqlFill,
  SqlFrameBound,
  SqlGroupBy,
  SqlOrder,
  SqlQuery,
  SqlRatio,
  SqlSelect,
  SqlSource,
  SqlWindow
} from "./Sql.ts"

/** Writes a statement as ClickHouse text, without SETTINGS and FORMAT. */
export const printQuery = (query: SqlQuery, parameters: Parameters): string => {
  if (query.kind === "select") return printNamed(query.named, parameters) + printSelect(query, parameters)
  const rest = query.rest.map((part) => ` ${part.operator} ${printBranch(part.query, parameters)}`)
  return printBranch(query.first, parameters) + rest.join("")
}

/** A branch of a set stands in brackets, so that its own ORDER BY and LIMIT stay its own. */
const printBranch = (query: SqlQuery, parameters: Parameters): string => `(${printQuery(query, parameters)})`

const printNamed = (named: SqlSelect["named"], parameters: Parameters): string =>
  named.length === 0
    ? ""
    : `WITH ${named.some((item) => item.recursive === true) ? "RECURSIVE " : ""}${named.map((item) => `${printIdentifier(item.name)} AS (${printQuery(item.query, parameters)})`).join(", ")} `

const printSelect = (select: SqlSelect, parameters: Parameters): string => {
  const list = (values: readonly Sql[]): string => printList(values, parameters)
  const parts = [`SELECT ${select.distinct ? "DISTINCT " : ""}${printColumns(select.columns, parameters)}`]
  if (select.from !== undefined) parts.push(`FROM ${printFrom(select.from, parameters)}`)
  if (select.arrayJoin !== undefined) {
    const { left, columns } = select.arrayJoin
    parts.push(`${left ? "LEFT ARRAY JOIN" : "ARRAY JOIN"} ${printColumns(columns, parameters)}`)
  }
  if (select.where !== undefined) parts.push(`WHERE ${printSql(select.where, parameters)}`)
  if (select.groupBy !== undefined) parts.push(`GROUP BY ${printGroupBy(select.groupBy, parameters)}`)
  if (select.having !== undefined) parts.push(`HAVING ${printSql(select.having, parameters)}`)
  if (select.qualify !== undefined) parts.push(`QUALIFY ${printSql(select.qualify, parameters)}`)
  if (select.orderBy.length > 0) parts.push(`ORDER BY ${printOrder(select.orderBy, parameters)}`)
  if (select.interpolate !== undefined) parts.push(printInterpolate(select.interpolate, parameters))
  if (select.limitBy !== undefined) {
    const { count, offset, values } = select.limitBy
    parts.push(`LIMIT ${count}${offset === 0 ? "" : ` OFFSET ${offset}`} BY ${list(values)}`)
  }
  if (select.limit !== undefined)
    parts.push(`LIMIT ${printSql(select.limit, parameters)}${select.withTies ? " WITH TIES" : ""}`)
  if (select.offset !== undefined) parts.push(`OFFSET ${printSql(select.offset, parameters)}`)
  return parts.join(" ")
}

const printList = (values: readonly Sql[], parameters: Parameters): string =>
  values.map((value) => printSql(value, parameters)).join(", ")

const printGroupBy = (groupBy: SqlGroupBy, parameters: Parameters): string => {
  switch (groupBy.kind) {
    case "values":
      return printList(groupBy.values, parameters)
    case "rollup":
    case "cube":
      return `${groupBy.kind.toUpperCase()}(${printList(groupBy.values, parameters)})`
    case "sets":
      return `GROUPING SETS (${groupBy.sets.map((set) => `(${printList(set, parameters)})`).join(", ")})`
    case "all":
      return "ALL"
  }
}

const printInterpolate = (columns: NonNullable<SqlSelect["interpolate"]>, parameters: Parameters): string => {
  if (columns.length === 0) return "INTERPOLATE"
  const items = columns.map(({ name, value }) =>
    value === undefined ? printIdentifier(name) : `${printIdentifier(name)} AS ${printSql(value, parameters)}`
  )
  return `INTERPOLATE (${items.join(", ")})`
}

const printColumns = (columns: readonly SqlColumn[], parameters: Parameters): string =>
  columns
    .map(({ value, alias }) =>
      alias === undefined
        ? printSql(value, parameters)
        : `${printSql(value, parameters)} AS ${printIdentifier(alias)}`
    )
    .join(", ")

const printFrom = (from: NonNullable<SqlSelect["from"]>, parameters: Parameters): string => {
  const joins = from.joins.map((join) => {
    const on = join.on === undefined ? "" : ` ON ${printSql(join.on, parameters)}`
    return ` ${join.type} ${printAliased(join, parameters)}${on}`
  })
  return `${printAliased(from, parameters)}${joins.join("")}`
}

/** A sample is asked for after the alias. */
const printAliased = (
  table: { readonly source: SqlSource; readonly alias: string },
  parameters: Parameters
): string => {
  const sample =
    table.source.kind === "table" && table.source.sample !== undefined
      ? ` SAMPLE ${printRatio(table.source.sample.size, parameters)}${table.source.sample.offset === undefined ? "" : ` OFFSET ${printRatio(table.source.sample.offset, parameters)}`}`
      : ""
  return `${printSource(table.source, parameters)} AS ${printIdentifier(table.alias)}${sample}`
}

/** The grammar wants plain numbers here, no calls and no parameters. */
const printRatio = ({ part, of }: SqlRatio, parameters: Parameters): string =>
  of === undefined ? printSql(part, parameters) : `${printSql(part, parameters)}/${printSql(of, parameters)}`

const printSource = (source: SqlSource, parameters: Parameters): string => {
  switch (source.kind) {
    case "table":
      return source.database === undefined
        ? printIdentifier(source.name)
        : `${printIdentifier(source.database)}.${printIdentifier(source.name)}`
    case "named":
      return printIdentifier(source.name)
    case "numbers":
      return `numbers(${source.args.map((value) => printSql(value, parameters)).join(", ")})`
    case "query":
      return `(${printQuery(source.query, parameters)})`
  }
}

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
    case "integer":
      return sql.value.toString()
    case "float":
      return printFloat(sql.value)
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
  // Text among the parameters of an aggregate function must be a literal: a bound parameter is refused there.
  const setting = (item: Sql): string =>
    item.kind === "text" ? printText(item.value) : printSql(item, parameters)
  const settings = sql.params === undefined ? "" : `(${sql.params.map(setting).join(", ")})`
  const over = sql.over === undefined ? "" : ` OVER (${printWindow(sql.over, parameters)})`
  return `${sql.name}${settings}(${sql.distinct === true ? "DISTINCT " : ""}${list(sql.args)})${over}`
}

const printOrder = (order: readonly SqlOrder[], parameters: Parameters): string =>
  order
    .map((key) => `${printSql(key.value, parameters)} ${key.direction}${printFill(key.fill, parameters)}`)
    .join(", ")

const printFill = (fill: SqlFill | undefined, parameters: Parameters): string => {
  if (fill === undefined) return ""
  const part = (word: string, value: Sql | undefined): string =>
    value === undefined ? "" : ` ${word} ${printSql(value, parameters)}`
  return ` WITH FILL${part("FROM", fill.from)}${part("TO", fill.to)}${part("STEP", fill.step)}`
}

const printWindow = (window: SqlWindow, parameters: Parameters): string => {
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
