import type { ExpressionNode } from "../ast/Expression.ts"
import type { QueryNode, SelectSetQueryNode } from "../ast/Query.ts"
import { notSupported, offsetRefused, typeMismatch } from "../HogqlReason.ts"
import { column, number, plainSelect, type Sql, type SqlQuery, type SqlSelect } from "../print/Sql.ts"
import { integerOf } from "./constant.ts"
import { refuse } from "./refuse.ts"
import { withCtes } from "./resolveCtes.ts"
import { resolveSelect } from "./resolveSelect.ts"
import type { CteScope, OutputColumn, ResolvedQuery, Resolver } from "./Scope.ts"
import { commonType } from "./ValueType.ts"

/** A SELECT, or several joined by UNION and the like: columns are matched by position and take the first one's names. */
export const resolveQuery = (node: QueryNode, ctes: CteScope, resolver: Resolver): ResolvedQuery =>
  node.node === "SelectQuery" ? resolveSelect(node, ctes, resolver) : resolveSet(node, ctes, resolver)

const resolveSet = (node: SelectSetQueryNode, ctes: CteScope, resolver: Resolver): ResolvedQuery => {
  const head = node.initial_select_query
  // WITH before the first SELECT is for all of them.
  const visible = head.node === "SelectQuery" ? withCtes(head, ctes, resolver) : ctes
  const first = resolver.query(head.node === "SelectQuery" ? { ...head, ctes: undefined } : head, visible)
  const rest = node.subsequent_select_queries.map((part) => {
    const query = resolver.query(part.select_query, visible)
    if (query.columns.length !== first.columns.length) {
      const message = `Every SELECT of a ${part.set_operator} must have ${first.columns.length} columns, and this one has ${query.columns.length}.`
      return refuse(typeMismatch(message, part.select_query.span))
    }
    return { operator: part.set_operator, query }
  })
  const set: SqlQuery = {
    kind: "set",
    first: first.sql,
    rest: rest.map(({ operator, query }) => ({ operator, query: query.sql }))
  }
  return {
    sql: limited(node, set, first, resolver),
    columns: first.columns.map((column, index) => ({
      ...column,
      type: commonType([column.type, ...rest.flatMap(({ query }) => query.columns[index]?.type ?? [])])
    }))
  }
}

/** A set in brackets can have a LIMIT of its own. */
const limited = (
  node: SelectSetQueryNode,
  set: SqlQuery,
  first: ResolvedQuery,
  resolver: Resolver
): SqlQuery => {
  if (node.limit_by !== undefined) return refuse(notSupported("LIMIT … BY after a set", node.limit_by.span))
  if (node.limit_with_ties === true)
    return refuse(notSupported("LIMIT … WITH TIES after a set", node.limit?.span))
  if (node.limit_percent === true) return refuse(notSupported("LIMIT … % after a set", node.limit?.span))
  if (node.offset !== undefined && resolver.environment.offset === "refuse")
    return refuse(offsetRefused(node.offset.span))
  if (node.limit === undefined && node.offset === undefined) return set
  const count = (given: ExpressionNode | undefined): Sql | undefined => {
    if (given === undefined) return undefined
    const value = integerOf(given, resolver.environment)
    return value === undefined || value < 0
      ? refuse(typeMismatch("LIMIT and OFFSET after a set take a whole number from 0 up.", given.span))
      : number(value)
  }
  return { ...selectFrom(set, first.columns), limit: count(node.limit), offset: count(node.offset) }
}

/** Puts a set into a subquery, so that a LIMIT can go around it, and WITH before it. */
export const selectFrom = (query: SqlQuery, columns: readonly OutputColumn[]): SqlSelect => ({
  ...plainSelect(columns.map(({ sqlName }) => ({ value: column("set", sqlName), alias: sqlName }))),
  from: { source: { kind: "query", query }, alias: "set", joins: [] }
})
