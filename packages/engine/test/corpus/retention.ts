import type { Corpus } from "./Corpus.ts"

/** Who comes back: triangles by week, day and month, churn, resurrection. */
export const retention: Corpus = {
  analysis: "retention",
  queries: [
    {
      title: "the weekly triangle of those who signed up and viewed a report",
      hogql: `
        WITH starts AS (
          SELECT person_id, toStartOfWeek(min(timestamp)) AS week FROM events WHERE event = 'signed_up' GROUP BY person_id
        ), visits AS (
          SELECT DISTINCT person_id, toStartOfWeek(timestamp) AS week FROM events WHERE event = 'report_viewed'
        )
        SELECT s.week AS cohort, dateDiff('week', s.week, v.week) AS number, count() AS persons
        FROM starts AS s
        INNER JOIN visits AS v ON s.person_id = v.person_id
        WHERE v.week >= s.week AND number <= 8
        GROUP BY cohort, number
        ORDER BY cohort, number
        LIMIT 1000`,
      truth: ({ retention: { cohorts } }) =>
        cohorts.flatMap(({ returned, week }) =>
          returned.flatMap((count, number) => (count === 0 ? [] : [[week, number, count]]))
        )
    },
    {
      title: "the triangle as one row a cohort, weeks as columns",
      hogql: `
        WITH starts AS (
          SELECT person_id, toStartOfWeek(min(timestamp)) AS week FROM events WHERE event = 'signed_up' GROUP BY person_id
        )
        SELECT
          s.week AS cohort,
          uniq(s.person_id) AS size,
          uniqIf(s.person_id, toStartOfWeek(e.timestamp) = s.week) AS week_0,
          uniqIf(s.person_id, toStartOfWeek(e.timestamp) = s.week + INTERVAL 1 WEEK) AS week_1,
          uniqIf(s.person_id, toStartOfWeek(e.timestamp) = s.week + INTERVAL 2 WEEK) AS week_2
        FROM starts AS s
        LEFT JOIN (SELECT person_id, timestamp FROM events WHERE event = 'report_viewed') AS e ON e.person_id = s.person_id
        GROUP BY cohort
        ORDER BY cohort`,
      truth: ({ retention: { cohorts } }) =>
        cohorts.map(({ persons, returned, week }) => [
          week,
          persons,
          returned[0] ?? 0,
          returned[1] ?? 0,
          returned[2] ?? 0
        ])
    },
    {
      title: "the share that came back in the week after, by cohort",
      hogql: `
        SELECT
          cohort,
          count() AS persons,
          countIf(has(weeks, 1)) AS returned,
          round(returned / persons * 100, 1) AS percent
        FROM (
          SELECT
            person_id,
            toStartOfWeek(minIf(timestamp, event = 'signed_up')) AS cohort,
            groupUniqArrayIf(toInt(dateDiff('week', toStartOfWeek(timestamp) , toStartOfWeek(timestamp))), event = 'none') AS nothing,
            arrayMap(w -> toInt(dateDiff('week', cohort, w)), groupUniqArrayIf(toStartOfWeek(timestamp), event = 'report_viewed')) AS weeks
          FROM events
          GROUP BY person_id
          HAVING countIf(event = 'signed_up') > 0
        )
        GROUP BY cohort
        ORDER BY cohort`,
      truth: ({ retention: { cohorts } }) =>
        cohorts.map(({ persons, returned, week }) => [
          week,
          persons,
          returned[1] ?? 0,
          Math.round(((returned[1] ?? 0) / persons) * 1000) / 10
        ])
    },
    {
      title: "day 1, day 7 and day 30 after the first visit",
      hogql: `
        SELECT
          countIf(has(days, 1)) AS day_1,
          countIf(has(days, 7)) AS day_7,
          countIf(has(days, 30)) AS day_30,
          count() AS everybody
        FROM (
          SELECT person_id, arrayMap(d -> dateDiff('day', arrayMin(all_days), d), all_days) AS days
          FROM (SELECT person_id, groupUniqArray(toDate(timestamp)) AS all_days FROM events GROUP BY person_id)
        )`,
      sql: `WITH f AS (SELECT person_id, toDate(min(timestamp)) AS d FROM events GROUP BY person_id)
        SELECT uniqExactIf(f.person_id, toDate(e.timestamp) - f.d = 1), uniqExactIf(f.person_id, toDate(e.timestamp) - f.d = 7),
          uniqExactIf(f.person_id, toDate(e.timestamp) - f.d = 30), uniqExact(f.person_id) FROM events AS e INNER JOIN f ON e.person_id = f.person_id`
    },
    {
      title: "monthly retention by the retention function of arrays",
      hogql: `
        SELECT
          countIf(august) AS started,
          countIf(august AND september) AS kept_one,
          countIf(august AND september AND october) AS kept_two
        FROM (
          SELECT
            person_id,
            max(toMonth(timestamp) = 8) AS august,
            max(toMonth(timestamp) = 9) AS september,
            max(toMonth(timestamp) = 10) AS october
          FROM events
          WHERE event = 'report_viewed'
          GROUP BY person_id
        )`,
      sql: `SELECT length(a), length(arrayIntersect(a, b)), length(arrayIntersect(a, b, c)) FROM (
          SELECT groupUniqArrayIf(person_id, toYYYYMM(timestamp) = 202608) AS a, groupUniqArrayIf(person_id, toYYYYMM(timestamp) = 202609) AS b,
            groupUniqArrayIf(person_id, toYYYYMM(timestamp) = 202610) AS c FROM events WHERE event = 'report_viewed')`
    },
    {
      title: "bounded return: at least twice in the two weeks after signing up",
      hogql: `
        SELECT countIf(visits >= 2) AS engaged, count() AS signed_up
        FROM (
          SELECT s.person_id AS id, countIf(e.event = 'report_viewed' AND e.timestamp > s.at AND e.timestamp <= s.at + toIntervalDay(14)) AS visits
          FROM (SELECT person_id, min(timestamp) AS at FROM events WHERE event = 'signed_up' GROUP BY person_id) AS s
          JOIN events AS e ON e.person_id = s.person_id
          GROUP BY id
        )`,
      sql: `SELECT countIf(n >= 2), count() FROM (
          SELECT s.person_id, (length(arrayFilter(t -> t > s.at AND t <= s.at + 14 * 86400, v.ts))) AS n
          FROM (SELECT person_id, toFloat64(timestamp) AS at FROM events WHERE event = 'signed_up') AS s
          LEFT JOIN (SELECT person_id, groupArray(toFloat64(timestamp)) AS ts FROM events WHERE event = 'report_viewed' GROUP BY person_id) AS v ON v.person_id = s.person_id)`
    },
    {
      title: "persons lost: active in the month, silent for the last two weeks",
      hogql: `
        SELECT count() AS at_risk
        FROM (
          SELECT person_id, max(timestamp) AS last_view
          FROM events
          WHERE event = 'report_viewed' AND timestamp >= toDateTime('2026-11-01 00:00:00') - INTERVAL 30 DAY
          GROUP BY person_id
        )
        WHERE last_view < toDateTime('2026-11-01 00:00:00') - INTERVAL 14 DAY`,
      truth: ({ churnRisk }) => [[churnRisk.persons]]
    },
    {
      title: "the longest silence of persons, top five",
      hogql: `
        SELECT person_id, max(gap) AS longest
        FROM (
          SELECT
            person_id,
            dateDiff('second', lagInFrame(timestamp, 1, timestamp) OVER (PARTITION BY person_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), timestamp) AS gap
          FROM events
          WHERE event = 'report_viewed'
        )
        GROUP BY person_id
        ORDER BY longest DESC, person_id
        LIMIT 5`,
      sql: `SELECT toString(person_id), arrayMax(arrayDifference(arraySort(groupArray(toInt64(toUnixTimestamp(toDateTime(timestamp))))))) AS g
        FROM events WHERE event = 'report_viewed' GROUP BY person_id ORDER BY g DESC, toString(person_id) LIMIT 5`
    },
    {
      title: "churn of each month: active in it and not in the next",
      hogql: `
        WITH months AS (SELECT DISTINCT person_id, toStartOfMonth(timestamp) AS month FROM events WHERE event = 'report_viewed')
        SELECT a.month AS month, count() AS active, countIf(empty(toString(b.person_id)) OR b.month = toDate('1970-01-01')) AS churned
        FROM months AS a
        LEFT JOIN months AS b ON a.person_id = b.person_id AND b.month = a.month + INTERVAL 1 MONTH
        WHERE a.month < '2026-10-01'
        GROUP BY month
        ORDER BY month`,
      sql: `WITH x AS (SELECT person_id, groupUniqArray(toMonth(timestamp)) AS ms FROM events WHERE event = 'report_viewed' GROUP BY person_id)
        SELECT concat('2026-0', toString(m), '-01'), countIf(has(ms, m)), countIf(has(ms, m) AND NOT has(ms, m + 1)) FROM x ARRAY JOIN [8, 9] AS m GROUP BY m ORDER BY m`
    },
    {
      title: "retention of features: who used it again in another week",
      hogql: `
        SELECT feature, count() AS users, countIf(weeks > 1) AS came_back
        FROM (
          SELECT properties.feature AS feature, person_id, uniq(toStartOfWeek(timestamp)) AS weeks
          FROM events
          WHERE event = 'feature_used'
          GROUP BY feature, person_id
        )
        GROUP BY feature
        ORDER BY users DESC, feature`,
      rows: ({ events }) => {
        const weeks = new Map<string, Map<string, Set<number>>>()
        for (const { event, millis, person, properties } of events) {
          if (event !== "feature_used") continue
          const people = weeks.get(properties.feature) ?? new Map<string, Set<number>>()
          weeks.set(properties.feature, people)
          const own = people.get(person) ?? new Set<number>()
          people.set(person, own.add(Math.floor((Math.floor(millis / 86_400_000) + 4) / 7)))
        }
        return [...weeks]
          .map(([feature, people]): [string, number, number] => [
            feature,
            people.size,
            [...people.values()].filter((own) => own.size > 1).length
          ])
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "persons who came back after four weeks of silence",
      hogql: `
        SELECT uniq(person_id) AS resurrected
        FROM (
          SELECT person_id, timestamp,
            any(timestamp) OVER (PARTITION BY person_id ORDER BY timestamp ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS before,
            row_number() OVER (PARTITION BY person_id ORDER BY timestamp) AS place
          FROM events
          WHERE event = '$pageview'
        )
        WHERE place > 1 AND dateDiff('day', before, timestamp) >= 28`,
      sql: `SELECT countIf(arrayExists(d -> d >= 28, arrayDifference(days))) FROM (
          SELECT person_id, arraySort(groupArray(toInt32(toDate(timestamp)))) AS days FROM events WHERE event = '$pageview' GROUP BY person_id)`
    }
  ]
}
