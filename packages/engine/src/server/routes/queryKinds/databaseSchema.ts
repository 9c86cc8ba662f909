/**
 * The answer to `DatabaseSchemaQuery`: every table that HogQL can read here, from the compiler's own list.
 */
import { logicalTables } from "@posthog-driver/hogql-compiler"
import type { HogqlTypeName, LogicalColumn, LogicalTable } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"

const FIELD_TYPES: Readonly<Record<HogqlTypeName, string>> = {
  String: "string",
  Integer: "integer",
  Float: "float",
  Decimal: "decimal",
  Boolean: "boolean",
  Date: "date",
  DateTime: "datetime",
  UUID: "string",
  Array: "array",
  Tuple: "array",
  JSON: "json",
  Unknown: "unknown"
}

/** `$session_id` needs backticks in HogQL text, `event` does not. */
const quotedName = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll("`", "\\`")}\``

const field = (column: LogicalColumn) => {
  const common = { name: column.name, hogql_value: quotedName(column.name), schema_valid: true }
  const { source } = column
  if (source.kind === "join")
    return { ...common, type: "lazy_table", table: source.table, fields: fieldNames(source.table) }
  if (source.kind === "path") return { ...common, type: "field_traverser", chain: source.path }
  if (source.kind === "virtual") {
    return {
      ...common,
      type: "virtual_table",
      table: column.name,
      fields: source.columns.map(({ name }) => name)
    }
  }
  return {
    ...common,
    type: FIELD_TYPES[column.type],
    nullable: column.nullable,
    description: column.description
  }
}

const fieldNames = (table: string): readonly string[] =>
  logicalTables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []

const tableTypes: Readonly<Record<LogicalTable["kind"], string>> = {
  posthog: "posthog",
  system: "system",
  information_schema: "system",
  data_warehouse: "data_warehouse",
  view: "view"
}

const isOffered = (column: LogicalColumn): boolean => column.source.kind !== "refused"

const tables = Object.fromEntries(
  logicalTables.map((table) => [
    table.name,
    {
      type: tableTypes[table.kind],
      id: table.name,
      name: table.name,
      fields: Object.fromEntries(
        table.columns.filter(isOffered).map((column) => [column.name, field(column)])
      )
    }
  ])
)

export const databaseSchema = Effect.sync(() => HttpServerResponse.jsonUnsafe({ tables, joins: [] }))
