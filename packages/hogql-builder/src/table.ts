/**
 * A table as a value: its name and its typed columns.
 *
 * Columns are always printed with their table's name in front: HogQL would otherwise take a bare name for a column
 * alias of the query, so `toStartOfDay(timestamp) AS timestamp … WHERE timestamp > …` would filter by day.
 */
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { TableNode } from "./ast/TableNode.ts"
import type { CalendarDate, DateTime, Truth, Uuid } from "./HogqlType.ts"
import type { Expression } from "./expression.ts"
import { makeExpression } from "./expression.ts"
import { checkName, checkTableName } from "./name.ts"
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

type Column<Definition, Source extends string> = Definition extends "properties"
  ? Properties<Source>
  : Definition extends ScalarType
    ? Expression<ColumnTypes[Definition], Source>
    : Definition extends `${infer Scalar extends ScalarType}?`
      ? Expression<ColumnTypes[Scalar] | null, Source>
      : { readonly [Name in keyof Definition]: Column<Definition[Name], Source> }

/** Where a table keeps its node; a symbol, so that a column may have any name. */
export const tableNode: unique symbol = Symbol("hogql-builder/table")

/** Any table that reads under the name `Source`. @since 0.1.0 */
export interface AnyTable<out Source extends string = string> {
  readonly [tableNode]: TableNode & { readonly name: Source }
}

/** A table and its columns, each an expression. @since 0.1.0 */
export type Table<
  Source extends string,
  Definitions extends Readonly<Record<string, ColumnDefinition>>
> = AnyTable<Source> & { readonly [Name in keyof Definitions]: Column<Definitions[Name], Source> }

export const isTable = (candidate: unknown): candidate is AnyTable =>
  typeof candidate === "object" && candidate !== null && tableNode in candidate

const makeColumn = (table: string, chain: readonly string[], definition: ColumnDefinition): unknown => {
  if (definition === "properties") return makeProperties(table, chain)
  if (typeof definition === "string")
    return makeExpression(freezeNode({ kind: "Field", table, chain: [...chain] }))
  return makeColumns(table, chain, definition)
}

const makeColumns = (
  table: string,
  chain: readonly string[],
  definitions: Readonly<Record<string, ColumnDefinition>>
): object =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(definitions).map(([name, definition]) => {
        checkName(name)
        return [name, makeColumn(table, [...chain, name], definition)]
      })
    )
  )

/**
 * Describes a table, so that queries over it are typed.
 *
 * `defineTable("invoices", { id: "uuid", paid_at: "dateTime?", properties: "properties" })`. Only what is listed can be
 * used; PostHog decides whether it exists. Fails with `HogqlBuildError` (`NameRefused`) on a name HogQL cannot write.
 *
 * @since 0.1.0
 */
export const defineTable = <
  const Source extends string,
  const Definitions extends Readonly<Record<string, ColumnDefinition>>
>(
  name: Source,
  columns: Definitions
): Table<Source, Definitions> => {
  checkTableName(name)
  const node: TableNode = Object.freeze({ kind: "Table", name })
  // makeColumns follows the definitions one by one, exactly as the mapped type Column does.
  return Object.freeze({ ...makeColumns(name, [name], columns), [tableNode]: node }) as Table<
    Source,
    Definitions
  >
}
