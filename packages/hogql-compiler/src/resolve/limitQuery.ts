/**
 * How many rows the whole query may give: its own LIMIT, the default when it has none, and the maximum.
 *
 * With the default, one row more is asked for, so that the caller can tell a full answer from a cut one.
 */
import type { QueryNode } from "../ast/Query.ts"
import type { CompiledQuery } from "../Compiler.ts"
import { call, number, type Sql, type SqlSelect } from "../print/Sql.ts"
import { integerOf } from "./constant.ts"
import type { Environment } from "./Environment.ts"
import { selectFrom } from "./resolveQuery.ts"
import type { ResolvedQuery } from "./Scope.ts"

export interface LimitedQuery {
  readonly sql: SqlSelect
  readonly limit: CompiledQuery["limit"]
}

export const limitQuery = (node: QueryNode, query: ResolvedQuery, environment: Environment): LimitedQuery => {
  if (query.sql.kind === "select")
    return limitSelect(query.sql, constantLimit(node, environment), environment)
  // Every branch of a set has its own LIMIT, so the limit of the whole goes around them.
  return limitSelect(selectFrom(query.sql, query.columns), sumOfLimits(node, environment), environment)
}

const sumOfLimits = (node: QueryNode, environment: Environment): number | undefined => {
  if (node.node === "SelectQuery" || node.limit !== undefined) return constantLimit(node, environment)
  const branches = [
    node.initial_select_query,
    ...node.subsequent_select_queries.map((part) => part.select_query)
  ]
  return branches.reduce<number | undefined>((sum, branch) => {
    const more = sumOfLimits(branch, environment)
    return sum === undefined || more === undefined ? undefined : sum + more
  }, 0)
}

const constantLimit = ({ limit }: QueryNode, environment: Environment): number | undefined =>
  limit === undefined ? undefined : integerOf(limit, environment)

const limitSelect = (sql: SqlSelect, own: number | undefined, environment: Environment): LimitedQuery => {
  const { defaultLimit, maximumLimit } = environment
  const at = (limit: Sql | undefined): SqlSelect => ({ ...sql, limit })
  if (own !== undefined) {
    if (maximumLimit !== null && own > maximumLimit) {
      return { sql: at(number(maximumLimit)), limit: { source: "capped", value: maximumLimit } }
    }
    return { sql: at(number(own)), limit: { source: "query", value: own } }
  }
  if (sql.limit !== undefined) {
    const limit = maximumLimit === null ? sql.limit : call("least", number(maximumLimit), sql.limit)
    return { sql: at(limit), limit: { source: "query", value: null } }
  }
  const value =
    defaultLimit !== null && maximumLimit !== null ? Math.min(defaultLimit, maximumLimit) : defaultLimit
  if (value !== null) return { sql: at(number(value + 1)), limit: { source: "default", value } }
  if (maximumLimit !== null)
    return { sql: at(number(maximumLimit)), limit: { source: "capped", value: maximumLimit } }
  return { sql, limit: { source: "none", value: null } }
}
