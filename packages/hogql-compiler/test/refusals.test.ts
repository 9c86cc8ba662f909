/** What is not supported is refused by its name and place, and what is misspelt gets a suggestion. Nothing here needs a store. */
import { afterAll, describe, expect, it } from "vitest"
import { type CompileContext, createCompiler, HogqlCompileError, type HogqlReason } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const reasonOf = async (query: string, context?: Partial<CompileContext>): Promise<HogqlReason> => {
  const answer = await compiler.compile(query, { ...project, ...context }).catch((cause: unknown) => cause)
  if (answer instanceof HogqlCompileError) return answer.reason
  throw new TypeError(`Compiled, and should not have: ${query}`)
}

const placeOf = (query: string, { start, end }: HogqlReason): string => query.slice(start, end)

describe("a name that does not exist", () => {
  it.each([
    ["select count() from evnts", "UnknownTable", "evnts", "events"],
    ["select count() from Events", "UnknownTable", "Events", "events"],
    ["select name from cohorts", "UnknownTable", "cohorts", "system.cohorts"],
    ["select name from system.insight", "UnknownTable", "system.insight", "system.insights"],
    ["with steps as (select 1) select * from step", "UnknownTable", "step", "steps"],
    ["select evnt from events", "UnknownColumn", "evnt", "event"],
    ["select e.evnt from events e", "UnknownColumn", "e.evnt", "event"],
    ["select person.propertis.x from events", "UnknownColumn", "person.propertis.x", "properties"],
    [
      "select session.$entry_pathnam from events",
      "UnknownColumn",
      "session.$entry_pathnam",
      "$entry_pathname"
    ],
    ["select x.plann from (select 1 as plan) x", "UnknownColumn", "x.plann", "plan"],
    ["select count() as total from events order by totl", "UnknownColumn", "totl", "total"],
    ["select cuont() from events", "UnknownFunction", "cuont", "count"],
    ["select tostring(1)", "UnknownFunction", "tostring", "toString"]
  ] as const)("%s → %s", async (query, tag, place, suggestion) => {
    const reason = await reasonOf(query)
    expect(reason).toMatchObject({ _tag: tag, suggestion })
    expect(placeOf(query, reason)).toBe(place)
    expect(reason.message).toContain(
      tag === "UnknownFunction"
        ? `Perhaps you meant '${suggestion}(...)'?`
        : `Did you mean \`${suggestion}\`?`
    )
  })

  it("is placed by UTF-16 offsets, after an emoji too", async () => {
    const query = "select '😀', evnt from events"
    expect(placeOf(query, await reasonOf(query))).toBe("evnt")
  })

  it("is refused for a cohort, by number and by name", async () => {
    expect(await reasonOf("select count() from events where person_id in cohort 9")).toMatchObject({
      _tag: "UnknownCohort",
      cohort: "9",
      start: 53,
      end: 54
    })
    expect(await reasonOf("select count() from events where person_id in cohort 'payers'")).toMatchObject({
      _tag: "UnknownCohort",
      cohort: "payers"
    })
  })

  it("is refused for a placeholder", async () => {
    expect(await reasonOf("select {day}")).toMatchObject({
      _tag: "PlaceholderMissing",
      name: "day",
      start: 7,
      end: 12
    })
  })

  it("is refused for tables and functions that would leave ClickHouse", async () => {
    for (const query of [
      "select * from file('/etc/passwd')",
      "select * from url('http://x.com')",
      "select * from system.tables",
      "select * from objects"
    ]) {
      expect((await reasonOf(query))._tag).toBe("UnknownTable")
    }
    for (const query of [
      "select sleep(3)",
      "select hostName()",
      "select dictGet('a', 'b', 1)",
      "select getSetting('x')"
    ]) {
      expect((await reasonOf(query))._tag).toBe("UnknownFunction")
    }
  })
})

