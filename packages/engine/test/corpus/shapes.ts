import type { Corpus } from "./Corpus.ts"

/** Queries by their shape: unions, joins of every kind, sets, common table expressions, limits, the project's objects. */
export const shapes: Corpus = {
  analysis: "shapes",
  queries: [
    {
      title: "a union with a column that says where from",
      hogql: `
        SELECT kind, n FROM (
          SELECT 'events' AS kind, count() AS n FROM events
          UNION ALL
          SELECT 'persons' AS kind, count() AS n FROM persons
          UNION ALL
          SELECT 'sessions' AS kind, count() AS n FROM sessions
          UNION ALL
          SELECT 'ids' AS kind, count() AS n FROM person_distinct_ids
        )
        ORDER BY kind`,
      truth: ({ totals }) => [
        ["events", totals.events],
        ["ids", totals.distinctIds],
        ["persons", totals.persons],
        ["sessions", totals.sessions]
      ]
    },
    {
      title: "what two sets have in common",
      hogql: `
        SELECT count() AS n FROM (
          SELECT person_id FROM events WHERE event = 'report_exported'
          INTERSECT DISTINCT
          SELECT person_id FROM events WHERE event = 'invoice_paid'
        )`,
      sql: `SELECT count() FROM (SELECT person_id FROM events GROUP BY person_id HAVING sum(event = 'report_exported') > 0 AND sum(event = 'invoice_paid') > 0)`
    },
    {
      title: "what one set has and the other lacks",
      hogql: `
        SELECT count() AS n FROM (
          SELECT DISTINCT person_id FROM events WHERE event = 'report_exported'
          EXCEPT
          SELECT DISTINCT person_id FROM events WHERE event = 'invoice_paid'
        )`,
      sql: `SELECT count() FROM (SELECT person_id FROM events GROUP BY person_id HAVING sum(event = 'report_exported') > 0 AND sum(event = 'invoice_paid') = 0)`
    },
    {
      title: "unmatched rows of a left join hold defaults, as in ClickHouse",
      hogql: `
        SELECT countIf(i.n = 0) AS without, countIf(i.n > 0) AS with_invoices
        FROM persons AS p
        LEFT JOIN (SELECT person_id, count() AS n FROM events WHERE event = 'invoice_paid' GROUP BY person_id) AS i ON p.id = i.person_id`,
      rows: ({ persons, truth }) => {
        const paying = truth.events.find(({ event }) => event === "invoice_paid")!.persons
        return [[persons.length - paying, paying]]
      }
    },
    {
      title: "a self join: persons who signed up on the same day as another",
      hogql: `
        SELECT count(DISTINCT b.person_id) AS persons
        FROM events AS a
        INNER JOIN events AS b ON toDate(a.timestamp) = toDate(b.timestamp)
        WHERE a.event = 'signed_up' AND b.event = 'signed_up' AND a.distinct_id != b.distinct_id`,
      rows: ({ truth }) => [
        [truth.signupsByDay.filter(({ count }) => count > 1).reduce((sum, { count }) => sum + count, 0)]
      ]
    },
    {
      title: "common table expressions that build on each other",
      hogql: `
        WITH
          views AS (SELECT person_id, toDate(timestamp) AS day, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY person_id, day),
          busy AS (SELECT person_id, day FROM views WHERE n >= 3),
          regulars AS (SELECT person_id, count() AS days FROM busy GROUP BY person_id HAVING days >= 3)
        SELECT count() AS persons, max(days) AS most FROM regulars`,
      sql: `SELECT countIf(d >= 3), max(d) FROM (SELECT person_id, countIf(n >= 3) AS d FROM (SELECT person_id, toDate(timestamp) AS x, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY person_id, x) GROUP BY person_id)`
    },
    {
      title: "a value from a common table expression",
      hogql: `
        WITH 20 AS minimum, (SELECT count() FROM events WHERE event = 'report_viewed') AS everything
        SELECT count() AS persons, everything
        FROM (SELECT person_id, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY person_id)
        WHERE n >= minimum
        GROUP BY everything`,
      sql: `SELECT countIf(n > 19), sum(n) FROM (SELECT count() AS n FROM events WHERE event = 'report_viewed' GROUP BY person_id)`
    },
    {
      title: "a numbered series joined to nothing",
      hogql: `SELECT number, number * number AS square, if(number % 2 = 0, 'even', 'odd') AS parity FROM numbers(3, 4) ORDER BY number DESC`,
      rows: () => [6, 5, 4, 3].map((n) => [n, n * n, n % 2 === 0 ? "even" : "odd"])
    },
    {
      title: "a scalar subquery in the condition",
      hogql: `
        SELECT count() AS above
        FROM events
        WHERE event = 'report_exported' AND properties.rows > (SELECT avg(properties.rows) FROM events WHERE event = 'report_exported')`,
      rows: ({ events }) => {
        const rows = events
          .filter(({ event }) => event === "report_exported")
          .map(({ properties }) => properties.rows as number)
        const mean = rows.reduce((sum, each) => sum + each, 0) / rows.length
        return [[rows.filter((each) => each > mean).length]]
      }
    },
    {
      title: "values given as a list",
      hogql: `SELECT event, count() AS n FROM events WHERE event IN {names} GROUP BY event HAVING n > {least} ORDER BY n DESC`,
      values: { names: ["signed_up", "project_created", "subscription_cancelled"], least: 10 },
      truth: ({ events }) =>
        events
          .filter(({ count, event }) => ["signed_up", "project_created"].includes(event) && count > 10)
          .map(({ count, event }) => [event, count])
    },
    {
      title: "a case of values and a case of conditions",
      hogql: `
        SELECT
          CASE properties.format WHEN 'csv' THEN 'text' WHEN 'xlsx' THEN 'sheet' ELSE 'paper' END AS kind,
          CASE WHEN properties.rows < 1000 THEN 'small' WHEN properties.rows < 20000 THEN 'middle' ELSE 'large' END AS size,
          count() AS n
        FROM events
        WHERE event = 'report_exported'
        GROUP BY kind, size
        ORDER BY kind, size`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties: p } of events) {
          if (event !== "report_exported") continue
          const kind = p.format === "csv" ? "text" : p.format === "xlsx" ? "sheet" : "paper"
          const size = p.rows < 1000 ? "small" : p.rows < 20_000 ? "middle" : "large"
          counts.set(`${kind} ${size}`, (counts.get(`${kind} ${size}`) ?? 0) + 1)
        }
        return [...counts]
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, n]) => [...key.split(" "), n])
      }
    },
    {
      title: "the insights and cohorts the project has",
      hogql: `SELECT kind, name FROM (SELECT 'insight' AS kind, name FROM system.insights UNION ALL SELECT 'cohort' AS kind, name FROM system.cohorts) ORDER BY kind, name`,
      sql: `SELECT k, n FROM (SELECT if(kind = 'insights', 'insight', 'cohort') AS k, JSONExtractString(body, 'name') AS n, id FROM objects WHERE kind IN ('insights', 'cohorts')) ORDER BY k, n`
    },
    {
      title: "flags with their rollout",
      hogql: `SELECT key, name, active FROM system.feature_flags ORDER BY key`,
      sql: `SELECT JSONExtractString(body, 'key') AS k, JSONExtractString(body, 'name'), toUInt8(JSONExtractBool(body, 'active')) FROM objects WHERE kind = 'feature_flags' ORDER BY k`
    },
    {
      title: "distinct rows",
      hogql: `SELECT DISTINCT properties.$browser AS browser, properties.$os AS os FROM events WHERE event = '$pageview' ORDER BY browser, os`,
      sql: `SELECT t.1, t.2 FROM (SELECT arrayJoin(arraySort(groupUniqArray((JSONExtractString(properties, '$browser'), JSONExtractString(properties, '$os'))))) AS t FROM events WHERE event = '$pageview')`
    },
    {
      title: "distinct on one column keeps the latest",
      hogql: `SELECT person_id, properties.plan AS plan FROM events WHERE event = 'invoice_paid' ORDER BY person_id, timestamp DESC LIMIT 1 BY person_id LIMIT 5`,
      sql: `SELECT toString(person_id), argMax(JSONExtractString(properties, 'plan'), timestamp) FROM events WHERE event = 'invoice_paid' GROUP BY person_id ORDER BY person_id LIMIT 5`
    },
    {
      title: "filters of the query: a range of dates and a property",
      hogql: `SELECT event, count() AS n FROM events WHERE {filters} AND event LIKE 'report%' GROUP BY event ORDER BY event`,
      query: {
        filters: {
          dateRange: { date_from: "2026-10-01", date_to: "2026-10-15" },
          properties: [{ key: "$browser", value: ["Chrome"], operator: "exact", type: "event" }]
        }
      },
      sql: `SELECT event, count() FROM events WHERE startsWith(event, 'report') AND timestamp >= '2026-10-01 00:00:00' AND timestamp < '2026-10-15 00:00:00' AND JSONExtractString(properties, '$browser') = 'Chrome' GROUP BY event ORDER BY event`
    },
    {
      title: "grouping with totals of every level",
      hogql: `
        SELECT properties.$os AS os, properties.$browser AS browser, count() AS n
        FROM events
        WHERE event = '$pageview' AND properties.$device_type = 'Mobile'
        GROUP BY ROLLUP(os, browser)
        ORDER BY n DESC, os, browser`,
      rows: ({ events }) => {
        const own = events.filter(
          ({ event, properties }) => event === "$pageview" && properties.$device_type === "Mobile"
        )
        const count = (os: string) => own.filter(({ properties }) => properties.$os === os).length
        return [
          [null, null, own.length],
          ["iOS", "Mobile Safari", count("iOS")],
          ["iOS", null, count("iOS")],
          ["Android", "Chrome", count("Android")],
          ["Android", null, count("Android")]
        ]
      }
    }
  ]
}
