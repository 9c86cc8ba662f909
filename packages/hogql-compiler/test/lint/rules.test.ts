/** Each rule both ways: what it is for, and sensible queries that it leaves alone. */
import { afterAll, describe, expect, it } from "vitest"
import { type CompileContext, createCompiler } from "../../src/index.ts"
import { project } from "../store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

/** The pieces of text that a rule points at, warnings before notices. */
const found = async (
  rule: string,
  query: string,
  context?: Partial<CompileContext>
): Promise<readonly string[]> => {
  const { warnings, notices, errors } = await compiler.check(query, { ...project, ...context })
  expect(errors).toEqual([])
  return [...warnings, ...notices]
    .filter((finding) => finding.rule === rule)
    .map(({ start, end }) => query.slice(start, end))
}

const week = "timestamp >= now() - interval 7 day"

describe("NoTimeFilter", () => {
  it("takes a name inside its own alias for the column", async () => {
    const query =
      "select lower(event) as event, concat(event, 'x') as other from events where event = 'a' limit 1"
    expect(await found("NoTimeFilter", query)).toEqual(["events"])
  })

  it.each([
    ["select count() from events", ["events"]],
    ["select count() from events where event = '$pageview'", ["events"]],
    ["select count() from events where timestamp < now()", ["events"]],
    ["select count() from events where timestamp is not null", ["events"]],
    ["select count() from events where not(timestamp > '2024-01-01')", ["events"]],
    ["select count() from events where not (timestamp > '2024-01-01')", ["events"]],
    [`select count() from events where ${week} or event = 'a'`, ["events"]],
    ["select count() from events where event in (select event from events)", ["events", "events"]],
    [`select count() from events e join events f on e.uuid = f.uuid where e.${week}`, ["events"]],
    ["with a as (select event from events) select count() from a", ["events"]],
    [
      `select n from (select count() as n, max(timestamp) as timestamp from events) where ${week}`,
      ["events"]
    ],
    [`select 1 from events where ${week} union all select 1 from events where event = 'a'`, ["events"]],
    ["select event from events where properties.x = 'a' limit 5", ["events"]],
    ["select event, timestamp from events order by timestamp limit 5", ["events"]],
    ["select p.id, count() from persons p join events e on e.person_id = p.id group by p.id", ["events"]]
  ])("is found in %s", async (query, places) => {
    expect(await found("NoTimeFilter", query)).toEqual(places)
  })

  it.each([
    `select count() from events where ${week}`,
    `select count() from events where event = 'a' and (${week} and event != 'b')`,
    "select count() from events where timestamp between '2024-01-01' and '2024-02-01'",
    "select count() from events where toDate(timestamp) = today()",
    "select count() from events where toStartOfDay(timestamp) in ('2024-01-01', '2024-01-02')",
    "select count() from events where now() - interval 1 day < timestamp",
    "select count() from events where dateDiff('day', timestamp, now()) < 7",
    "select count() from events where greaterOrEquals(timestamp, '2024-01-01')",
    "select toStartOfDay(timestamp) as day, count() from events where day >= '2024-01-01' group by day",
    `select count() from events prewhere ${week}`,
    `select count() from events e join persons p on e.person_id = p.id where e.${week}`,
    `select count() from persons p left join events e on e.person_id = p.id and e.${week}`,
    `with a as (select event from events where ${week}) select count() from a`,
    `with events as (select 1 as x) select count() from events`,
    `select count() from (select event, timestamp from events) where ${week}`,
    `with e as (select * from events) select count() from e where ${week}`,
    "select event, uuid from events limit 5",
    "select count() from persons",
    "select 1"
  ])("is not found in %s", async (query) => {
    expect(await found("NoTimeFilter", query)).toEqual([])
  })
})

