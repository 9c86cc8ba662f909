/** One file of HogQL and the ClickHouse SQL printed for it, so that a change of the printing is seen whole. */
import { afterAll, expect, it } from "vitest"
import { createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const queries = [
  "select count() from events",
  "select toStartOfDay(timestamp) as day, count() from events where event = '$pageview' and timestamp >= '2024-03-01' group by day order by day",
  "select properties.$browser, properties.plan, properties.amount, properties.paid, properties.a.b from events",
  "select count() from events where properties.plan != 'free' and properties.plan is not null and properties.a = properties.b",
  "select person_id, person.properties.email from events where timestamp > now() - interval 7 day limit 10",
  "select p.properties.plan, count() from events e join persons p on e.person_id = p.id group by p.properties.plan",
  "select p.id, e.event from persons p left join events e on e.person_id = p.id limit 10",
  "select e.event from persons p full join events e on e.distinct_id = p.properties.email limit 10",
  "select pdi.person.properties.plan, session.$session_duration from events limit 10",
  "select session_id, $entry_pathname, $is_bounce from sessions order by $start_timestamp",
  "select count() from events where person_id in cohort 7 or person_id in cohort 'Friends'",
  "with a as (select event from events), 2 as two select count() * two from a union all select two from a",
  "select windowFunnel(86400, 'strict_order')(timestamp, event = 'a', event = 'b') from events group by person_id",
  "select lag(event) over w, row_number() over w from events window w as (partition by person_id order by timestamp)",
  "select arrayMap(x -> x + 1, [1, 2]), concat(event, properties.x), case event when 'a' then 1 else 2 end from events",
  "select toDateTime(properties.x), toDate(timestamp), toStartOfWeek(timestamp), dateAdd('day', 1, timestamp), now() from events",
  "select name, created_at, query.kind from system.insights where saved",
  "select event from events limit 2 by event limit 70000",
  "select event, count() from events group by rollup(event) order by event limit 3 with ties",
  "select event, distinct_id, count() from events group by grouping sets ((event), (event, distinct_id), ()) limit 10 %",
  "select event, count() from events group by all",
  "select toStartOfDay(timestamp) as day, count() as n from events group by day order by day with fill from '2024-03-01' step interval 1 day interpolate (n as n + 1)",
  "select e.event from events as e sample 1/10 offset 0.5 join persons as p on e.person_id = p.id",
  "select v.name from (values (1, 'a'), (2, 'b')) as v (id, name)",
  "select uuid, a.event from events a left join events b using (uuid)",
  "select a.event from events a asof join events b on a.distinct_id = b.distinct_id and a.timestamp > b.timestamp",
  "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) select n from r",
  "select number from numbers(1) limit 5 union distinct select number from numbers(2) limit 60000",
  "select {'a': [1, 'b']}, [1, 2, 3][2:], cast(event as Decimal(10, 2)), (event as e) = e from events",
  "select arrayZip(a, b) as pairs, pair.1 as x, i from (select [1] as a, [2] as b) array join pairs as pair, arrayEnumerate(pairs) as i",
  "select arrayMap(d -> indexOf(groupArray(event) as names, d) as i, ['a']), arrayMap(d -> (d + 1 as i) * i, [1]) from events"
]

it("prints these queries like this", async () => {
  const parts: string[] = ["# HogQL and its ClickHouse SQL, project 1, Europe/Berlin\n"]
  for (const query of queries) {
    const { sql, parameters } = await compiler.compile(query, { ...project, timezone: "Europe/Berlin" })
    const bound = Object.keys(parameters).length === 0 ? "" : `\n-- ${JSON.stringify(parameters)}`
    parts.push(`${query}\n=>\n${sql}${bound}\n`)
  }
  await expect(parts.join("\n")).toMatchFileSnapshot("golden/queries.txt")
})
