/**
 * A logical table in FROM, and the tables joined to it because something behind them is used.
 *
 * Columns are asked for first and the table is built afterwards, so only what is used is read. A table that needs joins of its own and
 * is not the first of FROM is wrapped in a subquery, because its ON may already need them; that is why a column behind a join
 * goes through `#expose`, which knows under which name it will be seen outside.
 */
import type { Span } from "../ast/Span.ts"
import { notSupported } from "../HogqlReason.ts"
import {
  call,
  column,
  literal,
  number,
  plainSelect,
  type Sql,
  type SqlJoin,
  type SqlSample,
  type SqlSource
} from "../print/Sql.ts"
import { hotProperties } from "../schema/hotProperties.ts"
import type { LogicalColumn, LogicalTable } from "../schema/LogicalTable.ts"
import { logicalTable } from "../schema/logicalTables.ts"
import { personOverridesTable } from "../schema/personTables.ts"
import type { Environment } from "./Environment.ts"
import { groupedSource } from "./groupedSource.ts"
import { refuse } from "./refuse.ts"
import type { BuiltTable, Namespace, Relation } from "./Scope.ts"
import type { Value } from "./Value.ts"
import { uuidType, type ValueType } from "./ValueType.ts"

type Expose = (inner: Extract<Sql, { kind: "column" }>) => Sql

interface Placement {
  readonly alias: string
  readonly paths: readonly (readonly string[])[]
  /** "wrap" always makes a subquery, "inner" does when joins are needed, "first" never. */
  readonly position: "first" | "inner" | "wrap"
  readonly sample?: SqlSample | undefined
  /** Where the columns of a joined table are seen from. */
  readonly expose?: Expose
  /** Gives a joined table an alias nobody else has. */
  readonly freeAlias: (wanted: string) => string
}

export class TableRelation implements Relation {
  readonly label: string
  readonly paths: readonly (readonly string[])[]
  readonly #table: LogicalTable
  readonly #environment: Environment
  readonly #place: Placement
  readonly #grouped = new Map<string, Sql>()
  readonly #projected = new Map<string, Sql>()
  readonly #joined = new Map<
    string,
    { readonly relation: TableRelation; readonly type: SqlJoin["type"]; readonly on: Sql }
  >()

  constructor(table: LogicalTable, environment: Environment, place: Placement) {
    this.label = table.name
    this.paths = place.paths
    this.#table = table
    this.#environment = environment
    this.#place = place
    if (logicalTable(table.name) !== undefined) environment.tables.add(table.name)
  }

  has(name: string): boolean {
    return this.#table.columns.some((candidate) => candidate.name === name)
  }

  columnNames(): readonly string[] {
    return this.#table.columns
      .filter((candidate) => candidate.source.kind !== "refused")
      .map(({ name }) => name)
  }

  column(name: string, span: Span): Value | Namespace | undefined {
    const found = this.#table.columns.find((candidate) => candidate.name === name)
    return found === undefined ? undefined : this.#resolve(found, span)
  }

