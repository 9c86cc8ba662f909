/**
 * ARRAY JOIN: a row for each item of a list, and what its expressions can name.
 *
 * They see the columns of FROM and the aliases of the SELECT list, and as in ClickHouse an alias goes before a column of its name.
 * An alias that is made of what ARRAY JOIN gives comes too late for it. What an alias stands for is written out, so that nothing
 * depends on the order in which ClickHouse looks names up.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { SelectQueryNode } from "../ast/Query.ts"
import { aliasInvalid, notSupported, quote, typeMismatch } from "../HogqlReason.ts"
import type { SqlColumn, SqlSelect } from "../print/Sql.ts"
import { readNames } from "./readNames.ts"
import { isOfKind } from "./calls/ofKind.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import { failedValue, type Value } from "./Value.ts"
import { unknownType } from "./ValueType.ts"

/** Fills `aliases` with the names it gives. */
export const resolveArrayJoin = (
  node: SelectQueryNode,
  aliases: Map<string, Value>,
  scope: Scope
): SqlSelect["arrayJoin"] => {
  if (node.array_join_op === undefined) return undefined
  const items = node.array_join_list ?? []
  const within = scope.with({ clause: "array join", aliases: new Map() })
  defineSelectAliases(node.select, items, within)
  const joined = (item: ExpressionNode): SqlColumn => {
    if (item.node !== "Alias") {
      return refuse(notSupported("ARRAY JOIN without an alias", item.span, "Write ARRAY JOIN … AS name."))
    }
    if (item.alias === "" || aliases.has(item.alias)) {
      return refuse(
        aliasInvalid(item.alias, `The alias ${quote(item.alias)} is already taken or empty.`, item.span)
      )
    }
    const value = within.value(item.expr)
    if (!isOfKind(value.type, "list") && value.type.name !== "Map") {
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
  const columns = items.map((item) => {
    const column = scope.environment.attempt(() => joined(item), { value: failedValue.sql, alias: "failed" })
    if (item.node !== "Alias") return column
    if (!aliases.has(item.alias)) aliases.set(item.alias, failedValue)
    // `ARRAY JOIN (… as list) as item`: the SELECT list may name both.
    for (const name of readNames(item.expr).aliases) {
      const value = within.aliases.get(name)
      if (value !== undefined && !aliases.has(name)) aliases.set(name, value)
    }
    return column
  })
  return { left: node.array_join_op === "LEFT ARRAY JOIN", columns }
}

/** Makes those aliases of the SELECT list known that ARRAY JOIN reads, and the aliases they are made of. */
const defineSelectAliases = (
  select: readonly ExpressionNode[],
  items: readonly ExpressionNode[],
  scope: Scope
): void => {
  const given = new Set(items.flatMap((item) => (item.node === "Alias" ? [item.alias] : [])))
  const needed = new Map<string, ExpressionNode>()
  const need = (node: ExpressionNode, names: ReadonlySet<string>): void => {
    for (const name of names) if (!needed.has(name)) needed.set(name, node)
  }
  for (const item of items) need(item, readNames(item).read)
  // An item sees the aliases before it only, so one pass back finds what is needed, and one forth gives it.
  const reads = select.map((item) => readNames(item))
  const isNeeded = reads.map(() => false)
  for (let index = select.length - 1; index >= 0; index--) {
    const item = select[index]
    const names = reads[index]
    if (item === undefined || names === undefined || ![...names.aliases].some((name) => needed.has(name)))
      continue
    isNeeded[index] = true
    need(item, names.read)
  }
  const tooLate = new Set(given)
  select.forEach((item, index) => {
    const names = reads[index]
    if (names === undefined || isNeeded[index] !== true) return
    const culprit = [...names.read].find((name) => tooLate.has(name) && !names.aliases.has(name))
    if (culprit === undefined) {
      scope.value(item)
      return
    }
    for (const name of names.aliases) {
      tooLate.add(name)
      const reader = needed.get(name)
      if (reader === undefined || !items.includes(reader)) continue
      if (scope.relations.some((relation) => relation.has(name))) continue
      scope.environment.attempt(() => {
        refuse(
          aliasInvalid(
            name,
            `The alias ${quote(name)} is made of ${quote(culprit)}, which ARRAY JOIN gives, so ARRAY JOIN cannot read it.`,
            reader.span
          )
        )
      }, undefined)
      // A check goes on, and blames nobody who reads it.
      scope.define(name, failedValue)
    }
  })
}
