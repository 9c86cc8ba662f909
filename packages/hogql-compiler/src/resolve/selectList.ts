/**
 * The SELECT list: `*` spelled out, aliases made known to what follows, and a name for every column.
 */
import type { AliasNode, ExpressionNode, FieldNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import { aliasInvalid, ambiguousColumn, notSupported, quote, unknownColumn } from "../HogqlReason.ts"
import type { SqlColumn } from "../print/Sql.ts"
import { suggest } from "../suggest.ts"
import { outputName } from "./outputName.ts"
import { refuse } from "./refuse.ts"
import { relationAt, resolveField } from "./resolveField.ts"
import type { OutputColumn, Relation, Scope } from "./Scope.ts"
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

const reservedAliases = new Set(["true", "false", "null", "team_id"])

/** Fills `aliases` as it goes, so that later items, and later clauses, can use them. */
export const selectList = (
  nodes: readonly ExpressionNode[],
  aliases: Map<string, Value>,
  scope: Scope
): SelectList => {
  const itemsOf = (node: ExpressionNode): readonly Item[] => {
    const star = starOf(node, scope)
    if (star !== undefined) return star.map((column) => ({ ...column, isAlias: false }))
    if (node.node === "Alias") return [aliased(node, aliases, scope)]
    if (node.node === "Call" && node.name.toLowerCase() === "on" && scope.clause === "select") {
      return refuse(notSupported("DISTINCT ON", node.span, "Use LIMIT 1 BY."))
    }
    const value = scope.value(node)
    return [{ name: outputName(node, value), value, isAlias: false }]
  }
  const items = nodes.flatMap((node) => scope.environment.attempt(() => itemsOf(node), [failedItem]))
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

const aliased = (node: AliasNode, aliases: Map<string, Value>, scope: Scope): Item => {
  const { alias, span } = node
  if (alias === "") return refuse(aliasInvalid(alias, "An alias cannot be empty.", span))
  if (reservedAliases.has(alias.toLowerCase())) {
    return refuse(aliasInvalid(alias, `${quote(alias)} cannot be an alias. Choose another name.`, span))
  }
  if (aliases.has(alias)) {
    return refuse(
      aliasInvalid(alias, `The alias ${quote(alias)} is already taken. Choose another name.`, span)
    )
  }
  const value = scope.value(node.expr)
  aliases.set(alias, value)
  return { name: alias, value, isAlias: true }
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

const starOf = (node: ExpressionNode, scope: Scope): ReturnType<Relation["star"]> | undefined => {
  if (node.node === "ColumnsExpr") {
    if (node.all_columns !== true) return refuse(notSupported("COLUMNS(…)", node.span, "Name the columns."))
    const excluded = new Set(node.exclude)
    const columns = onlyRelation(node.span, scope).star(node.span)
    for (const name of excluded) {
      if (columns.some((column) => column.name === name)) continue
      const suggestion = suggest(
        name,
        columns.map((column) => column.name)
      )
      return refuse(unknownColumn(name, node.span, { suggestion }))
    }
    return columns.filter((column) => !excluded.has(column.name))
  }
  if (node.node !== "Field" || node.chain.at(-1) !== "*") return undefined
  if (node.chain.length === 1) return onlyRelation(node.span, scope).star(node.span)
  const named = relationAt(node.chain, scope.relations)
  if (named?.depth === node.chain.length - 1) return named.relation.star(node.span)
  if (named !== undefined || scope.relations.some((relation) => relation.has(node.chain[0] ?? ""))) {
    return refuseSpread(node, scope)
  }
  const wanted = node.chain.slice(0, -1).join(".")
  const known = scope.relations.flatMap((relation) => relation.paths.map((path) => path.join(".")))
  return refuse(unknownColumn(wanted, node.span, { suggestion: suggest(wanted, known) }))
}

/** `properties.*`: a column is named where a table is meant. */
const refuseSpread = (node: FieldNode, scope: Scope): never => {
  const chain = node.chain.slice(0, -1)
  const { json } = resolveField({ ...node, chain }, scope)
  const name = chain.join(".")
  return refuse(
    notSupported(
      `\`${name}.*\``,
      node.span,
      json === undefined
        ? `\`${name}\` is one column. Select it as it is.`
        : `Properties cannot be spread into columns. Select \`${name}\` for all of them as JSON, or name each: \`${name}.key\`.`
    )
  )
}

const onlyRelation = (span: Span, scope: Scope): Relation => {
  const [only, second] = scope.relations
  if (only === undefined) return refuse(notSupported("`*` without a table", span))
  if (second !== undefined) {
    const tables = scope.relations.map((relation) => relation.paths[0]?.join(".") ?? relation.label)
    return refuse(ambiguousColumn("*", tables, span))
  }
  return only
}
