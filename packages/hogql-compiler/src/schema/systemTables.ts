/**
 * The project's own objects as tables: what the REST API returns, read out of the stored JSON, under the names PostHog's own tables have.
 *
 * Yes and no are 1 and 0 there, and a deleted object stays with `deleted` 1 where its table has that column; elsewhere it is absent.
 *
 * @see https://posthog.com/docs/sql
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import { call, literal, number, type Sql } from "../print/Sql.ts"
import { grouped, newest, storedColumn } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

/** How a field of the body is read; `Flag` is a yes or no shown as 1 or 0. */
type FieldType = HogqlTypeName | "Flag"

const fromBody = (keys: readonly string[], type: FieldType): Sql => {
  const path = keys.map(literal)
  const extract = (clickhouseType: string): Sql =>
    call("JSONExtract", newest("body"), ...path, literal(`Nullable(${clickhouseType})`))
  switch (type) {
    case "Integer":
      return extract("Int64")
    case "Float":
      return extract("Float64")
    case "Boolean":
      return extract("Bool")
    case "Flag":
      return call("toInt64", call("ifNull", extract("Bool"), { kind: "boolean", value: false }))
    case "DateTime":
      return call("parseDateTime64BestEffortOrNull", extract("String"), number(6), literal("UTC"))
    case "JSON":
      return call(
        "nullIf",
        call("nullIf", call("JSONExtractRaw", newest("body"), ...path), literal("")),
        literal("null")
      )
    default:
      return extract("String")
  }
}

const fieldAt = (
  name: string,
  path: readonly string[],
  type: FieldType,
  description: string
): LogicalColumn =>
  grouped(name, type === "Flag" ? "Integer" : type, description, fromBody(path, type), {
    nullable: type !== "Flag"
  })

const field = (name: string, type: FieldType, description: string): LogicalColumn =>
  fieldAt(name, [name], type, description)

/** Rows are told apart by number; where PostHog's id is a UUID, it is read from the body. */
const id = (type: "Integer" | "String"): LogicalColumn =>
  type === "Integer"
    ? grouped("id", "Integer", "Identifies it in the project.", storedColumn("id"))
    : field("id", "String", "Identifies it in the project.")

const teamId = grouped("team_id", "Integer", "The project.", call("any", storedColumn("team_id")), {
  hidden: true
})

const deleted = grouped(
  "deleted",
  "Integer",
  "1 if it was deleted, 0 otherwise.",
  call("toInt64", newest("deleted"))
)

const system = (kind: string, description: string, columns: readonly LogicalColumn[]): LogicalTable => ({
  name: `system.${kind}`,
  description,
  kind: "system",
  source: {
    kind: "grouped",
    table: "objects",
    where: [call("equals", storedColumn("kind"), literal(kind))],
    groupBy: ["id"],
    having: columns.includes(deleted) ? [] : [call("equals", newest("deleted"), number(0))]
  },
  columns: [...columns, teamId]
})

const name = field("name", "String", "Its name.")
const description = field("description", "String", "What it is for.")
const createdAt = field("created_at", "DateTime", "When it was made.")
const updatedAt = field("updated_at", "DateTime", "When it was last changed.")
const createdById = fieldAt("created_by_id", ["created_by", "id"], "Integer", "The user who made it.")
const startDate = field("start_date", "DateTime", "When it was launched.")
const endDate = field("end_date", "DateTime", "When it was ended.")

