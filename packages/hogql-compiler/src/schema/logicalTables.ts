import { catalogTables } from "./catalogTables.ts"
import { stored } from "./columns.ts"
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
  ...systemTables,
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

/** Tables PostHog has and nothing here can fill; they are refused by name. */
export const absentTables: ReadonlySet<string> = new Set([
  "ai_events",
  "app_metrics",
  "cohort_membership",
  "document_embeddings",
  "error_tracking_issue_fingerprint_overrides",
  "exchange_rate",
  "groups_revenue_analytics",
  "heatmaps",
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
  "web_pre_aggregated_stats",
  ...[
    "accounts",
    "activity_logs",
    "alerts",
    "batch_exports",
    "batch_export_backfills",
    "cohort_calculation_history",
    "dashboard_tiles",
    "data_modeling_endpoint_versions",
    "data_modeling_endpoints",
    "data_modeling_jobs",
    "data_warehouse_sources",
    "error_tracking_issue_assignments",
    "error_tracking_issue_fingerprints",
    "error_tracking_issues",
    "error_tracking_releases",
    "error_tracking_symbol_sets",
    "evaluations",
    "exports",
    "file_system",
    "hog_flows",
    "hog_functions",
    "ingestion_warnings",
    "integrations",
    "session_recording_playlists",
    "session_recordings",
    "source_schemas",
    "source_sync_jobs",
    "support_tickets",
    "tags",
    "task_runs",
    "tasks",
    "usage_metrics"
  ].map((name) => `system.${name}`)
])
