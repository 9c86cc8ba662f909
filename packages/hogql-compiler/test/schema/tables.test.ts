import { describe, expect, it } from "vitest"
import { createTableStatements, logicalTables, physicalTables } from "../../src/index.ts"

describe("physicalTables", () => {
  it("start every sort key with the project", () => {
    for (const table of physicalTables) expect(table.orderBy[0]).toBe("team_id")
  })

  it("keep `$` out of column names, which chDB's row insert refuses", () => {
    for (const table of physicalTables) {
      for (const column of table.columns) expect(column.name).toMatch(/^[a-z_][a-z0-9_]*$/)
    }
  })

  it("take these columns from a writer of events", () => {
    const events = physicalTables.find((table) => table.name === "events")
    expect(events?.columns.filter((column) => column.insertable).map((column) => column.name)).toEqual([
      "team_id",
      "uuid",
      "event",
      "properties",
      "timestamp",
      "created_at",
      "distinct_id",
      "elements_chain",
      "person_id",
      "person_properties",
      "person_created_at",
      "person_mode",
      "group_0",
      "group_1",
      "group_2",
      "group_3",
      "group_4",
      ...[0, 1, 2, 3, 4].flatMap((index) => [`group${index}_properties`, `group${index}_created_at`])
    ])
  })

  it("are created one statement each", () => {
    expect(createTableStatements()).toHaveLength(physicalTables.length)
    for (const statement of createTableStatements())
      expect(statement).toMatch(/^CREATE TABLE IF NOT EXISTS `\w+` \(/)
  })
})

describe("logicalTables", () => {
  it("are these, and those that are always empty", () => {
    const filled = logicalTables.filter(({ source }) => source.kind !== "empty")
    expect(filled.map((table) => table.name)).toEqual([
      "events",
      "persons",
      "person_distinct_ids",
      "person_distinct_id_overrides",
      "cohort_people",
      "static_cohort_people",
      "groups",
      "sessions",
      "session_replay_events",
      "log_entries",
      "console_logs_log_entries",
      "batch_export_log_entries",
      "query_log",
      "ai_events",
      "system.insights",
      "system.cohorts",
      "system.feature_flags",
      "system.annotations",
      "system.experiments",
      "system.dashboards",
      "system.actions",
      "system.surveys",
      "system.insight_variables",
      "system.group_type_mappings",
      "system.groups",
      "system.teams",
      "system.data_modeling_views",
      "system.data_warehouse_tables",
      "system.notebooks",
      "system.early_access_features",
      "system.information_schema.tables",
      "system.information_schema.columns",
      "system.information_schema.relationships",
      "system.information_schema.data_types",
      "numbers"
    ])
  })

  it("describe every table and column, once each", () => {
    for (const table of logicalTables) {
      expect(table.description).toMatch(/\.$/)
      const names = table.columns.map((column) => column.name)
      expect(new Set(names).size).toBe(names.length)
      for (const column of table.columns) expect(column.description).not.toBe("")
    }
  })
})
