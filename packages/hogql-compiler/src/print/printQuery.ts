import type { Parameters } from "./Parameters.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printOrder, printSql, printWindow } from "./printSql.ts"
import type { Sql, SqlColumn, SqlQuery, SqlSelect, SqlSource } from "./Sql.ts"

/** Writes a statement as ClickHouse text, without SETTINGS and FORMAT. */
export const printQuery = (query: SqlQuery, parameters: Parameters): string => {
  const named = printNamed(query.named, parameters)
  if (query.kind === "select") return named + printSelect(query, parameters)
  const rest = query.rest.map((part) => ` ${part.operator} ${printBranch(part.query, parameters)}`)
  return named + printBranch(query.first, parameters) + rest.join("")
}

/** A branch of a set stands in brackets, so that its own ORDER BY and LIMIT stay its own. */
const printBranch = (query: SqlQuery, parameters: Parameters): string => `(${printQuery(query, parameters)})`

const printNamed = (named: SqlQuery["named"], parameters: Parameters): string =>
  named.length === 0
    ? ""
    : `WITH ${named.map((item) => `${printIdentifier(item.name)} AS (${printQuery(item.query, parameters)})`).join(", ")} `

const printSelect = (select: SqlSelect, parameters: Parameters): string => {
  const list = (values: readonly Sql[]): string =>
    values.map((value) => printSql(value, parameters)).join(", ")
  const parts = [`SELECT ${select.distinct ? "DISTINCT " : ""}${printColumns(select.columns, parameters)}`]
  if (select.from !== undefined) parts.push(`FROM ${printFrom(select.from, parameters)}`)
  if (select.arrayJoin !== undefined) {
    const { left, columns } = select.arrayJoin
    parts.push(`${left ? "LEFT ARRAY JOIN" : "ARRAY JOIN"} ${printColumns(columns, parameters)}`)
  }
  if (select.where !== undefined) parts.push(`WHERE ${printSql(select.where, parameters)}`)
  if (select.groupBy.length > 0) parts.push(`GROUP BY ${list(select.groupBy)}`)
  if (select.having !== undefined) parts.push(`HAVING ${printSql(select.having, parameters)}`)
  if (select.windows.length > 0) {
    const windows = select.windows.map(
      ({ name, window }) => `${printIdentifier(name)} AS (${printWindow(window, parameters)})`
    )
    parts.push(`WINDOW ${windows.join(", ")}`)
  }
  if (select.qualify !== undefined) parts.push(`QUALIFY ${printSql(select.qualify, parameters)}`)
  if (select.orderBy.length > 0) parts.push(`ORDER BY ${printOrder(select.orderBy, parameters)}`)
  if (select.limitBy !== undefined) {
    const { count, offset, values } = select.limitBy
    parts.push(`LIMIT ${count}${offset === 0 ? "" : ` OFFSET ${offset}`} BY ${list(values)}`)
  }
  if (select.limit !== undefined) parts.push(`LIMIT ${printSql(select.limit, parameters)}`)
  if (select.offset !== undefined) parts.push(`OFFSET ${printSql(select.offset, parameters)}`)
  return parts.join(" ")
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
    return ` ${join.type} ${printSource(join.source, parameters)} AS ${printIdentifier(join.alias)}${on}`
  })
  return `${printSource(from.source, parameters)} AS ${printIdentifier(from.alias)}${joins.join("")}`
}

const printSource = (source: SqlSource, parameters: Parameters): string => {
  switch (source.kind) {
    case "table":
    case "named":
      return printIdentifier(source.name)
    case "numbers":
      return `numbers(${source.args.map((value) => printSql(value, parameters)).join(", ")})`
    case "query":
      return `(${printQuery(source.query, parameters)})`
  }
}
