/**
 * Statements that read nothing, each with one call of the query, so that ClickHouse itself says which call it does not take.
 *
 * They come in the order in which a statement is worked out: what is inside before what is around it. The first that fails as the statement
 * did is therefore to blame, and nothing in it. One without a place stands for what no call of the text can be blamed for.
 */
import type { Span } from "../ast/Span.ts"
import { Parameters } from "../print/Parameters.ts"
import { printQuery } from "../print/printQuery.ts"
import { number, plainSelect, type SqlQuery, type SqlSelect, type Sql } from "../print/Sql.ts"
import type { Origins } from "./Origins.ts"
import { isCall, isQuery, partsOf } from "./parts.ts"

/**
 * A statement to try out. Run it with the settings of the query.
 *
 * @since 0.2.0
 */
export interface Probe {
  readonly sql: string
  readonly parameters: Readonly<Record<string, string>>
  /** Where in the text its call lies. */
  readonly place: Span | undefined
}

type From = Pick<SqlSelect, "from" | "arrayJoin">

export function* probes(statement: SqlQuery, origins: Origins): Generator<Probe> {
  const named = statement.kind === "select" ? statement.named : []
  const probe = (value: Sql, from: From, place: Span | undefined): Probe => {
    const parameters = new Parameters()
    const where: Sql = { kind: "boolean", value: false }
    const select = plainSelect([{ value, alias: undefined }])
    const sql = printQuery({ ...select, ...from, named, where, limit: number(0) }, parameters)
    return { sql, parameters: parameters.toRecord(), place }
  }

  /** The calls of an expression, or of a list of them. */
  function* ofCalls(part: object | undefined, from: From, seen: Set<object>): Generator<Probe, void> {
    if (part === undefined || seen.has(part)) return
    seen.add(part)
    if (isQuery(part)) yield* ofQuery(part)
    else for (const inner of partsOf(part)) yield* ofCalls(inner, from, seen)
    const place = isCall(part) ? origins.placeOf(part) : undefined
    if (isCall(part) && place !== undefined) yield probe(part, from, place)
  }

  function* ofQuery(query: SqlQuery): Generator<Probe, void> {
    if (origins.isForeign(query)) return
    if (query.kind === "select") {
      yield* ofSelect(query)
      return
    }
    yield* ofQuery(query.first)
    for (const { query: next } of query.rest) yield* ofQuery(next)
  }

  function* ofSelect(select: SqlSelect): Generator<Probe, void> {
    const { from, arrayJoin } = select
    const seen = new Set<object>()
    if (from !== undefined) {
      for (const { source } of [from, ...from.joins])
        if (source.kind === "query") yield* ofQuery(source.query)
      const joins = from.joins.map((join) => ({ ...join, type: "CROSS JOIN" as const, on: undefined }))
      const crossed: From = { from: { ...from, joins }, arrayJoin: undefined }
      for (const { on } of from.joins) yield* ofCalls(on, crossed, seen)
      yield* ofCalls(arrayJoin?.columns, { from, arrayJoin: undefined }, seen)
      yield probe(number(1), { from, arrayJoin }, undefined)
    }
    for (const clause of clausesOf(select)) yield* ofCalls(clause, { from, arrayJoin }, seen)
  }

  for (const { query } of named) yield* ofQuery(query)
  yield* ofQuery(statement)
}

/** All but what is read from. */
const clausesOf = (select: SqlSelect): readonly (object | undefined)[] => {
  const { columns, groupBy, having, interpolate, limit, limitBy, offset, orderBy, qualify, where } = select
  return [where, columns, groupBy, having, qualify, orderBy, interpolate, limitBy?.values, limit, offset]
}