describe("a construct that is not supported", () => {
  it.each([
    ["select event from events final", "FINAL"],
    ["select count() from persons sample 0.1", "SAMPLE of `persons`"],
    ["select count() from (select 1) sample 1/2", "SAMPLE of a subquery"],
    [
      "select (select count() from persons where id = e.person_id) from events e",
      "A subquery that reads the row around it"
    ],
    [
      "with recursive x as (select 1 as n union distinct select n from x) select * from x",
      "WITH RECURSIVE other than by UNION ALL"
    ],
    ["select * from events pivot (count() for event in ('a'))", "PIVOT"],
    ["select * from (select 1 as a) unpivot (v for n in (a))", "UNPIVOT"],
    ["select <Query kind='x' />", "The tag `<Query>`"],
    ["select count(columns('e')) from events", "`COLUMNS` in this place"],
    ["select cast(1 as decimal(3, 9))", "The type `decimal(3, 9)` in a cast"],
    ["select cast(1 as json)", "The type `json` in a cast"],
    ["select 1 from events a full any join events b on a.uuid = b.uuid", "`FULL ANY JOIN`"],
    ["select e.event from events e join events f", "A join without ON"],
    ["select e.event from events e positional join events f", "`POSITIONAL JOIN`"],
    ["select #1 from events", "A positional reference"],
    ["select x -> x", "A lambda in this place"],
    ["select person from events", "`person` as a value"],
    ["select e from events e", "`e` as a value"],
    ["select properties.* from events", "`properties.*`"],
    ["select e.properties.* from events e", "`e.properties.*`"],
    ["select event.* from events", "`event.*`"],
    ["select * from logs", "The table `logs`"],
    ["select * from posthog.metrics", "The table `posthog.metrics`"],
    ["select * from posthog.trace_spans", "The table `posthog.trace_spans`"],
    ["select person.revenue_analytics.revenue from events", "The column `revenue_analytics`"],
    ["select issue_name from events", "The column `issue_name`"],
    ["select tags.names from system.support_tickets", "The column `tags`"],
    ["select csm from system.accounts", "The column `csm`"],
    ["select {filters.x} from events", "{filters.x}"],
    ["select {variables.x.y} from events", "{variables.x.y}"],
    ["select {variables} from events", "{variables}"],
    ["select embedText('a')", "The function `embedText`"],
    ["select groupArray(event order by event) from events", "ORDER BY inside an aggregate"],
    ["select event from {events}", "A placeholder as a table"]
  ] as const)("%s", async (query, construct) => {
    const reason = await reasonOf(query)
    expect(reason).toMatchObject({ _tag: "NotSupported", construct })
    expect(placeOf(query, reason)).not.toBe("")
  })

  it("says how to see properties that cannot be spread", async () => {
    expect((await reasonOf("select properties.* from events")).message).toBe(
      "`properties.*` is not supported. Properties cannot be spread into columns. Select `properties` for all of them as JSON, or name each: `properties.key`."
    )
  })

  it("is refused for a persons mode that does not exist", async () => {
    expect(await reasonOf("select 1", { personsMode: "v2" as "disabled" })).toMatchObject({
      _tag: "NotSupported",
      construct: "The persons mode `v2`"
    })
  })
})

describe("OFFSET", () => {
  it("is refused wherever it stands", async () => {
    for (const query of [
      "select event from events offset 2",
      "select event from events limit 1 offset 2",
      "select x.event from (select event from events limit 3 offset 1) x",
      "select event from events limit 1 offset 1 by event",
      "(select 1 union all select 2) limit 1 offset 1"
    ]) {
      expect((await reasonOf(query))._tag).toBe("OffsetRefused")
    }
  })

  it("is kept when it is allowed", async () => {
    const { sql } = await compiler.compile("select event from events limit 3 offset 1", {
      ...project,
      offset: "allow"
    })
    expect(sql).toMatch(/LIMIT 3 OFFSET 1$/)
  })
})

describe("LIMIT", () => {
  it.each([
    ["select 1 limit 1.5", "1.5"],
    ["select 1 limit -1", "-1"],
    ["select 1 limit 'x'", "'x'"],
    ["select 1 limit null", "null"],
    ["select 1 limit true", "true"],
    ["select 1 limit 5 / 2", "5 / 2"],
    ["select 1 limit 2 - 3", "2 - 3"],
    ["select 1 limit {count}", "{count}"],
    ["select event from events limit event", "event"],
    ["select number from numbers(3) limit number", "number"],
    ["select event from (select event from events limit 1.5)", "1.5"],
    ["select 1 limit 1.5 union all select 2", "1.5"],
    ["(select 1 union all select 2) limit 1.5", "1.5"],
    ["select event from events limit 1.5 by event", "1.5"],
    ["select event from events limit -1 by event", "-1"],
    ["select event from events limit 'x' by event", "'x'"],
    ["select 1 limit 1 offset 1.5", "1.5"]
  ])("is a whole number from 0 up, and not as in %s", async (query, place) => {
    const reason = await reasonOf(query, { values: { count: 1.5 }, offset: "allow" })
    expect(reason._tag).toBe("TypeMismatch")
    expect(placeOf(query, reason)).toBe(place)
  })
})

