import type { Corpus } from "./Corpus.ts"

/** Persons: their properties now and then, ids, joins in both directions. */
export const persons: Corpus = {
  analysis: "persons",
  queries: [
    {
      title: "persons by plan",
      hogql: `SELECT properties.plan AS plan, count() AS n FROM persons GROUP BY plan ORDER BY n DESC`,
      truth: ({ personsByPlan }) => personsByPlan.map(({ count, value }) => [value, count])
    },
    {
      title: "persons by country, unknown ones as null",
      hogql: `SELECT properties.country AS country, count() AS n FROM persons GROUP BY country ORDER BY n DESC, country`,
      truth: ({ personsByCountry }) =>
        personsByCountry
          .map(({ count, value }): [string | null, number] => [value, count])
          .sort(
            (left, right) =>
              right[1] - left[1] ||
              (left[0] === null ? 1 : right[0] === null ? -1 : left[0] < right[0] ? -1 : 1)
          )
    },
    {
      title: "a boolean property: administrators, others, unknown",
      hogql: `SELECT properties.is_admin AS admin, count() AS n FROM persons GROUP BY admin ORDER BY n DESC`,
      truth: ({ personsByAdmin }) => personsByAdmin.map(({ count, value }) => [value, count])
    },
    {
      title: "how many ids a person has",
      hogql: `SELECT ids, count() AS persons FROM (SELECT person_id, count() AS ids FROM person_distinct_ids GROUP BY person_id) GROUP BY ids ORDER BY ids`,
      sql: `SELECT n, count() FROM (SELECT count(distinct_id) AS n FROM person_distinct_ids GROUP BY person_id) GROUP BY n ORDER BY n`
    },
    {
      title: "events with the properties of the person now, by a join",
      hogql: `
        SELECT p.properties.plan AS plan_now, person.properties.plan AS plan_then, count() AS n
        FROM events AS e
        INNER JOIN persons AS p ON e.person_id = p.id
        WHERE e.event = 'report_viewed'
        GROUP BY plan_now, plan_then
        ORDER BY n DESC, plan_now, plan_then`,
      sql: `SELECT JSONExtractString(p.properties, 'plan') AS a, JSONExtractString(e.person_properties, 'plan') AS b, count() AS n FROM persons AS p
        INNER JOIN events AS e ON e.person_id = p.id WHERE e.event = 'report_viewed' GROUP BY a, b ORDER BY n DESC, a, b`
    },
    {
      title: "a person's events through one of the ids",
      hogql: `
        SELECT event, count() AS n
        FROM events
        WHERE person_id IN (SELECT person_id FROM person_distinct_ids WHERE distinct_id = {id})
        GROUP BY event
        ORDER BY n DESC, event`,
      values: { id: "user_00003" },
      sql: `SELECT event, count() AS n FROM events WHERE person_id = (SELECT any(person_id) FROM person_distinct_ids WHERE distinct_id = 'user_00003') GROUP BY event ORDER BY n DESC, event`
    },
    {
      title: "the id's person, by the lazy join of the table of ids",
      hogql: `SELECT distinct_id, person.properties.email AS email FROM person_distinct_ids WHERE distinct_id LIKE 'user%' ORDER BY distinct_id LIMIT 5`,
      sql: `SELECT d.distinct_id, JSONExtractString(p.properties, 'email') FROM person_distinct_ids AS d INNER JOIN persons AS p ON p.id = d.person_id WHERE startsWith(d.distinct_id, 'user') ORDER BY d.distinct_id LIMIT 5`
    },
    {
      title: "numbers as they are: company size, unknown left out",
      hogql: `
        SELECT properties.company_size AS size, count() AS n, round(avg(properties.seats), 2) AS seats
        FROM persons
        WHERE properties.company_size > 0
        GROUP BY size
        ORDER BY size`,
      sql: `SELECT JSONExtractFloat(properties, 'company_size') AS s, count(), round(sum(JSONExtractInt(properties, 'seats')) / count(), 2) FROM persons WHERE JSONType(properties, 'company_size') IN ('Int64', 'UInt64') GROUP BY s ORDER BY s`
    },
    {
      title: "nested properties",
      hogql: `SELECT properties.preferences.theme AS theme, properties.preferences.digest AS digest, count() AS n FROM persons WHERE properties.preferences IS NOT NULL GROUP BY theme, digest ORDER BY theme, digest`,
      sql: `SELECT JSONExtractString(properties, 'preferences', 'theme') AS t, JSONExtractRaw(properties, 'preferences', 'digest') AS d, count() FROM persons WHERE JSONHas(properties, 'preferences') GROUP BY t, d ORDER BY t, d`
    },
    {
      title: "a date property: sign-ups by month, as a time",
      hogql: `SELECT toStartOfMonth(properties.signed_up_at) AS month, count() AS n FROM persons WHERE properties.signed_up_at >= '2026-08-01' GROUP BY month ORDER BY month`,
      sql: `SELECT concat(substring(JSONExtractString(properties, 'signed_up_at'), 1, 7), '-01') AS m, count() FROM persons WHERE m >= '2026-08-01' GROUP BY m ORDER BY m`
    },
    {
      title: "addresses by domain",
      hogql: `
        SELECT splitByChar('@', assumeNotNull(properties.email))[2] AS domain, count() AS n
        FROM persons
        WHERE properties.email IS NOT NULL
        GROUP BY domain
        ORDER BY n DESC, domain
        LIMIT 5`,
      sql: `SELECT extract(JSONExtractString(properties, 'email'), '@(.*)$') AS d, count() AS n FROM persons WHERE d != '' GROUP BY d ORDER BY n DESC, d LIMIT 5`
    },
    {
      title: "names with accents, quotes and emoji come back whole",
      hogql: `SELECT properties.name AS name FROM persons WHERE lengthUTF8(properties.name) != length(properties.name) AND properties.name NOT LIKE '%"%' ORDER BY name LIMIT 1000`,
      sql: `SELECT JSONExtractString(properties, 'name') AS n FROM persons WHERE n != '' AND NOT match(n, '^[ -~]*$') AND position(n, '"') = 0 ORDER BY n`
    },
    {
      title: "a name with a quote, which PostHog leaves escaped",
      hogql: `SELECT count() AS n FROM persons WHERE properties.name LIKE '%"%' AND JSONExtractString(properties, 'name') LIKE 'Robert "Bo"%'`,
      sql: `SELECT count() FROM persons WHERE position(JSONExtractString(properties, 'name'), 'Robert "Bo"') = 1`
    },
    {
      title: "persons nobody identified",
      hogql: `SELECT is_identified, count() AS n FROM persons GROUP BY is_identified ORDER BY n`,
      truth: ({ totals }) => [
        [false, totals.persons - totals.identifiedPersons],
        [true, totals.identifiedPersons]
      ]
    },
    {
      title: "the first and the last thing somebody did",
      hogql: `
        SELECT person_id, argMin(event, timestamp) AS first_event, argMax(event, timestamp) AS last_event, count() AS n
        FROM events
        GROUP BY person_id
        ORDER BY n DESC, toString(person_id)
        LIMIT 5`,
      sql: `SELECT toString(p), es[1].2, es[-1].2, length(es) AS n FROM (SELECT person_id AS p, arraySort(groupArray((timestamp, event))) AS es FROM events GROUP BY p) ORDER BY n DESC, toString(p) LIMIT 5`
    }
  ]
}
