import { afterAll, describe, expect, it } from "vitest"
import { type CheckResult, createCompiler, HogqlCompileError } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const check = (query: string): Promise<CheckResult> => compiler.check(query, project)

/** The text after the first fix. */
const fixed = (query: string, { errors: [error] }: CheckResult): string =>
  query.slice(0, error!.fix!.start) + error!.fix!.text + query.slice(error!.fix!.end)

describe("check", () => {
  it("finds nothing wrong with a good query, and names its tables", async () => {
    expect(
      await check(
        "select count() from events e join persons p on e.person_id = p.id where e.timestamp > now() - interval 1 day limit 5"
      )
    ).toEqual({
      isValid: true,
      errors: [],
      warnings: [],
      notices: [],
      tables: ["events", "persons"],
      columns: [{ name: "count()", type: "Integer", nullable: false }],
      functions: ["count", "now", "toIntervalDay"],
      cost: { class: "medium", reasons: ["Events are read, though not all of them."] }
    })
  })

  it("tells a name in double quotes that is meant as a text", async () => {
    const query = `select dateDiff("day", timestamp, now()) from events where timestamp > now() - interval 1 day`
    const [error] = (await check(query)).errors
    expect(error?.message).toContain("A text stands in single quotes: 'day'.")
    expect(error?.fix).toEqual({ start: 16, end: 21, text: "'day'", isSafe: false })
    const [named] = (await check('select "evnt" from events')).errors
    expect(named?.fix?.text).toBe("event")
  })

  it("says what is wrong with a bad text instead of rejecting", async () => {
    for (const query of [
      "",
      "select",
      "select 1; select 2",
      "drop table events",
      "select evnt from events"
    ]) {
      const result = await check(query)
      expect(result.isValid).toBe(false)
      expect(result.errors).toHaveLength(1)
    }
  })

  it.each([
    ["select evnt from events", "select event from events"],
    ["select e.evnt from events e", "select e.event from events e"],
    ["select cuont() from events", "select count() from events"],
    ["select count() from evnts", "select count() from events"],
    ["select properties.size > 5 from events", "select toFloat(properties.size) > 5 from events"],
    ["select sum(properties.size) from events", "select sum(toFloat(properties.size)) from events"],
    ["select 2 * properties.size from events", "select 2 * toFloat(properties.size) from events"],
    ["select properties.size = true from events", "select properties.size = 'true' from events"]
  ])("offers a fix for %s that compiles", async (query, better) => {
    expect(fixed(query, await check(query))).toBe(better)
    expect((await check(better)).isValid).toBe(true)
  })

  it("warns about every clause that PostHog's parser drops, with its place, and stays valid", async () => {
    const query =
      "select '😀', event, count() from events where timestamp > now() group by event with totals order by event nulls first limit 5"
    const { isValid, errors, warnings } = await check(query)
    expect({ isValid, errors }).toEqual({ isValid: true, errors: [] })
    expect(warnings.map(({ start, end }) => query.slice(start, end))).toEqual(["with totals", "nulls first"])
    expect((await compiler.compile(query, project)).warnings).toEqual(warnings)
  })

  it("keeps the warnings about dropped clauses beside an error", async () => {
    const query = "select evnt from events where timestamp > now() order by event nulls first"
    const { isValid, errors, warnings } = await check(query)
    expect(isValid).toBe(false)
    expect(errors).toHaveLength(1)
    expect(warnings.map(({ start, end }) => query.slice(start, end))).toEqual(["nulls first"])
  })

  it("refuses a mistyped WHERE, which the parser takes for an alias", async () => {
    const query = "select count() from events wher is_test"
    const { isValid, errors } = await check(query)
    expect(isValid).toBe(false)
    expect(errors.map(({ start, end }) => query.slice(start, end))).toEqual(["wher"])
    await expect(compiler.compile(query, project)).rejects.toMatchObject({ reason: { _tag: "NotSupported" } })
  })

  it("warns about reading all events, and tells the default limit", async () => {
    const query = "select event from events"
    const { isValid, warnings, notices } = await check(query)
    expect(isValid).toBe(true)
    expect(warnings.map(({ start, end }) => query.slice(start, end))).toEqual(["events"])
    expect(notices.map(({ message }) => message)).toEqual(["Without LIMIT at most 100 rows come back."])
  })

  it("offers no fix inside a list given as a value, where there is nothing to replace", async () => {
    const { errors } = await compiler.check("select event from events where properties.x in {list}", {
      ...project,
      values: { list: [true] }
    })
    expect(errors).toHaveLength(1)
    expect(errors[0]?.fix).toBeUndefined()
  })

  it("rejects only when the compiler is closed", async () => {
    const closed = createCompiler()
    await closed.close()
    await expect(closed.check("select 1", project)).rejects.toBeInstanceOf(HogqlCompileError)
    await expect(closed.compile("select 1", project)).rejects.toMatchObject({
      reason: { _tag: "CompilerClosed" }
    })
  })
})

describe("compile", () => {
  it("names columns as PostHog does", async () => {
    const { columns } = await compiler.compile(
      `select event, e.distinct_id, properties.$browser, properties.a.b, person.properties.email, count(), count(distinct person_id),
              1 + 2, event = 'x', 'a' || event, toStartOfDay(timestamp), quantile(0.5)(1), any(event) as first
       from events e group by all_of, event, e.distinct_id`.replace(
        "group by all_of, event, e.distinct_id",
        "group by 1, 2, 3, 4, 5, 11"
      ),
      project
    )
    expect(columns.map(({ name }) => name)).toEqual([
      "event",
      "distinct_id",
      "$browser",
      "a__b",
      "email",
      "count()",
      "count(DISTINCT person_id)",
      "plus(1, 2)",
      "equals(event, 'x')",
      "concat('a', event)",
      "toStartOfDay(timestamp)",
      "quantile(0.5)(1)",
      "first"
    ])
  })

  it("gives the query as normalised HogQL", async () => {
    const { hogql } = await compiler.compile("select  event\nfrom events -- all of them", project)
    expect(hogql).toBe("SELECT event FROM events")
    expect(await compiler.format(hogql)).toBe("SELECT event\nFROM events")
  })

  it("warns as check does", async () => {
    const { warnings } = await compiler.compile("select event from events", project)
    expect(warnings).toEqual((await compiler.check("select event from events", project)).warnings)
    expect(warnings).toMatchObject([{ start: 18, end: 24 }])
    const bounded = await compiler.compile("select event from events where timestamp > now()", project)
    expect(bounded.warnings).toEqual([])
  })

  it("lists tables and functions, joined tables included", async () => {
    const { tables, functions } = await compiler.compile(
      "select count(), upper(session.$entry_pathname) as p, any(pdi.person.id) from events group by p",
      project
    )
    expect(tables).toEqual(["events", "person_distinct_ids", "persons", "sessions"])
    expect(functions).toEqual(["any", "count", "upper"])
  })

  it("refuses a project, zone or limit that makes no sense", async () => {
    for (const context of [
      { projectId: 1.5 },
      { projectId: 1, timezone: "Mars/Base" },
      { projectId: 1, defaultLimit: -1 }
    ]) {
      await expect(compiler.compile("select 1", context)).rejects.toMatchObject({
        reason: { _tag: "InputRefused" }
      })
    }
  })
})
