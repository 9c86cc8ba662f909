/**
 * FROM: which relations a SELECT reads, how they are joined, and where each team guard goes.
 *
 * A guard in WHERE would drop the unmatched rows of a LEFT JOIN, so it goes into ON there; with RIGHT and FULL joins no place
 * outside is right, and every stored table is wrapped with its guard inside.
 */
import type { FieldNode } from "../ast/Expression.ts"
import type { JoinExprNode } from "../ast/Query.ts"
import { aliasInvalid, notSupported, quote, unknownTable, wrongArguments } from "../HogqlReason.ts"
import { allOf, number, type Sql, type SqlJoin, type SqlJoinType, type SqlSelect } from "../print/Sql.ts"
import { absentTables } from "../schema/logicalTables.ts"
import { suggest } from "../suggest.ts"
import type { Environment } from "./Environment.ts"
import { FailedRelation } from "./FailedRelation.ts"
import { isOneSided, joinCondition, joinType, mergeUsing, type Merged } from "./joins.ts"
import { openNumbers } from "./openNumbers.ts"
import { openValues } from "./openValues.ts"
import { QueryRelation, renamed } from "./QueryRelation.ts"
import { refuse } from "./refuse.ts"
import { renamedTable } from "./RenamedRelation.ts"
import { resolveCteTable } from "./resolveCtes.ts"
import { resolveSample } from "./sample.ts"
import type { BuiltTable, OpenedTable, Relation, Scope } from "./Scope.ts"
import { TableRelation } from "./TableRelation.ts"
import { TableSource } from "./TableSource.ts"
import { failedValue } from "./Value.ts"

export interface ResolvedFrom {
  readonly relations: readonly Relation[]
  /** To be called when every expression of the SELECT is resolved: only then it is known what is read. */
  build(): { readonly from: NonNullable<SqlSelect["from"]>; readonly guards: readonly Sql[] }
}

interface Entry extends OpenedTable {
  readonly alias: string
  readonly type: SqlJoinType
  readonly on: Sql | undefined
}

const guardedInWhere: ReadonlySet<SqlJoinType> = new Set<SqlJoinType>(["INNER JOIN", "CROSS JOIN"])

export const resolveFrom = (first: JoinExprNode, scope: Scope): ResolvedFrom => {
  const nodes: JoinExprNode[] = []
  for (let node: JoinExprNode | undefined = first; node !== undefined; node = node.next_join) nodes.push(node)
  const { environment } = scope
  const types = nodes.map((node, index) =>
    index === 0 ? "INNER JOIN" : environment.attempt(() => joinType(node), "INNER JOIN")
  )
  const wrapAll = types.some(isOneSided)
  const aliases = distinctAliases(nodes, environment)
  const freeAlias = takeFrom(new Set(aliases))
  const entries: Entry[] = []
  const merged: Merged[] = []
  nodes.forEach((node, index) => {
    const type = types[index] ?? "INNER JOIN"
    const position = wrapAll ? "wrap" : index === 0 ? "first" : "inner"
    const place: Place = { alias: aliases[index] ?? "", position, freeAlias }
    const table = environment.attempt(() => openTable(node, place, scope), failedTable(place, node))
    const relations = [...entries.map((entry) => entry.relation), table.relation]
    const within = scope.with({ relations, clause: "on" })
    const on =
      index === 0
        ? undefined
        : environment.attempt(() => joinCondition(node, type, within, merged), failedValue.sql)
    entries.push({ ...table, alias: aliases[index] ?? "", type, on })
  })
  const relations = mergeUsing(
    entries.map((entry) => entry.relation),
    merged
  )
  return { relations, build: () => build(entries) }
}

const build = (entries: readonly Entry[]): ReturnType<ResolvedFrom["build"]> => {
  const guards: Sql[] = []
  const joins: SqlJoin[] = []
  let head: { readonly source: BuiltTable["source"]; readonly alias: string } | undefined
  for (const entry of entries) {
    const table = entry.build()
    const inWhere = head === undefined || guardedInWhere.has(entry.type)
    if (table.guard !== undefined && inWhere) guards.push(table.guard)
    if (head === undefined) {
      head = { source: table.source, alias: entry.alias }
    } else {
      const inOn = table.guard !== undefined && !inWhere ? [table.guard] : []
      const on = allOf([...(entry.on === undefined ? [] : [entry.on]), ...inOn])
      joins.push({ type: entry.type, source: table.source, alias: entry.alias, on })
    }
    joins.push(...table.joins)
  }
  return {
    from: { ...(head ?? { source: { kind: "numbers", args: [number(1)] }, alias: "one" }), joins },
    guards
  }
}

