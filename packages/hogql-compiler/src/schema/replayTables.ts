import { call, literal, number, type Sql } from "../print/Sql.ts"
import { derived, grouped, groupedBy, join, rowColumn, stored, storedColumn, traverser } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const sumOf = (name: string, description: string): LogicalColumn =>
  grouped(name, "Integer", description, call("sum", storedColumn(name)))

/** The URL of the piece that began first; pieces without one do not count. */
const firstUrl: Sql = call(
  "argMinIf",
  storedColumn("first_url"),
  storedColumn("min_first_timestamp"),
  call("isNotNull", storedColumn("first_url"))
)

/** What PostHog stores: `argMinMerge` of the pieces is the URL that the recording began at. */
const firstUrlState: Sql = call(
  "initializeAggregation",
  literal("argMinState"),
  rowColumn("_first_url"),
  rowColumn("min_first_timestamp")
)

const links: readonly LogicalColumn[] = [
  join("events", "The events of the recorded session.", {
    table: "events",
    type: "INNER JOIN",
    from: "session_id",
    to: "$session_id"
  }),
  traverser("properties", "The properties of the session's events.", ["events", "properties"]),
  join("pdi", "The person the distinct id belongs to now.", {
    table: "person_distinct_ids",
    type: "INNER JOIN",
    from: "distinct_id",
    to: "distinct_id"
  }),
  traverser("person", "The person of the recording.", ["pdi", "person"]),
  traverser("person_id", "The person of the recording.", ["pdi", "person_id"]),
  join("session", "The session that was recorded.", {
    table: "sessions",
    type: "LEFT JOIN",
    from: "session_id",
    to: "session_id"
  }),
  join("console_logs", "What the page wrote to the console.", {
    table: "console_logs_log_entries",
    type: "LEFT JOIN",
    from: "session_id",
    to: "log_source_id"
  })
]

const counters = [
  ["click_count", "How many clicks there were."],
  ["keypress_count", "How many keys were pressed."],
  ["mouse_activity_count", "How many mouse movements and clicks there were."],
  ["active_milliseconds", "How long somebody was active."],
  ["console_log_count", "How many messages the page logged."],
  ["console_warn_count", "How many warnings the page logged."],
  ["console_error_count", "How many errors the page logged."],
  ["size", "Bytes of the recording."],
  ["event_count", "How many events the recording holds."],
  ["message_count", "In how many pieces it was sent."]
] as const

const replayEvents: LogicalTable = {
  name: "session_replay_events",
  description: "Session recordings: how long, how active, where they began.",
  kind: "posthog",
  source: {
    kind: "grouped",
    table: "session_replay_events",
    where: [],
    groupBy: ["session_id"],
    having: []
  },
  columns: [
    groupedBy("session_id", "String", "The recorded session."),
    groupedBy("distinct_id", "String", "The id the sender gave to the person."),
    grouped(
      "start_time",
      "DateTime",
      "When the recording began.",
      call("min", storedColumn("min_first_timestamp"))
    ),
    grouped(
      "end_time",
      "DateTime",
      "When the recording ended.",
      call("max", storedColumn("max_last_timestamp"))
    ),
    grouped("first_url", "String", "The URL it began at.", firstUrl, { nullable: true }),
    grouped(
      "all_urls",
      "Array",
      "The different URLs seen, sorted.",
      call("arraySort", call("groupUniqArrayArray", storedColumn("all_urls"))),
      { element: "String" }
    ),
    ...counters.map(([name, description]) => sumOf(name, description)),
    grouped(
      "snapshot_source",
      "String",
      "`web` or `mobile`.",
      call("argMin", storedColumn("snapshot_source"), storedColumn("min_first_timestamp"))
    ),
    grouped(
      "retention_period_days",
      "Integer",
      "How many days it is kept.",
      call("max", storedColumn("retention_period_days"))
    ),
    grouped("team_id", "Integer", "The project.", call("any", storedColumn("team_id")), { hidden: true }),
    ...links
  ]
}

const rawReplayEvents: LogicalTable = {
  name: "raw_session_replay_events",
  description: "The pieces in which recordings were sent.",
  kind: "posthog",
  hidden: true,
  source: { kind: "stored", table: "session_replay_events" },
  columns: [
    stored("session_id", "String", "The recorded session."),
    stored("distinct_id", "String", "The id the sender gave to the person."),
    stored("min_first_timestamp", "DateTime", "When the piece began."),
    stored("max_last_timestamp", "DateTime", "When the piece ended."),
    stored("_first_url", "String", "The URL it began at.", {
      physical: "first_url",
      nullable: true,
      hidden: true
    }),
    derived("first_url", "Unknown", "The URL it began at. A state, for `argMinMerge`.", firstUrlState, {
      nullable: true,
      hidden: true
    }),
    derived("is_deleted", "Integer", "1 if it was deleted; always 0 here.", number(0)),
    stored("all_urls", "Array", "The URLs seen.", { element: "String" }),
    ...counters.map(([name, description]) => stored(name, "Integer", description)),
    stored("snapshot_source", "String", "`web` or `mobile`."),
    stored("retention_period_days", "Integer", "How many days it is kept."),
    stored("_timestamp", "DateTime", "When the piece was stored."),
    stored("team_id", "Integer", "The project.", { hidden: true }),
    ...links
  ]
}

const logColumns: readonly LogicalColumn[] = [
  stored("log_source", "String", "What wrote it, such as `session_replay`."),
  stored("log_source_id", "String", "Which one of these: the session, or the export."),
  stored("instance_id", "String", "The run it belongs to."),
  stored("timestamp", "DateTime", "When it was written."),
  stored("message", "String", "What it says."),
  stored("level", "String", "How grave it is: `info`, `warn`, `error` and so on."),
  stored("team_id", "Integer", "The project.", { hidden: true })
]

const logTable = (name: string, description: string, source?: string): LogicalTable => ({
  name,
  description,
  kind: "posthog",
  source: {
    kind: "stored",
    table: "log_entries",
    ...(source === undefined ? {} : { where: [call("equals", storedColumn("log_source"), literal(source))] })
  },
  columns: logColumns
})

/** Recordings of sessions, and what was logged: by pages, and by exports. */
export const replayTables: readonly LogicalTable[] = [
  replayEvents,
  rawReplayEvents,
  logTable("log_entries", "What was logged."),
  logTable("console_logs_log_entries", "What recorded pages wrote to the console.", "session_replay"),
  logTable("batch_export_log_entries", "What batch exports logged.", "batch_exports")
]
