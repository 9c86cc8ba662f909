import { afterAll, describe, expect, it } from "vitest"
import { createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const week = "timestamp >= now() - interval 7 day"

describe("cost", () => {
  it.each([
    ["select 1", "none"],
    ["select number from numbers(5)", "none"],
    ["select count() from persons", "low"],
    ["select name from system.insights", "low"],
    [`select count() from events where ${week}`, "medium"],
    [`select count() from events e join persons p on e.person_id = p.id where e.${week}`, "medium"],
    ["select count() from events", "high"],
    ["select count() from sessions", "high"],
    [`select count() from events where ${week} union all select count() from events`, "high"],
    [
      `select count() from events e join sessions s on e.$session_id = s.session_id where e.${week} and s.$start_timestamp > now()`,
      "high"
    ],
    ["select count() from events e join events f on e.uuid = f.uuid", "extreme"],
    [`select count() from events e cross join persons p where e.${week}`, "extreme"],
    ["not hogql", "none"]
  ])("of %s is %s", async (query, expected) => {
    expect((await compiler.check(query, project)).cost.class).toBe(expected)
  })

  it("is a number too when the tables' rows are known", async () => {
    const costOf = async (query: string, tableRows: Record<string, number>) =>
      (await compiler.check(query, { ...project, tableRows })).cost
    const query = "select count() from events where person_id in (select id from persons)"
    expect(await costOf(query, { events: 5000, persons: 10 })).toEqual({
      class: "low",
      reasons: [],
      rows: 5010
    })
    expect(await costOf(query, { events: 2e9, persons: 10 })).toMatchObject({
      class: "high",
      rows: 2_000_000_010
    })
    expect(await costOf(query, { persons: 10 })).not.toHaveProperty("rows")
    expect(await costOf(`select count() from events where ${week}`, { events: 3e8 })).toMatchObject({
      class: "high"
    })
  })
})
