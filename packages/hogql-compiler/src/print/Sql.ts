/**
 * A ClickHouse statement as data: what resolution produces and the printer writes.
 *
 * Calls only, no operators, so that precedence cannot go wrong. A string is either `text` (from the query, always bound as a
 * parameter) or `literal` (ours, written inline because ClickHouse wants a literal there, or because it is the same for all).
 */

/** A value in a ClickHouse statement. */
export type Sql =
  | { readonly kind: "column"; readonly table: string; readonly name: string }
  | { readonly kind: "name"; readonly name: string }
  | SqlCall
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "literal"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number | bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "lambda"; readonly args: readonly string[]; readonly body: Sql }
  | { readonly kind: "query"; readonly query: SqlQuery }

export interface SqlCall {
  readonly kind: "call"
  readonly name: string
  readonly params?: readonly Sql[] | undefined
  readonly args: readonly Sql[]
  readonly distinct?: true | undefined
  readonly over?: SqlWindow | undefined
  /** Set on a call of an aggregate function. */
  readonly aggregate?: true | undefined
}

export interface SqlOrder {
  readonly value: Sql
  readonly direction: "ASC" | "DESC"
  /** WITH FILL: rows are made up for the values in between. */
  readonly fill?: SqlFill | undefined
}

export interface SqlFill {
  readonly from: Sql | undefined
  readonly to: Sql | undefined
  readonly step: Sql | undefined
}

export interface SqlWindow {
  readonly partitionBy: readonly Sql[]
  readonly orderBy: readonly SqlOrder[]
  readonly frame?: SqlFrame | undefined
}

export interface SqlFrame {
  readonly method: "ROWS" | "RANGE"
  readonly start: SqlFrameBound
  readonly end?: SqlFrameBound | undefined
}

/** `rows` undefined means UNBOUNDED. */
export type SqlFrameBound =
  | { readonly kind: "CURRENT ROW" }
  | { readonly kind: "PRECEDING" | "FOLLOWING"; readonly rows: number | undefined }

export interface SqlColumn {
  readonly value: Sql
  readonly alias: string | undefined
}

/** A share of a table's rows, as two written numbers. */
export interface SqlSample {
  readonly size: SqlRatio
  readonly offset: SqlRatio | undefined
}

export interface SqlRatio {
  readonly part: Sql
  readonly of: Sql | undefined
}

/** What stands in FROM. A `named` query is one of the statement's own WITH items. */
export type SqlSource =
  | {
      readonly kind: "table"
      readonly name: string
      readonly database?: string | undefined
      readonly sample?: SqlSample | undefined
    }
  | { readonly kind: "numbers"; readonly args: readonly Sql[] }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "query"; readonly query: SqlQuery }

export type SqlJoinType =
  | "INNER JOIN"
  | "LEFT JOIN"
  | "RIGHT JOIN"
  | "FULL JOIN"
  | "CROSS JOIN"
  | "INNER ANY JOIN"
  | "LEFT ANY JOIN"
  | "RIGHT ANY JOIN"
  | "LEFT SEMI JOIN"
  | "RIGHT SEMI JOIN"
  | "LEFT ANTI JOIN"
  | "RIGHT ANTI JOIN"
  | "ASOF JOIN"
  | "ASOF LEFT JOIN"

export interface SqlJoin {
  readonly type: SqlJoinType
  readonly source: SqlSource
  readonly alias: string
  readonly on: Sql | undefined
}

/** A WITH item of the statement. A `recursive` one reads itself. */
export interface SqlNamed {
  readonly name: string
  readonly query: SqlQuery
  readonly recursive?: true | undefined
}

/** Grouping: by the values together, or by several sets of them, whose rows follow each other. */
export type SqlGroupBy =
  | { readonly kind: "values" | "rollup" | "cube"; readonly values: readonly Sql[] }
  | { readonly kind: "sets"; readonly sets: readonly (readonly Sql[])[] }
  | { readonly kind: "all" }

