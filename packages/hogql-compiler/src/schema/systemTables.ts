/**
 * The project's own objects as tables: what the REST API returns, read out of the stored JSON. Deleted ones are absent.
 *
 * @see https://posthog.com/docs/sql
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, literal, number, type Sql } from "../print/Sql.ts"
import { grouped, newest, storedColumn } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const fromBody = (key: string, type: HogqlTypeName): Sql => {
  const extract = (clickhouseType: string): Sql =>
    call("JSONExtract", newest("body"), literal(key), literal(`Nullable(${clickhouseType})`))
  switch (type) {
    case "Integer":
      return extract("Int64")
    case "Boolean":
      return extract("Bool")
    case "DateTime":
      return call("parseDateTime64BestEffortOrNull", extract("String"), number(6), literal("UTC"))
    case "JSON":
      return call("nullIf", call("JSONExtractRaw", newest("body"), literal(key)), literal(""))
    default:
      return extract("String")
  }
}

const field = (name: string, type: HogqlTypeName, description: string): LogicalColumn =>
  grouped(name, type, description, fromBody(name, type), { nullable: true })

const system = (kind: string, description: string, columns: readonly LogicalColumn[]): LogicalTable => ({
  name: `system.${kind}`,
  description,
  source: {
    kind: "grouped",
    table: "objects",
    where: [call("equals", storedColumn("kind"), literal(kind))],
    groupBy: ["id"],
    having: [call("equals", newest("deleted"), number(0))]
  },
  columns: [grouped("id", "Integer", "Identifies it in the project.", storedColumn("id")), ...columns]
})

const name = field("name", "String", "Its name.")
const description = field("description", "String", "What it is for.")
const createdAt = field("created_at", "DateTime", "When it was made.")

export const systemTables: readonly LogicalTable[] = [
  system("insights", "Saved insights.", [
    field("short_id", "String", "The id in its URL."),
    name,
    description,
    field("query", "JSON", "What it computes."),
    field("saved", "Boolean", "Whether a person saved it."),
    field("favorited", "Boolean", "Whether it is a favourite."),
    createdAt,
    field("last_modified_at", "DateTime", "When it was last changed.")
  ]),
  system("cohorts", "Cohorts.", [
    name,
    description,
    field("filters", "JSON", "Who belongs to it."),
    field("is_static", "Boolean", "Whether its members are a fixed list."),
    field("count", "Integer", "How many members it had when last calculated."),
    createdAt,
    field("last_calculation", "DateTime", "When it was last calculated.")
  ]),
  system("feature_flags", "Feature flags.", [
    field("key", "String", "The key that code asks for."),
    name,
    field("active", "Boolean", "Whether it is switched on."),
    field("filters", "JSON", "Who gets it."),
    createdAt
  ]),
  system("annotations", "Notes on a date.", [
    field("content", "String", "The note."),
    field("scope", "String", "What it belongs to."),
    field("date_marker", "DateTime", "The moment it marks."),
    field("creation_type", "String", "Who made it: a user or an integration."),
    createdAt
  ]),
  system("experiments", "Experiments.", [
    name,
    description,
    field("type", "String", "`web` or `product`."),
    field("feature_flag_key", "String", "The flag that splits the audience."),
    field("parameters", "JSON", "Its settings."),
    field("start_date", "DateTime", "When it was launched."),
    field("end_date", "DateTime", "When it was ended."),
    field("archived", "Boolean", "Whether it is archived."),
    createdAt
  ])
]
