import type { Corpus, CorpusEvent } from "./Corpus.ts"

const DAY = 86_400_000
/** Index of the week from Monday 3 August 2026. */
const weekOf = ({ millis }: CorpusEvent): number => Math.floor((millis - Date.UTC(2026, 7, 3)) / (7 * DAY))
const monday = (week: number): string =>
  new Date(Date.UTC(2026, 7, 3) + week * 7 * DAY).toISOString().slice(0, 10)

const activity = (events: readonly CorpusEvent[], name: string): ReadonlyMap<string, ReadonlySet<number>> => {
  const weeks = new Map<string, Set<number>>()
  for (const event of events) {
    if (event.event !== name) continue
    weeks.set(event.person, (weeks.get(event.person) ?? new Set()).add(weekOf(event)))
  }
  return weeks
}

/** New, returning, resurrecting and dormant persons; what somebody was and became. */
export const lifecycle: Corpus = {
  analysis: "lifecycle",
  queries: [
    {
      title: "new, returning and resurrecting persons by week, dormant ones below zero",
      hogql: `
        WITH weekly AS (
          SELECT person_id, toStartOfWeek(timestamp, 1) AS week FROM events WHERE event = 'report_viewed' GROUP BY person_id, week
        ), neighbours AS (
          SELECT
            person_id,
            week,
            lagInFrame(week, 1, week) OVER (PARTITION BY person_id ORDER BY week ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before,
            leadInFrame(week, 1, week) OVER (PARTITION BY person_id ORDER BY week ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS after,
            min(week) OVER (PARTITION BY person_id) AS first
          FROM weekly
        )
        SELECT week, status, sum(n) AS persons
        FROM (
          SELECT week, multiIf(week = first, 'new', before = week - INTERVAL 1 WEEK, 'returning', 'resurrecting') AS status, 1 AS n FROM neighbours
          UNION ALL
          SELECT next_week AS week, 'dormant' AS status, -1 AS n FROM (SELECT week + INTERVAL 1 WEEK AS next_week, after FROM neighbours) WHERE after != next_week
        )
        WHERE week < '2026-11-01'
        GROUP BY week, status
        ORDER BY week, status
        LIMIT 1000`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        const add = (week: number, status: string, n: number) => {
          const key = `${monday(week)} ${status}`
          if (week < 13) counts.set(key, (counts.get(key) ?? 0) + n)
        }
        for (const weeks of activity(events, "report_viewed").values()) {
          const first = Math.min(...weeks)
          for (const week of weeks) {
            add(week, week === first ? "new" : weeks.has(week - 1) ? "returning" : "resurrecting", 1)
            if (!weeks.has(week + 1)) add(week + 1, "dormant", -1)
          }
        }
        return [...counts]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, n]) => [...key.split(" "), n])
      }
    },
    {
      title: "the lifecycle by arrays, the way PostHog builds its own",
      hogql: `
        SELECT start_of_period AS day, status, count() AS persons
        FROM (
          SELECT
            person_id,
            arraySort(groupUniqArray(toStartOfWeek(timestamp, 1))) AS all_activity,
            arrayPopBack(arrayPushFront(all_activity, toStartOfWeek(toDate('2000-01-01'), 1))) AS previous_activity,
            arrayMap((current, previous, index) ->
              if(index = 1, 'new', if(current - INTERVAL 1 WEEK = previous, 'returning', 'resurrecting')),
              all_activity, previous_activity, arrayEnumerate(all_activity)) AS statuses
          FROM events
          WHERE event = 'feature_used'
          GROUP BY person_id
        )
        ARRAY JOIN all_activity AS start_of_period, statuses AS status
        GROUP BY day, status
        ORDER BY day, status`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const weeks of activity(events, "feature_used").values()) {
          const first = Math.min(...weeks)
          for (const week of weeks) {
            const key = `${monday(week)} ${week === first ? "new" : weeks.has(week - 1) ? "returning" : "resurrecting"}`
            counts.set(key, (counts.get(key) ?? 0) + 1)
          }
        }
        return [...counts]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, n]) => [...key.split(" "), n])
      }
    },
    {
      title: "persons of a month: new and known before",
      hogql: `
        SELECT
          toStartOfMonth(e.timestamp) AS month,
          uniqIf(e.person_id, toStartOfMonth(f.first_seen) = toStartOfMonth(e.timestamp)) AS new_persons,
          uniqIf(e.person_id, toStartOfMonth(f.first_seen) < toStartOfMonth(e.timestamp)) AS known_persons
        FROM events AS e
        JOIN (SELECT person_id, min(timestamp) AS first_seen FROM events GROUP BY person_id) AS f ON f.person_id = e.person_id
        GROUP BY month
        ORDER BY month`,
      sql: `SELECT concat('2026-', leftPad(toString(m), 2, '0'), '-01'), sum(i = 1), sum(i > 1) FROM (
          SELECT person_id, arraySort(groupUniqArray(toMonth(timestamp))) AS ms FROM events GROUP BY person_id)
        ARRAY JOIN ms AS m, arrayEnumerate(ms) AS i GROUP BY m ORDER BY m`
    },
    {
      title: "persons created, by the day they became known",
      hogql: `
        SELECT toStartOfMonth(created_at) AS month, count() AS persons
        FROM persons
        WHERE created_at >= '2026-08-03'
        GROUP BY month
        ORDER BY month`,
      sql: `SELECT toString(toDate(concat(substring(toString(created_at), 1, 7), '-01'))) AS m, count() FROM persons WHERE created_at >= '2026-08-03 00:00:00' GROUP BY m ORDER BY m`
    },
    {
      title: "days between the first and the last event of persons, in buckets",
      hogql: `
        SELECT intDiv(dateDiff('day', first_seen, last_seen), 30) AS months, count() AS persons
        FROM (SELECT person_id, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM events GROUP BY person_id)
        GROUP BY months
        ORDER BY months`,
      rows: ({ events }) => {
        const spans = new Map<string, [number, number]>()
        for (const { millis, person } of events) {
          const day = Math.floor(millis / DAY)
          spans.set(person, [spans.get(person)?.[0] ?? day, day])
        }
        const counts = new Map<number, number>()
        for (const [first, last] of spans.values()) {
          const months = Math.floor((last - first) / 30)
          counts.set(months, (counts.get(months) ?? 0) + 1)
        }
        return [...counts].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "the net change of active persons by week",
      hogql: `
        SELECT week, n, n - any(n) OVER (ORDER BY week ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS change
        FROM (SELECT toStartOfWeek(timestamp, 3) AS week, toInt(uniq(person_id)) AS n FROM events GROUP BY week)
        ORDER BY week`,
      sql: `WITH w AS (SELECT toMonday(timestamp) AS d, toInt64(uniqExact(person_id)) AS n FROM events GROUP BY d)
        SELECT toString(a.d), a.n, if(b.n = 0, NULL, a.n - b.n) FROM w AS a LEFT JOIN w AS b ON b.d = a.d - 7 ORDER BY a.d`
    },
    {
      title: "dormant subscribers: they pay and are not seen for two weeks",
      hogql: `
        SELECT p.properties.email AS email, toDate(max(e.timestamp)) AS last_seen
        FROM persons AS p
        JOIN events AS e ON e.person_id = p.id
        WHERE p.properties.plan IN ('team', 'business') AND e.event != 'invoice_paid'
        GROUP BY email
        HAVING max(e.timestamp) < '2026-10-18'
        ORDER BY email`,
      rows: ({ events, persons }) =>
        persons
          .filter(({ properties }) => ["team", "business"].includes(properties.plan))
          .map(({ id, properties }) => [
            properties.email,
            events
              .findLast(({ event, person }) => person === id && event !== "invoice_paid")
              ?.timestamp.slice(0, 10) ?? ""
          ])
          .filter(([, last]) => last! < "2026-10-18" && last !== "")
          .sort(([left], [right]) => (left < right ? -1 : 1))
    }
  ]
}
