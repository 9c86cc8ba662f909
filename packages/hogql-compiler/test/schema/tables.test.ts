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
      "group_4"
    ])
  })

  it("are created one statement each", () => {
    expect(createTableStatements()).toHaveLength(physicalTables.length)
    for (const statement of createTableStatements())
      expect(statement).toMatch(/^CREATE TABLE IF NOT EXISTS `\w+` \(/)
  })
})

describe("logicalTables", () => {
  it("are these", () => {
    expect(logicalTables.map((table) => table.name)).toEqual([
      "events",
      "persons",
      "sessions",
      "person_distinct_ids",
      "cohort_people",
      "static_cohort_people",
      "system.insights",
      "system.cohorts",
      "system.feature_flags",
      "system.annotations",
      "system.experiments",
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
