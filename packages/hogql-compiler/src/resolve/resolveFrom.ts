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
import { logicalTable, logicalTables } from "../schema/logicalTables.ts"
import { suggest } from "../suggest.ts"
import { condition } from "./condition.ts"
import type { Environment } from "./Environment.ts"
import { FailedRelation } from "./FailedRelation.ts"
import { QueryRelation } from "./QueryRelation.ts"
import { refuse } from "./refuse.ts"
import { resolveCteTable } from "./resolveCtes.ts"
import type { Relation, Scope } from "./Scope.ts"
import { type BuiltTable, TableRelation } from "./TableRelation.ts"
import { failedValue } from "./Value.ts"
import { integerType } from "./ValueType.ts"

export interface ResolvedFrom {
  readonly relations: readonly Relation[]
  /** To be called when every expression of the SELECT is resolved: only then it is known what is read. */
  build(): { readonly from: NonNullable<SqlSelect["from"]>; readonly guards: readonly Sql[] }
}

interface Entry {
  readonly alias: string
  readonly relation: Relation
  readonly build: () => BuiltTable
  readonly type: SqlJoinType
  readonly on: Sql | undefined
}

/** HogQL's join words, as the parser spells them, and ClickHouse's. */
const joinTypes: ReadonlyMap<string, SqlJoinType> = new Map<string, SqlJoinType>([
  ["JOIN", "INNER JOIN"],
  ["INNER JOIN", "INNER JOIN"],
  ["LEFT JOIN", "LEFT JOIN"],
  ["LEFT OUTER JOIN", "LEFT JOIN"],
  ["RIGHT JOIN", "RIGHT JOIN"],
  ["RIGHT OUTER JOIN", "RIGHT JOIN"],
  ["FULL JOIN", "FULL JOIN"],
  ["FULL OUTER JOIN", "FULL JOIN"],
  ["CROSS JOIN", "CROSS JOIN"],
  ["LEFT ANY JOIN", "LEFT ANY JOIN"],
  ["SEMI JOIN", "LEFT SEMI JOIN"],
  ["LEFT SEMI JOIN", "LEFT SEMI JOIN"],
  ["ANTI JOIN", "LEFT ANTI JOIN"],
  ["LEFT ANTI JOIN", "LEFT ANTI JOIN"]
])

const guardedInWhere: ReadonlySet<SqlJoinType> = new Set<SqlJoinType>(["INNER JOIN", "CROSS JOIN"])

