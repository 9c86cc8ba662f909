/**
 * A logical table in FROM as names: what each of them leads to, a value, a joined row or a prefix over columns.
 */
import type { Span } from "../ast/Span.ts"
import { ambiguousColumn, notSupported, unknownColumn } from "../HogqlReason.ts"
import type { Sql } from "../print/Sql.ts"
import { hotProperties } from "../schema/hotProperties.ts"
import type { LogicalColumn } from "../schema/LogicalTable.ts"
import { columnOf } from "../schema/Schema.ts"
import { columnValue } from "./columnValue.ts"
import { refuse } from "./refuse.ts"
import type { BuiltTable, Namespace, Relation } from "./Scope.ts"
import type { TableSource } from "./TableSource.ts"
import type { Value } from "./Value.ts"

export class TableRelation implements Relation {
  readonly label: string
  readonly table: string
  readonly paths: readonly (readonly string[])[]
  readonly #source: TableSource

  constructor(source: TableSource, paths: readonly (readonly string[])[]) {
    this.label = source.table.name
    this.table = source.table.name
    this.paths = paths
    this.#source = source
  }

  has(name: string): boolean {
    return columnOf(this.#source.table, name) !== undefined
  }

  columnNames(): readonly string[] {
    return this.#source.table.columns
      .filter((candidate) => candidate.source.kind !== "refused")
      .map(({ name }) => name)
  }

  column(name: string, span: Span): Value | Namespace | undefined {
    const found = columnOf(this.#source.table, name)
    if (found?.source.kind === "output") this.#refuseTwins(name, span)
    return found === undefined ? undefined : this.#resolve(found, span)
  }

  /** A view can have two columns of one name, as a subquery can. */
  #refuseTwins(name: string, span: Span): void {
    const named = this.#source.table.columns.filter((candidate) => candidate.name === name)
    if (named.length > 1) refuse(ambiguousColumn(name, [this.label, this.label], span))
  }

  star(span: Span): readonly { readonly name: string; readonly value: Value }[] {
    return this.#spread(this.#source.table.columns, span)
  }

  #spread(
    columns: readonly LogicalColumn[],
    span: Span
  ): readonly { readonly name: string; readonly value: Value }[] {
    return columns.flatMap((candidate) => {
      if (candidate.kind !== "column" || candidate.hidden) return []
      const value = this.#resolve(candidate, span)
      return "sql" in value ? [{ name: candidate.name, value }] : []
    })
  }

  build(): BuiltTable {
    return this.#source.build()
  }

  #resolve(found: LogicalColumn, span: Span): Value | Namespace {
    const { source } = found
    switch (source.kind) {
      case "virtual":
        return {
          label: `${this.label}.${found.name}`,
          columnNames: () =>
            source.columns.filter((inner) => inner.source.kind !== "refused").map((inner) => inner.name),
          star: (place) => this.#spread(source.columns, place),
          column: (name, place) => {
            const inner = source.columns.find((candidate) => candidate.name === name)
            return inner === undefined ? undefined : this.#resolve(inner, place)
          }
        }
      case "join":
        return new TableRelation(this.#source.join(found, source, span), [])
      case "path":
        return this.#follow(source.path, span)
      case "refused":
        return refuse(notSupported(source.construct, span))
      default:
        return this.#columnValue(found, this.#source.sql(found, "outside", span), span)
    }
  }

  /** What a path of names leads to; only the last may be a value. */
  #follow(path: readonly string[], span: Span): Value | Namespace {
    const step = (from: Value | Namespace, part: string): Value | Namespace =>
      ("sql" in from ? undefined : from.column(part, span)) ??
      refuse(unknownColumn(path.join("."), span, { table: this.label }))
    return path.reduce<Value | Namespace>(step, this)
  }

  #columnValue(found: LogicalColumn, sql: Sql, span: Span): Value {
    const isHot = this.#source.table.name === "events" && found.name === "properties"
    const hot = (key: string): Sql | undefined => {
      const physical = hotProperties.get(key)
      return physical === undefined ? undefined : this.#source.reference(physical, "outside")
    }
    return columnValue(found, sql, {
      timezone: this.#source.environment.timezone,
      groupScope: this.#source.groupScope,
      hot: isHot ? hot : undefined,
      computed: (key) => this.#virtualProperty(found, key, span)
    })
  }

  /** `properties.$virt_is_bot` is the column of that name, which is computed and not among the stored properties. */
  #virtualProperty({ source }: LogicalColumn, key: string, span: Span): Value | undefined {
    if (!key.startsWith("$virt_")) return undefined
    const poe = columnOf(this.#source.table, "poe")
    const isPerson =
      poe?.source.kind === "virtual" && poe.source.columns.some((inner) => inner.source === source)
    const columns = isPerson ? poe.source.columns : this.#source.table.columns
    const named = columns.find((column) => column.name === key)
    if (named === undefined) return undefined
    const value = this.#resolve(named, span)
    return "sql" in value ? value : undefined
  }
}