  star(span: Span): readonly { readonly name: string; readonly value: Value }[] {
    return this.#table.columns.flatMap((candidate) => {
      if (candidate.kind !== "column" || candidate.hidden) return []
      const value = this.#resolve(candidate, span)
      return "sql" in value ? [{ name: candidate.name, value }] : []
    })
  }

  build(): BuiltTable {
    const { alias, position } = this.#place
    const joins = this.#joins()
    const guard = this.#table.source.kind === "stored" ? this.#environment.teamGuard(alias) : undefined
    const wraps =
      position === "wrap" ? guard !== undefined || joins.length > 0 : position === "inner" && joins.length > 0
    if (!wraps) return { source: this.#source(), joins, guard }
    const columns = [...this.#projected].map(([name, value]) => ({ value, alias: name }))
    return {
      source: {
        kind: "query",
        query: {
          ...plainSelect(columns.length === 0 ? [{ value: number(1), alias: "one" }] : columns),
          from: { source: this.#source(), alias, joins },
          where: guard
        }
      },
      joins: [],
      guard: undefined
    }
  }

  #joins(): readonly SqlJoin[] {
    return [...this.#joined.values()].flatMap(({ relation, type, on }) => [
      { type, source: relation.#source(), alias: relation.#place.alias, on },
      ...relation.#joins()
    ])
  }

  #resolve(found: LogicalColumn, span: Span): Value | Namespace {
    const { source } = found
    switch (source.kind) {
      case "stored":
        return this.#columnValue(found, this.#reference(source.column))
      case "grouped":
        this.#grouped.set(found.name, source.value)
        return this.#columnValue(found, this.#reference(found.name))
      case "correctedPersonId":
        return this.#correctedPersonId()
      case "virtual":
        return {
          label: `${this.label}.${found.name}`,
          columnNames: () => source.columns.map((column) => column.name),
          column: (name, place) => {
            const inner = source.columns.find((candidate) => candidate.name === name)
            return inner === undefined ? undefined : this.#resolve(inner, place)
          }
        }
      case "join":
        return this.#join(found.name, source)
      case "refused":
        return refuse(notSupported(source.construct, span))
    }
  }

  #columnValue(found: LogicalColumn, sql: Sql): Value {
    const type: ValueType = {
      name: found.type,
      nullable: found.nullable,
      ...(found.properties === undefined ? {} : { properties: found.properties })
    }
    if (found.type === "DateTime") {
      return { sql: call("toTimeZone", sql, literal(this.#environment.timezone)), type, storedInstant: sql }
    }
    if (found.type !== "JSON") return { sql, type }
    const isHot = this.#table.name === "events" && found.name === "properties"
    const hot = (key: string): Sql | undefined => {
      const physical = hotProperties.get(key)
      return physical === undefined ? undefined : this.#reference(physical)
    }
    return { sql, type, json: { document: sql, keys: [], hot: isHot ? hot : undefined } }
  }

  /** As seen from the outside of a possible wrapping. */
  #reference(name: string): Sql {
    return this.#expose(column(this.#place.alias, name))
  }

  readonly #expose: Expose = (inner) => {
    const { alias, position, expose } = this.#place
    if (expose !== undefined) return expose(inner)
    if (position === "first") return inner
    const name = inner.table === alias ? inner.name : `${inner.table}.${inner.name}`
    this.#projected.set(name, inner)
    return column(alias, name)
  }

  #correctedPersonId(): Value {
    const override = this.#joinedRelation("override", {
      table: personOverridesTable,
      type: "LEFT JOIN",
      from: "distinct_id",
      to: "distinct_id"
    })
    override.#need("person_id")
    const sql = call(
      "if",
      call("notEmpty", override.#reference("distinct_id")),
      override.#reference("person_id"),
      this.#reference("person_id")
    )
    return { sql, type: uuidType }
  }

  #join(name: string, target: Extract<LogicalColumn["source"], { kind: "join" }>): Namespace {
    const table = logicalTable(target.table)
    if (table === undefined) return refuse(notSupported(`The join \`${name}\``))
    return this.#joinedRelation(name, { ...target, table })
  }

  #joinedRelation(
    name: string,
    target: {
      readonly table: LogicalTable
      readonly type: SqlJoin["type"]
      readonly from: string
      readonly to: string
    }
  ): TableRelation {
    const existing = this.#joined.get(name)
    if (existing !== undefined) return existing.relation
    const { alias, freeAlias } = this.#place
    const relation = new TableRelation(target.table, this.#environment, {
      alias: freeAlias(`${alias}__${name}`),
      paths: [],
      position: "first",
      expose: this.#expose,
      freeAlias
    })
    const on = call("equals", this.#need(target.from), relation.#need(target.to))
    this.#joined.set(name, { relation, type: target.type, on })
    return relation
  }

  /** A column as seen beside the table itself, for ON conditions of joined tables. */
  #need(name: string): Sql {
    const found = this.#table.columns.find((candidate) => candidate.name === name)
    if (found?.source.kind === "grouped") this.#grouped.set(name, found.source.value)
    return column(this.#place.alias, found?.source.kind === "stored" ? found.source.column : name)
  }

  #source(): SqlSource {
    const { source } = this.#table
    switch (source.kind) {
      case "stored":
        return { kind: "table", name: source.table, sample: this.#place.sample }
      case "grouped":
        return groupedSource(source, this.#grouped, this.#environment)
      case "numbers":
        // FROM opens `numbers` by itself, because it takes arguments.
        return { kind: "numbers", args: [number(0)] }
    }
  }
}
