/**
 * The SELECT list: `*` spelled out, aliases made known to what follows, and a name for every column.
 */
import type { AliasNode, ExpressionNode } from "../ast/Expression.ts"
import { notSupported } from "../HogqlReason.ts"
import type { SqlColumn } from "../print/Sql.ts"
import { outputName } from "./outputName.ts"
import { refuse } from "./refuse.ts"
import type { OutputColumn, Scope } from "./Scope.ts"
import { checkAlias } from "./selectAlias.ts"
import { starOf } from "./star.ts"
import { failedValue, type Value } from "./Value.ts"

interface Item {
  readonly name: string
  readonly value: Value
  readonly isAlias: boolean
}

const failedItem: Item = { name: "*", value: failedValue, isAlias: false }

export interface SelectList {
  readonly sql: readonly SqlColumn[]
  readonly columns: readonly OutputColumn[]
}

/** Defines aliases as it goes, so that later items, and later clauses, can use them. */
export const selectList = (nodes: readonly ExpressionNode[], scope: Scope): SelectList => {
  const items = nodes.flatMap((node) => scope.environment.attempt(() => itemsOf(node, scope), [failedItem]))
  const sqlNames = distinctSqlNames(items)
  return {
    sql: items.map(({ value }, index) => ({ value: value.sql, alias: sqlNames[index] })),
    columns: items.map(({ name, value }, index) => ({
      name,
      sqlName: sqlNames[index] ?? name,
      type: value.type
    }))
  }
}

const itemsOf = (node: ExpressionNode, scope: Scope): readonly Item[] => {
  if (node.node === "ColumnsExpr" && node.columns !== undefined) {
    return node.columns.flatMap((item) => itemsOf(item, scope))
  }
  const star = starOf(node, scope)
  if (star !== undefined) return star.map((column) => ({ ...column, isAlias: false }))
  if (node.node === "Alias") return [aliased(node, scope)]
  if (node.node === "Call" && node.name.toLowerCase() === "on") {
    return refuse(notSupported("DISTINCT ON", node.span, "Use LIMIT 1 BY."))
  }
  const value = scope.value(node)
  return [{ name: outputName(node, value), value, isAlias: false }]
}

const aliased = (node: AliasNode, scope: Scope): Item => {
  checkAlias(node, scope)
  const value = unlikeTable(scope.value(node.expr), node.alias, scope)
  scope.define(node.alias, value)
  return { name: node.alias, value, isAlias: true }
}

/** In `select upper(event) as u, u as e from events e` ClickHouse takes `u as e` for a table, so what `u` stands for is written out. */
const unlikeTable = (value: Value, alias: string, scope: Scope): Value => {
  if (value.sql.kind !== "name") return value
  const isTable = scope.relations.some((relation) => relation.paths.some((path) => path.at(-1) === alias))
  return isTable ? (scope.aliases.get(value.sql.name) ?? value) : value
}

/** Names inside the SQL: every one once, the user's aliases as they are. */
const distinctSqlNames = (items: readonly Item[]): readonly string[] => {
  const taken = new Set(items.filter((item) => item.isAlias).map((item) => item.name))
  return items.map(({ name, isAlias }) => {
    if (isAlias) return name
    // ClickHouse has no empty names.
    const wanted = name === "" ? "column" : name
    let free = wanted
    for (let attempt = 2; taken.has(free); attempt++) free = `${wanted}_${attempt}`
    taken.add(free)
    return free
  })
}
