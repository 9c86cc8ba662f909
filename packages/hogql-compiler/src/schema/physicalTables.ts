/**
 * What is stored, as data: the one description from which tables are created, rows are inserted and queries are printed.
 *
 * Stored columns of hot keys are filled by the very expression a query would print, so an index never changes an answer.
 */
import { Parameters } from "../print/Parameters.ts"
import { printIdentifier } from "../print/printIdentifier.ts"
import { printSql } from "../print/printQuery.ts"
import { propertyAccess } from "../print/propertyAccess.ts"
import { call, literal, type Sql } from "../print/Sql.ts"
import { hotProperties } from "./hotProperties.ts"
import { measuredColumns } from "./queryLogTable.ts"
import type { PhysicalColumn, PhysicalTable } from "./PhysicalTable.ts"

const given = (name: string, type: string, expression?: string): PhysicalColumn => ({
  name,
  type,
  insertable: true,
  ...(expression === undefined ? {} : { expression })
})

const property = (key: string): Sql => propertyAccess({ kind: "name", name: "properties" }, [literal(key)])

const computed = (name: string, type: string, value: Sql): PhysicalColumn => ({
  name,
  type,
  insertable: false,
  expression: printSql(value, new Parameters())
})

const instant = "DateTime64(6, 'UTC')"
const epoch = "toDateTime64(0, 6, 'UTC')"
const groups = [0, 1, 2, 3, 4]

const personDistinctIdColumns = [
  given("team_id", "Int64"),
  given("distinct_id", "String"),
  given("person_id", "UUID"),
  given("is_deleted", "UInt8", "0"),
  given("version", "UInt64")
]

/**
 * The physical tables, in the order in which they are created.
 *
 * @since 0.1.0
 */
