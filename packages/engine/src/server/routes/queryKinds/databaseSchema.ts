/**
 * The answer to `DatabaseSchemaQuery`: every table that HogQL can read here, from the compiler's own list.
 */
import type { HogqlTypeName, LogicalColumn, LogicalTable } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { HogqlCompiler } from "../../../query/HogqlCompiler.ts"
import { fromCompileError } from "../../../query/queryErrors.ts"

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

const field = (column: LogicalColumn, tables: readonly LogicalTable[]) => {
  const common = { name: column.name, hogql_value: quotedName(column.name), schema_valid: true }
  const { source } = column
  switch (source.kind) {
    case "join":
      return { ...common, type: "lazy_table", table: source.table, fields: fieldNames(source.table, tables) }
    case "virtual":
      return {
        ...common,
        type: "virtual_table",
        table: column.name,
        fields: source.columns.filter(isOffered).map(({ name }) => name)
      }
    case "path":
      return { ...common, type: "field_traverser", chain: source.path }
    default:
      return {
        ...common,
        type: FIELD_TYPES[column.type],
        nullable: column.nullable,
        description: column.description
      }
  }
}

const fieldNames = (table: string, tables: readonly LogicalTable[]): readonly string[] =>
  tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? []

const tableTypes: Readonly<Record<LogicalTable["kind"], string>> = {
  posthog: "posthog",
  system: "system",
  information_schema: "system",
  data_warehouse: "data_warehouse",
  view: "view"
}

const isOffered = (column: LogicalColumn): boolean => column.source.kind !== "refused" && !isOwn(column)

/** `team_id` and its kin serve joins and guards; a person who looks for columns has no use for them. */
const isOwn = ({ name, kind, hidden }: LogicalColumn): boolean =>
  hidden && (name === "team_id" || kind === "join")

export const databaseSchema = Effect.gen(function* () {
  const compiler = yield* HogqlCompiler
  const tables = yield* Effect.mapError(compiler.tables, fromCompileError)
  return HttpServerResponse.jsonUnsafe({
    tables: Object.fromEntries(
      tables.map((table) => [
        table.name,
        {
          type: tableTypes[table.kind],
          id: table.name,
          name: table.name,
          fields: Object.fromEntries(
            table.columns.filter(isOffered).map((column) => [column.name, field(column, tables)])
          )
        }
      ])
    ),
    joins: []
  })
})