describe("SelectStar", () => {
  it.each([
    [`select * from events where ${week} limit 5`, ["*"]],
    [`select e.*, p.id from events e join persons p on e.person_id = p.id where e.${week}`, ["e.*"]],
    [`with a as (select * from persons) select count() from a`, ["*"]]
  ])("is found in %s", async (query, places) => {
    expect(await found("SelectStar", query)).toEqual(places)
  })

  it.each([
    "select * from (select event from events)",
    "with a as (select id from persons) select * from a",
    "select count(*) from events",
    "select * from numbers(5)",
    "select 2 * 3"
  ])("is not found in %s", async (query) => {
    expect(await found("SelectStar", query)).toEqual([])
  })

  it("proposes the columns, which give the same", async () => {
    const query = "select p.* from persons p limit 1"
    const { notices } = await compiler.check(query, project)
    const fix = notices.find(({ rule }) => rule === "SelectStar")?.fix
    expect(fix).toMatchObject({ isSafe: false, start: 7, end: 10 })
    const named = await compiler.compile(`select ${fix!.text} from persons p limit 1`, project)
    expect(named.columns).toEqual((await compiler.compile(query, project)).columns)
  })
})

describe("MissingLimit", () => {
  it.each([
    "select event from events",
    "select event, count() from events group by event",
    "select event from events order by timestamp",
    "select 1 union all select id from persons",
    "select arrayJoin([1, 2])"
  ])("is found in %s", async (query) => {
    expect(await found("MissingLimit", query)).toEqual([""])
  })

  it.each([
    "select event from events limit 5",
    "select count() from events",
    "select count(), max(timestamp) as last from events where event = 'a'",
    "select 1",
    "select count() from events union all select count() from persons",
    "with a as (select event from events) select count() from a"
  ])("is not found in %s", async (query) => {
    expect(await found("MissingLimit", query)).toEqual([])
  })

  it("is not found where no limit is wanted, and tells of one that is lowered", async () => {
    expect(
      await found("MissingLimit", "select event from events", { defaultLimit: null, maximumLimit: null })
    ).toEqual([])
    expect(await found("MissingLimit", "select event from events limit 60000")).toEqual([""])
  })
})

describe("OrOfProperties", () => {
  it.each([
    [`${week} and (properties.a = 'x' or properties.b = 'y')`, "properties.a = 'x' or properties.b = 'y'"],
    [
      "properties.a = 'x' or person.properties.b like '%y'",
      "properties.a = 'x' or person.properties.b like '%y'"
    ],
    ["event = 'e' and (properties.a = 'x' or properties.a = 'y')", "properties.a = 'x' or properties.a = 'y'"]
  ])("is found in %s", async (where, place) => {
    expect(await found("OrOfProperties", `select count() from events where ${where}`)).toEqual([place])
  })

  it.each([
    `event = 'e' and ${week} and (properties.a = 'x' or properties.b = 'y')`,
    "event in ('e', 'f') and (properties.a = 'x' or properties.b = 'y')",
    "properties.$browser = 'Chrome' or properties.$os = 'Linux'",
    "properties.a = 'x' and properties.b = 'y'",
    "event = 'e' or properties.b = 'y'",
    "properties.a in ('x', 'y')"
  ])("is not found in %s", async (where) => {
    expect(await found("OrOfProperties", `select count() from events where ${where}`)).toEqual([])
  })

  it("offers IN for the same property", async () => {
    const query =
      "select count() from events where event = 'e' and (properties.a = 'x' or properties.a = 'it''s')"
    const { warnings } = await compiler.check(query, project)
    expect(warnings.find(({ rule }) => rule === "OrOfProperties")?.fix).toMatchObject({
      text: "properties.a IN ('x', 'it''s')",
      isSafe: true
    })
  })
})

describe("OffsetUsed", () => {
  it.each([
    "select event from events order by uuid limit 5 offset 10",
    "select event from events limit 5 offset 1 by event"
  ])("is found in %s, where it is allowed", async (query) => {
    expect(await found("OffsetUsed", query, { offset: "allow" })).toHaveLength(1)
  })

  it("is an error and no warning where it is refused", async () => {
    const { errors, warnings } = await compiler.check("select event from events limit 5 offset 10", project)
    expect(errors.map(({ rule }) => rule)).toEqual(["OffsetRefused"])
    expect(warnings.map(({ rule }) => rule)).not.toContain("OffsetUsed")
  })

  it("is not found without OFFSET", async () => {
    expect(await found("OffsetUsed", "select event from events limit 5", { offset: "allow" })).toEqual([])
  })
})

