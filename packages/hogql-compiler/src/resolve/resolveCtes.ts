/**
 * WITH. A table is resolved once and written once, at the head of the statement; a value is resolved again wherever it is used.
 */
import type { CteNode, QueryNode, SelectQueryNode } from "../ast/Query.ts"
import type { Span } from "../ast/Span.ts"
import { notSupported, quote, typeMismatch } from "../HogqlReason.ts"
import { call, column, literal, plainSelect, type SqlQuery } from "../print/Sql.ts"
import { refuse } from "./refuse.ts"
import type { Cte, CteScope, OutputColumn, ResolvedQuery, Resolver } from "./Scope.ts"

/** Adds the WITH items of a SELECT. Each sees the items before it; only a recursive one sees itself. */
export const withCtes = (node: SelectQueryNode, inherited: CteScope, resolver: Resolver): CteScope => {
  let visible = inherited
  for (const cte of node.ctes ?? []) {
    const added: Cte = { node: cte, visible, resolved: undefined }
    visible = new Map([...visible, [cte.name, added]])
    // A table is resolved even if nobody reads it, so that a mistake in it is found.
    if (cte.cte_type === "subquery") {
      const scope = visible
      resolver.environment.attempt(() => resolveCteTable(cte.name, cte.span, scope, resolver), undefined)
    }
  }
  return visible
}

/** The WITH item of that name as a table, if there is one. */
export const resolveCteTable = (
  name: string,
  span: Span,
  ctes: CteScope,
  resolver: Resolver
): Cte["resolved"] => {
  const cte = ctes.get(name)
  if (cte === undefined) return undefined
  const { node } = cte
  if (
    node.cte_type === "column" ||
    (node.expr.node !== "SelectQuery" && node.expr.node !== "SelectSetQuery")
  ) {
    return refuse(
      typeMismatch(`${quote(name)} is a value, not a table. Define it as ${quote(name)} AS (SELECT …).`, span)
    )
  }
  if (node.using_key !== undefined) return refuse(notSupported("USING KEY", node.span))
  if (cte.resolved === undefined) {
    cte.resolved =
      node.recursive === true
        ? resolveRecursive(cte, node.expr, resolver)
        : resolveOnce(cte, node.expr, resolver)
  }
  return cte.resolved
}

/** MATERIALIZED and NOT MATERIALIZED only say how to calculate, so they change nothing here. */
const resolveOnce = (
  { node, visible }: Cte,
  expr: QueryNode,
  resolver: Resolver
): NonNullable<Cte["resolved"]> => {
  const query = resolver.query(expr, visible)
  const columns = namedColumns(node, query.columns)
  const name = resolver.environment.freeName(node.name)
  resolver.environment.named.push({ name, query: query.sql })
  return { name, columns }
}

/** The names of `name (a, b) AS (…)`, which must name every column. */
const namedColumns = (node: CteNode, columns: readonly OutputColumn[]): readonly OutputColumn[] => {
  const names = node.columns
  if (names === undefined) return columns
  if (names.length !== columns.length) {
    const message = `${quote(node.name)} names ${names.length} columns, and its query has ${columns.length}.`
    return refuse(typeMismatch(message, node.span))
  }
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }))
}

/**
 * The first SELECT gives the rows to begin with, and the columns; the SELECTs after it may read the item itself.
 *
 * ClickHouse keeps the types of the first SELECT, and would let a small whole number overflow: they all get 64 bits.
 */
const resolveRecursive = (cte: Cte, expr: QueryNode, resolver: Resolver): NonNullable<Cte["resolved"]> => {
  const { node, visible } = cte
  const { environment } = resolver
  if (expr.node === "SelectQuery") return resolveOnce(cte, expr, resolver)
  const wrong = expr.subsequent_select_queries.find((part) => part.set_operator !== "UNION ALL")
  if (wrong !== undefined || expr.limit !== undefined || expr.offset !== undefined) {
    return refuse(
      notSupported(
        "WITH RECURSIVE other than by UNION ALL",
        (wrong ?? expr).span,
        "Join the first SELECT and the recursive one by UNION ALL, without a LIMIT after them."
      )
    )
  }
  const name = environment.freeName(node.name)
  const first = resolver.query(expr.initial_select_query, visible)
  const columns = namedColumns(node, first.columns)
  // While the rest is resolved, the item's name means what the first SELECT gave.
  cte.resolved = { name, columns }
  const inside = new Map([...visible, [node.name, cte]])
  const rest = expr.subsequent_select_queries.map((part) => {
    const query = resolver.query(part.select_query, inside)
    if (query.columns.length !== columns.length) {
      const message = `Every SELECT of ${quote(node.name)} must have ${columns.length} columns, and this one has ${query.columns.length}.`
      return refuse(typeMismatch(message, part.select_query.span))
    }
    return { operator: part.set_operator, query: query.sql }
  })
  const query: SqlQuery = { kind: "set", first: widened(first), rest }
  environment.named.push({ name, query, recursive: true })
  return cte.resolved
}

const wideTypes: ReadonlyMap<string, string> = new Map([
  ["Integer", "Int64"],
  ["Float", "Float64"]
])

const widened = ({ sql, columns }: ResolvedQuery): SqlQuery => ({
  ...plainSelect(
    columns.map(({ sqlName, type }) => {
      const value = column("first", sqlName)
      const wide = wideTypes.get(type.name)
      const target = type.nullable ? `Nullable(${wide ?? ""})` : (wide ?? "")
      return {
        value: wide === undefined ? value : call("accurateCast", value, literal(target)),
        alias: sqlName
      }
    })
  ),
  from: { source: { kind: "query", query: sql }, alias: "first", joins: [] }
})
