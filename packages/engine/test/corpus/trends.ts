import type { Corpus } from "./Corpus.ts"

/** Counts over time, by breakdown, with formulas: what PostHog calls trends. */
export const trends: Corpus = {
  analysis: "trends",
  queries: [
    {
      title: "page views by day",
      hogql: `
        SELECT toDate(timestamp) AS day, count() AS views
        FROM events
        WHERE event = '$pageview' AND timestamp >= '2026-08-03' AND timestamp < '2026-11-01'
        GROUP BY day
        ORDER BY day`,
      truth: ({ pageviewsByDay }) =>
        pageviewsByDay.filter(({ count }) => count > 0).map(({ count, day }) => [day, count])
    },
    {
      title: "events by name, with the persons behind them",
      hogql: `
        SELECT event, count() AS total, uniq(person_id) AS persons
        FROM events
        GROUP BY event
        ORDER BY total DESC, event ASC`,
      truth: ({ events }) => events.map(({ count, event, persons }) => [event, count, persons])
    },
    {
      title: "daily active users of October",
      hogql: `
        SELECT toStartOfDay(timestamp) AS day, count(DISTINCT person_id) AS dau
        FROM events
        WHERE timestamp >= toDateTime('2026-10-01 00:00:00') AND timestamp < toDateTime('2026-11-01 00:00:00')
        GROUP BY day
        ORDER BY day ASC
        LIMIT 1000`,
      sql: `SELECT formatDateTime(d, '%Y-%m-%dT00:00:00Z'), length(groupUniqArray(person_id))
        FROM (SELECT CAST(timestamp AS Date) AS d, person_id FROM events) WHERE d BETWEEN '2026-10-01' AND '2026-10-31' GROUP BY d ORDER BY d`
    },
    {
      title: "weekly active users, weeks from Sunday",
      hogql: `
        SELECT toStartOfWeek(timestamp) AS week, uniqExact(person_id) AS wau
        FROM events
        GROUP BY week
        ORDER BY week`,
      truth: ({ personsByWeek }) => personsByWeek.map(({ count, day }) => [day, count])
    },
    {
      title: "monthly active users and their growth",
      hogql: `
        SELECT month, mau, mau - lagInFrame(mau) OVER (ORDER BY month ASC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS growth
        FROM (
          SELECT toStartOfMonth(timestamp) AS month, toInt(count(DISTINCT person_id)) AS mau
          FROM events
          GROUP BY month
        )
        ORDER BY month`,
      sql: `WITH m AS (SELECT toYYYYMM(timestamp) AS k, toInt64(uniqExact(person_id)) AS n FROM events GROUP BY k)
        SELECT concat(toString(intDiv(a.k, 100)), '-', leftPad(toString(a.k % 100), 2, '0'), '-01'), a.n, if(b.k = 0, NULL, a.n - b.n)
        FROM m AS a LEFT JOIN m AS b ON b.k = a.k - 1 ORDER BY a.k`
    },
    {
      title: "page views by browser",
      hogql: `
        select properties.$browser as browser, count() as views
        from events
        where event = '$pageview'
        group by browser
        order by views desc, browser`,
      truth: ({ pageviewsByBrowser }) => pageviewsByBrowser.map(({ count, value }) => [value, count])
    },
    {
      title: "page views by browser and system, the share of each in percent",
      hogql: `
        SELECT
          properties.$browser AS browser,
          properties.$os AS os,
          count() AS views,
          round(100 * count() / sum(count()) OVER (), 2) AS percentage
        FROM events
        WHERE event = '$pageview'
        GROUP BY browser, os
        ORDER BY views DESC, browser, os`,
      sql: `WITH (SELECT count() FROM events WHERE event = '$pageview') AS total
        SELECT JSONExtractString(properties, '$browser') AS b, JSONExtractString(properties, '$os') AS o, count() AS n, round(100 * n / total, 2)
        FROM events WHERE event = '$pageview' GROUP BY b, o ORDER BY n DESC, b, o`
    },
    {
      title: "the plan at the time of the page view",
      hogql: `
        SELECT person.properties.plan AS plan, count() AS views
        FROM events
        WHERE event = '$pageview'
        GROUP BY plan
        ORDER BY views DESC`,
      truth: ({ pageviewsByPlanThen }) => pageviewsByPlanThen.map(({ count, value }) => [value, count])
    },
    {
      title: "sign-ups by source, direct ones named",
      hogql: `
        SELECT coalesce(properties.utm_source, 'none') AS source, count() AS signups
        FROM events
        WHERE event = 'signed_up'
        GROUP BY source
        ORDER BY signups DESC, source`,
      truth: ({ signupsBySource }) =>
        signupsBySource
          .map(({ count, value }): [string, number] => [value ?? "none", count])
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    },
    {
      title: "hours of the day and days of the week as a heat map",
      hogql: `
        SELECT toDayOfWeek(timestamp) AS weekday, toHour(timestamp) AS hour, count() AS n
        FROM events
        WHERE event = 'report_viewed'
        GROUP BY weekday, hour
        ORDER BY weekday, hour
        LIMIT 200`,
      rows: ({ events }) => {
        const counts = new Map<number, number>()
        for (const { event, millis } of events) {
          if (event !== "report_viewed") continue
          const at = new Date(millis)
          const key = (at.getUTCDay() || 7) * 100 + at.getUTCHours()
          counts.set(key, (counts.get(key) ?? 0) + 1)
        }
        return [...counts]
          .sort(([left], [right]) => left - right)
          .map(([key, n]) => [Math.floor(key / 100), key % 100, n])
      }
    },
    {
      title: "a formula of two series: exports for each view, by week",
      hogql: `
        SELECT
          toStartOfWeek(timestamp, 1) AS week,
          countIf(event = 'report_exported') AS exports,
          countIf(event = 'report_viewed') AS views,
          round(if(views = 0, 0, exports / views), 4) AS rate
        FROM events
        WHERE event IN ('report_exported', 'report_viewed')
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(toMonday(timestamp)) AS w, sum(event = 'report_exported') AS e, sum(event = 'report_viewed') AS v, round(e / v, 4)
        FROM events WHERE event LIKE 'report_%' GROUP BY w ORDER BY w`
    },
    {
      title: "a moving average of seven days",
      hogql: `
        WITH daily AS (
          SELECT toDate(timestamp) AS day, count() AS n FROM events WHERE event = 'signed_up' GROUP BY day
        )
        SELECT day, n, round(avg(n) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 3) AS smooth
        FROM daily
        ORDER BY day`,
      rows: ({ truth }) => {
        const days = truth.signupsByDay.filter(({ count }) => count > 0)
        return days.map(({ count, day }, index) => {
          const last = days.slice(Math.max(0, index - 6), index + 1)
          const mean = last.reduce((sum, each) => sum + each.count, 0) / last.length
          return [day, count, Math.round(mean * 1000) / 1000]
        })
      }
    },
    {
      title: "the running total of sign-ups",
      hogql: `
        SELECT toStartOfWeek(timestamp) AS week, count() AS signups, sum(count()) OVER (ORDER BY toStartOfWeek(timestamp)) AS total
        FROM events
        WHERE event = 'signed_up'
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(w), n, arraySum(arraySlice(ns, 1, i)) FROM (
          SELECT groupArray(w) AS ws, groupArray(n) AS ns FROM (
            SELECT toDate(timestamp) - (toDayOfWeek(timestamp) % 7) AS w, count() AS n FROM events WHERE event = 'signed_up' GROUP BY w ORDER BY w))
        ARRAY JOIN ws AS w, ns AS n, arrayEnumerate(ws) AS i`
    },
    {
      title: "this month against the last, in one row",
      hogql: `
        SELECT
          countIf(timestamp >= '2026-10-01' AND timestamp < '2026-11-01') AS current_period,
          countIf(timestamp >= '2026-09-01' AND timestamp < '2026-10-01') AS previous_period,
          round((current_period - previous_period) / previous_period * 100, 1) AS change
        FROM events
        WHERE event = 'feature_used'`,
      sql: `SELECT a, b, round((toFloat64(a) - b) / b * 100, 1) FROM (SELECT sum(toMonth(timestamp) = 10) AS a, sum(toMonth(timestamp) = 9) AS b FROM events WHERE event = 'feature_used')`
    },
    {
      title: "the three most used features of each month",
      hogql: `
        SELECT formatDateTime(timestamp, '%Y-%m') AS month, properties.feature AS feature, count() AS uses
        FROM events
        WHERE event = 'feature_used'
        GROUP BY month, feature
        ORDER BY month, uses DESC, feature
        LIMIT 3 BY month`,
      sql: `SELECT month, f, n FROM (
          SELECT substring(toString(timestamp), 1, 7) AS month, JSONExtractString(properties, 'feature') AS f, count() AS n,
            row_number() OVER (PARTITION BY month ORDER BY count() DESC, f) AS place FROM events WHERE event = 'feature_used' GROUP BY month, f)
        WHERE place <= 3 ORDER BY month, place`
    },
    {
      title: "every day of a fortnight, also the empty ones",
      hogql: `
        SELECT d.day AS day, ifNull(c.n, 0) AS cancellations
        FROM (SELECT toDate('2026-08-03') + number AS day FROM numbers(60)) AS d
        LEFT JOIN (
          SELECT toDate(timestamp) AS day, count() AS n FROM events WHERE event = 'subscription_cancelled' GROUP BY day
        ) AS c ON c.day = d.day
        ORDER BY day`,
      rows: ({ events }) =>
        Array.from({ length: 60 }, (_, index) => {
          const day = new Date(Date.UTC(2026, 7, 3 + index)).toISOString().slice(0, 10)
          const own = events.filter(
            ({ event, timestamp }) => event === "subscription_cancelled" && timestamp.startsWith(day)
          )
          return [day, own.length]
        })
    },
    {
      title: "averages of a numeric property, by another",
      hogql: `
        SELECT properties.format AS format, count() AS exports, round(avg(properties.duration_ms), 2) AS mean, max(properties.rows) AS most
        FROM events
        WHERE event = 'report_exported' AND properties.duration_ms IS NOT NULL
        GROUP BY format
        ORDER BY format`,
      sql: `SELECT JSONExtractString(properties, 'format') AS f, count(), round(sum(JSONExtractFloat(properties, 'duration_ms')) / count(), 2), max(JSONExtractFloat(properties, 'rows'))
        FROM events WHERE event = 'report_exported' AND JSONType(properties, 'duration_ms') != 'Null' GROUP BY f ORDER BY f`
    },
    {
      title: "quantiles of a numeric property",
      hogql: `
        SELECT
          count() AS n,
          quantileExact(0.5)(properties.duration_ms) AS p50,
          quantileExact(0.9)(properties.duration_ms) AS p90,
          min(properties.duration_ms) AS low,
          max(properties.duration_ms) AS high
        FROM events
        WHERE event = 'report_exported' AND isNotNull(properties.duration_ms)`,
      truth: ({ exportDuration: { count, maximum, median, minimum, p90 } }) => [
        [count, median, p90, minimum, maximum]
      ]
    },
    {
      title: "series of days as arrays, one row for an event",
      hogql: `
        SELECT event, groupArray(day) AS days, groupArray(n) AS counts
        FROM (
          SELECT event, toDate(timestamp) AS day, count() AS n
          FROM events
          WHERE event IN ('project_created', 'teammate_invited') AND timestamp > '2026-10-20'
          GROUP BY event, day
          ORDER BY event, day
        )
        GROUP BY event
        ORDER BY event`,
      rows: ({ events }) =>
        ["project_created", "teammate_invited"].map((name) => {
          const days = new Map<string, number>()
          for (const { event, timestamp } of events) {
            if (event !== name || timestamp <= "2026-10-20") continue
            days.set(timestamp.slice(0, 10), (days.get(timestamp.slice(0, 10)) ?? 0) + 1)
          }
          return [name, [...days.keys()], [...days.values()]]
        })
    },
    {
      title: "everything but a list of events, other names folded",
      hogql: `
        SELECT if(n >= 300, event, 'other') AS name, sum(n) AS total
        FROM (SELECT event, count() AS n FROM events WHERE event NOT IN ('$pageview', '$pageleave', '$identify') GROUP BY event)
        GROUP BY name
        ORDER BY total DESC, name`,
      rows: ({ truth }) => {
        const totals = new Map<string, number>()
        for (const { count, event } of truth.events) {
          if (["$pageview", "$pageleave", "$identify"].includes(event)) continue
          const name = count >= 300 ? event : "other"
          totals.set(name, (totals.get(name) ?? 0) + count)
        }
        return [...totals].sort((left, right) => right[1] - left[1])
      }
    },
    {
      title: "first events of persons only: new users by week",
      hogql: `
        SELECT toStartOfWeek(first_seen) AS week, count() AS new_users
        FROM (SELECT person_id, min(timestamp) AS first_seen FROM events WHERE event = '$pageview' GROUP BY person_id)
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(toDate(f) - (toDayOfWeek(f) % 7)) AS w, count() FROM (
          SELECT DISTINCT person_id, first_value(timestamp) OVER (PARTITION BY person_id ORDER BY timestamp) AS f FROM events WHERE event = '$pageview')
        GROUP BY w ORDER BY w`
    },
    {
      title: "a histogram of events a person",
      hogql: `
        SELECT multiIf(n < 10, '0-9', n < 50, '10-49', n < 100, '50-99', '100+') AS bucket, count() AS persons
        FROM (SELECT person_id, count() AS n FROM events GROUP BY person_id)
        GROUP BY bucket
        ORDER BY min(n)`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { person } of events) counts.set(person, (counts.get(person) ?? 0) + 1)
        const within = (low: number, high: number) =>
          [...counts.values()].filter((n) => n >= low && n <= high).length
        return [
          ["0-9", within(0, 9)],
          ["10-49", within(10, 49)],
          ["50-99", within(50, 99)],
          ["100+", within(100, Infinity)]
        ]
      }
    }
  ]
}