describe("JoinWithoutKey", () => {
  it.each([
    ["select 1 from events e cross join persons p", 1],
    ["select 1 from events, persons", 1],
    ["select 1 from events e join persons p on e.event = 'a'", 1],
    ["select 1 from events e join persons p on e.distinct_id = e.event", 1],
    ["select 1 from events e join persons p on e.person_id = p.id or e.event = 'a'", 1],
    ["select 1 from events e join persons p on e.person_id = p.id cross join cohort_people c", 1]
  ])("is found in %s", async (query, times) => {
    expect(await found("JoinWithoutKey", query)).toHaveLength(times)
  })

  it.each([
    "select 1 from events e join persons p on e.person_id = p.id",
    "select 1 from events e join persons p on toString(e.person_id) = toString(p.id) and e.event = 'a'",
    "select 1 from events e, persons p where e.person_id = p.id",
    "select 1 from events e join persons p on equals(e.person_id, p.id)",
    "select count() / t.total from events cross join (select count() as total from events) t group by t.total",
    "with t as (select count() as total from events) select event, total from events, t",
    "select 1 from (select count() as n from events) a cross join events e",
    "select n.number from numbers(7) n cross join (select arrayJoin([1, 2]) as x) y",
    "select n.number, p.id from persons p cross join numbers(7) n",
    "select person_id from events"
  ])("is not found in %s", async (query) => {
    expect(await found("JoinWithoutKey", query)).toEqual([])
  })
})

describe("UnstableLimit", () => {
  it.each([
    ["select event from events limit 5", "notices", "5"],
    ["select event, count() from events group by event limit 10", "warnings", "10"],
    ["select count() from (select person_id from events limit 100)", "warnings", "100"],
    ["with a as (select event from events limit 7) select count() from a", "warnings", "7"],
    ["select event from events limit 1 by event limit 20", "warnings", "20"],
    ["select distinct event from events limit 3", "notices", "3"]
  ] as const)("is found in %s, among the %s", async (query, severity, place) => {
    const findings = (await compiler.check(query, project))[severity].filter(
      ({ rule }) => rule === "UnstableLimit"
    )
    expect(findings.map(({ start, end }) => query.slice(start, end))).toEqual([place])
  })

  it.each([
    "select event from events order by timestamp limit 5",
    "select count() from events limit 1",
    "select 1 limit 1",
    "select 1 from events where event = 'a' limit 1",
    "select number from numbers(100) limit 5",
    "select event from (select event, count() as n from events group by event order by n desc) limit 5",
    "select n from (select count() as n from events) limit 5",
    "select event from events limit 0",
    "select count() from (select person_id from events limit 1 by person_id)",
    "select count() from (select toDate(timestamp) as day from events limit 1 by day)",
    "select event from events"
  ])("is not found in %s", async (query) => {
    expect(await found("UnstableLimit", query)).toEqual([])
  })
})

describe("UnknownProperty", () => {
  const context: Partial<CompileContext> = {
    propertyDefinitions: [
      { scope: "event", name: "$browser", type: "String" },
      { scope: "event", name: "plan name", type: "String" },
      { scope: "person", name: "email", type: "String" }
    ]
  }

  it.each([
    ["select properties.$browsr from events", "$browsr", "$browser"],
    ["select properties['$browsr'] from events", "$browsr", "$browser"],
    ["select e.person.properties.emial from events e", "emial", "email"],
    ["select p.properties.emal from persons p", "emal", "email"],
    ["select properties.`plan nam` from events", "plan nam", "plan name"],
    ["select properties.plan_name from events", "plan_name", "`plan name`"]
  ])("is found in %s", async (query, place, better) => {
    expect(await found("UnknownProperty", query, context)).toEqual([place])
    const { warnings } = await compiler.check(query, { ...project, ...context })
    expect(warnings.find(({ rule }) => rule === "UnknownProperty")?.fix?.text).toBe(better)
  })

  it.each([
    "select properties.$browser from events",
    "select properties.something_else from events",
    "select properties.emial from events",
    "select properties.$browser.version from events"
  ])("is not found in %s", async (query) => {
    expect(await found("UnknownProperty", query, context)).toEqual([])
  })

  it("is not found where no properties are defined", async () => {
    expect(
      await found("UnknownProperty", "select properties.$browsr from events", { propertyDefinitions: [] })
    ).toEqual([])
  })
})
