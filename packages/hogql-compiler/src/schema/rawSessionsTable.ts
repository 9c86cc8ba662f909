/**
 * PostHog's pre-aggregated sessions: times and URLs as they are, the rest as states that a Merge function finishes, as in
 * `argMinMerge(entry_url)` and `uniqMerge(pageview_uniq)`. Only sessions whose id is a UUID are in it.
 */
import { call, literal, number, type Sql } from "../print/Sql.ts"
import { grouped, storedColumn } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"
import { adIds, isInteraction, sessionNumber, sessionProperty, sessionUuid } from "./sessionsTable.ts"

/** A state cannot be shown, so `SELECT *` leaves it out. */
const state = (name: string, description: string, value: Sql): LogicalColumn =>
  grouped(name, "Unknown", `${description} A state.`, value, { nullable: true, hidden: true })

const moment = storedColumn("timestamp")
const first = (value: Sql): Sql => call("argMinState", value, moment)
const last = (value: Sql): Sql => call("argMaxState", value, moment)
const unique = (event: string): Sql =>
  call("uniqStateIf", storedColumn("uuid"), call("equals", storedColumn("event"), literal(event)))

const initial = [
  "$referring_domain",
  "$referrer",
  ...["utm_source", "utm_campaign", "utm_medium", "utm_term", "utm_content", ...adIds]
].map((key) =>
  state(`initial_${key.replace("$", "")}`, `\`${key}\` at the start.`, first(sessionProperty(key)))
)

export const rawSessionsTable: LogicalTable = {
  name: "raw_sessions",
  description: "Sessions with their values as states of aggregate functions.",
  kind: "posthog",
  hidden: true,
  source: {
    kind: "grouped",
    table: "events",
    where: [call("isNotNull", sessionUuid)],
    groupBy: ["session_id"],
    having: []
  },
  columns: [
    grouped("session_id_v7", "Integer", "The session's UUID as a number.", sessionNumber, {
      nullable: true,
      hidden: true
    }),
    grouped("team_id", "Integer", "The project.", call("any", storedColumn("team_id")), { hidden: true }),
    state("distinct_id", "The last distinct id.", last(storedColumn("distinct_id"))),
    grouped("min_timestamp", "DateTime", "When its first event happened.", call("min", moment)),
    grouped("max_timestamp", "DateTime", "When its last event happened.", call("max", moment)),
    grouped(
      "max_inserted_at",
      "DateTime",
      "When its newest event was stored.",
      call("max", storedColumn("created_at"))
    ),
    grouped(
      "urls",
      "Array",
      "The different URLs seen, sorted.",
      call("arraySort", call("groupUniqArray", sessionProperty("$current_url"))),
      { element: "String" }
    ),
    state("entry_url", "URL of the first page.", first(sessionProperty("$current_url"))),
    state("end_url", "URL of the last page.", last(sessionProperty("$current_url"))),
    ...initial,
    state("pageview_uniq", "How many pages.", unique("$pageview")),
    state("autocapture_uniq", "How many clicks.", unique("$autocapture")),
    state("screen_uniq", "How many screens.", unique("$screen")),
    state(
      "last_external_click_url",
      "The last link followed to another site.",
      last(sessionProperty("$external_click_url"))
    ),
    state("page_screen_autocapture_uniq_up_to", "How many pages, screens and clicks, counted up to 2.", {
      kind: "call",
      name: "uniqUpToStateIf",
      params: [number(1)],
      args: [storedColumn("uuid"), isInteraction]
    }),
    state(
      "vitals_lcp",
      "Milliseconds until the largest part of its first page was painted.",
      first(call("toFloat64OrNull", sessionProperty("$web_vitals_LCP_value")))
    )
  ]
}
