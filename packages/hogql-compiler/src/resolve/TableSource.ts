/**
 * The SQL of a logical table: which columns of it are read, and the tables joined to it because something behind them is used.
 *
 * Columns are asked for first and the table is built afterwards, so only what is used is read. A table that needs joins of its own and
 * is not the first of FROM is wrapped in a subquery, because its ON may already need them; that is why a column behind a join
 * goes through `#expose`, which knows under which name it will be seen outside.
 */
import type { Span } from "../ast/Span.ts"
import { notSupported, quote, unknownColumn, unknownTable } from "../HogqlReason.ts"
import type { HogqlTypeName } from "../HogqlType.ts"
import { propertyAccess } from "../print/propertyAccess.ts"
import {
  allOf,
  column,
  number,
  plainSelect,
  replaceColumns,
  type Sql,
  type SqlJoin,
  type SqlSample,
  type SqlSource,
  text
} from "../print/Sql.ts"
import {
  type LogicalColumn,
  type LogicalTable,
  type PropertyScope,
  storedRows,
  thisRow
} from "../schema/LogicalTable.ts"
import { columnOf } from "../schema/Schema.ts"
import { catalogSource } from "./catalogSource.ts"
import { emptySource } from "./emptySource.ts"
import type { Environment } from "./Environment.ts"
import { groupedSource } from "./groupedSource.ts"
import { type JoinKey, keysEqual } from "./joinKeys.ts"
import { refuse } from "./refuse.ts"
import type { BuiltTable } from "./Scope.ts"

type Expose = (inner: Extract<Sql, { kind: "column" }>) => Sql

/** From where a column is read: beside the table itself, as in the ON of what is joined to it, or from the rest of the query. */
type View = "inside" | "outside"

/** Where a table stands in FROM. */
export interface Placement {
  readonly alias: string
  /** "wrap" always makes a subquery, "inner" does when joins are needed, "first" never. */
  readonly position: "first" | "inner" | "wrap"
  readonly sample?: SqlSample | undefined
  /** Where the columns of a joined table are seen from. */
  readonly expose?: Expose
  /** Which stored rows are meant, where that is more than one project's. */
  readonly where?: Sql | undefined
  /** A table behind a hidden join is none that the query touches for its user. */
  readonly isInternal?: boolean
  /** How the properties of a joined group are defined. */
  readonly groupScope?: PropertyScope
  /** Gives a joined table an alias nobody else has. */
  readonly freeAlias: (wanted: string) => string
}

export type JoinTarget = Extract<LogicalColumn["source"], { kind: "join" }>

export class TableSource {
  readonly table: LogicalTable
  readonly environment: Environment
  readonly #place: Placement
  readonly #used = new Map<string, { readonly value: Sql; readonly isKey: boolean }>()
  readonly #projected = new Map<string, Sql>()
  readonly #joined = new Map<
    LogicalColumn,
    { readonly source: TableSource; readonly type: SqlJoin["type"]; readonly on: Sql }
  >()

  constructor(table: LogicalTable, environment: Environment, place: Placement) {
    this.table = table
    this.environment = environment
    this.#place = place
    if (place.isInternal !== true) environment.tables.add(table.name)
  }

  get groupScope(): PropertyScope | undefined {
    return this.#place.groupScope
  }

  build(): BuiltTable {
    const { alias, position } = this.#place
    const joins = this.#joins()
    const guard = this.#guard()
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

  /** Which rows of a stored table are meant. Other sources keep the rest out by themselves. */
  #guard(): Sql | undefined {
    const { source } = this.table
    if (source.kind !== "stored") return undefined
    const { alias, where } = this.#place
    const conditions = [...(source.where ?? []), ...(where === undefined ? [] : [where])].map((condition) =>
      replaceColumns(condition, storedRows, (name) => column(alias, name))
    )
    return allOf([...(source.isShared === false ? [] : [this.environment.teamGuard(alias)]), ...conditions])
  }

