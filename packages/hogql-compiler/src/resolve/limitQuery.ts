/**
 * How many rows the whole query may give: its own LIMIT, the default when it has none, and the maximum.
 *
 * With the default, one row more is asked for, so that the caller can tell a full answer from a cut one. The members of a UNION are
 * limited each on its own, as in PostHog, and nobody can tell afterwards whether one was cut. INTERSECT and EXCEPT of cut members would
 * be wrong answers, so there the limit goes around the whole.
 */
import type { QueryNode, SelectQueryNode } from "../ast/Query.ts"
import type { CompiledQuery } from "../Compiler.ts"
import { call, number, type Sql, type SqlQuery, type SqlSelect } from "../print/Sql.ts"
import { integerOf } from "./constant.ts"
import type { Environment } from "./Environment.ts"
import { selectFrom } from "./resolveQuery.ts"
import type { ResolvedQuery } from "./Scope.ts"

type Limit = CompiledQuery["limit"]

export interface LimitedQuery {
  readonly sql: SqlSelect
  readonly limit: Limit
}

interface LimitedMember {
  readonly sql: SqlQuery
  readonly limit: Limit
}

export const limitQuery = (node: QueryNode, query: ResolvedQuery, environment: Environment): LimitedQuery => {
  const { sql } = query
  if (sql.kind === "select") return limitSelect(sql, node, environment, 1)
  if (node.node === "SelectSetQuery" && isUnion(node)) {
    const limited = limitMembers(node, sql, environment)
    return {
      sql: selectFrom(limited.sql, query.columns),
      limit: { source: "members", value: limited.limit.value }
    }
  }
  return limitSelect(selectFrom(sql, query.columns), node, environment, 1)
}

/** Whether no member decides about the rows of another. */
const isUnion = (node: QueryNode): boolean =>
  node.node === "SelectQuery" ||
  node.limit !== undefined ||
  [
    isUnion(node.initial_select_query),
    ...node.subsequent_select_queries.map(
      (part) => part.set_operator.startsWith("UNION") && isUnion(part.select_query)
    )
  ].every(Boolean)

const limitMembers = (node: QueryNode, sql: SqlQuery, environment: Environment): LimitedMember => {
  if (sql.kind === "select") return limitSelect(sql, node, environment, 0)
  if (node.node === "SelectQuery") return { sql, limit: { source: "none", value: null } }
  const first = limitMembers(node.initial_select_query, sql.first, environment)
  const rest = sql.rest.map((part, index) => {
    const member = node.subsequent_select_queries[index]?.select_query ?? node.initial_select_query
    return { operator: part.operator, member: limitMembers(member, part.query, environment) }
  })
  const values = [first, ...rest.map(({ member }) => member)].map((member) => member.limit.value)
  return {
    sql: {
      ...sql,
      first: first.sql,
      rest: rest.map(({ operator, member }) => ({ operator, query: member.sql }))
    },
    limit: {
      source: "members",
      value: values.reduce((sum, value) => (sum === null || value === null ? null : sum + value))
    }
  }
}

/** `spare` rows more than the default are asked for. */
const limitSelect = (
  sql: SqlSelect,
  node: QueryNode,
  environment: Environment,
  spare: 0 | 1
): LimitedQuery => {
  const { defaultLimit, maximumLimit } = environment
  const at = (limit: Sql | undefined, found: Limit): LimitedQuery => ({
    sql: { ...sql, limit },
    limit: found
  })
  // A share of the rows is not capped, as in PostHog: nobody knows what it comes to.
  if (isShare(node)) return { sql, limit: { source: "query", value: null } }
  const own = node.limit === undefined ? undefined : integerOf(node.limit, environment)
  if (own !== undefined) {
    return maximumLimit !== null && own > maximumLimit
      ? at(number(maximumLimit), { source: "capped", value: sql.withTies ? null : maximumLimit })
      : at(number(own), { source: "query", value: sql.withTies ? null : own })
  }
  if (sql.limit !== undefined) {
    const limit = maximumLimit === null ? sql.limit : call("least", number(maximumLimit), sql.limit)
    return at(limit, { source: "query", value: null })
  }
  const value =
    defaultLimit !== null && maximumLimit !== null ? Math.min(defaultLimit, maximumLimit) : defaultLimit
  if (value !== null) return at(number(value + spare), { source: "default", value })
  if (maximumLimit !== null) return at(number(maximumLimit), { source: "capped", value: maximumLimit })
  return { sql, limit: { source: "none", value: null } }
}

const isShare = (node: QueryNode): node is SelectQueryNode =>
  node.node === "SelectQuery" && node.limit_percent === true
