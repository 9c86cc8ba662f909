import type { Corpus } from "./Corpus.ts"

/** One row a session, worked out by hand: where it begins, where it ends, what is in it. */
const RAW_SESSIONS = `
  SELECT JSONExtractString(properties, '$session_id') AS id, min(timestamp) AS s, max(timestamp) AS e,
    count() AS events, sum(event = '$pageview') AS views, sum(event = '$autocapture') AS clicks,
    argMin(JSONExtractString(properties, '$current_url'), timestamp) AS entry, argMax(JSONExtractString(properties, '$current_url'), timestamp) AS exit,
    argMax(distinct_id, timestamp) AS who
  FROM events WHERE JSONHas(properties, '$session_id') GROUP BY id`

/** The sessions table, and events seen through their session. */
export const sessions: Corpus = {
  analysis: "sessions",
  queries: [
    {
      title: "sessions by day",
      hogql: `SELECT toDate($start_timestamp) AS day, count() AS n FROM sessions GROUP BY day ORDER BY day LIMIT 1000`,
      truth: ({ sessionsByDay }) =>
        sessionsByDay.filter(({ count }) => count > 0).map(({ count, day }) => [day, count])
    },
    {
      title: "how many sessions begin on each path",
      hogql: `SELECT $entry_pathname AS page, count() AS n FROM sessions GROUP BY page ORDER BY n DESC, page LIMIT 100`,
      truth: ({ sessions: { entryPathnames } }) => entryPathnames.map(({ count, value }) => [value, count])
    },
    {
      title: "the duration: mean, median, longest",
      hogql: `
        SELECT
          count() AS n,
          round(avg($session_duration), 2) AS mean,
          quantileExact(0.5)($session_duration) AS median,
          max($session_duration) AS longest
        FROM sessions`,
      sql: `SELECT count(), round(sum(d) / count(), 2), arrayElement(arraySort(groupArray(d)), intDiv(count(), 2) + 1), max(d)
        FROM (SELECT toUnixTimestamp(toDateTime(e)) - toUnixTimestamp(toDateTime(s)) AS d FROM (${RAW_SESSIONS}))`
    },
    {
      title: "the bounce rate by day of October",
      hogql: `
        SELECT toDate($start_timestamp) AS day, count() AS n, countIf($is_bounce) AS bounces, round(bounces / n, 3) AS rate
        FROM sessions
        WHERE $start_timestamp >= '2026-10-01'
        GROUP BY day
        ORDER BY day`,
      sql: `SELECT toString(toDate(s)) AS d, count() AS n, sum(views + clicks <= 1 AND toUnixTimestamp(toDateTime(e)) - toUnixTimestamp(toDateTime(s)) < 10) AS b, round(b / n, 3)
        FROM (${RAW_SESSIONS}) WHERE toMonth(s) = 10 GROUP BY d ORDER BY d`
    },
    {
      title: "page views and clicks of a session",
      hogql: `
        SELECT $pageview_count AS views, count() AS n, sum($autocapture_count) AS clicks
        FROM sessions
        GROUP BY views
        ORDER BY views`,
      sql: `SELECT views, count(), sum(clicks) FROM (${RAW_SESSIONS}) GROUP BY views ORDER BY views`
    },
    {
      title: "the ten longest sessions",
      hogql: `
        SELECT session_id, distinct_id, $session_duration AS seconds, $num_uniq_urls AS urls
        FROM sessions
        ORDER BY seconds DESC, session_id
        LIMIT 10`,
      sql: `SELECT id, who, toUnixTimestamp(toDateTime(e)) - toUnixTimestamp(toDateTime(s)) AS d, u FROM (${RAW_SESSIONS}) AS a
        INNER JOIN (SELECT JSONExtractString(properties, '$session_id') AS id2, uniqExact(JSONExtractString(properties, '$current_url')) AS u FROM events GROUP BY id2) AS b ON a.id = b.id2
        ORDER BY d DESC, id LIMIT 10`
    },
    {
      title: "entry and exit of sessions as pairs",
      hogql: `
        SELECT $entry_pathname AS entry, $end_pathname AS exit, count() AS n
        FROM sessions
        GROUP BY entry, exit
        ORDER BY n DESC, entry, exit
        LIMIT 10`,
      sql: `SELECT path(entry) AS a, path(exit) AS b, count() AS n FROM (${RAW_SESSIONS}) GROUP BY a, b ORDER BY n DESC, a, b LIMIT 10`
    },
    {
      title: "events with the duration of their session",
      hogql: `
        SELECT event, count() AS n, round(avg(session.$session_duration), 1) AS mean
        FROM events
        WHERE event IN ('report_exported', 'project_created', '$exception')
        GROUP BY event
        ORDER BY event`,
      sql: `SELECT v.event, count(), round(avg(toUnixTimestamp(toDateTime(s.e)) - toUnixTimestamp(toDateTime(s.s))), 1) FROM events AS v
        INNER JOIN (${RAW_SESSIONS}) AS s ON s.id = JSONExtractString(v.properties, '$session_id')
        WHERE v.event IN ('report_exported', 'project_created', '$exception') GROUP BY v.event ORDER BY v.event`
    },
    {
      title: "events in sessions that began on a page",
      hogql: `
        SELECT count() AS n, uniq($session_id) AS sessions
        FROM events
        WHERE event = 'signed_up' AND session.$entry_pathname = '/pricing'`,
      rows: ({ events }) => {
        const entries = new Map<string, string>()
        let n = 0
        for (const { event, properties: p } of events) {
          if (p.$session_id === undefined) continue
          if (!entries.has(p.$session_id)) entries.set(p.$session_id, p.$pathname)
          if (event === "signed_up" && entries.get(p.$session_id) === "/pricing") n++
        }
        return [[n, n]]
      }
    },
    {
      title: "events without a session",
      hogql: `SELECT event, count() AS n FROM events WHERE $session_id IS NULL OR $session_id = '' GROUP BY event ORDER BY n DESC, event`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties } of events) {
          if (properties.$session_id === undefined) counts.set(event, (counts.get(event) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "sessions with an error against sessions without",
      hogql: `
        SELECT has_error, count() AS n, round(avg(duration), 1) AS mean
        FROM (
          SELECT $session_id, countIf(event = 'app_error') > 0 AS has_error, dateDiff('second', min(timestamp), max(timestamp)) AS duration
          FROM events
          WHERE $session_id != ''
          GROUP BY $session_id
        )
        GROUP BY has_error
        ORDER BY has_error`,
      sql: `SELECT toUInt8(x), count(), round(avg(toUnixTimestamp(toDateTime(e)) - toUnixTimestamp(toDateTime(s))), 1) FROM (
          SELECT s, e, id IN (SELECT JSONExtractString(properties, '$session_id') FROM events WHERE event = 'app_error') AS x FROM (${RAW_SESSIONS}))
        GROUP BY x ORDER BY x`
    },
    {
      title: "sessions of the same person more than a week apart",
      hogql: `
        SELECT count() AS returns
        FROM (
          SELECT distinct_id, $start_timestamp,
            lagInFrame($start_timestamp, 1, $start_timestamp) OVER (PARTITION BY distinct_id ORDER BY $start_timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
          FROM sessions
        )
        WHERE dateDiff('day', before, $start_timestamp) > 7`,
      sql: `SELECT sum(length(arrayFilter(d -> d > 7, arrayPopFront(arrayDifference(days))))) FROM (
          SELECT who, arraySort(groupArray(toInt32(toDate(s)))) AS days FROM (${RAW_SESSIONS}) GROUP BY who)`
    },
    {
      title: "urls of a session as a list",
      hogql: `
        SELECT session_id, length($urls) AS n
        FROM sessions
        WHERE $start_timestamp >= '2026-10-31'
        ORDER BY n DESC, session_id
        LIMIT 3`,
      sql: `SELECT JSONExtractString(properties, '$session_id') AS id, length(groupUniqArray(JSONExtractString(properties, '$current_url'))) AS n
        FROM events WHERE JSONHas(properties, '$session_id') GROUP BY id HAVING min(timestamp) >= '2026-10-31 00:00:00' ORDER BY n DESC, id LIMIT 3`
    },
    {
      title: "the hour in which a session begins, by the kind of device",
      hogql: `
        SELECT hour, uniqIf(id, device = 'Desktop') AS desktop, uniqIf(id, device = 'Mobile') AS mobile
        FROM (
          SELECT s.session_id AS id, toHour(s.$start_timestamp) AS hour, e.properties.$device_type AS device
          FROM sessions AS s
          JOIN events AS e ON e.$session_id = s.session_id
        )
        GROUP BY hour
        ORDER BY hour`,
      rows: ({ events }) => {
        const seen = new Set<string>()
        const hours = new Map<number, [number, number]>()
        for (const { millis, properties: p } of events) {
          if (p.$session_id === undefined || seen.has(p.$session_id)) continue
          seen.add(p.$session_id)
          const own = hours.get(new Date(millis).getUTCHours()) ?? [0, 0]
          own[p.$device_type === "Desktop" ? 0 : 1]++
          hours.set(new Date(millis).getUTCHours(), own)
        }
        return [...hours].sort(([left], [right]) => left - right).map(([hour, counts]) => [hour, ...counts])
      }
    },
    {
      title: "where the first source of a session leads: into the app or not",
      hogql: `
        SELECT $entry_utm_source AS source, count() AS n, countIf($end_hostname = 'app.example.com') AS in_app
        FROM sessions
        WHERE isNotNull($entry_utm_source)
        GROUP BY source
        ORDER BY n DESC, source`,
      sql: `SELECT u, count() AS n, sum(domain(exit) = 'app.example.com') FROM (${RAW_SESSIONS}) AS a INNER JOIN (
          SELECT JSONExtractString(properties, '$session_id') AS id2, argMin(JSONExtractString(properties, 'utm_source'), timestamp) AS u
          FROM events WHERE JSONExtractString(properties, 'utm_source') != '' AND JSONHas(properties, '$session_id') GROUP BY id2) AS b ON a.id = b.id2
        GROUP BY u ORDER BY n DESC, u`
    }
  ]
}