describe("LIKE", () => {
  it.each(["like", "not like", "ilike", "not ilike"])(
    "%s refuses a pattern that ends inside an escape",
    async (operator) => {
      const query = `select event ${operator} '%\\\\' from events`
      const reason = await reasonOf(query)
      expect(reason._tag).toBe("TypeMismatch")
      expect(placeOf(query, reason)).toBe("'%\\\\'")
      await compiler.compile(`select event ${operator} '%\\\\\\\\' from events`, project)
    }
  )
})

describe("types", () => {
  it.each([
    ["select properties.size > 5 from events", "toFloat(properties.size)"],
    ["select properties.size + 1 from events", "toFloat(properties.size)"],
    ["select sum(properties.size) from events", "toFloat(properties.size)"],
    ["select properties.size = true from events", "'true'"],
    ["select event = 5 from events", "toFloat(event)"],
    ["select timestamp > 'soon' from events", "YYYY-MM-DD"],
    ["select event from events where properties.size", "Compare it"],
    ["select event from events where event in (select event, uuid from events)", "one column"],
    ["select 1 union all select 1, 2", "1 columns"],
    ["select 18446744073709551616", "64 bits"],
    ["select [1][0]", "counted from 1"],
    ["select event from events order by 2", "position 2"],
    ["select event from events where timestamp in ['soon']", "YYYY-MM-DD"],
    ["select event from events where toDate(timestamp) in ('2024-03-01 10:00:00')", "Write 'YYYY-MM-DD'"],
    ["select event from events where toDate(timestamp) in (now())", "toDate(…)"],
    ["select event from events where properties.size in [true]", "'true'"],
    ["select event from events where properties.amount in ['x']", "without quotes"],
    ["select event from events where properties.size not in (properties.amount)", "toFloat(properties.size)"],
    ["select if(event, 1, 0) from events", "if needs a condition"],
    ["select countIf(event) from events", "countIf needs a condition"],
    ["select sumIf(1, properties.x) from events", "sumIf needs a condition"],
    ["select multiIf(1 = 1, 1, event, 2, 3) from events", "multiIf needs a condition"],
    ["select event from events where (event, uuid) in (('a', 'b', 'c'))", "tuples of 3"],
    ["select event from events where person_id = 'me'", "UUID"],
    ["select event from events where person_id in ['me']", "UUID"]
  ] as const)("%s says what to write", async (query, advice) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe("TypeMismatch")
    expect(reason.message).toContain(advice)
  })

  it("of a property follow its definition", async () => {
    const { columns } = await compiler.compile(
      "select properties.amount > 5, properties.paid, properties.when, properties.x from events",
      project
    )
    expect(columns.map(({ type, nullable }) => [type, nullable])).toEqual([
      ["Boolean", false],
      ["Boolean", true],
      ["DateTime", true],
      ["String", true]
    ])
  })
})

describe("a clause that cannot be what it says", () => {
  it.each([
    ["select event from events limit 1 with ties", "ORDER BY"],
    ["select event from events limit 101 %", "0 to 100"],
    ["select event from events limit (1 + 1) %", "written number"],
    ["select event from events sample 0.1 offset 1", "below 1"],
    ["select event from events sample 1/0", "written number"],
    ["select event from events order by timestamp with fill from 'soon'", "YYYY-MM-DD"],
    ["select * from (values (1, 2), (3)) as v", "Row 2"],
    ["select * from (select 1, 2) as s (a)", "2 columns"],
    ["select * from numbers(1) as n (a, b)", "1 columns"],
    ["select a.event from events a join events b using (a.uuid)", "bare names"],
    ["select columns('(') from events", "well-formed"],
    ["select columns('(a+)+$') from events", "none of a group"],
    ["select columns('(?=a)') from events", "look-around"],
    ["select [1, 2][0:1]", "counted from 1"],
    ["select 'a'[1:2]", "no items"]
  ] as const)("%s", async (query, advice) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe("TypeMismatch")
    expect(reason.message).toContain(advice)
    expect(placeOf(query, reason)).not.toBe("")
  })

  it.each([
    ["select event from events a join persons b using (event)", "event"],
    ["select columns('^zzz') from events", "columns('^zzz')"],
    ["select * exclude (evnt) from events", "* exclude (evnt)"],
    ["select number from numbers(3) order by number with fill interpolate (x as 1)", "x"]
  ] as const)("%s has no such column", async (query, place) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe("UnknownColumn")
    expect(placeOf(query, reason)).toBe(place)
  })
})