export const systemTables: readonly LogicalTable[] = [
  system("insights", "Saved insights.", [
    id("Integer"),
    field("short_id", "String", "The id in its URL."),
    name,
    description,
    field("filters", "JSON", "What it computes, in the older form."),
    field("query", "JSON", "What it computes."),
    field("query_metadata", "JSON", "What is known about its query."),
    deleted,
    field("saved", "Flag", "1 if a person saved it, 0 otherwise."),
    field("favorited", "Flag", "1 if it is a favourite, 0 otherwise."),
    createdAt,
    createdById,
    field("last_modified_at", "DateTime", "When its query was last changed."),
    fieldAt("last_modified_by_id", ["last_modified_by", "id"], "Integer", "The user who changed it last."),
    updatedAt
  ]),
  system("cohorts", "Cohorts.", [
    id("Integer"),
    name,
    description,
    deleted,
    field("filters", "JSON", "Who belongs to it."),
    field("groups", "JSON", "Who belongs to it, in the older form."),
    field("query", "JSON", "The query that gives its members."),
    createdAt,
    field("last_calculation", "DateTime", "When it was last calculated."),
    field("version", "Integer", "Grows with each calculation."),
    field("count", "Integer", "How many members it had when last calculated."),
    field("is_static", "Flag", "1 if its members are a fixed list, 0 otherwise."),
    field("cohort_type", "String", "What kind of filters it has.")
  ]),
  system("feature_flags", "Feature flags.", [
    id("Integer"),
    field("key", "String", "The key that code asks for."),
    name,
    field("filters", "JSON", "Who gets it."),
    field("rollout_percentage", "Integer", "The share of people who get it, in percent."),
    field("active", "Flag", "1 if it is switched on, 0 otherwise."),
    deleted,
    createdAt,
    updatedAt,
    createdById,
    field("version", "Integer", "Grows with each change.")
  ]),
  system("annotations", "Notes on a date.", [
    id("Integer"),
    field("content", "String", "The note."),
    field("scope", "String", "What it belongs to."),
    field("creation_type", "String", "Who made it: a user or an integration."),
    field("date_marker", "DateTime", "The moment it marks."),
    deleted,
    fieldAt("dashboard_item_id", ["dashboard_item"], "Integer", "The insight it belongs to."),
    field("dashboard_id", "Integer", "The dashboard it belongs to."),
    createdById,
    createdAt,
    updatedAt
  ]),
  system("experiments", "Experiments.", [
    id("Integer"),
    name,
    description,
    field("type", "String", "`web` or `product`."),
    createdById,
    createdAt,
    updatedAt,
    field("filters", "JSON", "The goal, in the older form."),
    field("parameters", "JSON", "Its settings."),
    startDate,
    endDate,
    field("archived", "Flag", "1 if it is archived, 0 otherwise."),
    fieldAt("feature_flag_id", ["feature_flag", "id"], "Integer", "The flag that splits the audience."),
    field("feature_flag_key", "String", "The key of that flag.")
  ]),
  system("dashboards", "Dashboards.", [
    id("Integer"),
    name,
    description,
    createdAt,
    createdById,
    deleted,
    field("filters", "JSON", "Filters of all its tiles."),
    field("variables", "JSON", "Variables of all its tiles.")
  ]),
  system("actions", "Actions: events that mean the same, under one name.", [
    id("Integer"),
    name,
    description,
    deleted,
    createdById,
    createdAt,
    updatedAt,
    fieldAt("steps_json", ["steps"], "JSON", "Which events belong to it.")
  ]),
  system("surveys", "Surveys.", [
    id("String"),
    name,
    description,
    field("type", "String", "How it is shown."),
    field("questions", "JSON", "What it asks."),
    field("appearance", "JSON", "How it looks."),
    startDate,
    endDate,
    field("archived", "Flag", "1 if it is archived, 0 otherwise."),
    createdById,
    createdAt
  ]),
  system("insight_variables", "Variables that queries can use.", [
    id("String"),
    name,
    field("type", "String", "`String`, `Number`, `Boolean`, `List` or `Date`."),
    field("code_name", "String", "What queries call it."),
    field("values", "JSON", "What it can be, for a list."),
    field("default_value", "JSON", "What it is unless given.")
  ]),
  system("group_type_mappings", "What the project calls its group types.", [
    id("Integer"),
    field("group_type", "String", "The name of the type, as events carry it."),
    field("group_type_index", "Integer", "Its number, 0 to 4."),
    field("name_singular", "String", "How one of them is called."),
    field("name_plural", "String", "How several of them are called.")
  ]),
  {
    name: "system.groups",
    description: "Groups of every type.",
    kind: "system",
    source: {
      kind: "grouped",
      table: "groups",
      where: [],
      groupBy: ["group_type_index", "group_key"],
      having: []
    },
    columns: [
      grouped(
        "group_key",
        "String",
        "Identifies the group among those of its type.",
        storedColumn("group_key")
      ),
      grouped(
        "group_type_index",
        "Integer",
        "Which group type it is of, 0 to 4.",
        storedColumn("group_type_index")
      ),
      grouped("group_properties", "JSON", "What is known about it.", newest("group_properties")),
      grouped("created_at", "DateTime", "When it was first seen.", newest("created_at")),
      teamId
    ]
  },
  system("teams", "The project itself.", [
    id("Integer"),
    name,
    field("timezone", "String", "The time zone its days begin in."),
    field("test_account_filters", "JSON", "Who counts as a test account."),
    createdAt,
    updatedAt
  ]),
  system("data_modeling_views", "Saved views.", [
    id("String"),
    name,
    field("status", "String", "How its last run ended."),
    field("columns", "JSON", "What columns it has."),
    field("query", "JSON", "The query behind it."),
    field("last_run_at", "DateTime", "When it last ran."),
    field("is_materialized", "Flag", "1 if its rows are kept, 0 if it is computed when asked."),
    deleted,
    createdAt,
    updatedAt
  ]),
  system("data_warehouse_tables", "Tables of the data warehouse.", [
    id("String"),
    name,
    field("columns", "JSON", "What columns it has."),
    field("row_count", "Integer", "About how many rows it has."),
    field("external_data_source_id", "String", "Where it comes from."),
    deleted,
    createdAt,
    updatedAt
  ]),
  system("notebooks", "Notebooks.", [
    id("String"),
    field("short_id", "String", "The id in its URL."),
    field("title", "String", "Its title."),
    field("content", "JSON", "What it holds."),
    field("text_content", "String", "What it holds, as text."),
    deleted,
    field("visibility", "String", "Who sees it."),
    field("version", "Integer", "Grows with each change."),
    createdById,
    createdAt,
    field("last_modified_at", "DateTime", "When it was last changed.")
  ]),
  system("early_access_features", "Features people can opt in to.", [
    id("String"),
    name,
    description,
    field("stage", "String", "How far it is."),
    fieldAt("feature_flag_id", ["feature_flag", "id"], "Integer", "The flag behind it."),
    field("documentation_url", "String", "Where it is described."),
    deleted,
    createdAt
  ])
]
