/**
 * Sessions, grouped from the events that carry the same `$session_id`.
 *
 * PostHog keeps them pre-aggregated; here they are derived, so a column that events cannot answer is refused. Entry values are those
 * of the first event that has one, end values those of the last; an empty text and the text `null` count as absent.
 *
 * @see https://posthog.com/docs/data/sessions
 */
import { propertyAccess } from "../print/propertyAccess.ts"
import { call, column, literal, nullValue, number, type Sql } from "../print/Sql.ts"
import { grouped, refused, storedColumn } from "./columns.ts"
import { hotProperties } from "./hotProperties.ts"
import { type LogicalColumn, type LogicalTable, storedRows } from "./LogicalTable.ts"

/** PostHog's default: a session of one page that lasts this long is no bounce. */
const bounceSeconds = 10

const property = (key: string): Sql => {
  const hot = hotProperties.get(key)
  const value =
    hot === undefined ? propertyAccess(storedColumn("properties"), [literal(key)]) : column(storedRows, hot)
  return call("nullIf", call("nullIf", value, literal("")), literal("null"))
}

// The uuid breaks ties, so that the answer does not depend on the order in which ClickHouse reads.
const moment = call("tuple", storedColumn("timestamp"), storedColumn("uuid"))
const first = (value: Sql): Sql => call("argMin", value, moment)
const last = (value: Sql): Sql => call("argMax", value, moment)

const start = call("min", storedColumn("timestamp"))
const end = call("max", storedColumn("timestamp"))
const duration = call("dateDiff", literal("second"), start, end)
const urls = call("arraySort", call("groupUniqArray", property("$current_url")))
const countOf = (event: string): Sql => call("countIf", call("equals", storedColumn("event"), literal(event)))
const interactions = call(
  "countIf",
  call("in", storedColumn("event"), call("tuple", ...["$pageview", "$screen", "$autocapture"].map(literal)))
)
const isBounce = call(
  "multiIf",
  call("equals", interactions, number(0)),
  nullValue,
  call(
    "or",
    call("greater", interactions, number(1)),
    call("greaterOrEquals", duration, number(bounceSeconds))
  ),
  { kind: "boolean", value: false },
  { kind: "boolean", value: true }
)

const maybe = (name: string, description: string, value: Sql, hidden = false): LogicalColumn =>
  grouped(name, "String", description, value, { nullable: true, hidden })

const entryProperties = [
  ["$entry_referring_domain", "$referring_domain"],
  ["$entry_referrer", "$referrer"],
  ...["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"].map(
    (key) => [`$entry_${key}`, key] as const
  ),
  ...[
    "gclid",
    "gad_source",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "msclkid",
    "twclid",
    "li_fat_id",
    "mc_cid",
    "igshid",
    "ttclid",
    "_kx",
    "irclid"
  ].map((key) => [`$entry_${key}`, key] as const)
] as const

const entryUrl = first(property("$current_url"))
const endUrl = last(property("$current_url"))

export const sessionsTable: LogicalTable = {
  name: "sessions",
  description: "Sessions, derived from the events that share a `$session_id`.",
  source: {
    kind: "grouped",
    table: "events",
    where: [call("notEquals", storedColumn("session_id"), literal(""))],
    groupBy: ["session_id"],
    having: []
  },
  columns: [
    grouped("session_id", "String", "Identifies the session.", storedColumn("session_id")),
    grouped("id", "String", "The same as `session_id`.", storedColumn("session_id"), { hidden: true }),
    grouped("distinct_id", "String", "The last distinct id seen in it.", last(storedColumn("distinct_id"))),
    grouped("$start_timestamp", "DateTime", "When its first event happened.", start),
    grouped("$end_timestamp", "DateTime", "When its last event happened.", end),
    grouped(
      "max_inserted_at",
      "DateTime",
      "When its newest event was stored.",
      call("max", storedColumn("created_at"))
    ),
    grouped("$session_duration", "Integer", "Seconds from first to last event.", duration),
    grouped("duration", "Integer", "The same as `$session_duration`.", duration, { hidden: true }),
    grouped("$urls", "Array", "The different URLs seen, sorted.", urls),
    grouped("$num_uniq_urls", "Integer", "How many different URLs were seen.", call("length", urls)),
    maybe("$entry_current_url", "URL of the first page.", entryUrl),
    maybe("$entry_pathname", "Path of the first page.", call("path", entryUrl)),
    maybe("$entry_hostname", "Host of the first page.", call("domain", entryUrl)),
    maybe("$end_current_url", "URL of the last page.", endUrl),
    maybe("$end_pathname", "Path of the last page.", call("path", endUrl)),
    maybe("$end_hostname", "Host of the last page.", call("domain", endUrl)),
    maybe("$exit_current_url", "The same as `$end_current_url`.", endUrl, true),
    maybe("$exit_pathname", "The same as `$end_pathname`.", call("path", endUrl), true),
    ...entryProperties.map(([name, key]) => maybe(name, `\`${key}\` at the start.`, first(property(key)))),
    maybe(
      "$last_external_click_url",
      "The last link followed to another site.",
      last(property("$external_click_url"))
    ),
    grouped("$pageview_count", "Integer", "How many `$pageview` events it has.", countOf("$pageview")),
    grouped(
      "$autocapture_count",
      "Integer",
      "How many `$autocapture` events it has.",
      countOf("$autocapture")
    ),
    grouped("$screen_count", "Integer", "How many `$screen` events it has.", countOf("$screen")),
    grouped(
      "$is_bounce",
      "Boolean",
      `One page, screen or click at most and under ${bounceSeconds} seconds; null when it has none.`,
      isBounce,
      { nullable: true }
    ),
    refused("$channel_type", "The kind of channel it came through.", "The column `$channel_type`")
  ]
}