export const resolveFrom = (first: JoinExprNode, scope: Scope): ResolvedFrom => {
  const nodes: JoinExprNode[] = []
  for (let node: JoinExprNode | undefined = first; node !== undefined; node = node.next_join) nodes.push(node)
  const { environment } = scope
  const types = nodes.map((node, index) =>
    index === 0 ? "INNER JOIN" : environment.attempt(() => joinType(node), "INNER JOIN")
  )
  const wrapAll = types.some((type) => type === "RIGHT JOIN" || type === "FULL JOIN")
  const aliases = distinctAliases(nodes, environment)
  const freeAlias = takeFrom(new Set(aliases))
  const entries: Entry[] = []
  nodes.forEach((node, index) => {
    const type = types[index] ?? "INNER JOIN"
    const position = wrapAll ? "wrap" : index === 0 ? "first" : "inner"
    const place: Place = { alias: aliases[index] ?? "", position, freeAlias }
    const table = environment.attempt(() => openTable(node, place, scope), failedTable(place, node))
    const relations = [...entries.map((entry) => entry.relation), table.relation]
    const within = scope.with({ relations, clause: "on" })
    const on =
      index === 0 ? undefined : environment.attempt(() => joinCondition(node, type, within), failedValue.sql)
    entries.push({ ...table, alias: aliases[index] ?? "", type, on })
  })
  return { relations: entries.map((entry) => entry.relation), build: () => build(entries) }
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

const joinType = (node: JoinExprNode): SqlJoinType => {
  const found = joinTypes.get(node.join_type ?? "")
  return (
    found ??
    refuse(
      notSupported(
        `\`${node.join_type ?? "JOIN"}\``,
        node.span,
        "Use INNER, LEFT, RIGHT, FULL or CROSS JOIN."
      )
    )
  )
}

const joinCondition = (node: JoinExprNode, type: SqlJoinType, scope: Scope): Sql | undefined => {
  const { constraint } = node
  if (constraint === undefined) {
    if (type === "CROSS JOIN") return undefined
    return refuse(
      notSupported("A join without ON", node.span, "Write the condition after ON, or use CROSS JOIN.")
    )
  }
  if (type === "CROSS JOIN")
    return refuse(notSupported("CROSS JOIN with a condition", constraint.span, "Use INNER JOIN."))
  if (constraint.constraint_type === "USING") {
    return refuse(notSupported("JOIN … USING", constraint.span, "Write the condition after ON."))
  }
  return condition(scope.value(constraint.expr), constraint.expr, "ON")
}

/** The SQL alias of each table: the user's, else the table's name, else a made-up one. */
const distinctAliases = (nodes: readonly JoinExprNode[], environment: Environment): readonly string[] => {
  const seen = new Set<string>()
  const aliasOf = (node: JoinExprNode): string => {
    const given = node.alias ?? (node.table.node === "Field" ? node.table.chain.at(-1) : undefined)
    if (given === undefined) return takeFrom(seen)("subquery")
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

const openTable = (node: JoinExprNode, place: Place, scope: Scope): Pick<Entry, "relation" | "build"> => {
  if (node.table_final === true) return refuse(notSupported("FINAL", node.span))
  if (node.sample !== undefined) return refuse(notSupported("SAMPLE", node.sample.span))
  if (node.column_aliases !== undefined) return refuse(notSupported("A list of column aliases", node.span))
  const { table } = node
  switch (table.node) {
    case "Field":
      return openNamed(node, table, place, scope)
    case "SelectQuery":
    case "SelectSetQuery": {
      const query = scope.query(table)
      const relation = new QueryRelation(place.alias, node.alias, query.columns)
      return {
        relation,
        build: () => ({ source: { kind: "query", query: query.sql }, joins: [], guard: undefined })
      }
    }
    default:
      return refuse(notSupported(refusedTables[table.node], table.span))
  }
}

const failedTable = ({ alias }: Place, { table }: JoinExprNode): Pick<Entry, "relation" | "build"> => ({
  relation: new FailedRelation(table.node === "Field" ? [[alias], table.chain] : [[alias]]),
  build: () => ({ source: { kind: "numbers", args: [number(1)] }, joins: [], guard: undefined })
})

const refusedTables = {
  ValuesQuery: "VALUES",
  Placeholder: "A placeholder as a table",
  PivotExpr: "PIVOT",
  UnpivotExpr: "UNPIVOT",
  HogQLXTag: "A tag as a table",
  JoinExpr: "A join in brackets"
} as const

const openNamed = (
  node: JoinExprNode,
  field: FieldNode,
  place: Place,
  scope: Scope
): Pick<Entry, "relation" | "build"> => {
  const name = field.chain.join(".")
  const cte =
    field.chain.length === 1 ? resolveCteTable(name, field.span, scope.ctes, scope.resolver) : undefined
  if (cte !== undefined) {
    const relation = new QueryRelation(place.alias, node.alias ?? name, cte.columns)
    return {
      relation,
      build: () => ({ source: { kind: "named", name: cte.name }, joins: [], guard: undefined })
    }
  }
  const table = logicalTable(name)
  if (table === undefined) {
    const known = [...logicalTables.map((candidate) => candidate.name), ...scope.ctes.keys()]
    // The REST objects are tables of the namespace `system`: whoever writes `cohorts` means `system.cohorts`.
    const inSystem = known.find((table) => table === `system.${name.toLowerCase()}`)
    return refuse(unknownTable(name, field.span, inSystem ?? suggest(name, known)))
  }
  if (table.source.kind === "numbers") return openNumbers(node, place, scope)
  if (node.table_args !== undefined) {
    return refuse(wrongArguments(name, `${quote(name)} is a table and takes no arguments.`, node.span))
  }
  const paths = node.alias === undefined ? [field.chain, field.chain.slice(-1)] : [[node.alias]]
  const relation = new TableRelation(table, scope.environment, { ...place, paths })
  return { relation, build: () => relation.build() }
}

const openNumbers = (node: JoinExprNode, place: Place, scope: Scope): Pick<Entry, "relation" | "build"> => {
  const given = node.table_args ?? []
  const args = given.map((argument) =>
    argument.node === "NamedArgument" ? undefined : scope.value(argument)
  )
  const sizes = args.flatMap((value) =>
    value?.constant?.kind === "integer" && value.constant.value >= 0 ? [value.sql] : []
  )
  if (sizes.length !== given.length || sizes.length < 1 || sizes.length > 2) {
    return refuse(
      wrongArguments(
        "numbers",
        "`numbers` takes a count, or a start and a count, as whole numbers.",
        node.span
      )
    )
  }
  scope.environment.tables.add("numbers")
  const relation = new QueryRelation(place.alias, node.alias ?? "numbers", [
    { name: "number", sqlName: "number", type: integerType }
  ])
  return {
    relation,
    build: () => ({ source: { kind: "numbers", args: sizes }, joins: [], guard: undefined })
  }
}
