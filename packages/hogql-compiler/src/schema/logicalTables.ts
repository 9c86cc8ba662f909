import { aiEventsTable } from "./aiEventsTable.ts"
import { catalogTables } from "./catalogTables.ts"
import { stored } from "./columns.ts"
import { emptyTables } from "./emptyTables.ts"
import { eventsTable } from "./eventsTable.ts"
import { groupTables } from "./groupsTable.ts"
import type { LogicalTable } from "./LogicalTable.ts"
import { personTables } from "./personTables.ts"
import { queryLogTables } from "./queryLogTable.ts"
import { rawSessionsTable } from "./rawSessionsTable.ts"
import { replayTables } from "./replayTables.ts"
import { sessionsTable } from "./sessionsTable.ts"
import { systemTables } from "./systemTables.ts"

const numbersTable: LogicalTable = {
  name: "numbers",
  description: "The numbers from 0 up: `numbers(count)`, or `numbers(start, count)`.",
  kind: "posthog",
  source: { kind: "numbers" },
  columns: [stored("number", "Integer", "The number.")]
}

const isShown = (table: LogicalTable): boolean => table.hidden !== true

const all: readonly LogicalTable[] = [
  eventsTable("person_id_override_properties_on_events"),
  ...personTables,
  ...groupTables,
  sessionsTable,
  rawSessionsTable,
  ...replayTables,
  ...queryLogTables,
  aiEventsTable,
  ...systemTables,
  ...emptyTables,
  ...catalogTables,
  numbersTable
]

/**
 * Every table that HogQL can read in a project without group types, warehouse tables and saved views, in the order in which they are
 * shown. Persons are found as PostHog does by default.
 *
 * @since 0.1.0
 */
export const logicalTables: readonly LogicalTable[] = all.filter(isShown)

const byName: ReadonlyMap<string, LogicalTable> = new Map(all.map((table) => [table.name, table]))

/** The table that every project has under that name, hidden ones included; `posthog.events` is `events`. */
export const logicalTable = (name: string): LogicalTable | undefined =>
  byName.get(name.startsWith("posthog.") ? name.slice("posthog.".length) : name)

/** Tables of what PostHog ingests or computes and nothing here can; they are refused by name, since empty would be no answer. */
export const absentTables: ReadonlySet<string> = new Set([
  "app_metrics",
  "cohort_membership",
  "document_embeddings",
  "exchange_rate",
  "groups_revenue_analytics",
  "hog_invocation_results",
  "logs",
  "log_attributes",
  "marketing_costs_precomputed",
  "metrics",
  "persons_revenue_analytics",
  "pg_embeddings",
  "precalculated_events",
  "precalculated_person_properties",
  "preaggregation_results",
  "raw_sessions_v3",
  "session_replay_features",
  "trace_attributes",
  "trace_spans",
  "web_pre_aggregated_bounces",
  "web_pre_aggregated_stats"
])
