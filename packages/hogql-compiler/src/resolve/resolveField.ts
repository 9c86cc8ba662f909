/**
 * What a name path leads to: a lambda's argument, a table's column, an alias, a WITH value, and what lies behind it.
 */
import type { FieldNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import {
  aggregateMisplaced,
  ambiguousColumn,
  notSupported,
  typeMismatch,
  unknownColumn
} from "../HogqlReason.ts"
import { call, number } from "../print/Sql.ts"
import { suggest, type Suggestion } from "../suggest.ts"
import { propertyValue } from "./property.ts"
import { refuse } from "./refuse.ts"
import type { Namespace, Relation, Scope } from "./Scope.ts"
import { failedValue, hasAggregate, hasWindow, type Value } from "./Value.ts"
import { arrayType, failedType, isText, unknownType, type ValueType } from "./ValueType.ts"

export const resolveField = (node: FieldNode, scope: Scope): Value => {
  const { chain, span } = node
  const [first = ""] = chain
  if (chain.at(-1) === "*") return refuse(notSupported("`*` in this place", span, "Name the columns."))
  const argument = scope.lambdaArguments.get(first)
  if (argument !== undefined && argument.inlineAlias === undefined)
    return follow(argument, chain, 1, span, scope)
  const named = relationAt(chain, scope.relations)
  if (named !== undefined) return follow(named.relation, chain, named.depth, span, scope)
  const alias = argument ?? scope.aliases.get(first)
  if (alias !== undefined) return follow(usableAlias(first, alias, span, scope), chain, 1, span, scope)
  const holders = scope.relations.filter((relation) => relation.has(first))
  if (holders.length > 1) {
    return refuse(
      ambiguousColumn(
        first,
        holders.map((relation) => relation.paths[0]?.join(".") ?? relation.label),
        span
      )
    )
  }
  const found = holders[0]?.column(first, span)
  if (found !== undefined) return follow(found, chain, 1, span, scope)
  const cte = scope.ctes.get(first)
  if (cte?.node.cte_type === "column") {
    const value = scope.with({ ctes: cte.visible }).value(cte.node.expr)
    return follow(value, chain, 1, span, scope)
  }
  if (scope.relations.some((relation) => relation.isFailed === true)) return failedValue
  const table = scope.relations.find((relation) =>
    relation.paths.some((path) => path.join(".") === chain.join("."))
  )
  if (table !== undefined) return refuseTable(table, chain, span)
  if (scope.environment.tablesAround.includes(first) && chain.length > 1) {
    const advice = `Join \`${first}\` instead, or compare with IN (SELECT …).`
    return refuse(notSupported("A subquery that reads the row around it", span, advice))
  }
  return refuse(unknownColumn(first, span, unknownHints(first, scope)))
}

const refuseTable = (table: Relation, chain: readonly string[], span: Span): never => {
  const name = chain.join(".")
  const example = table.columnNames()[0] ?? "id"
  return refuse(
    notSupported(
      `\`${name}\` as a value`,
      span,
      `It is a table. Name one of its columns, such as \`${name}.${example}\`.`
    )
  )
}

/** The relation a path begins with, and how many parts name it. A bare name is never a relation. */
export const relationAt = (
  chain: readonly string[],
  relations: readonly Relation[]
): { readonly relation: Relation; readonly depth: number } | undefined => {
  for (const relation of relations) {
    for (const path of relation.paths) {
      if (chain.length > path.length && path.every((part, index) => chain[index] === part)) {
        return { relation, depth: path.length }
      }
    }
  }
  return undefined
}

/** The joined row or the prefix that a path leads to, when it leads to one. */
export const namespaceAt = (chain: readonly string[], span: Span, scope: Scope): Namespace | undefined => {
  const named = relationAt(chain, scope.relations)
  const [first = ""] = chain
  const start = named?.relation ?? scope.relations.find((relation) => relation.has(first))
  let current: Value | Namespace | undefined = start
  for (const part of chain.slice(named?.depth ?? 0)) {
    if (current === undefined || "sql" in current) return undefined
    current = current.column(part, span)
  }
  return current === undefined || "sql" in current ? undefined : current
}

/** Reads one part further into a value: a property, or an item of a tuple. */
export const accessValue = (value: Value, key: string | number, span: Span, scope: Scope): Value => {
  const { json, type } = value
  if (type === failedType) return failedValue
  if (json?.keys.length === 0 && type.properties !== undefined && typeof key === "string")
    scope.environment.failures?.noteProperty({ scope: type.properties, name: key, span })
  if (json !== undefined) return propertyValue({ ...value, json }, key, scope.environment)
  if (typeof key === "number" && (type.name === "Tuple" || type.name === "Unknown")) {
    if (key < 1) return refuse(typeMismatch("Tuple items are counted from 1.", span))
    refuseBeyond(type, key, span)
    return {
      sql: call("tupleElement", value.sql, number(key)),
      type: type.elements?.[key - 1] ?? unknownType
    }
  }
  // ClickHouse reads the same item of every tuple in a list; of some lists it is not known what they hold.
  const inner = type.name === "Array" ? (type.element ?? unknownType) : undefined
  if (typeof key === "number" && key >= 1 && (inner?.name === "Tuple" || inner?.name === "Unknown")) {
    refuseBeyond(inner, key, span)
    const elementType = inner.elements?.[key - 1] ?? unknownType
    return { sql: call("tupleElement", value.sql, number(key)), type: arrayType(elementType) }
  }
  return refuse(
    typeMismatch(
      isText(type)
        ? `\`${key}\` cannot be read from text. For a JSON text use JSONExtractString(…).`
        : `\`${key}\` cannot be read from a value of type ${type.name}.`,
      span
    )
  )
}

const refuseBeyond = ({ elements }: ValueType, key: number, span: Span): void => {
  if (elements === undefined || key <= elements.length) return
  const items = elements.length === 1 ? "1 item" : `${elements.length} items`
  refuse(typeMismatch(`This tuple has ${items}, and no item ${key}.`, span))
}

const follow = (
  start: Value | Namespace,
  chain: readonly string[],
  depth: number,
  span: Span,
  scope: Scope
): Value => {
  let current = start
  for (const part of chain.slice(depth)) {
    if ("sql" in current) {
      current = accessValue(current, part, span, scope)
      continue
    }
    const next = current.column(part, span)
    if (next === undefined) {
      const suggestion = suggest(part, current.columnNames())
      return refuse(unknownColumn(part, span, { table: current.label, suggestion }))
    }
    current = next
  }
  if ("sql" in current) return current
  const example = current.columnNames()[0] ?? "id"
  return refuse(
    notSupported(
      `\`${chain.join(".")}\` as a value`,
      span,
      `Name one of its columns, such as \`${chain.join(".")}.${example}\`.`
    )
  )
}

const usableAlias = (name: string, alias: Value, span: Span, scope: Scope): Value => {
  if (scope.clause === "where" && (hasAggregate(alias.sql) || hasWindow(alias.sql))) {
    return refuse(
      aggregateMisplaced(
        name,
        `\`${name}\` is an aggregate, so it cannot be used in WHERE. Use HAVING, or a subquery.`,
        span
      )
    )
  }
  if (scope.aggregate !== undefined && hasAggregate(alias.sql)) {
    return refuse(
      aggregateMisplaced(
        name,
        `\`${name}\` is an aggregate already, so ${scope.aggregate}() cannot take it.`,
        span
      )
    )
  }
  return alias.inlineAlias !== undefined ? alias : { ...alias, sql: { kind: "name", name } }
}

const unknownHints = (
  name: string,
  scope: Scope
): { readonly table?: string; readonly suggestion?: Suggestion } => {
  const suggestion = suggest(name, [
    ...scope.relations.flatMap((relation) => relation.columnNames()),
    ...scope.relations.flatMap((relation) => relation.paths.flatMap((path) => path.slice(0, 1))),
    ...scope.aliases.keys(),
    ...scope.lambdaArguments.keys(),
    ...[...scope.ctes.values()].filter((cte) => cte.node.cte_type === "column").map((cte) => cte.node.name)
  ])
  const [only, second] = scope.relations
  return {
    ...(only === undefined || second !== undefined ? {} : { table: only.label }),
    ...(suggestion === undefined ? {} : { suggestion })
  }
}
