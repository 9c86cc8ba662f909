import { describe, expect, it } from "vitest"
import { logicalTables } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { rows, compile, run } = compileAndRun()

const empty = logicalTables.filter(({ source }) => source.kind === "empty")

describe("tables of objects that do not exist here", () => {
  it("are those of PostHog", () => {
    expect(empty.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "system.activity_logs",
        "system.batch_exports",
        "system.error_tracking_issues",
        "system.hog_functions",
        "system.review_queue_items",
        "heatmaps"
      ])
    )
    for (const { name, columns } of empty) {
      expect(name).toMatch(/^(system\.)?[a-z_]+$/)
      for (const column of columns.filter(({ source }) => source.kind !== "refused")) {
        expect(column.name).toMatch(/^[a-z_]+$/)
        expect(column.type).not.toBe("Unknown")
      }
    }
  })

  it.each(empty.map(({ name }) => name))("%s has no rows and can be read whole", async (name) => {
    const compiled = await compile(`select * from ${name}`)
    expect(compiled.columns.length).toBeGreaterThan(1)
    expect(run(compiled)).toEqual([])
    expect(await rows(`select count() from ${name}`)).toEqual([[0]])
  })

  it("have types", async () => {
    const { columns } = await compile(
      "select id, name, insight_id, enabled, condition, created_at from system.alerts"
    )
    expect(columns.map(({ type, nullable }) => [type, nullable])).toEqual([
      ["String", false],
      ["String", true],
      ["Integer", true],
      ["Boolean", true],
      ["JSON", true],
      ["DateTime", true]
    ])
    expect(
      await rows(
        "select categorical_values[1], toTypeName(categorical_values), numeric_value + 1 from system.trace_review_scores"
      )
    ).toEqual([])
    expect(
      await rows(
        "select filters.events.1.id, toStartOfDay(created_at) as day from system.hog_functions order by day"
      )
    ).toEqual([])
  })

  it("join like tables that have rows", async () => {
    expect(
      await rows(
        "select e.event, i.status, i.id from events e left join system.error_tracking_issues i on i.id = toString(e.issue_id) order by e.timestamp limit 1"
      )
    ).toEqual([["$pageview", null, ""]])
    expect(
      await rows("select count() from events e join system.error_tracking_issues i on i.name = e.event")
    ).toEqual([[0]])
    expect(
      await rows(
        "select count() from system.alerts a right join events e on a.name = e.event where e.event in (select name from system.hog_flows) = false"
      )
    ).toEqual([[10]])
  })

  it("say so in the catalogue", async () => {
    expect(
      await rows(
        "select table_schema, description from system.information_schema.tables where table_name = 'system.hog_flows'"
      )
    ).toEqual([["system", "Workflows. Always empty here."]])
    expect(
      await rows(
        "select column_name, data_type, description from system.information_schema.columns where table_name = 'system.error_tracking_issue_fingerprints' order by ordinal_position"
      )
    ).toEqual([
      ["id", "String", "Identifies it in the project."],
      ["issue_id", "String", "Which issue it belongs to."],
      ["fingerprint", "String", "Its fingerprint."],
      ["first_seen", "DateTime", "A time: first seen."]
    ])
  })

  it("know their columns", async () => {
    await expect(compile("select enabld from system.hog_functions")).rejects.toMatchObject({
      reason: { _tag: "UnknownColumn", suggestion: "enabled" }
    })
  })
})
