import type { Corpus } from "./Corpus.ts"

/** Groups of persons, PostHog's own and those an analyst makes on the spot. */
export const cohorts: Corpus = {
  analysis: "cohorts",
  queries: [
    {
      title: "the members of each cohort",
      hogql: `SELECT cohort_id, count(DISTINCT person_id) AS persons FROM cohort_people GROUP BY cohort_id ORDER BY cohort_id`,
      truth: ({ cohorts: all }) =>
        all.filter(({ isStatic }) => !isStatic).map(({ id, persons }) => [id, persons])
    },
    {
      title: "the members of a static cohort",
      hogql: `SELECT cohort_id, count() AS persons FROM static_cohort_people GROUP BY cohort_id`,
      truth: ({ cohorts: all }) =>
        all.filter(({ isStatic }) => isStatic).map(({ id, persons }) => [id, persons])
    },
    {
      title: "events of the members of a cohort, by its id",
      hogql: `SELECT event, count() AS n FROM events WHERE person_id IN COHORT 1 GROUP BY event ORDER BY n DESC, event LIMIT 10`,
      sql: `SELECT event, count() AS n FROM events AS e INNER JOIN (SELECT DISTINCT person_id FROM cohort_people WHERE cohort_id = 1) AS c ON c.person_id = e.person_id
        GROUP BY event ORDER BY n DESC, event LIMIT 10`
    },
    {
      title: "events of the members of a cohort, by its name",
      hogql: `SELECT uniq(person_id) AS persons, count() AS n FROM events WHERE person_id IN COHORT 'Beta testers' AND event = '$pageview'`,
      sql: `SELECT uniqExact(person_id), count() FROM events WHERE event = '$pageview' AND person_id IN (SELECT person_id FROM static_cohort_people WHERE cohort_id = 3)`
    },
    {
      title: "everybody who is in none",
      hogql: `SELECT count() AS persons FROM persons WHERE id NOT IN COHORT 'Power users' AND id NOT IN COHORT 2`,
      sql: `SELECT (SELECT count() FROM persons) - (SELECT uniqExact(person_id) FROM cohort_people)`
    },
    {
      title: "two cohorts against each other, on one measure",
      hogql: `
        SELECT segment, persons, views FROM (
        SELECT 'power' AS segment, uniq(person_id) AS persons, count() AS views FROM events WHERE event = 'report_viewed' AND person_id IN COHORT 1
        UNION ALL
        SELECT 'at risk' AS segment, uniq(person_id) AS persons, count() AS views FROM events WHERE event = 'report_viewed' AND person_id IN COHORT 2
        UNION ALL
        SELECT 'rest' AS segment, uniq(person_id) AS persons, count() AS views FROM events WHERE event = 'report_viewed' AND person_id NOT IN COHORT 1 AND person_id NOT IN COHORT 2)
        ORDER BY views DESC`,
      rows: ({ events, truth }) => {
        const until = (days: number) =>
          new Date(Date.parse("2026-11-01") - days * 86_400_000).toISOString().slice(0, 10)
        const views = events.filter(({ event }) => event === "report_viewed")
        const recent = new Map<string, { n: number; last: string }>()
        for (const { person, timestamp } of views) {
          if (timestamp < until(30)) continue
          recent.set(person, { n: (recent.get(person)?.n ?? 0) + 1, last: timestamp })
        }
        const segmentOf = (person: string) => {
          const own = recent.get(person)
          if (own === undefined) return "rest"
          return own.n >= truth.powerUsers.minimum ? "power" : own.last < until(14) ? "at risk" : "rest"
        }
        return ["power", "rest", "at risk"].map((segment) => {
          const own = views.filter(({ person }) => segmentOf(person) === segment)
          return [segment, new Set(own.map(({ person }) => person)).size, own.length]
        })
      }
    },
    {
      title: "members with their addresses, through the table of persons",
      hogql: `
        SELECT p.properties.email AS email, p.properties.plan AS plan
        FROM cohort_people AS c
        INNER JOIN persons AS p ON p.id = c.person_id
        WHERE c.cohort_id = 1
        ORDER BY email`,
      sql: `SELECT JSONExtractString(properties, 'email') AS e, JSONExtractString(properties, 'plan') FROM persons
        WHERE id IN (SELECT person_id FROM cohort_people WHERE cohort_id = 1) ORDER BY e`
    },
    {
      title: "a member's person through the cohort's row",
      hogql: `SELECT person.properties.country AS country, count() AS members FROM cohort_people WHERE cohort_id = 2 GROUP BY country ORDER BY members DESC, country`,
      sql: `SELECT JSONExtractString(p.properties, 'country') AS k, count() AS n FROM cohort_people AS c INNER JOIN persons AS p ON p.id = c.person_id WHERE c.cohort_id = 2 GROUP BY k ORDER BY n DESC, k`
    },
    {
      title: "an ad-hoc cohort: big companies that export",
      hogql: `
        SELECT count() AS exports, uniq(person_id) AS persons
        FROM events
        WHERE event = 'report_exported'
          AND person_id IN (SELECT id FROM persons WHERE properties.company_size >= 80 AND properties.is_admin = true)`,
      rows: ({ events, persons }) => {
        const big = new Set(
          persons
            .filter(({ properties: p }) => p.company_size >= 80 && p.is_admin === true)
            .map(({ id }) => id)
        )
        const own = events.filter(({ event, person }) => event === "report_exported" && big.has(person))
        return [[own.length, new Set(own.map(({ person }) => person)).size]]
      }
    },
    {
      title: "how two sets of persons overlap",
      hogql: `
        WITH exporters AS (SELECT DISTINCT person_id FROM events WHERE event = 'report_exported'),
          feature_users AS (SELECT DISTINCT person_id FROM events WHERE event = 'feature_used')
        SELECT
          countIf(person_id IN (SELECT person_id FROM exporters) AND person_id IN (SELECT person_id FROM feature_users)) AS in_both,
          countIf(person_id IN (SELECT person_id FROM exporters) AND person_id NOT IN (SELECT person_id FROM feature_users)) AS only_exports,
          countIf(person_id NOT IN (SELECT person_id FROM exporters) AND person_id IN (SELECT person_id FROM feature_users)) AS only_features
        FROM (SELECT DISTINCT person_id FROM events)`,
      sql: `SELECT length(arrayIntersect(a, b)), length(a) - length(arrayIntersect(a, b)), length(b) - length(arrayIntersect(a, b)) FROM (
          SELECT groupUniqArrayIf(person_id, event = 'report_exported') AS a, groupUniqArrayIf(person_id, event = 'feature_used') AS b FROM events)`
    },
    {
      title: "behaviour: at least three reports in one week of October",
      hogql: `
        SELECT count() AS persons
        FROM (
          SELECT person_id
          FROM events
          WHERE event = 'report_viewed' AND timestamp >= '2026-10-01' AND timestamp < '2026-11-01'
          GROUP BY person_id, toStartOfWeek(timestamp)
          HAVING count() >= 3
          LIMIT 1 BY person_id
        )`,
      sql: `SELECT uniqExact(person_id) FROM (SELECT person_id, count() AS n FROM events WHERE event = 'report_viewed' AND toMonth(timestamp) = 10
          GROUP BY person_id, toWeek(timestamp) HAVING n > 2)`
    }
  ]
}