/** The SQL alias of each table: the user's, else the table's name, else a made-up one. */
const distinctAliases = (nodes: readonly JoinExprNode[], environment: Environment): readonly string[] => {
  const seen = new Set<string>()
  const aliasOf = (node: JoinExprNode): string => {
    const given = node.alias ?? (node.table.node === "Field" ? node.table.chain.at(-1) : undefined)
    if (given === undefined) return takeFrom(seen)(node.table.node === "ValuesQuery" ? "values" : "subquery")
    if (given === "") return refuse(aliasInvalid(given, "An alias cannot be empty.", node.span))
    if (seen.has(given)) {
      return refuse(
        aliasInvalid(given, `Two tables are called ${quote(given)}. Give one of them an alias.`, node.span)
      )
    }
    seen.add(given)
    return given
  }
  return nodes.map((node) => environment.attempt(() => aliasOf(node), ""))
}

const takeFrom =
  (taken: Set<string>) =>
  (wanted: string): string => {
    let name = wanted
    for (let attempt = 2; taken.has(name); attempt++) name = `${wanted}_${attempt}`
    taken.add(name)
    return name
  }

interface Place {
  readonly alias: string
  readonly position: "first" | "inner" | "wrap"
  readonly freeAlias: (wanted: string) => string
}

const openTable = (node: JoinExprNode, place: Place, scope: Scope): OpenedTable => {
  if (node.table_final === true) {
    return refuse(notSupported("FINAL", node.span, "PostHog refuses it too, because it is slow."))
  }
  const { table } = node
  switch (table.node) {
    case "Field":
      return openNamed(node, table, place, scope)
    case "SelectQuery":
    case "SelectSetQuery": {
      const query = scope.query(table)
      resolveSample(node, undefined)
      const columns = renamed(query.columns, node, "The subquery")
      const relation = new QueryRelation(place.alias, node.alias, columns)
      return {
        relation,
        build: () => ({ source: { kind: "query", query: query.sql }, joins: [], guard: undefined })
      }
    }
    case "ValuesQuery":
      return openValues(node, table, place.alias, scope)
    default:
      return refuse(notSupported(refusedTables[table.node], table.span))
  }
}

const failedTable = ({ alias }: Place, { table }: JoinExprNode): OpenedTable => ({
  relation: new FailedRelation(table.node === "Field" ? [[alias], table.chain] : [[alias]]),
  build: () => ({ source: { kind: "numbers", args: [number(1)] }, joins: [], guard: undefined })
})

const refusedTables = {
  Placeholder: "A placeholder as a table",
  PivotExpr: "PIVOT",
  UnpivotExpr: "UNPIVOT",
  HogQLXTag: "A tag as a table",
  JoinExpr: "A join in brackets"
} as const

const openNamed = (node: JoinExprNode, field: FieldNode, place: Place, scope: Scope): OpenedTable => {
  const name = field.chain.join(".")
  const cte =
    field.chain.length === 1 ? resolveCteTable(name, field.span, scope.ctes, scope.resolver) : undefined
  if (cte !== undefined) {
    resolveSample(node, undefined)
    const columns = renamed(cte.columns, node, quote(name))
    const relation = new QueryRelation(place.alias, node.alias ?? name, columns)
    return {
      relation,
      build: () => ({ source: { kind: "named", name: cte.name }, joins: [], guard: undefined })
    }
  }
  const table = scope.environment.table(name, field.span)
  if (table === undefined) {
    if (absentTables.has(name.replace(/^posthog\./, ""))) {
      return refuse(notSupported(`The table ${quote(name)}`, field.span, "Nothing here fills it."))
    }
    const known = [...scope.environment.tableNames(), ...scope.ctes.keys()]
    // The REST objects are tables of the namespace `system`: whoever writes `cohorts` means `system.cohorts`.
    const inSystem = known.find((table) => table === `system.${name.toLowerCase()}`)
    return refuse(
      unknownTable(
        name,
        field.span,
        inSystem === undefined ? suggest(name, known) : { name: inSystem, isCertain: true }
      )
    )
  }
  if (table.source.kind === "numbers") return openNumbers(node, place.alias, scope)
  if (node.table_args !== undefined) {
    return refuse(wrongArguments(name, `${quote(name)} is a table and takes no arguments.`, node.span))
  }
  const paths = node.alias === undefined ? [field.chain, field.chain.slice(-1)] : [[node.alias]]
  const sample = resolveSample(node, table)
  const source = new TableSource(table, scope.environment, { ...place, sample })
  const relation = new TableRelation(source, paths)
  return { relation: renamedTable(relation, node), build: () => relation.build() }
}
