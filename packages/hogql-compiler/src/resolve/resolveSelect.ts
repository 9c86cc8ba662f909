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
import type { Value } from "./Value.ts"
import { unknownType } from "./ValueType.ts"

export const resolveSelect = (node: SelectQueryNode, ctes: CteScope, resolver: Resolver): ResolvedQuery => {
  refuseUnsupported(node, resolver)
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
  const arrayJoin = resolveArrayJoin(node, aliases, scope)
  const list = selectList(node.select, aliases, scope)
  const within = (clause: Scope["clause"]): Scope => scope.with({ clause })
  const conditions = [node.prewhere, node.where].flatMap((where) =>
    where === undefined ? [] : [condition(within("where").value(where), where, "WHERE")]
  )
  const position = (item: ExpressionNode, clause: Scope["clause"]): Sql =>
    positional(item, list.columns.length) ?? within(clause).value(item).sql
  const groupBy = groupItems(node).map((item) => position(item, "group by"))
  const having = node.having && condition(within("having").value(node.having), node.having, "HAVING")
  const qualify = node.qualify && condition(within("order by").value(node.qualify), node.qualify, "QUALIFY")
  const orderBy = (node.order_by ?? []).map((key) => orderKey(key, (item) => position(item, "order by")))
  const limitBy = resolveLimitBy(node, within("order by"))
  const limit = node.limit && rowCount(node.limit, "LIMIT", within("limit"))
  const offset = node.offset && rowCount(node.offset, "OFFSET", within("limit"))
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
  checkAggregates(node, select, aliases)
  return { sql: select, columns: list.columns }
}

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
  const columns = (node.array_join_list ?? []).map((item): SqlColumn => {
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
