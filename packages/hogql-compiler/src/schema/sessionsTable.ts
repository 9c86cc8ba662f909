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
import { channelType } from "./channelColumns.ts"
import { grouped, storedColumn } from "./columns.ts"
import { hotProperties } from "./hotProperties.ts"
import { type LogicalColumn, type LogicalTable, storedRows } from "./LogicalTable.ts"

/** PostHog's default: a session of one page that lasts this long is no bounce. */
const bounceSeconds = 10

/** A property of an event; an empty text and the text `null` are none. */
export const sessionProperty = (key: string): Sql => {
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
const urls = call("arraySort", call("groupUniqArray", sessionProperty("$current_url")))
const countOf = (event: string): Sql => call("countIf", call("equals", storedColumn("event"), literal(event)))
/** Pages, screens and clicks: what somebody does in a session. */
export const isInteraction = call(
  "in",
  storedColumn("event"),
  call("tuple", ...["$pageview", "$screen", "$autocapture"].map(literal))
)
const interactions = call("countIf", isInteraction)
/** The session's UUID; NULL when its id is none. */
export const sessionUuid = call("accurateCastOrNull", storedColumn("session_id"), literal("UUID"))
export const sessionNumber = call("toUInt128", sessionUuid)
// A UUID of version 7 begins with the milliseconds since 1970.
const sessionMoment = call(
  "if",
  call("equals", call("substring", call("toString", sessionUuid), number(15), number(1)), literal("7")),
  call(
    "fromUnixTimestamp64Milli",
    call("toInt64", call("bitShiftRight", call("ifNull", sessionNumber, number(0)), number(80))),
    literal("UTC")
  ),
  nullValue
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

/** The marks that advertisements leave in links. */
export const adIds = [
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
  "epik",
  "qclid",
  "sccid",
  "_kx",
  "irclid"
] as const

const entryProperties = [
  ["$entry_referring_domain", "$referring_domain"],
  ["$entry_referrer", "$referrer"],
  ...["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", ...adIds].map(
    (key) => [`$entry_${key}`, key] as const
  )
] as const

const entryUrl = first(sessionProperty("$current_url"))
const endUrl = last(sessionProperty("$current_url"))
const largestPaint = call("toFloat64OrNull", sessionProperty("$web_vitals_LCP_value"))

const counts = [
  ["$pageview_count", "$pageview"],
  ["$autocapture_count", "$autocapture"],
  ["$screen_count", "$screen"]
] as const

const identity: readonly LogicalColumn[] = [
  grouped("session_id", "String", "Identifies the session.", storedColumn("session_id")),
  grouped("id", "String", "The same as `session_id`.", storedColumn("session_id"), { hidden: true }),
  grouped("session_id_v7", "Integer", "The session's UUID as a number.", sessionNumber, {
    nullable: true,
    hidden: true
  }),
  grouped(
    "session_timestamp",
    "DateTime",
    "The time its UUID was made at; null unless it is of version 7.",
    sessionMoment,
    { nullable: true, hidden: true }
  ),
  grouped("team_id", "Integer", "The project.", call("any", storedColumn("team_id")), { hidden: true }),
  grouped("distinct_id", "String", "The last distinct id seen in it.", last(storedColumn("distinct_id"))),
  grouped("person_id", "UUID", "The person of its last event.", last(storedColumn("person_id")), {
    hidden: true
  })
]

const times: readonly LogicalColumn[] = [
  grouped("$start_timestamp", "DateTime", "When its first event happened.", start),
  grouped("$end_timestamp", "DateTime", "When its last event happened.", end),
  grouped(
    "max_inserted_at",
    "DateTime",
    "When its newest event was stored.",
    call("max", storedColumn("created_at"))
  ),
  grouped("$session_duration", "Integer", "Seconds from first to last event.", duration),
  grouped("duration", "Integer", "The same as `$session_duration`.", duration, { hidden: true })
]

const pages: readonly LogicalColumn[] = [
  grouped("$urls", "Array", "The different URLs seen, sorted.", urls, { element: "String" }),
  grouped("$num_uniq_urls", "Integer", "How many different URLs were seen.", call("length", urls)),
  maybe("$entry_current_url", "URL of the first page.", entryUrl),
  maybe("$entry_pathname", "Path of the first page.", call("path", entryUrl)),
  maybe("$entry_hostname", "Host of the first page.", call("domain", entryUrl)),
  maybe("$end_current_url", "URL of the last page.", endUrl),
  maybe("$end_pathname", "Path of the last page.", call("path", endUrl)),
  maybe("$end_hostname", "Host of the last page.", call("domain", endUrl)),
  maybe("$exit_current_url", "The same as `$end_current_url`.", endUrl, true),
  maybe("$exit_pathname", "The same as `$end_pathname`.", call("path", endUrl), true),
  maybe(
    "$last_external_click_url",
    "The last link followed to another site.",
    last(sessionProperty("$external_click_url"))
  )
]

const origin: readonly LogicalColumn[] = [
  ...entryProperties.map(([name, key]) =>
    maybe(name, `\`${key}\` at the start.`, first(sessionProperty(key)))
  ),
  ...adIds.map((key) =>
    grouped(
      `$entry_has_${key}`,
      "Boolean",
      `Whether \`${key}\` was there at the start.`,
      call("toBool", call("isNotNull", first(sessionProperty(key)))),
      { hidden: true }
    )
  ),
  grouped(
    "$channel_type",
    "String",
    "The channel it came through, such as `Organic Search`.",
    channelType({
      campaign: first(sessionProperty("utm_campaign")),
      medium: first(sessionProperty("utm_medium")),
      source: first(sessionProperty("utm_source")),
      referringDomain: first(sessionProperty("$referring_domain")),
      gclid: first(sessionProperty("gclid")),
      fbclid: first(sessionProperty("fbclid")),
      gadSource: first(sessionProperty("gad_source"))
    })
  )
]

const activity: readonly LogicalColumn[] = [
  ...counts.map(([name, event]) =>
    grouped(name, "Integer", `How many \`${event}\` events it has.`, countOf(event))
  ),
  grouped(
    "$page_screen_autocapture_count_up_to",
    "Integer",
    "How many pages, screens and clicks it has, counted up to 2.",
    call("least", interactions, number(2)),
    { hidden: true }
  ),
  grouped(
    "$is_bounce",
    "Boolean",
    `One page, screen or click at most and under ${bounceSeconds} seconds; null when it has none.`,
    isBounce,
    { nullable: true }
  ),
  grouped(
    "$vitals_lcp",
    "Float",
    "Milliseconds until the largest part of its first page was painted.",
    first(largestPaint),
    { nullable: true }
  )
]

export const sessionsTable: LogicalTable = {
  name: "sessions",
  description: "Sessions, derived from the events that share a `$session_id`.",
  kind: "posthog",
  source: {
    kind: "grouped",
    table: "events",
    where: [call("notEquals", storedColumn("session_id"), literal(""))],
    groupBy: ["session_id"],
    having: []
  },
  columns: [...identity, ...times, ...pages, ...origin, ...activity]
}
