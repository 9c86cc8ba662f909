/**
 * A table as a value: its name and its typed columns.
 *
 * Columns are always printed with their table's name in front: HogQL would otherwise take a bare name for a column
 * alias of the query, so `toStartOfDay(timestamp) AS timestamp … WHERE timestamp > …` would filter by day.
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { SampleNode, TableNode, TableSource } from "./ast/TableNode.ts"
import type { CalendarDate, DateTime, Truth, Uuid } from "./HogqlType.ts"
import type { ColumnExpression } from "./expression.ts"
import { makeExpression } from "./expression.ts"
import { checkName, checkTableName, checkTablePath } from "./name.ts"
import type { Properties } from "./property.ts"
import { makeProperties } from "./property.ts"

interface ColumnTypes {
  readonly string: string
  readonly number: number
  // PostHog keeps some as 0 and 1.
  readonly boolean: Truth
  readonly dateTime: DateTime
  readonly date: CalendarDate
  readonly uuid: Uuid
  readonly strings: string[]
  readonly numbers: number[]
}

type ScalarType = keyof ColumnTypes

/**
 * The type of a column: a word, a word with `?` when it can be null, `properties` for a JSON column whose keys are
 * properties, or nested columns (`person: { id: "uuid" }` for `person.id`).
 *
 * @since 0.1.0
 */
export type ColumnDefinition =
  ScalarType | `${ScalarType}?` | "properties" | { readonly [name: string]: ColumnDefinition }

/** Columns by name. @since 0.2.0 */
export type ColumnDefinitions = Readonly<Record<string, ColumnDefinition>>

type Column<Definition, Path extends string> = Definition extends "properties"
  ? Properties<Path>
  : Definition extends ScalarType
    ? ColumnExpression<ColumnTypes[Definition], Path>
    : Definition extends `${infer Scalar extends ScalarType}?`
      ? ColumnExpression<ColumnTypes[Scalar] | null, Path>
      : { readonly [Name in keyof Definition]: Column<Definition[Name], `${Path}.${Name & string}`> }

/** Where a table keeps its node; a symbol, so that a column may have any name. */
export const tableNode: unique symbol = Symbol("hogql-builder/table")

/** Where a table keeps the way to make its columns under another name. */
export const tableColumns: unique symbol = Symbol("hogql-builder/columns")

/** Any table that reads under the name `Source`. @since 0.1.0 */
export interface AnyTable<out Source extends string = string> {
  readonly [tableNode]: TableNode & { readonly name: Source }
  readonly [tableColumns]: (table: string) => object
}

/** A table and its columns, each an expression. @since 0.1.0 */
export type Table<Source extends string, Definitions extends ColumnDefinitions> = AnyTable<Source> & {
  readonly [Name in keyof Definitions]: Column<Definitions[Name], `${Source}:${Name & string}`>
}

/** The name a table reads under. */
export type SourceOf<T> = T extends AnyTable<infer Source> ? Source : never

export const isTable = (candidate: unknown): candidate is AnyTable =>
  typeof candidate === "object" && candidate !== null && tableNode in candidate

const makeColumn = (table: string, chain: readonly string[], definition: ColumnDefinition): unknown => {
  if (definition === "properties") return makeProperties(table, chain)
  if (typeof definition === "string")
    return makeExpression(freezeNode({ kind: "Field", table, chain: [...chain] }))
  return makeColumns(table, chain, definition)
}

const makeColumns = (table: string, chain: readonly string[], definitions: ColumnDefinitions): object =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(definitions).map(([name, definition]) => {
        checkName(name)
        return [name, makeColumn(table, [...chain, name], definition)]
      })
    )
  )

/** A table under a name: its node, and its columns made for that name. */
export const makeTable = (
  name: string,
  source: TableSource,
  columns: (table: string) => object,
  sample?: SampleNode
): AnyTable => {
  const node: TableNode = Object.freeze({ kind: "Table", name, source: Object.freeze(source), sample })
  return Object.freeze({ ...columns(name), [tableNode]: node, [tableColumns]: columns })
}

/**
 * Describes a table, so that queries over it are typed.
 *
 * `defineTable("invoices", { id: "uuid", paid_at: "dateTime?", properties: "properties" })`. Only what is listed can be
 * used; PostHog decides whether it exists. A table of a warehouse source is named by its path, and reads under the
 * second name: `defineTable(["stripe", "customers"], "customers", { … })`. Fails with `HogqlBuildError` (`NameRefused`)
 * on a name HogQL cannot write.
 *
 * @since 0.1.0
 */
export function defineTable<const Source extends string, const Definitions extends ColumnDefinitions>(
  name: Source,
  columns: Definitions
): Table<Source, Definitions>
export function defineTable<const Source extends string, const Definitions extends ColumnDefinitions>(
  path: readonly [string, string, ...string[]],
  name: Source,
  columns: Definitions
): Table<Source, Definitions>
export function defineTable(
  ...given:
    | readonly [name: string, columns: ColumnDefinitions]
    | readonly [path: readonly string[], name: string, columns: ColumnDefinitions]
): AnyTable {
  const [path, name, definitions] = given.length === 2 ? [[given[0]], ...given] : given
  checkTableName(name)
  checkTablePath(path)
  const columns = (table: string): object => makeColumns(table, [table], definitions)
  return makeTable(name, { kind: "Named", path: Object.freeze([...path]) }, columns)
}
