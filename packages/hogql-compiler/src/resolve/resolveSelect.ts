/**
 * One SELECT.
 *
 * Names come first (WITH, FROM, ARRAY JOIN, then the SELECT list), the other clauses after them, and FROM is built last, when it
 * is known which columns and joins are needed.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { offsetRefused, typeMismatch } from "../HogqlReason.ts"
import { allOf, plainSelect, type Sql, type SqlSelect } from "../print/Sql.ts"
import { checkAggregates } from "./checkAggregates.ts"
import { condition } from "./condition.ts"
import { integerOf } from "./constant.ts"
import { groupKeys, positional, resolveGroupBy } from "./grouping.ts"
import { resolveInterpolate, resolveOrderBy } from "./ordering.ts"
import { refuseOvergrown } from "./Growth.ts"
import { refuse } from "./refuse.ts"
import { resolveArrayJoin } from "./resolveArrayJoin.ts"
import { withCtes } from "./resolveCtes.ts"
import { resolveFrom } from "./resolveFrom.ts"
import { rowCount, rowShare } from "./rowCount.ts"
import { type CteScope, type Resolver, type ResolvedQuery, Scope } from "./Scope.ts"
import { type SelectList, selectList } from "./selectList.ts"
import { failedValue, type Value } from "./Value.ts"
import { unknownType } from "./ValueType.ts"

export const resolveSelect = (node: SelectQueryNode, ctes: CteScope, resolver: Resolver): ResolvedQuery => {
  const { environment } = resolver
  const attempt = (work: () => Sql): Sql => environment.attempt(work, failedValue.sql)
  environment.attempt(() => {
    refuseUnsupported(node, resolver)
  }, undefined)
  const aliases = new Map<string, Value>()
  const outer = new Scope({
    resolver,
    ctes: withCtes(node, ctes, resolver),
    relations: [],
    aliases,
    lambdaArguments: new Map(),
    clause: "select",
    aggregate: undefined,
    windows: node.window_exprs ?? new Map()
  })
  const from = node.select_from === undefined ? undefined : resolveFrom(node.select_from, outer)
  const scope = outer.with({ relations: from?.relations ?? [] })
  const arrayJoin = environment.attempt(() => resolveArrayJoin(node, aliases, scope), undefined)
  const list = selectList(node.select, scope)
  const within = (clause: Scope["clause"]): Scope => scope.with({ clause })
  const filter = (item: ExpressionNode, clause: Scope["clause"], place: string): Sql =>
    attempt(() => condition(within(clause).value(item), item, place))
  const conditions = [node.prewhere, node.where].flatMap((where) =>
    where === undefined ? [] : [filter(where, "where", "WHERE")]
  )
  const groupBy = resolveGroupBy(node, (item) =>
    attempt(() => positional(item, list.columns.length) ?? within("group by").value(item).sql)
  )
  const having = node.having && filter(node.having, "having", "HAVING")
  const qualify = node.qualify && filter(node.qualify, "order by", "QUALIFY")
  const orderBy = resolveOrderBy(
    node,
    (item) => environment.attempt(() => orderKey(item, list, within("order by")), failedValue),
    scope
  )
  const interpolate = environment.attempt(() => resolveInterpolate(node, list.columns, scope), undefined)
  const limitBy = environment.attempt(() => resolveLimitBy(node, within("order by")), undefined)
  const { limit: most, offset: first } = node
  const limit = most && attempt(() => resolveLimit(node, most, within("limit")))
  const offset = first && attempt(() => rowCount(first, "OFFSET", within("limit")))
  // Only now is it known what FROM has to provide.
  const built = from?.build()
  const select: SqlSelect = {
    ...plainSelect(list.sql),
    distinct: node.distinct === true,
    from: built?.from,
    arrayJoin,
    where: allOf([...(built?.guards ?? []), ...conditions]),
    groupBy,
    having,
    qualify,
    orderBy,
    interpolate,
    limitBy,
    limit,
    withTies: node.limit_with_ties === true,
    offset
  }
  // Without knowing all keys, nothing can be called ungrouped.
  if (!groupKeys(groupBy).includes(failedValue.sql)) {
    environment.attempt(() => {
      refuseOvergrown(select, node.span)
      checkAggregates(node, select, aliases)
    }, undefined)
  }
  return { sql: select, columns: list.columns }
}

/** OFFSET, and rows in a number that depends on others, where they make no sense or PostHog refuses them. */
const refuseUnsupported = (node: SelectQueryNode, resolver: Resolver): void => {
  if (node.offset !== undefined || node.limit_by?.offset_value !== undefined) {
    const place = node.offset ?? node.limit_by?.offset_value
    if (resolver.environment.offset === "refuse") refuse(offsetRefused(place?.span))
  }
  if (node.limit_with_ties === true && node.order_by === undefined) {
    refuse(typeMismatch("LIMIT … WITH TIES needs an ORDER BY, which says what a tie is.", node.limit?.span))
  }
}

const resolveLimit = (node: SelectQueryNode, limit: ExpressionNode, scope: Scope): Sql =>
  node.limit_percent === true ? rowShare(limit, scope) : rowCount(limit, "LIMIT", scope)

const orderKey = (item: ExpressionNode, list: SelectList, scope: Scope): Value => {
  const position = positional(item, list.columns.length)
  if (position === undefined) return scope.value(item)
  const column = list.columns[Number(item.node === "Constant" ? item.value : 0) - 1]
  return { sql: position, type: column?.type ?? unknownType }
}

const resolveLimitBy = (node: SelectQueryNode, scope: Scope): SqlSelect["limitBy"] => {
  if (node.limit_by === undefined) return undefined
  const { n, offset_value, exprs } = node.limit_by
  const count = integerOf(n, scope.environment)
  const offset = offset_value === undefined ? 0 : integerOf(offset_value, scope.environment)
  if (count === undefined || offset === undefined || count < 0 || offset < 0) {
    return refuse(typeMismatch("LIMIT … BY takes a whole number from 0 up.", n.span))
  }
  return { count, offset, values: exprs.map((item) => scope.value(item).sql) }
}
