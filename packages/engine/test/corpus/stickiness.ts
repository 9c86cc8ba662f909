import type { Corpus, CorpusEvent } from "./Corpus.ts"

const dayOf = ({ millis }: CorpusEvent): number => Math.floor(millis / 86_400_000)

/** How regularly persons come: days in a week, DAU over MAU, L7 and L28. */
export const stickiness: Corpus = {
  analysis: "stickiness",
  queries: [
    {
      title: "persons by the number of days on which they viewed a report in a week",
      hogql: `
        SELECT days, count() AS persons
        FROM (
          SELECT person_id, count(DISTINCT toStartOfDay(timestamp)) AS days
          FROM events
          WHERE event = 'report_viewed' AND timestamp >= '2026-10-18' AND timestamp < '2026-10-25'
          GROUP BY person_id
        )
        GROUP BY days
        ORDER BY days`,
      rows: ({ events }) => {
        const days = new Map<string, Set<number>>()
        for (const each of events) {
          if (
            each.event !== "report_viewed" ||
            each.timestamp < "2026-10-18" ||
            each.timestamp >= "2026-10-25"
          )
            continue
          days.set(each.person, (days.get(each.person) ?? new Set()).add(dayOf(each)))
        }
        const counts = new Map<number, number>()
        for (const { size } of days.values()) counts.set(size, (counts.get(size) ?? 0) + 1)
        return [...counts].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "every number of days from one to seven, also those nobody has",
      hogql: `
        SELECT groupArray(num_actors) AS counts, groupArray(num_intervals) AS intervals
        FROM (
          SELECT sum(num_actors) AS num_actors, num_intervals
          FROM (
            SELECT 0 AS num_actors, number + 1 AS num_intervals FROM numbers(7)
            UNION ALL
            SELECT count() AS num_actors, num_intervals
            FROM (
              SELECT person_id, uniqExact(toDate(timestamp)) AS num_intervals
              FROM events
              WHERE event = '$pageview' AND timestamp >= '2026-10-25'
              GROUP BY person_id
            )
            GROUP BY num_intervals
          )
          GROUP BY num_intervals
          ORDER BY num_intervals
        )`,
      rows: ({ events }) => {
        const days = new Map<string, Set<number>>()
        for (const each of events) {
          if (each.event !== "$pageview" || each.timestamp < "2026-10-25") continue
          days.set(each.person, (days.get(each.person) ?? new Set()).add(dayOf(each)))
        }
        const sizes = [...days.values()].map(({ size }) => size)
        const intervals = [1, 2, 3, 4, 5, 6, 7]
        return [[intervals.map((n) => sizes.filter((size) => size === n).length), intervals]]
      }
    },
    {
      title: "DAU over MAU on the last day of the month",
      hogql: `
        SELECT
          uniqIf(person_id, toDate(timestamp) = '2026-10-30') AS dau,
          uniqIf(person_id, timestamp > toDateTime('2026-10-30 00:00:00') - INTERVAL 29 DAY AND timestamp < '2026-10-31') AS mau,
          round(dau / mau, 4) AS stickiness
        FROM events`,
      sql: `SELECT d, m, round(d / m, 4) FROM (SELECT
          (SELECT uniqExact(person_id) FROM events WHERE toString(toDate(timestamp)) = '2026-10-30') AS d,
          (SELECT uniqExact(person_id) FROM events WHERE timestamp > '2026-10-01 00:00:00' AND timestamp < '2026-10-31 00:00:00') AS m)`
    },
    {
      title: "the rolling 28 days of active users for each day of a week",
      hogql: `
        SELECT d.day AS day, uniq(e.person_id) AS mau
        FROM (SELECT toDate('2026-10-20') + number AS day FROM numbers(7)) AS d
        CROSS JOIN (SELECT person_id, toDate(timestamp) AS active FROM events WHERE timestamp >= '2026-09-20') AS e
        WHERE e.active <= d.day AND e.active > d.day - 28
        GROUP BY day
        ORDER BY day`,
      sql: `SELECT toString(day), uniqExact(person_id) FROM (
          SELECT DISTINCT person_id, arrayJoin(arrayMap(n -> toDate(timestamp) + n, range(28))) AS day FROM events)
        WHERE day BETWEEN '2026-10-20' AND '2026-10-26' GROUP BY day ORDER BY day`
    },
    {
      title: "how many weeks in a row somebody was there, by gaps and islands",
      hogql: `
        SELECT streak, count() AS persons
        FROM (
          SELECT person_id, max(length) AS streak
          FROM (
            SELECT person_id, count() AS length
            FROM (
              SELECT person_id, week, dateDiff('week', toDate('2026-07-26'), week) - row_number() OVER (PARTITION BY person_id ORDER BY week) AS island
              FROM (SELECT DISTINCT person_id, toStartOfWeek(timestamp) AS week FROM events WHERE event = 'report_viewed')
            )
            GROUP BY person_id, island
          )
          GROUP BY person_id
        )
        GROUP BY streak
        ORDER BY streak`,
      rows: ({ events }) => {
        const weeks = new Map<string, Set<number>>()
        for (const each of events) {
          if (each.event !== "report_viewed") continue
          weeks.set(each.person, (weeks.get(each.person) ?? new Set()).add(Math.floor((dayOf(each) + 4) / 7)))
        }
        const counts = new Map<number, number>()
        for (const own of weeks.values()) {
          let best = 0
          for (const week of own) {
            let length = 0
            while (own.has(week + length)) length++
            best = Math.max(best, length)
          }
          counts.set(best, (counts.get(best) ?? 0) + 1)
        }
        return [...counts].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "power users: at least twenty reports in thirty days",
      hogql: `
        SELECT person.properties.plan AS plan, uniq(person_id) AS users
        FROM events
        WHERE event = 'report_viewed' AND person_id IN (
          SELECT person_id FROM events
          WHERE event = 'report_viewed' AND timestamp >= toDateTime('2026-11-01 00:00:00') - toIntervalDay(30)
          GROUP BY person_id HAVING count() >= 20
        ) AND timestamp >= '2026-10-02'
        GROUP BY plan
        ORDER BY users DESC, plan`,
      truth: ({ powerUsers }) => powerUsers.byPlan.map(({ count, value }) => [value, count])
    },
    {
      title: "the power user curve: share of persons by active days in four weeks",
      hogql: `
        SELECT active_days, count() AS persons, round(count() / sum(count()) OVER (), 4) AS share
        FROM (
          SELECT person_id, uniq(toDate(timestamp)) AS active_days
          FROM events
          WHERE timestamp >= '2026-10-04' AND timestamp < '2026-11-01'
          GROUP BY person_id
        )
        GROUP BY active_days
        ORDER BY active_days`,
      sql: `WITH d AS (SELECT person_id, length(groupUniqArray(toYYYYMMDD(timestamp))) AS n FROM events WHERE timestamp >= '2026-10-04 00:00:00' GROUP BY person_id)
        SELECT n, count() AS p, round(p / (SELECT count() FROM d), 4) FROM d GROUP BY n ORDER BY n`
    },
    {
      title: "average sessions of a person in a week",
      hogql: `
        SELECT week, round(avg(sessions), 3) AS mean, max(sessions) AS most
        FROM (
          SELECT toStartOfWeek($start_timestamp) AS week, distinct_id, count() AS sessions
          FROM sessions
          GROUP BY week, distinct_id
        )
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(w), round(sum(n) / count(), 3), max(n) FROM (
          SELECT toDate(s) - (toDayOfWeek(s) % 7) AS w, last_id, count() AS n FROM (
            SELECT JSONExtractString(properties, '$session_id') AS id, min(timestamp) AS s, argMax(distinct_id, timestamp) AS last_id
            FROM events WHERE id != '' GROUP BY id)
          GROUP BY w, last_id) GROUP BY w ORDER BY w`
    },
    {
      title: "days since the last visit of known persons, in buckets",
      hogql: `
        SELECT multiIf(days <= 7, 'this week', days <= 30, 'this month', 'longer ago') AS recency, count() AS persons
        FROM (
          SELECT person_id, dateDiff('day', max(timestamp), toDateTime('2026-11-01 00:00:00')) AS days
          FROM events
          WHERE person.properties.email IS NOT NULL
          GROUP BY person_id
        )
        GROUP BY recency
        ORDER BY persons DESC`,
      sql: `SELECT if(d <= 7, 'this week', if(d <= 30, 'this month', 'longer ago')) AS r, count() AS n FROM (
          SELECT person_id, toDate('2026-11-01') - toDate(max(timestamp)) AS d FROM events WHERE JSONHas(person_properties, 'email') GROUP BY person_id)
        GROUP BY r ORDER BY n DESC`
    }
  ]
}
