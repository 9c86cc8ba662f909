/**
 * What was captured about models and agents, with the `$ai_` properties as columns.
 *
 * @see https://posthog.com/docs/ai-observability
 */
import { call, literal, type Sql } from "../print/Sql.ts"
import { derived, join, refused, rowColumn, stored, storedColumn, traverser } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const clickhouseTypes = { String: "Nullable(String)", Integer: "Nullable(Int64)", Float: "Nullable(Float64)" }

const raw = (name: string): Sql => call("JSONExtractRaw", rowColumn("properties"), literal(`$ai_${name}`))

const ofType =
  (type: keyof typeof clickhouseTypes) =>
  (name: string): LogicalColumn =>
    derived(
      name,
      type,
      `The property \`$ai_${name}\`.`,
      call("JSONExtract", rowColumn("properties"), literal(`$ai_${name}`), literal(clickhouseTypes[type])),
      { nullable: true }
    )

const document = (name: string): LogicalColumn =>
  derived(name, "JSON", `The property \`$ai_${name}\`, as JSON.`, call("nullIf", raw(name), literal("")), {
    nullable: true
  })

const texts = [
  "session_id",
  "parent_id",
  "span_id",
  "span_type",
  "generation_id",
  "experiment_id",
  "span_name",
  "trace_name",
  "prompt_name",
  "model",
  "provider",
  "framework"
]
const counts = [
  "total_tokens",
  "input_tokens",
  "output_tokens",
  ...["text", "image", "audio", "video"].flatMap((kind) => [`${kind}_input_tokens`, `${kind}_output_tokens`]),
  "reasoning_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "web_search_count"
]
const measures = [
  ...["input", "output", "total", "request", "web_search", "audio", "image", "video"].map(
    (kind) => `${kind}_cost_usd`
  ),
  "latency",
  "time_to_first_token"
]

/** Events whose name begins with `$ai_`. The properties that are columns stay in `properties` as well. */
export const aiEventsTable: LogicalTable = {
  name: "ai_events",
  description: "Calls of models, spans and traces: the events whose names begin with `$ai_`.",
  kind: "posthog",
  source: {
    kind: "stored",
    table: "events",
    where: [call("startsWith", storedColumn("event"), literal("$ai_"))]
  },
  columns: [
    stored("uuid", "UUID", "Identifies the event."),
    stored("event", "String", "The event's name, such as `$ai_generation`."),
    stored("timestamp", "DateTime", "When it happened."),
    stored("distinct_id", "String", "The id the sender gave to the person."),
    stored("person_id", "UUID", "The person as stored on the event."),
    stored("properties", "JSON", "What was captured with the event.", { properties: "event" }),
    refused("retention_days", "How long it is kept.", "The column `retention_days`"),
    derived(
      "trace_id",
      "String",
      "The property `$ai_trace_id`, or empty.",
      call("JSONExtractString", rowColumn("properties"), literal("$ai_trace_id"))
    ),
    ...texts.map(ofType("String")),
    ...counts.map(ofType("Integer")),
    ...measures.map(ofType("Float")),
    derived(
      "is_error",
      "Boolean",
      "Whether it failed: the property `$ai_is_error` is true.",
      call("toBool", call("in", raw("is_error"), call("tuple", literal("true"), literal('"true"'))))
    ),
    ...["error", "error_type", "error_normalized"].map(ofType("String")),
    ...["input", "output", "output_choices", "input_state", "output_state", "tools"].map(document),
    stored("team_id", "Integer", "The project.", { hidden: true }),
    join("pdi", "The person the distinct id belongs to now.", {
      table: "person_distinct_ids",
      type: "INNER JOIN",
      from: "distinct_id",
      to: "distinct_id"
    }),
    traverser("person", "The person the distinct id belongs to now.", ["pdi", "person"])
  ]
}
