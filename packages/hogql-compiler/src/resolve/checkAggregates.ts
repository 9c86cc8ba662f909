/**
 * Grouping: a column of the result is either grouped by or inside an aggregate.
 *
 * ClickHouse says so too, but without a place in the query's own text.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { aggregateMisplaced, quote } from "../HogqlReason.ts"
import { printHogql } from "../print/printHogql.ts"
import type { Sql, SqlSelect } from "../print/Sql.ts"
import { groupKeys } from "./grouping.ts"
import { refuse } from "./refuse.ts"
import { hasAggregate, type Value } from "./Value.ts"

export const checkAggregates = (
  node: SelectQueryNode,
  select: SqlSelect,
  aliases: ReadonlyMap<string, Value>
): void => {
  const expand = (sql: Sql): Sql => (sql.kind === "name" ? (aliases.get(sql.name)?.sql ?? sql) : sql)
  const values = select.columns.map((column) => column.value)
  // GROUP BY ALL takes for its keys whatever is not inside an aggregate.
  if (select.groupBy?.kind === "all") return
  const isGrouped =
    groupKeys(select.groupBy).length > 0 ||
    [...values, select.having, ...select.orderBy.map((key) => key.value)].some(
      (sql) => sql !== undefined && hasAggregate(expand(sql))
    )
  if (!isGrouped) return
  const keys = new Set<string>()
  for (const key of groupKeys(select.groupBy)) {
    keys.add(written(key))
    keys.add(written(expand(key)))
    if (key.kind === "integer") keys.add(written(values[Number(key.value) - 1] ?? key))
  }
  // Parts of a statement are shared, and each is looked at once.
  const known = new Map<Sql, boolean>()
  const ungrouped = (sql: Sql): boolean => {
    const found = known.get(sql) ?? findUngrouped(sql)
    known.set(sql, found)
    return found
  }
  const findUngrouped = (sql: Sql): boolean => {
    if (keys.size > 0 && keys.has(written(sql))) return false
    switch (sql.kind) {
      case "column":
        return true
      case "name": {
        // An array join's alias or a lambda's argument stands for itself.
        const target = expand(sql)
        return target.kind === "name" ? false : ungrouped(target)
      }
      case "lambda":
        return ungrouped(sql.body)
      case "call":
        return sql.aggregate === true && sql.over === undefined ? false : sql.args.some(ungrouped)
      default:
        return false
    }
  }
  // With `*` there are more columns than nodes, and no node to point at.
  const nodes: readonly (ExpressionNode | undefined)[] =
    node.select.length === values.length ? node.select : []
  values.forEach((sql, index) => {
    if (ungrouped(sql)) refuseUngrouped(nodes[index] ?? node.select[0])
  })
  if (select.having !== undefined && ungrouped(select.having)) refuseUngrouped(node.having)
  select.orderBy.forEach((key, index) => {
    if (ungrouped(key.value)) refuseUngrouped(node.order_by?.[index]?.expr)
  })
  select.limitBy?.values.forEach((sql, index) => {
    if (ungrouped(sql)) refuseUngrouped(node.limit_by?.exprs[index])
  })
}

const refuseUngrouped = (node: ExpressionNode | undefined): void => {
  const shown = node === undefined ? "a column" : printHogql(node.node === "Alias" ? node.expr : node)
  refuse(
    aggregateMisplaced(
      shown,
      `${quote(shown)} is neither in GROUP BY nor inside an aggregate. Add it to GROUP BY, or take any(…) of it.`,
      node?.span
    )
  )
}

const written = (sql: Sql): string =>
  JSON.stringify(sql, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value))