  #joins(): readonly SqlJoin[] {
    return [...this.#joined.values()].flatMap(({ source, type, on }) => {
      const guard = source.#guard()
      return [
        {
          type,
          source: source.#source(),
          alias: source.#place.alias,
          on: guard === undefined ? on : allOf([on, guard])
        },
        ...source.#joins()
      ]
    })
  }

  /** ClickHouse's form of a column that holds a value. */
  sql(found: LogicalColumn, view: View, span: Span): Sql {
    const { source } = found
    switch (source.kind) {
      case "stored":
      case "output":
        return this.reference(source.column, view)
      case "grouped":
        this.#used.set(found.name, { value: source.value, isKey: source.key === true })
        return this.reference(found.name, view)
      case "computed":
        return replaceColumns(source.value, thisRow, (name) => this.#sqlAt(name.split("."), view, span))
      case "path":
        return this.#sqlAt(source.path, view, span)
      case "refused":
        return refuse(notSupported(source.construct, span))
      case "virtual":
      case "join":
        return refuse(notSupported(`${quote(found.name)} as a value`, span))
    }
  }

  /** The same for a path of names; what follows a JSON column is a property of it. */
  #sqlAt(path: readonly string[], view: View, span: Span): Sql {
    const [first = "", ...rest] = path
    const found = columnOf(this.table, first)
    if (found === undefined) return refuse(unknownColumn(first, span, { table: this.table.name }))
    const { source } = found
    switch (source.kind) {
      case "join":
        return this.join(found, source, span).#sqlAt(rest, view, span)
      case "path":
        return this.#sqlAt([...source.path, ...rest], view, span)
      case "virtual": {
        const [name = "", ...keys] = rest
        const inner = source.columns.find((candidate) => candidate.name === name)
        if (inner === undefined)
          return refuse(unknownColumn(name, span, { table: `${this.table.name}.${first}` }))
        return withKeys(this.sql(inner, view, span), keys)
      }
      default:
        return withKeys(this.sql(found, view, span), rest)
    }
  }

  /** A column of the source, as seen from inside, or from the outside of a possible wrapping. */
  reference(name: string, view: View): Sql {
    const inner = column(this.#place.alias, name)
    return view === "inside" ? inner : this.#expose(inner)
  }

  readonly #expose: Expose = (inner) => {
    const { alias, position, expose } = this.#place
    if (expose !== undefined) return expose(inner)
    if (position === "first") return inner
    const name = inner.table === alias ? inner.name : `${inner.table}.${inner.name}`
    this.#projected.set(name, inner)
    return column(alias, name)
  }

  /** The table that a join leads to; it is joined once, however often it is named. */
  join(found: LogicalColumn, target: JoinTarget, span: Span): TableSource {
    const { name, hidden } = found
    const existing = this.#joined.get(found)
    if (existing !== undefined) return existing.source
    const table = this.environment.table(target.table, span)
    if (table === undefined) return refuse(unknownTable(target.table, span))
    const { alias, freeAlias } = this.#place
    const source = new TableSource(table, this.environment, {
      alias: freeAlias(`${alias}__${name}`),
      position: "first",
      expose: this.#expose,
      where: target.where,
      isInternal: hidden,
      ...(target.scope === undefined ? {} : { groupScope: target.scope }),
      freeAlias
    })
    const on = keysEqual(this.#key(target.from, span), source.#key(target.to, span), span)
    this.#joined.set(found, { source, type: target.type, on })
    return source
  }

  #key(path: readonly string[], span: Span): JoinKey {
    return { sql: this.#sqlAt(path, "inside", span), type: this.#typeAt(path) }
  }

  /** The type of a key; what lies behind another join is not looked at. */
  #typeAt(path: readonly string[]): HogqlTypeName {
    const [first = "", ...rest] = path
    const found = columnOf(this.table, first)
    if (found === undefined) return "Unknown"
    const { source } = found
    if (source.kind === "path") return this.#typeAt([...source.path, ...rest])
    if (source.kind !== "virtual") return rest.length > 0 && found.type === "JSON" ? "String" : found.type
    const inner = source.columns.find((candidate) => candidate.name === rest[0])
    if (inner === undefined) return "Unknown"
    return rest.length > 1 ? "String" : inner.type
  }

  #source(): SqlSource {
    const { source } = this.table
    switch (source.kind) {
      case "stored":
        return {
          kind: "table",
          name: source.table,
          database: source.database,
          sample: this.#place.sample
        }
      case "grouped":
        return groupedSource(source, this.#used, this.#place.where, this.environment)
      case "catalog":
        return catalogSource(source.view, this.environment)
      case "query":
        return { kind: "query", query: source.query }
      case "empty":
        return emptySource(this.#used)
      case "numbers":
        // FROM opens `numbers` by itself, because it takes arguments.
        return { kind: "numbers", args: [number(0)] }
    }
  }
}

const withKeys = (document: Sql, keys: readonly string[]): Sql =>
  keys.length === 0 ? document : propertyAccess(document, keys.map(text))
