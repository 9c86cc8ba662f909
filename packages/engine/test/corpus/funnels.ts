import type { Corpus, CorpusEvent, CorpusProject } from "./Corpus.ts"

const DAY = 86_400_000
const STEPS = ["signed_up", "project_created", "teammate_invited", "subscription_started"]

const byPerson = ({ events }: CorpusProject): ReadonlyMap<string, readonly CorpusEvent[]> => {
  const people = new Map<string, CorpusEvent[]>()
  for (const event of events) {
    const own = people.get(event.person)
    if (own === undefined) people.set(event.person, [event])
    else own.push(event)
  }
  return people
}

/** How far a person comes: in order from a first step, other events between allowed unless strict. */
const depth = (
  events: readonly CorpusEvent[],
  steps: readonly string[],
  millis: number,
  strict = false
): number => {
  let deepest = 0
  events.forEach((first, index) => {
    if (first.event !== steps[0]) return
    let reached = 1
    for (const next of events.slice(index + 1)) {
      if (next.millis - first.millis > millis || reached === steps.length) break
      if (next.event === steps[reached]) reached++
      else if (strict) break
    }
    deepest = Math.max(deepest, reached)
  })
  return deepest
}

const reachedAtLeast = (depths: readonly number[], steps: number): number[] =>
  Array.from({ length: steps }, (_, index) => depths.filter((each) => each > index).length)

