import { describe, expect, it } from "vitest"
import { logicalTables } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { rows, compiler, compile } = compileAndRun()

describe("system.information_schema", () => {
  it("lists every table", async () => {
    expect(
      await rows("select table_name from system.information_schema.tables order by table_name limit 1000")
    ).toEqual(logicalTables.map(({ name }) => [name]).sort())
    expect(
      await rows(
        "select table_schema, table_type, description, row_count from system.information_schema.tables where table_name in ('events', 'system.cohorts') order by table_name"
      )
    ).toEqual([
      ["public", "posthog", "Everything that was captured, one row per event.", null],
      ["system", "system", "Cohorts.", null]
    ])
  })

  it("lists columns in their order, those behind a prefix included", async () => {
    expect(
      await rows(
        "select column_name, data_type, is_nullable, field_kind from system.information_schema.columns where table_name = 'groups' order by ordinal_position"
      )
    ).toEqual([
      ["index", "Integer", false, "column"],
      ["key", "String", false, "column"],
      ["created_at", "DateTime", false, "column"],
      ["updated_at", "DateTime", false, "column"],
      ["properties", "JSON", false, "column"]
    ])
    expect(
      await rows(
        "select column_name, data_type, field_kind from system.information_schema.columns where table_name = 'events' and (column_name = 'person_id' or column_name = 'poe' or column_name = 'poe.created_at') order by column_name"
      )
    ).toEqual([
      ["person_id", "UUID", "expression"],
      ["poe", "VirtualTable", "virtual_table"],
      ["poe.created_at", "DateTime", "column"]
    ])
    expect(
      await rows(
        "select count() from system.information_schema.columns where column_name = 'team_id' or ordinal_position < 1"
      )
    ).toEqual([[0]])
  })

  it("names every column that it lists as a column that can be read", async () => {
    const listed = await rows(
      "select table_name, column_name from system.information_schema.columns where field_kind != 'virtual_table' limit 5000"
    )
    expect(listed.length).toBeGreaterThan(250)
    for (const [table, column] of listed.filter(([table]) => table !== "numbers")) {
      const path = String(column)
        .split(".")
        .map((part) => `\`${part}\``)
        .join(".")
      await expect(compile(`select ${path} from ${String(table)}`)).resolves.toBeTruthy()
    }
  })

  it("tells how to get from one table to another", async () => {
    expect(
      await rows(
        "select source_column, target_table, target_column, relationship_kind, via from system.information_schema.relationships where source_table = 'events' and (via = 'pdi' or via = 'group_0' or relationship_kind = 'field_traverser') order by source_column",
        { groupTypes: [{ index: 0, name: "organization" }] }
      )
    ).toEqual([
      ["$group_0", "groups", "key", "lazy_join", "group_0"],
      ["distinct_id", "person_distinct_ids", "distinct_id", "lazy_join", "pdi"],
      ["organization", "events", "group_0", "field_traverser", null],
      ["person", "events", "poe", "field_traverser", null]
    ])
  })

  it("explains the types", async () => {
    expect(
      await rows(
        "select type_name from system.information_schema.data_types where description like '%list%' limit 5"
      )
    ).toEqual([["Array"]])
    expect(
      await rows(
        "select count() from system.information_schema.columns c left join system.information_schema.data_types t on c.data_type = t.type_name where t.type_name = ''"
      )
    ).toEqual([[0]])
  })

  it("is given to programs as well", async () => {
    const tables = await compiler().tables({
      projectId: 1,
      groupTypes: [{ index: 1, name: "team" }],
      views: [
        { name: "good", query: "select event, count() as times from events group by event" },
        { name: "bad", query: "select nope from events" }
      ]
    })
    expect(tables.find(({ name }) => name === "events")?.columns.map(({ name }) => name)).toContain("team")
    expect(tables.find(({ name }) => name === "good")?.columns.map(({ name, type }) => [name, type])).toEqual(
      [
        ["event", "String"],
        ["times", "Integer"]
      ]
    )
    expect(tables.find(({ name }) => name === "bad")?.columns).toEqual([])
  })
})
