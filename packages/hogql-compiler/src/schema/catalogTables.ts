/**
 * The catalogue of everything that can be read: the tables that describe the tables.
 *
 * @see https://posthog.com/docs/sql
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import { stored } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const known = (columnName: string, type: HogqlTypeName, about: string, nullable = false): LogicalColumn =>
  stored(columnName, type, about, { nullable })

const catalog = (
  view: "tables" | "columns" | "relationships" | "data_types",
  about: string,
  columns: readonly LogicalColumn[]
): LogicalTable => ({
  name: `system.information_schema.${view}`,
  description: about,
  kind: "information_schema",
  source: { kind: "catalog", view },
  columns
})

export const catalogTables: readonly LogicalTable[] = [
  catalog("tables", "Every table, one row each.", [
    known("table_catalog", "String", "The name of the table once more."),
    known("table_schema", "String", "`public`, `system`, `information_schema`, `warehouse` or `views`."),
    known("table_name", "String", "The name to write in FROM."),
    known("table_type", "String", "`posthog`, `system`, `information_schema`, `data_warehouse` or `view`."),
    known("description", "String", "What it holds.", true),
    known("row_count", "Integer", "How many rows it has, where that is known.", true)
  ]),
  catalog("columns", "Every column of every table, one row each.", [
    known("table_schema", "String", "The schema of its table."),
    known("table_name", "String", "Its table."),
    known("column_name", "String", "The name to write, such as `poe.id`."),
    known("ordinal_position", "Integer", "Its place in the table, from 1."),
    known("data_type", "String", "Its HogQL type; see `data_types`."),
    known("is_nullable", "Boolean", "Whether it can be null."),
    known("is_array", "Boolean", "Whether it is a list."),
    known("field_kind", "String", "`column`, `expression` or `virtual_table`."),
    known("description", "String", "What it holds.", true),
    known("null_fraction", "Float", "The share of nulls, where that is known.", true),
    known("min_value", "String", "The least value, where that is known.", true),
    known("max_value", "String", "The greatest value, where that is known.", true)
  ]),
  catalog("relationships", "How to get from one table to another, one row each.", [
    known("source_table", "String", "The table it starts from."),
    known("source_column", "String", "The column it starts from."),
    known("target_table", "String", "The table it leads to."),
    known("target_column", "String", "The column it leads to.", true),
    known("relationship_kind", "String", "`lazy_join` or `field_traverser`."),
    known("via", "String", "The name to write in between.", true)
  ]),
  catalog("data_types", "The types a column can have, one row each.", [
    known("type_name", "String", "The name of the type."),
    known("description", "String", "What values of it are.")
  ])
]