describe("aggregates and aliases", () => {
  it.each([
    ["select count(count()) from events", "AggregateMisplaced"],
    ["select event from events where count() > 1", "AggregateMisplaced"],
    ["select count() as c from events where c > 1", "AggregateMisplaced"],
    ["select event, count() from events", "AggregateMisplaced"],
    ["select event from events group by event order by timestamp", "AggregateMisplaced"],
    ["select event from events order by count()", "AggregateMisplaced"],
    ["select event, count() from events group by event limit 1 by timestamp", "AggregateMisplaced"],
    ["select row_number() from events", "AggregateMisplaced"],
    ["select event from events where row_number() over () = 1", "AggregateMisplaced"],
    ["select 1 as a, 2 as a", "AliasInvalid"],
    ["select 1 as `null`", "AliasInvalid"],
    ["select 1 as `team_id`", "AliasInvalid"],
    ["select (1 as a) + (2 as a)", "AliasInvalid"],
    ["select 1 from events as e (a, a)", "AliasInvalid"],
    ["select 1 as `` ", "AliasInvalid"],
    ["select k from (select 1 as k) a full join (select 2 as k) b using k", "AmbiguousColumn"],
    ["select event, timestamp, count() from events group by rollup(event)", "AggregateMisplaced"],
    ["select event from events e join persons e on 1 = 1", "AliasInvalid"],
    ["select uuid from events a join events b on a.uuid = b.uuid", "AmbiguousColumn"],
    ["select * from events a join events b on a.uuid = b.uuid", "AmbiguousColumn"],
    ["select length()", "WrongArguments"],
    ["select quantile(properties.amount) from events", "WrongArguments"]
  ] as const)("%s → %s", async (query, tag) => {
    expect((await reasonOf(query))._tag).toBe(tag)
  })
})

describe("an alias that is out of reach", () => {
  it.each([
    ["select arrayMap(d -> (d + 1 as i) * i, [1]), i", "UnknownColumn", "i"],
    ["select arrayMap(d -> (d as i), [1]), arrayMap(d -> d + i, [1])", "UnknownColumn", "i"],
    ["select arrayMap(d -> arraySum(z -> (z as k), [d]) + k, [1])", "UnknownColumn", "k"],
    ["select arrayMap(d -> (2 as d), [1])", "AliasInvalid", "2 as d"],
    ["select arrayMap(d -> (d as i) + (2 as i), [1])", "AliasInvalid", "2 as i"],
    ["select arrayMap(d -> (d + 1 as i) + arraySum(d -> d + i, [1]), [1])", "AliasInvalid", "d -> d + i"],
    ["select arrayMap(d -> (count() as n) + sum(n), [1]) from events", "AggregateMisplaced", "n"],
    ["select item as items from events array join items as item", "AliasInvalid", "items as item"],
    [
      "select [i] as one, arrayConcat(one, [2]) as two from events array join two as item, [1] as i",
      "AliasInvalid",
      "two as item"
    ],
    ["select b as a, [1] as b from events array join a as item", "UnknownColumn", "b"],
    [
      "select groupArray(event) as names from events array join names as name",
      "AggregateMisplaced",
      "groupArray(event)"
    ],
    ["select 1 as one from events array join one as item", "TypeMismatch", "one as item"],
    ["select x, y from events array join [[1]] as x, x as y", "UnknownColumn", "x"]
  ] as const)("%s", async (query, tag, place) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe(tag)
    expect(placeOf(query, reason)).toBe(place)
  })
})
