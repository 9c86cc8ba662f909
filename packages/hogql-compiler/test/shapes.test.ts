/** The shapes of question that product analytics asks, on real ClickHouse, each answer worked out by hand from `store/rows.ts`. */
import { describe, expect, it } from "vitest"
import { compileAndRun } from "./store/compileAndRun.ts"
import { ann, bob, cat } from "./store/rows.ts"

const { rows, raw } = compileAndRun()

describe("a compiled query", () => {
  const cases: readonly {
    readonly fact: string
    readonly query: string
    readonly answer: readonly unknown[]
  }[] = [
    { fact: "counts events of this project only", query: "select count() from events", answer: [[10]] },
    {
      fact: "shows the trend of one event per day",
      query: `select toDate(timestamp) as day, count() from events where event = 'purchase' group by day order by day`,
      answer: [
        ["2024-03-02", 1],
        ["2024-03-03", 1],
        ["2024-03-09", 1],
        ["2024-03-10", 1]
      ]
    },
    {
      fact: "counts unique users per week, weeks starting on Sunday",
      query: `select toStartOfWeek(timestamp) as week, count(distinct person_id) from events group by week order by week`,
      answer: [
        ["2024-02-25", 2],
        ["2024-03-03", 3],
        ["2024-03-10", 1]
      ]
    },
    {
      fact: "breaks down by an event property",
      query: `select properties.$browser, count() as n from events where event = '$pageview'
              group by properties.$browser order by n desc, 1`,
      answer: [
        ["Chrome", 2],
        ["Firefox", 1],
        ["Safari", 1]
      ]
    },
    {
      fact: "breaks down by day and property",
      query: `select toStartOfDay(timestamp) as day, properties.$browser as browser, count() from events
              where event = '$pageview' group by day, browser order by day, browser`,
      answer: [
        ["2024-03-01 00:00:00", "Chrome", 2],
        ["2024-03-02 00:00:00", "Safari", 1],
        ["2024-03-08 00:00:00", "Firefox", 1]
      ]
    },
    {
      // 5.5, 20 and 100; "n/a" is no number. The 90th percentile lies 80% of the way from 20 to 100.
      fact: "averages, ranks and sums a numeric property",
      query: `select avg(properties.amount) = 125.5 / 3, quantile(0.9)(properties.amount), sum(properties.amount)
              from events where event = 'purchase'`,
      answer: [[1, 84, 125.5]]
    },
    {
      fact: "reads a person property as it was at the time of the event",
      query: `select event, person.properties.plan as plan, count() from events where distinct_id = 'ann'
              group by event, plan order by event, plan`,
      answer: [
        ["$pageview", "free", 1],
        ["$pageview", "pro", 1],
        ["purchase", "pro", 2],
        ["signup", "free", 1]
      ]
    },
    {
      fact: "joins persons as they are now, merged ones included",
      query: `select p.properties.plan as plan, count() from events e join persons p on e.person_id = p.id
              group by plan order by plan`,
      answer: [
        ["free", 3],
        ["pro", 7]
      ]
    },
    {
      fact: "matches text without regard to case, and by regular expression",
      query: `select properties.$current_url from events
              where properties.$current_url ilike '%X.COM/p%' or properties.$current_url =~ '/docs$' order by timestamp`,
      answer: [["https://x.com/pricing"], ["https://x.com/docs"]]
    },
    {
      fact: "walks an ordered funnel",
      query: `select steps, count() from (
                select person_id, windowFunnel(86400)(timestamp, event = '$pageview', event = 'signup', event = 'purchase') as steps
                from events group by person_id) group by steps order by steps`,
      answer: [
        [0, 1],
        [3, 2]
      ]
    },
    {
      fact: "measures retention with two WITH tables and a join",
      query: `with first as (select person_id, min(toStartOfDay(timestamp)) as start from events where event = 'signup' group by person_id),
                   active as (select distinct person_id, toStartOfDay(timestamp) as day from events where event = 'purchase')
              select dateDiff('day', f.start, a.day) as after, count(distinct a.person_id) from first f
              join active a on f.person_id = a.person_id group by after order by after`,
      answer: [
        [1, 2],
        [9, 1]
      ]
    },
    {
      fact: "measures retention with arrays",
      query: `select person_id, arrayMap(day -> dateDiff('day', arrayMin(days), day), days) as after
              from (select person_id, arraySort(groupUniqArray(toDate(timestamp))) as days from events group by person_id)
              order by person_id`,
      answer: [
        [ann, [0, 1, 7, 9]],
        [bob, [0, 1]],
        [cat, [0]]
      ]
    },
    {
      fact: "counts sessions per day",
      query: `select toDate($start_timestamp) as day, count(), avg($session_duration) from sessions group by day order by day`,
      answer: [
        ["2024-03-01", 2, 300],
        ["2024-03-02", 1, 5],
        ["2024-03-08", 1, 0]
      ]
    },
    {
      fact: "joins a session's entry page to its events",
      query: `select session.$entry_pathname as entry, count() from events where $session_id != '' group by entry order by entry`,
      answer: [
        ["/", 4],
        ["/docs", 1],
        ["/pricing", 1]
      ]
    },
    {
      fact: "keeps the members of a computed cohort's current version",
      query: "select count() from events where person_id in cohort 7",
      answer: [[7]]
    },
    {
      fact: "leaves the members of a static cohort out, named by its name",
      query: "select count() from events where person_id not in cohort 'Friends'",
      answer: [[7]]
    },
    {
      fact: "looks back within a partition",
      query: `select event, lag(event) over (partition by person_id order by timestamp) from events
              where person_id = '${bob}' order by timestamp`,
      answer: [
        ["$pageview", null],
        ["signup", "$pageview"],
        ["purchase", "signup"]
      ]
    },
    {
      fact: "takes the top of each day",
      query: `select day, event, n from (
                select toDate(timestamp) as day, event, count() as n,
                       row_number() over (partition by toDate(timestamp) order by count() desc, event) as rank
                from events group by day, event)
              where rank <= 2 and day < '2024-03-03' order by day, rank`,
      answer: [
        ["2024-03-01", "$pageview", 2],
        ["2024-03-01", "signup", 1],
        ["2024-03-02", "$pageview", 1],
        ["2024-03-02", "purchase", 1]
      ]
    },
    {
      fact: "compares a property defined as yes or no",
      query: `select count(), countIf(properties.paid = false), countIf(properties.paid is null) from events where properties.paid`,
      answer: [[2, 0, 0]]
    },
    {
      fact: "unfolds a JSON array, missing ones being empty",
      query:
        "select arrayJoin(JSONExtractArrayRaw(properties.items)) as item, count() from events group by item order by item",
      answer: [
        ['"a"', 1],
        ['"b"', 1],
        ['"c"', 1]
      ]
    },
    {
      fact: "stacks two queries",
      query: `select * from (select 'signups' as kind, count() from events where event = 'signup'
              union all select 'purchases', count() from events where event = 'purchase') order by kind`,
      answer: [
        ["purchases", 4],
        ["signups", 2]
      ]
    },
    {
      fact: "filters by a subquery on a numeric property",
      query:
        "select count() from events where person_id in (select person_id from events where properties.amount > 10)",
      answer: [[7]]
    },
    {
      fact: "writes each person's path with arrays",
      query: `select arrayStringConcat(arrayMap(x -> x.2, arraySort(x -> x.1, groupArray((timestamp, event)))), ' > ') as path
              from events group by person_id order by path limit 2`,
      answer: [
        ["$pageview > signup > $pageview > purchase > $pageview > purchase"],
        ["$pageview > signup > purchase"]
      ]
    },
    {
      fact: "groups by a property of persons, deleted ones apart",
      query: "select properties.plan, count() from persons group by properties.plan order by 1",
      answer: [
        ["free", 1],
        ["pro", 2]
      ]
    }
  ]

  it.each(cases)("$fact", async ({ query, answer }) => {
    expect(await rows(query)).toEqual(answer)
  })

  it("spells out the columns of *", async () => {
    expect(await rows("select * from events order by timestamp, uuid limit 3")).toEqual(
      raw(`select uuid, event, properties, timestamp, distinct_id, elements_chain, created_at, session_id, window_id, person_mode,
                  group_0, group_1, group_2, group_3, group_4, '', [], [], []
           from events where team_id = 1 order by timestamp, uuid limit 3`)
    )
  })
})