/** Steps in order, strictly in order, and in any order: funnels by windowFunnel and by hand. */
export const funnels: Corpus = {
  analysis: "funnels",
  queries: [
    {
      title: "the sign-up funnel in order, within two weeks",
      hogql: `
        SELECT
          countIf(level >= 1) AS signed_up,
          countIf(level >= 2) AS created,
          countIf(level >= 3) AS invited,
          countIf(level >= 4) AS subscribed
        FROM (
          SELECT
            person_id,
            windowFunnel(1209600)(
              toDateTime(timestamp),
              event = 'signed_up',
              event = 'project_created',
              event = 'teammate_invited',
              event = 'subscription_started'
            ) AS level
          FROM events
          GROUP BY person_id
        )`,
      truth: ({ funnel }) => [funnel.persons]
    },
    {
      title: "how many persons stop at each level",
      hogql: `
        SELECT level, count() AS persons
        FROM (
          SELECT person_id, windowFunnel(1209600)(toDateTime(timestamp), event = 'signed_up', event = 'project_created',
            event = 'teammate_invited', event = 'subscription_started') AS level
          FROM events
          WHERE event IN ('signed_up', 'project_created', 'teammate_invited', 'subscription_started')
          GROUP BY person_id
        )
        WHERE level > 0
        GROUP BY level
        ORDER BY level`,
      truth: ({ funnel: { persons } }) =>
        persons.map((count, index) => [index + 1, count - (persons[index + 1] ?? 0)])
    },
    {
      title: "the funnel by hand, with one join a step",
      hogql: `
        WITH
          step_1 AS (SELECT person_id, min(timestamp) AS at FROM events WHERE event = 'signed_up' GROUP BY person_id),
          step_2 AS (
            SELECT s.person_id AS person_id, min(e.timestamp) AS at
            FROM events AS e
            INNER JOIN step_1 AS s ON e.person_id = s.person_id
            WHERE e.event = 'project_created' AND e.timestamp > s.at AND e.timestamp <= s.at + INTERVAL 14 DAY
            GROUP BY s.person_id
          )
        SELECT (SELECT count() FROM step_1) AS first, (SELECT count() FROM step_2) AS second`,
      truth: ({ funnel: { persons } }) => [[persons[0], persons[1]]]
    },
    {
      title: "conversion from step to step, and from the first, in percent",
      hogql: `
        WITH reached AS (
          SELECT arrayJoin(range(1, level + 1)) AS step
          FROM (
            SELECT windowFunnel(14 * 86400)(toDateTime(timestamp), event = 'signed_up', event = 'project_created',
              event = 'teammate_invited', event = 'subscription_started') AS level
            FROM events
            GROUP BY person_id
          )
          WHERE level > 0
        )
        SELECT
          step,
          count() AS persons,
          round(100 * persons / first_value(persons) OVER (ORDER BY step), 1) AS of_all,
          round(100 * persons / lagInFrame(persons, 1, persons) OVER (ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), 1) AS of_last
        FROM reached
        GROUP BY step
        ORDER BY step`,
      truth: ({ funnel: { persons } }) =>
        persons.map((count, index) => {
          const share = (of: number) => Math.round((1000 * count) / of) / 10
          return [index + 1, count, share(persons[0]!), share(persons[index - 1] ?? count)]
        })
    },
    {
      title: "a strict funnel: no other event of the list between",
      hogql: `
        SELECT countIf(level >= 1) AS a, countIf(level >= 2) AS b, countIf(level >= 3) AS c
        FROM (
          SELECT windowFunnel(1209600, 'strict_order')(toDateTime(timestamp), event = 'signed_up', event = 'project_created', event = 'subscription_started') AS level
          FROM events
          WHERE event IN ('signed_up', 'project_created', 'teammate_invited', 'subscription_started')
          GROUP BY person_id
        )`,
      rows: (project) => {
        const steps = ["signed_up", "project_created", "subscription_started"]
        const depths = [...byPerson(project).values()].map((events) =>
          depth(
            events.filter(({ event }) => STEPS.includes(event)),
            steps,
            14 * DAY,
            true
          )
        )
        return [reachedAtLeast(depths, 3)]
      }
    },
    {
      title: "directly one after the other, by neighbours of a window",
      hogql: `
        SELECT count() AS times, uniq(person_id) AS persons
        FROM (
          SELECT person_id, event, leadInFrame(event) OVER (PARTITION BY person_id ORDER BY timestamp ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_event
          FROM events
          WHERE event NOT LIKE '$%'
        )
        WHERE event = 'signed_up' AND next_event = 'project_created'`,
      rows: (project) => {
        let times = 0
        let persons = 0
        for (const events of byPerson(project).values()) {
          const own = events.filter(({ event }) => !event.startsWith("$"))
          const hits = own.filter(
            ({ event }, index) => event === "signed_up" && own[index + 1]?.event === "project_created"
          ).length
          times += hits
          persons += Math.min(1, hits)
        }
        return [[times, persons]]
      }
    },
    {
      title: "in any order: who did each step at all",
      hogql: `
        SELECT
          uniqIf(person_id, event = 'signed_up') AS signed_up,
          uniqIf(person_id, event = 'project_created') AS created,
          uniqIf(person_id, event = 'teammate_invited') AS invited,
          uniqIf(person_id, event = 'subscription_started') AS subscribed
        FROM events`,
      truth: ({ funnel }) => [funnel.personsUnordered]
    },
    {
      title: "in any order within a week of the first of them",
      hogql: `
        SELECT steps, count() AS persons
        FROM (
          SELECT person_id, length(arrayDistinct(arrayMap(x -> x.2, arrayFilter(x -> x.1 <= addDays(times[1].1, 7), times)))) AS steps
          FROM (
            SELECT person_id, arraySort(x -> x.1, groupArray((timestamp, event))) AS times
            FROM events
            WHERE event IN ('project_created', 'teammate_invited', 'report_exported')
            GROUP BY person_id
          )
        )
        GROUP BY steps
        ORDER BY steps`,
      rows: (project) => {
        const wanted = ["project_created", "teammate_invited", "report_exported"]
        const counts = new Map<number, number>()
        for (const events of byPerson(project).values()) {
          const own = events.filter(({ event }) => wanted.includes(event))
          if (own.length === 0) continue
          const inTime = own.filter(({ millis }) => millis <= own[0]!.millis + 7 * DAY)
          const steps = new Set(inTime.map(({ event }) => event)).size
          counts.set(steps, (counts.get(steps) ?? 0) + 1)
        }
        return [...counts].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "the median time between two steps, in hours",
      hogql: `
        SELECT count() AS persons, round(quantileExact(0.5)(dateDiff('second', start, finish)) / 3600, 2) AS median_hours
        FROM (
          SELECT person_id, minIf(timestamp, event = 'signed_up') AS start, minIf(timestamp, event = 'project_created') AS finish
          FROM events
          WHERE event IN ('signed_up', 'project_created')
          GROUP BY person_id
          HAVING countIf(event = 'signed_up') > 0 AND countIf(event = 'project_created') > 0
        )
        WHERE finish > start`,
      sql: `SELECT count(), round(arrayElement(arraySort(groupArray(toUnixTimestamp(toDateTime(f)) - toUnixTimestamp(toDateTime(s)))), intDiv(count(), 2) + 1) / 3600, 2)
        FROM (SELECT person_id, min(timestamp) AS s FROM events WHERE event = 'signed_up' GROUP BY person_id) AS a
        INNER JOIN (SELECT person_id, min(timestamp) AS f FROM events WHERE event = 'project_created' GROUP BY person_id) AS b USING (person_id) WHERE f > s`
    },
    {
      title: "time to convert in buckets of days",
      hogql: `
        WITH conversions AS (
          SELECT person_id, dateDiff('day', minIf(timestamp, event = 'signed_up'), minIf(timestamp, event = 'subscription_started')) AS days
          FROM events
          GROUP BY person_id
          HAVING countIf(event = 'signed_up') = 1 AND countIf(event = 'subscription_started') >= 1
        )
        SELECT days, count() AS persons, bar(persons, 0, 10, 10) AS chart
        FROM conversions
        GROUP BY days
        ORDER BY days`,
      sql: `SELECT toInt64(toDate(t) - toDate(s)) AS d, count() AS n, bar(n, 0, 10, 10) FROM (
          SELECT person_id, timestamp AS s FROM events WHERE event = 'signed_up') AS a
        INNER JOIN (SELECT person_id, min(timestamp) AS t FROM events WHERE event = 'subscription_started' GROUP BY person_id) AS b ON a.person_id = b.person_id
        GROUP BY d ORDER BY d`
    },
    {
      title: "the funnel by the browser of the sign-up",
      hogql: `
        SELECT browser, countIf(level >= 1) AS signups, countIf(level >= 2) AS projects, round(projects / signups, 3) AS rate
        FROM (
          SELECT
            person_id,
            anyIf(properties.$browser, event = 'signed_up') AS browser,
            windowFunnel(604800)(toDateTime(timestamp), event = 'signed_up', event = 'project_created') AS level
          FROM events
          WHERE event IN ('signed_up', 'project_created')
          GROUP BY person_id
        )
        WHERE level > 0
        GROUP BY browser
        ORDER BY signups DESC, browser`,
      rows: (project) => {
        const counts = new Map<string, [number, number]>()
        for (const events of byPerson(project).values()) {
          const start = events.find(({ event }) => event === "signed_up")
          if (start === undefined) continue
          const own = counts.get(start.properties.$browser) ?? [0, 0]
          own[0]++
          if (depth(events, ["signed_up", "project_created"], 7 * DAY) === 2) own[1]++
          counts.set(start.properties.$browser, own)
        }
        return [...counts]
          .map(([browser, [a, b]]): [string, number, number, number] => [
            browser,
            a,
            b,
            Math.round((1000 * b) / a) / 1000
          ])
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "the funnel by week of sign-up",
      hogql: `
        SELECT toStartOfWeek(signed) AS week, count() AS entered, countIf(level = 2) AS converted
        FROM (
          SELECT
            person_id,
            minIf(timestamp, event = 'signed_up') AS signed,
            windowFunnel(3 * 86400)(toDateTime(timestamp), event = 'signed_up', event = 'project_created') AS level
          FROM events
          GROUP BY person_id
          HAVING level >= 1
        )
        GROUP BY week
        ORDER BY week`,
      rows: (project) => {
        const weeks = new Map<string, [number, number]>()
        for (const events of byPerson(project).values()) {
          const start = events.find(({ event }) => event === "signed_up")
          if (start === undefined) continue
          const day = Math.floor(start.millis / DAY)
          const sunday = new Date((day - ((day + 4) % 7)) * DAY).toISOString().slice(0, 10)
          const own = weeks.get(sunday) ?? [0, 0]
          own[0]++
          if (depth(events, ["signed_up", "project_created"], 3 * DAY) === 2) own[1]++
          weeks.set(sunday, own)
        }
        return [...weeks]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([week, counts]) => [week, ...counts])
      }
    },
    {
      title: "steps with conditions on properties",
      hogql: `
        SELECT countIf(level >= 1) AS a, countIf(level >= 2) AS b, countIf(level >= 3) AS c
        FROM (
          SELECT person_id, windowFunnel(86400)(toDateTime(timestamp),
            event = '$pageview' AND properties.$pathname = '/pricing',
            event = '$pageview' AND properties.$pathname = '/signup',
            event = 'signed_up' AND properties.method = 'sso') AS level
          FROM events
          GROUP BY person_id
        )`,
      rows: (project) => {
        const depths = [...byPerson(project).values()].map((events) =>
          depth(
            events.map((each) => {
              const path = each.event === "$pageview" ? each.properties.$pathname : each.properties.method
              return {
                ...each,
                event: path === "/pricing" ? "1" : path === "/signup" ? "2" : path === "sso" ? "3" : ""
              }
            }),
            ["1", "2", "3"],
            DAY
          )
        )
        return [reachedAtLeast(depths, 3)]
      }
    },
    {
      title: "excluding those who cancelled between the steps",
      hogql: `
        SELECT count() AS persons
        FROM (
          SELECT person_id,
            minIf(timestamp, event = 'signed_up') AS a,
            maxIf(timestamp, event = 'report_viewed') AS b,
            countIf(event = 'subscription_cancelled') AS cancelled
          FROM events
          GROUP BY person_id
          HAVING countIf(event = 'signed_up') > 0 AND countIf(event = 'report_viewed') > 0
        )
        WHERE b > a AND cancelled = 0`,
      sql: `SELECT count() FROM (SELECT DISTINCT s.person_id FROM events AS s INNER JOIN events AS v ON v.person_id = s.person_id AND v.event = 'report_viewed'
          WHERE s.event = 'signed_up' AND v.timestamp > s.timestamp) AS p
        WHERE person_id NOT IN (SELECT person_id FROM events WHERE event = 'subscription_cancelled')`
    },
    {
      title: "who dropped out after the first step, with their addresses",
      hogql: `
        SELECT person.properties.email AS email, min(timestamp) AS signed_up
        FROM events
        WHERE event = 'signed_up'
          AND person_id NOT IN (SELECT person_id FROM events WHERE event = 'project_created')
          AND timestamp >= '2026-10-25'
        GROUP BY email
        ORDER BY email`,
      sql: `SELECT JSONExtractString(e.person_properties, 'email') AS m, concat(replaceOne(toString(e.timestamp), ' ', 'T'), 'Z')
        FROM events AS e LEFT ANTI JOIN (SELECT person_id FROM events WHERE event = 'project_created') AS c ON c.person_id = e.person_id
        WHERE e.event = 'signed_up' AND toDate(e.timestamp) >= '2026-10-25' ORDER BY m`
    },
    {
      title: "sequences of two events within an hour, counted by session",
      hogql: `
        SELECT count() AS sessions
        FROM (
          SELECT $session_id, windowFunnel(3600)(toDateTime(timestamp), event = 'report_viewed', event = 'report_exported') AS level
          FROM events
          WHERE notEmpty($session_id)
          GROUP BY $session_id
        )
        WHERE level = 2`,
      sql: `SELECT uniqExact(JSONExtractString(v.properties, '$session_id')) FROM events AS v
        INNER JOIN events AS x ON JSONExtractString(v.properties, '$session_id') = JSONExtractString(x.properties, '$session_id')
        WHERE v.event = 'report_viewed' AND x.event = 'report_exported' AND x.timestamp > v.timestamp`
    },
    {
      title: "the first of several ways into a step",
      hogql: `
        SELECT argMin(event, timestamp) AS first_action, count() AS n
        FROM events
        WHERE event IN ('project_created', 'teammate_invited', 'feature_used')
        GROUP BY person_id
        ORDER BY first_action, n DESC
        LIMIT 2 BY first_action`,
      rows: (project) => {
        const wanted = ["project_created", "teammate_invited", "feature_used"]
        const rows: [string, number][] = []
        for (const events of byPerson(project).values()) {
          const own = events.filter(({ event }) => wanted.includes(event))
          if (own[0] !== undefined) rows.push([own[0].event, own.length])
        }
        return [...wanted].sort().flatMap((name) =>
          rows
            .filter(([event]) => event === name)
            .sort((left, right) => right[1] - left[1])
            .slice(0, 2)
        )
      }
    }
  ]
}
