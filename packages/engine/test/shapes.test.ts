/**
 * The shapes of query that people write, on the seeded project, against answers nobody asked a database for: the truth manifest,
 * or plain loops over the generated events.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Truth } from "../src/index.ts"
import type { EventRow } from "../src/seed/Dataset.ts"
import { generateDataset } from "../src/seed/generateDataset.ts"
import { SMALL_STORY, startTestEngine } from "./testEngine.ts"
import type { Json, TestEngine } from "./testEngine.ts"

let test: TestEngine
let truth: Truth
let events: readonly EventRow[]

beforeAll(async () => {
  test = await startTestEngine()
  truth = await test.engine.truth()
  events = [
    ...generateDataset({ story: "saas", seed: 1, ...SMALL_STORY, projectId: test.engine.projectId }).events()
  ]
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const propertiesOf = (row: EventRow): Json => JSON.parse(row.properties)
const day = (row: EventRow): string => row.timestamp.slice(0, 10)

const tally = <Key extends string>(keys: Iterable<Key>): Map<Key, number> => {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const sorted = (rows: readonly unknown[][]) =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
const pairs = (list: readonly { readonly value: unknown; readonly count: number }[]) =>
  sorted(list.map(({ value, count }) => [value, count]))

describe("query shapes on the seeded project", () => {
  it("count", async () => {
    assert.deepStrictEqual(await test.rows("select count() from events"), [[truth.totals.events]])
  })

  it("trend per day of one event", async () => {
    assert.deepStrictEqual(
      await test.rows(
        "select toDate(timestamp) as day, count() from events where event = '$pageview' group by day order by day"
      ),
      truth.pageviewsByDay.filter(({ count }) => count > 0).map((one) => [one.day, one.count])
    )
  })

  it("weekly unique users", async () => {
    const rows = await test.rows(
      "select toStartOfWeek(timestamp) as week, uniqExact(person_id) from events group by week order by week"
    )
    assert.deepStrictEqual(
      rows.map(([week, persons]) => [String(week).slice(0, 10), persons]),
      truth.personsByWeek.map((one) => [one.day, one.count])
    )
  })

  it("breakdown by an event property", async () => {
    const rows = await test.rows(
      "select properties.$browser as browser, count() from events where event = '$pageview' group by browser"
    )
    assert.deepStrictEqual(sorted(rows), pairs(truth.pageviewsByBrowser))
  })

  it("day by property", async () => {
    const expected = tally(
      events
        .filter(({ event }) => event === "$pageview")
        .map((row) => `${day(row)} ${String(propertiesOf(row).$browser)}` as const)
    )
    const rows = await test.rows(
      "select toDate(timestamp) as day, properties.$browser as browser, count() from events where event = '$pageview' group by day, browser limit 1000"
    )
    assert.deepStrictEqual(
      sorted(rows),
      sorted([...expected].map(([key, n]) => [key.slice(0, 10), key.slice(11), n]))
    )
  })

  it("average, p90 and sum of a numeric property", async () => {
    const { exportDuration } = truth
    const [row] = await test.rows(
      "select avg(properties.duration_ms), quantile(0.9)(properties.duration_ms), sum(properties.duration_ms) from events where event = 'report_exported'"
    )
    assert.closeTo(row![0] as number, exportDuration.average, 1e-6)
    assert.closeTo(row![1] as number, exportDuration.p90Interpolated, 1e-6)
    assert.closeTo(row![2] as number, Number(exportDuration.sum), 1e-3)
  })

  it("person property on an event", async () => {
    const rows = await test.rows(
      "select person.properties.plan as plan, count() from events where event = '$pageview' group by plan"
    )
    assert.deepStrictEqual(sorted(rows), pairs(truth.pageviewsByPlanThen))
  })

  it("persons joined explicitly", async () => {
    const [[count]] = (await test.rows(
      "select count() from events e join persons p on e.person_id = p.id where p.is_identified and e.event = 'signed_up'"
    )) as [[number]]
    assert.strictEqual(count, truth.events.find(({ event }) => event === "signed_up")!.count)
  })

  it("ilike and regex", async () => {
    const paths = events
      .filter(({ event }) => event === "$pageview")
      .map((row) => String(propertiesOf(row).$pathname))
    assert.deepStrictEqual(
      await test.rows(
        "select countIf(properties.$pathname ilike '/REPORTS/%'), countIf(properties.$pathname =~ '^/reports/[12]$') from events where event = '$pageview'"
      ),
      [
        [
          paths.filter((path) => path.startsWith("/reports/")).length,
          paths.filter((path) => /^\/reports\/[12]$/.test(path)).length
        ]
      ]
    )
  })

  it("an ordered funnel with windowFunnel", async () => {
    const { steps, windowSeconds, persons } = truth.funnel
    const conditions = steps.map((_, index) => `event = {step${index}}`).join(", ")
    const rows = await test.rows(
      `select level, count() from (
         select person_id, windowFunnel(${windowSeconds})(toDateTime(timestamp), ${conditions}) as level from events group by person_id
       ) where level > 0 group by level`,
      Object.fromEntries(steps.map((step, index) => [`step${index}`, step]))
    )
    const reached = persons.map((_, index) =>
      rows.filter(([level]) => (level as number) > index).reduce((sum, [, n]) => sum + (n as number), 0)
    )
    assert.deepStrictEqual(reached, [...persons])
  })

  const retained = () =>
    sorted(
      truth.retention.cohorts.flatMap(({ week, returned }) =>
        returned.flatMap((count, index) => (count === 0 ? [] : [[week, index, count]]))
      )
    )

  it("retention with two CTEs and a join", async () => {
    const { startEvent, returnEvent, lastWeek } = truth.retention
    const rows = await test.rows(
      `with started as (select person_id, min(toStartOfWeek(timestamp)) as week from events where event = {startEvent} group by person_id),
            returned as (select distinct person_id, toStartOfWeek(timestamp) as week from events where event = {returnEvent})
       select started.week as cohort, dateDiff('week', started.week, returned.week) as n, count() as persons
       from started join returned on started.person_id = returned.person_id
       where returned.week >= started.week and n <= {lastWeek} group by cohort, n limit 1000`,
      { startEvent, returnEvent, lastWeek }
    )
    assert.deepStrictEqual(
      sorted(rows.map(([week, n, persons]) => [String(week).slice(0, 10), n, persons])),
      retained()
    )
  })

  it("retention with arrays", async () => {
    const { startEvent, returnEvent, lastWeek } = truth.retention
    const rows = await test.rows(
      `select cohort, n, count() from (
         select person_id, minIf(toStartOfWeek(timestamp), event = {startEvent}) as cohort, countIf(event = {startEvent}) as starts,
           arrayJoin(arrayDistinct(groupArrayIf(dateDiff('week', toDate('2020-01-05'), toStartOfWeek(timestamp)), event = {returnEvent}))) as week,
           week - dateDiff('week', toDate('2020-01-05'), cohort) as n
         from events group by person_id
       ) where starts > 0 and n >= 0 and n <= {lastWeek} group by cohort, n limit 1000`,
      { startEvent, returnEvent, lastWeek }
    )
    assert.deepStrictEqual(
      sorted(rows.map(([week, n, persons]) => [String(week).slice(0, 10), n, persons])),
      retained()
    )
  })

  it("sessions per day", async () => {
    assert.deepStrictEqual(
      await test.rows(
        "select toDate($start_timestamp) as day, count() from sessions group by day order by day"
      ),
      truth.sessionsByDay.filter(({ count }) => count > 0).map((one) => [one.day, one.count])
    )
  })

  it("a session's entry page joined to events", async () => {
    const rows = await test.rows(
      "select session.$entry_pathname as entry, uniqExact($session_id) from events where $session_id != '' group by entry"
    )
    const known = rows.filter(([entry]) => entry !== null && entry !== "")
    assert.deepStrictEqual(sorted(known), pairs(truth.sessions.entryPathnames))
  })

  it("person_id IN COHORT", async () => {
    for (const cohort of truth.cohorts) {
      assert.deepStrictEqual(
        await test.rows(`select uniqExact(person_id) from events where person_id in cohort ${cohort.id}`),
        [[cohort.persons]],
        cohort.name
      )
      assert.deepStrictEqual(
        await test.rows(`select count() from persons where id in cohort '${cohort.name}'`),
        [[cohort.persons]]
      )
    }
  })

  it("lag over a partition", async () => {
    const byPerson = Map.groupBy(
      events.filter(({ event }) => event === "report_viewed"),
      ({ person_id }) => person_id
    )
    const repeats = [...byPerson.values()].reduce((sum, rows) => sum + rows.length - 1, 0)
    assert.deepStrictEqual(
      await test.rows(
        `select countIf(gap >= 0) from (
           select dateDiff('second', lagInFrame(toNullable(timestamp), 1, null) over (partition by person_id order by timestamp rows between unbounded preceding and current row), timestamp) as gap
           from events where event = 'report_viewed')`
      ),
      [[repeats]]
    )
  })

  it("top three per day with row_number", async () => {
    const byDay = Map.groupBy(events, day)
    const expected = [...byDay].flatMap(([date, rows]) =>
      [...tally(rows.map(({ event }) => event))]
        .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, 3)
        .map(([event, n], index) => [date, event, n, index + 1])
    )
    const rows = await test.rows(
      `select day, event, n, place from (
         select toDate(timestamp) as day, event, count() as n, row_number() over (partition by day order by n desc, event) as place
         from events group by day, event) where place <= 3 limit 1000`
    )
    assert.deepStrictEqual(sorted(rows), sorted(expected))
  })

  it("a boolean property", async () => {
    const rows = await test.rows(
      "select properties.success, count() from events where event = 'feature_used' group by 1"
    )
    assert.deepStrictEqual(sorted(rows), pairs(truth.featureSuccess))
  })

  it("arrayJoin over a JSON array", async () => {
    const rows = await test.rows(
      "select arrayJoin(JSONExtract(ifNull(properties.tags, '[]'), 'Array(String)')) as tag, count() from events where event = 'feature_used' group by tag"
    )
    assert.deepStrictEqual(sorted(rows), pairs(truth.featureTags))
  })

  it("UNION ALL", async () => {
    const count = (name: string) => truth.events.find(({ event }) => event === name)!.count
    const rows = await test.rows(
      "select 'a' as what, count() from events where event = 'signed_up' union all select 'b', count() from events where event = 'app_error'"
    )
    assert.deepStrictEqual(sorted(rows), [
      ["a", count("signed_up")],
      ["b", count("app_error")]
    ])
  })

  it("IN subquery with a numeric property", async () => {
    const slow = new Set(
      events
        .filter((row) => row.event === "report_exported" && propertiesOf(row).duration_ms > 7_000)
        .map(({ person_id }) => person_id)
    )
    assert.deepStrictEqual(
      await test.rows(
        "select uniqExact(person_id) from events where person_id in (select person_id from events where event = 'report_exported' and properties.duration_ms > 7000)"
      ),
      [[slow.size]]
    )
  })

  it("path strings built with arrays", async () => {
    const sessions = Map.groupBy(
      events.filter(({ event }) => event === "$pageview"),
      (row) => String(propertiesOf(row).$session_id)
    )
    const paths = [...sessions.values()].map((rows) =>
      rows
        .toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
        .slice(0, 2)
        .map((row) => String(propertiesOf(row).$pathname))
        .join(" > ")
    )
    const [[path, count]] = [...tally(paths)].toSorted(([, a], [, b]) => b - a) as [[string, number]]
    assert.deepStrictEqual(
      await test.rows(
        `select path, count() as n from (
           select arrayStringConcat(arraySlice(arrayMap(x -> x.2, arraySort(groupArray((timestamp, properties.$pathname)))), 1, 2), ' > ') as path
           from events where event = '$pageview' group by $session_id
         ) group by path order by n desc limit 1`
      ),
      [[path, count]]
    )
  })

  it("SELECT * with LIMIT", async () => {
    const { json } = await test.hogql("select * from events order by timestamp, uuid limit 3")
    assert.include(json.columns, "properties")
    assert.include(json.columns, "distinct_id")
    const uuid = (json.columns as string[]).indexOf("uuid")
    const first = events
      .toSorted((a, b) => (a.timestamp + a.uuid < b.timestamp + b.uuid ? -1 : 1))
      .slice(0, 3)
    assert.deepStrictEqual(
      json.results.map((row: unknown[]) => row[uuid]),
      first.map((row) => row.uuid)
    )
  })

  it("GROUP BY a property of persons", async () => {
    const rows = await test.rows("select properties.plan as plan, count() from persons group by plan")
    assert.deepStrictEqual(sorted(rows), pairs(truth.personsByPlan))
  })

  it("the objects of the project as tables", async () => {
    for (const table of ["insights", "cohorts", "feature_flags", "annotations", "experiments"]) {
      const { count } = (await test.send(`/api/projects/1/${table}/`)).json
      assert.deepStrictEqual(await test.rows(`select count() from system.${table}`), [[count]], table)
    }
  })
})
