/**
 * One SELECT.
 *
 * Names come first (WITH, FROM, ARRAY JOIN, then the SELECT list), the other clauses after them, and FROM is built last, when it
 * is known which columns and joins are needed.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { OrderExprNode, SelectQueryNode } from "../ast/Query.ts"
import { aliasInvalid, notSupported, offsetRefused, quote, typeMismatch } from "../HogqlReason.ts"
import { allOf, plainSelect, type Sql, type SqlColumn, type SqlOrder, type SqlSelect } from "../print/Sql.ts"
import { checkAggregates } from "./checkAggregates.ts"
import { condition } from "./condition.ts"
import { integerOf } from "./constant.ts"
import { refuse } from "./refuse.ts"
import { withCtes } from "./resolveCtes.ts"
import { resolveFrom } from "./resolveFrom.ts"
import { rowCount } from "./rowCount.ts"
import { type CteScope, type Resolver, type ResolvedQuery, Scope } from "./Scope.ts"
import { selectList } from "./selectList.ts"
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
  const list = selectList(node.select, aliases, scope)
  const within = (clause: Scope["clause"]): Scope => scope.with({ clause })
  const filter = (item: ExpressionNode, clause: Scope["clause"], place: string): Sql =>
    attempt(() => condition(within(clause).value(item), item, place))
  const conditions = [node.prewhere, node.where].flatMap((where) =>
    where === undefined ? [] : [filter(where, "where", "WHERE")]
  )
  const position = (item: ExpressionNode, clause: Scope["clause"]): Sql =>
    attempt(() => positional(item, list.columns.length) ?? within(clause).value(item).sql)
  const groupBy = environment.attempt(() => groupItems(node), []).map((item) => position(item, "group by"))
  const having = node.having && filter(node.having, "having", "HAVING")
  const qualify = node.qualify && filter(node.qualify, "order by", "QUALIFY")
  const orderBy = (node.order_by ?? []).map((key) =>
    environment.attempt(() => orderKey(key, (item) => position(item, "order by")), failedKey)
  )
  const limitBy = environment.attempt(() => resolveLimitBy(node, within("order by")), undefined)
  const count = (item: ExpressionNode, clause: "LIMIT" | "OFFSET"): Sql =>
    attempt(() => rowCount(item, clause, within("limit")))
  const limit = node.limit && count(node.limit, "LIMIT")
  const offset = node.offset && count(node.offset, "OFFSET")
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
    limitBy,
    limit,
    offset
  }
  // Without knowing all keys, nothing can be called ungrouped.
  if (!groupBy.includes(failedValue.sql)) {
    environment.attempt(() => {
      checkAggregates(node, select, aliases)
    }, undefined)
  }
  return { sql: select, columns: list.columns }
}

const failedKey: SqlOrder = { value: failedValue.sql, direction: "ASC" }

const refuseUnsupported = (node: SelectQueryNode, resolver: Resolver): void => {
  if (node.offset !== undefined || node.limit_by?.offset_value !== undefined) {
    const place = node.offset ?? node.limit_by?.offset_value
    if (resolver.environment.offset === "refuse") refuse(offsetRefused(place?.span))
  }
  if (node.limit_with_ties === true) refuse(notSupported("LIMIT … WITH TIES", node.limit?.span))
  if (node.limit_percent === true) refuse(notSupported("LIMIT … %", node.limit?.span))
  if (node.interpolate !== undefined) refuse(notSupported("INTERPOLATE", node.interpolate[0]?.span))
  if (node.group_by_mode !== undefined) {
    const names = {
      rollup: "ROLLUP",
      cube: "CUBE",
      grouping_sets: "GROUPING SETS",
      all: "GROUP BY ALL"
    } as const
    refuse(notSupported(names[node.group_by_mode], node.group_by?.[0]?.span ?? node.span))
  }
}

const resolveArrayJoin = (
  node: SelectQueryNode,
  aliases: Map<string, Value>,
  scope: Scope
): SqlSelect["arrayJoin"] => {
  if (node.array_join_op === undefined) return undefined
  const joined = (item: ExpressionNode): SqlColumn => {
    if (item.node !== "Alias") {
      return refuse(notSupported("ARRAY JOIN without an alias", item.span, "Write ARRAY JOIN … AS name."))
    }
    if (item.alias === "" || aliases.has(item.alias)) {
      return refuse(
        aliasInvalid(item.alias, `The alias ${quote(item.alias)} is already taken or empty.`, item.span)
      )
    }
    const value = scope.with({ clause: "array join" }).value(item.expr)
    if (value.type.name !== "Array" && value.type.name !== "Unknown") {
      return refuse(
        typeMismatch("ARRAY JOIN takes an array. For a JSON text use JSONExtractArrayRaw(…).", item.span)
      )
    }
    aliases.set(item.alias, {
      sql: { kind: "name", name: item.alias },
      type: value.type.element ?? unknownType
    })
    return { value: value.sql, alias: item.alias }
  }
  const columns = (node.array_join_list ?? []).map((item) => {
    const column = scope.environment.attempt(() => joined(item), { value: failedValue.sql, alias: "failed" })
    if (item.node === "Alias" && !aliases.has(item.alias)) aliases.set(item.alias, failedValue)
    return column
  })
  return { left: node.array_join_op === "LEFT ARRAY JOIN", columns }
}

const groupItems = (node: SelectQueryNode): readonly ExpressionNode[] =>
  (node.group_by ?? []).map((item) =>
    item.node === "GroupingSet" ? refuse(notSupported("GROUPING SETS", item.span)) : item
  )

/** A whole number in GROUP BY or ORDER BY is the position of a column. */
const positional = (item: ExpressionNode, columns: number): Sql | undefined => {
  if (item.node !== "Constant" || item.kind !== "integer") return undefined
  if (item.value >= 1 && item.value <= columns) return { kind: "integer", value: item.value }
  return refuse(
    typeMismatch(
      `There is no column at position ${item.value.toString()}; the query has ${columns}.`,
      item.span
    )
  )
}

const orderKey = (key: OrderExprNode, resolve: (node: ExpressionNode) => Sql): SqlOrder => {
  if (key.with_fill !== undefined) return refuse(notSupported("WITH FILL", key.with_fill.span))
  return { value: resolve(key.expr), direction: key.order }
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
