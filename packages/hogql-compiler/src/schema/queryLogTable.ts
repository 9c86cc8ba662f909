import { call, literal } from "../print/Sql.ts"
import { derived, rowColumn, stored } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const counter = (name: string, description: string): LogicalColumn => stored(name, "Integer", description)

const plain: readonly LogicalColumn[] = [
  stored("event_date", "Date", "The day the query ended."),
  stored("event_time", "DateTime", "When the query ended."),
  stored("query_id", "String", "Identifies the query."),
  stored("endpoint", "String", "The path that was asked.", { physical: "lc_id" }),
  stored("query", "String", "The HogQL text.", { physical: "lc_query__query" }),
  stored("query_start_time", "DateTime", "When the query began."),
  counter("query_duration_ms", "Milliseconds it took."),
  stored("hogql_name", "String", "The name given to the query, or empty.", { physical: "lc_name" }),
  stored("name", "String", "The same as `hogql_name`.", { physical: "lc_name" }),
  stored("created_by", "Integer", "The user who asked.", { physical: "lc_user_id" }),
  counter("read_rows", "Rows read."),
  counter("read_bytes", "Bytes read."),
  counter("result_rows", "Rows in the answer."),
  counter("result_bytes", "Bytes of the answer."),
  counter("memory_usage", "Bytes of memory used; 0 where it was not measured."),
  stored("status", "String", "`QueryFinish`, or `ExceptionWhileProcessing` for one that failed.", {
    physical: "type"
  }),
  counter("exception_code", "ClickHouse's number of the error, or 0."),
  derived(
    "is_personal_api_key_request",
    "Boolean",
    "Whether a personal API key asked.",
    call("toBool", call("equals", rowColumn("lc_access_method"), literal("personal_api_key")))
  ),
  stored("lc_access_method", "String", "How the asker was known.", { hidden: true }),
  stored("team_id", "Integer", "The project.", { hidden: true })
]

const measured = [
  ["cpu_microseconds", "ProfileEvents_OSCPUVirtualTimeMicroseconds", "Microseconds of processor time"],
  ["RealTimeMicroseconds", "ProfileEvents_RealTimeMicroseconds", "Microseconds in all threads"],
  ["S3ListObjects", "ProfileEvents_S3ListObjects", "Lists asked of S3"],
  ["S3HeadObject", "ProfileEvents_S3HeadObject", "Heads asked of S3"],
  ["S3GetObjectAttributes", "ProfileEvents_S3GetObjectAttributes", "Attributes asked of S3"],
  ["S3GetObject", "ProfileEvents_S3GetObject", "Objects read from S3"],
  ["ReadBufferFromS3Bytes", "ProfileEvents_ReadBufferFromS3Bytes", "Bytes read from S3"]
] as const

/** The stored columns that count what a query cost, with the names they have in PostHog. */
export const measuredColumns: readonly string[] = measured.map(([, physical]) => physical.toLowerCase())

const measures = measured.map(([name, physical, description]) =>
  stored(name, "Integer", `${description}; 0 where it was not measured.`, {
    physical: physical.toLowerCase()
  })
)

/** The HogQL queries that were run. */
export const queryLogTables: readonly LogicalTable[] = [
  {
    name: "query_log",
    description: "The HogQL queries that were run, one row each.",
    kind: "posthog",
    source: { kind: "stored", table: "query_log" },
    columns: [...plain, ...measures]
  },
  {
    name: "raw_query_log",
    description: "The HogQL queries that were run, with the names they are stored under.",
    kind: "posthog",
    hidden: true,
    source: { kind: "stored", table: "query_log" },
    columns: [
      ...["query_id", "lc_id", "lc_query__query", "lc_name", "type", "lc_access_method"].map((name) =>
        stored(name, "String", "As stored.")
      ),
      stored("event_date", "Date", "The day the query ended."),
      stored("event_time", "DateTime", "When the query ended."),
      stored("query_start_time", "DateTime", "When the query began."),
      ...[
        "query_duration_ms",
        "lc_user_id",
        "read_rows",
        "read_bytes",
        "result_rows",
        "result_bytes",
        "memory_usage",
        "exception_code"
      ].map((name) => stored(name, "Integer", "As stored.")),
      derived("lc_query__kind", "String", "The kind of the query.", literal("HogQLQuery")),
      ...measured.map(([, physical]) =>
        stored(physical, "Integer", "As stored.", { physical: physical.toLowerCase() })
      ),
      stored("team_id", "Integer", "The project.", { hidden: true })
    ]
  }
]
