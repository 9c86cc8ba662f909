/**
 * The tables HogQL sees in this project, as PostHog describes them itself.
 *
 * @see https://posthog.com/docs/api/queries (kind `DatabaseSchemaQuery`)
 */
import * as Schema from "effect/Schema"
import { maybe } from "../resourceSchema.ts"
import type { Field, FieldType } from "./objects.ts"
import { isBare } from "./propertyPath.ts"

const SchemaField = Schema.Struct({
  name: Schema.String,
  type: Schema.String,
  hogql_value: maybe(Schema.String),
  nullable: maybe(Schema.Boolean),
  description: maybe(Schema.String),
  chain: maybe(Schema.Array(Schema.Unknown)),
  table: maybe(Schema.String)
})

/** The part of the answer that is read. */
export const DatabaseSchema = Schema.Struct({
  tables: Schema.Record(Schema.String, Schema.Struct({ fields: Schema.Record(Schema.String, SchemaField) }))
})
export type DatabaseSchema = typeof DatabaseSchema.Type

const TYPES: Readonly<Record<string, FieldType>> = {
  string: "string",
  integer: "integer",
  float: "float",
  decimal: "decimal",
  boolean: "boolean",
  datetime: "datetime",
  date: "date",
  array: "array",
  json: "object"
}

const RELATIONS = new Set(["lazy_table", "virtual_table", "field_traverser", "view", "materialized_view"])

/** The fields of one table; none when PostHog does not know the table. */
export function tableFields(schema: DatabaseSchema, table: string): ReadonlyArray<Field> {
  const fields = Object.hasOwn(schema.tables, table) ? schema.tables[table]?.fields : undefined
  return Object.values(fields ?? {}).map((field): Field => {
    const isRelation = RELATIONS.has(field.type)
    const type = Object.hasOwn(TYPES, field.type) ? TYPES[field.type] : undefined
    return {
      // The quoted form only where quotes are needed, so that a name is found under its own spelling.
      name: isBare(field.name) ? field.name : (field.hogql_value ?? field.name),
      type: isRelation ? "object" : (type ?? "unknown"),
      ...(typeof field.nullable === "boolean" ? { nullable: field.nullable } : {}),
      description: field.description ?? relationNote(field),
      kind: isRelation ? "relation" : "column"
    }
  })
}

function relationNote(field: typeof SchemaField.Type): string {
  if (typeof field.table === "string") return `Reaches the columns of ${field.table}.`
  const steps = (field.chain ?? []).filter((step) => typeof step === "string")
  return steps.length === 0 ? "" : `Short for ${steps.join(".")}.`
}