export const physicalTables: readonly PhysicalTable[] = [
  {
    name: "events",
    columns: [
      given("team_id", "Int64"),
      given("uuid", "UUID"),
      given("event", "String"),
      given("properties", "String"),
      given("timestamp", instant),
      given("created_at", instant),
      given("distinct_id", "String"),
      given("elements_chain", "String", "''"),
      given("person_id", "UUID"),
      given("person_properties", "String", "'{}'"),
      given("person_created_at", instant),
      given("person_mode", "String", "'full'"),
      ...groups.map((index) => given(`group_${index}`, "String", "''")),
      ...groups.flatMap((index) => [
        given(`group${index}_properties`, "String", "''"),
        given(`group${index}_created_at`, instant, epoch)
      ]),
      computed("session_id", "String", call("ifNull", property("$session_id"), literal(""))),
      computed("window_id", "String", call("ifNull", property("$window_id"), literal(""))),
      ...[...hotProperties].map(([key, name]) => computed(name, "Nullable(String)", property(key)))
    ],
    engine: "ReplacingMergeTree",
    partitionBy: "toYYYYMM(timestamp)",
    orderBy: ["team_id", "toDate(timestamp)", "event", "cityHash64(distinct_id)", "cityHash64(uuid)"],
    // As PostHog samples: all events of a distinct id are in, or none.
    sampleBy: "cityHash64(distinct_id)"
  },
  {
    name: "persons",
    columns: [
      given("team_id", "Int64"),
      given("id", "UUID"),
      given("created_at", instant),
      given("properties", "String"),
      given("is_identified", "Bool"),
      given("is_deleted", "UInt8", "0"),
      given("version", "UInt64")
    ],
    engine: "ReplacingMergeTree(version)",
    orderBy: ["team_id", "id"]
  },
  {
    name: "person_distinct_ids",
    columns: personDistinctIdColumns,
    engine: "ReplacingMergeTree(version)",
    orderBy: ["team_id", "distinct_id"]
  },
  {
    name: "person_distinct_id_overrides",
    columns: personDistinctIdColumns,
    engine: "ReplacingMergeTree(version)",
    orderBy: ["team_id", "distinct_id"]
  },
  {
    name: "cohort_people",
    columns: [
      given("team_id", "Int64"),
      given("cohort_id", "Int64"),
      given("person_id", "UUID"),
      given("version", "UInt64")
    ],
    engine: "MergeTree",
    orderBy: ["team_id", "cohort_id", "version", "person_id"]
  },
  {
    name: "static_cohort_people",
    columns: [given("team_id", "Int64"), given("cohort_id", "Int64"), given("person_id", "UUID")],
    engine: "ReplacingMergeTree",
    orderBy: ["team_id", "cohort_id", "person_id"]
  },
  {
    name: "groups",
    columns: [
      given("team_id", "Int64"),
      given("group_type_index", "UInt8"),
      given("group_key", "String"),
      given("created_at", instant),
      given("updated_at", instant),
      given("group_properties", "String"),
      given("version", "UInt64")
    ],
    engine: "ReplacingMergeTree(version)",
    orderBy: ["team_id", "group_type_index", "group_key"]
  },
  {
    name: "session_replay_events",
    columns: [
      given("team_id", "Int64"),
      given("session_id", "String"),
      given("distinct_id", "String"),
      given("min_first_timestamp", instant),
      given("max_last_timestamp", instant),
      given("first_url", "Nullable(String)"),
      given("all_urls", "Array(String)"),
      ...[
        "click_count",
        "keypress_count",
        "mouse_activity_count",
        "active_milliseconds",
        "console_log_count",
        "console_warn_count",
        "console_error_count",
        "size",
        "event_count",
        "message_count"
      ].map((name) => given(name, "Int64", "0")),
      given("snapshot_source", "LowCardinality(String)", "'web'"),
      given("retention_period_days", "Int64", "30"),
      given("_timestamp", instant, "min_first_timestamp")
    ],
    engine: "MergeTree",
    orderBy: ["team_id", "session_id", "min_first_timestamp"]
  },
  {
    name: "log_entries",
    columns: [
      given("team_id", "Int64"),
      given("log_source", "LowCardinality(String)"),
      given("log_source_id", "String"),
      given("instance_id", "String", "''"),
      given("timestamp", instant),
      given("level", "LowCardinality(String)", "'info'"),
      given("message", "String")
    ],
    engine: "MergeTree",
    orderBy: ["team_id", "log_source", "log_source_id", "timestamp"]
  },
  {
    name: "query_log",
    columns: [
      given("team_id", "Int64"),
      given("event_date", "Date"),
      given("event_time", instant),
      given("query_id", "String"),
      given("lc_id", "String", "''"),
      given("lc_query__query", "String"),
      given("query_start_time", instant),
      given("query_duration_ms", "Int64", "0"),
      given("lc_name", "String", "''"),
      given("lc_user_id", "Int64", "0"),
      ...["read_rows", "read_bytes", "result_rows", "result_bytes", "memory_usage"].map((name) =>
        given(name, "Int64", "0")
      ),
      given("type", "LowCardinality(String)"),
      given("exception_code", "Int64", "0"),
      given("lc_access_method", "LowCardinality(String)", "''"),
      ...measuredColumns.map((name) => given(name, "Int64", "0"))
    ],
    engine: "MergeTree",
    orderBy: ["team_id", "event_date", "event_time"]
  },
  {
    name: "objects",
    columns: [
      given("team_id", "Int64"),
      given("kind", "LowCardinality(String)"),
      given("id", "Int64"),
      given("body", "String"),
      given("deleted", "UInt8", "0"),
      given("version", "UInt64")
    ],
    engine: "ReplacingMergeTree(version)",
    orderBy: ["team_id", "kind", "id"]
  }
]

/**
 * The statements that create the physical tables where they do not exist yet; running them twice is harmless.
 *
 * @since 0.1.0
 */
export const createTableStatements = (): readonly string[] => physicalTables.map(createTableStatement)

const createTableStatement = (table: PhysicalTable): string => {
  const columns = table.columns.map((column) => {
    const definition = `${printIdentifier(column.name)} ${column.type}`
    if (column.expression === undefined) return definition
    return `${definition} ${column.insertable ? "DEFAULT" : "MATERIALIZED"} ${column.expression}`
  })
  const partition = table.partitionBy === undefined ? "" : ` PARTITION BY ${table.partitionBy}`
  const sample = table.sampleBy === undefined ? "" : ` SAMPLE BY ${table.sampleBy}`
  return (
    `CREATE TABLE IF NOT EXISTS ${printIdentifier(table.name)} (${columns.join(", ")}) ` +
    `ENGINE = ${table.engine}${partition} ORDER BY (${table.orderBy.join(", ")})${sample}`
  )
}