export interface SqlSelect {
  readonly kind: "select"
  /** WITH items; only the outermost statement has any. */
  readonly named: readonly SqlNamed[]
  readonly distinct: boolean
  readonly columns: readonly SqlColumn[]
  readonly from:
    { readonly source: SqlSource; readonly alias: string; readonly joins: readonly SqlJoin[] } | undefined
  readonly arrayJoin: { readonly left: boolean; readonly columns: readonly SqlColumn[] } | undefined
  readonly where: Sql | undefined
  readonly groupBy: SqlGroupBy | undefined
  readonly having: Sql | undefined
  readonly qualify: Sql | undefined
  readonly orderBy: readonly SqlOrder[]
  /** How filled rows get the other columns; empty for every column. */
  readonly interpolate: readonly { readonly name: string; readonly value: Sql | undefined }[] | undefined
  readonly limitBy:
    { readonly count: number; readonly offset: number; readonly values: readonly Sql[] } | undefined
  readonly limit: Sql | undefined
  /** The rows equal to the last one, in the order asked for, come too. */
  readonly withTies: boolean
  readonly offset: Sql | undefined
}

export type SqlSetOperator =
  | "UNION ALL"
  | "UNION DISTINCT"
  | "INTERSECT"
  | "INTERSECT ALL"
  | "INTERSECT DISTINCT"
  | "EXCEPT"
  | "EXCEPT ALL"
  | "EXCEPT DISTINCT"

export interface SqlSet {
  readonly kind: "set"
  readonly first: SqlQuery
  readonly rest: readonly { readonly operator: SqlSetOperator; readonly query: SqlQuery }[]
}

export type SqlQuery = SqlSelect | SqlSet

export const call = (name: string, ...args: readonly Sql[]): Sql => ({ kind: "call", name, args })
/** A call with a list of arguments that can be longer than JavaScript lets a function take: an IN list has 100,000 items. */
export const callOf = (name: string, args: readonly Sql[]): Sql => ({ kind: "call", name, args })
export const column = (table: string, name: string): Extract<Sql, { kind: "column" }> => ({
  kind: "column",
  table,
  name
})
export const text = (value: string): Sql => ({ kind: "text", value })
export const literal = (value: string): Sql => ({ kind: "literal", value })
export const number = (value: number | bigint): Sql => ({ kind: "integer", value })
export const nullValue: Sql = { kind: "null" }

/** AND over any number of conditions, flat; none at all is no condition. */
export const allOf = (conditions: readonly Sql[]): Sql | undefined => {
  const flat = conditions.flatMap((condition) =>
    condition.kind === "call" && condition.name === "and" ? condition.args : [condition]
  )
  return flat.length < 2 ? flat[0] : { kind: "call", name: "and", args: flat }
}

/** The same value with the columns of one table replaced. Subqueries are worlds of their own. */
export const replaceColumns = (sql: Sql, table: string, replace: (name: string) => Sql): Sql => {
  switch (sql.kind) {
    case "column":
      return sql.table === table ? replace(sql.name) : sql
    case "call":
      return { ...sql, args: sql.args.map((arg) => replaceColumns(arg, table, replace)) }
    case "lambda":
      return { ...sql, body: replaceColumns(sql.body, table, replace) }
    default:
      return sql
  }
}

/** A SELECT of these columns with nothing else; spread it and add what is needed. */
export const plainSelect = (columns: readonly SqlColumn[]): SqlSelect => ({
  kind: "select",
  named: [],
  distinct: false,
  columns,
  from: undefined,
  arrayJoin: undefined,
  where: undefined,
  groupBy: undefined,
  having: undefined,
  qualify: undefined,
  orderBy: [],
  interpolate: undefined,
  limitBy: undefined,
  limit: undefined,
  withTies: false,
  offset: undefined
})
