import type { Corpus } from "./Corpus.ts"

/** Days elsewhere, intervals, parts of dates, texts of them. */
export const times: Corpus = {
  analysis: "times and zones",
  queries: [
    {
      title: "days in Tokyo",
      hogql: `
        SELECT toDate(toTimeZone(timestamp, 'Asia/Tokyo')) AS day, count() AS n
        FROM events
        WHERE event = 'signed_up'
        GROUP BY day
        ORDER BY day
        LIMIT 200`,
      rows: ({ events }) => {
        const days = new Map<string, number>()
        for (const { event, millis } of events) {
          if (event !== "signed_up") continue
          const day = new Date(millis + 9 * 3_600_000).toISOString().slice(0, 10)
          days.set(day, (days.get(day) ?? 0) + 1)
        }
        return [...days].sort()
      }
    },
    {
      title: "hours in New York, across the end of summer time",
      hogql: `
        SELECT toHour(toTimeZone(timestamp, 'America/New_York')) AS hour, count() AS n
        FROM events
        WHERE event = '$pageview' AND timestamp >= '2026-10-25'
        GROUP BY hour
        ORDER BY hour`,
      rows: ({ events }) => {
        const hours = new Map<number, number>()
        for (const { event, millis, timestamp } of events) {
          if (event !== "$pageview" || timestamp < "2026-10-25") continue
          const hour = new Date(millis - 4 * 3_600_000).getUTCHours()
          hours.set(hour, (hours.get(hour) ?? 0) + 1)
        }
        return [...hours].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "working hours of Berlin in October",
      hogql: `
        SELECT countIf(toHour(toTimeZone(timestamp, 'Europe/Berlin')) BETWEEN 9 AND 17) AS working, count() AS n
        FROM events
        WHERE event = 'report_viewed' AND timestamp >= '2026-10-26' AND timestamp < '2026-10-31'`,
      rows: ({ events }) => {
        const own = events.filter(
          ({ event, timestamp }) =>
            event === "report_viewed" && timestamp >= "2026-10-26" && timestamp < "2026-10-31"
        )
        const berlin = own.map(({ millis }) => new Date(millis + 3_600_000).getUTCHours())
        return [[berlin.filter((hour) => hour >= 9 && hour <= 17).length, own.length]]
      }
    },
    {
      title: "time buckets of fifteen minutes",
      hogql: `
        SELECT toStartOfInterval(timestamp, toIntervalMinute(15)) AS bucket, count() AS n
        FROM events
        WHERE timestamp >= '2026-10-29' AND timestamp < '2026-10-30'
        GROUP BY bucket
        ORDER BY n DESC, bucket
        LIMIT 5`,
      sql: `SELECT formatDateTime(toDateTime(intDiv(toUnixTimestamp(toDateTime(timestamp)), 900) * 900, 'UTC'), '%Y-%m-%dT%H:%i:%SZ') AS b, count() AS n FROM events WHERE toDate(timestamp) = '2026-10-29' GROUP BY b ORDER BY n DESC, b LIMIT 5`
    },
    {
      title: "parts of a date",
      hogql: `
        SELECT toYear(timestamp) AS year, toQuarter(timestamp) AS quarter, toISOWeek(timestamp) AS week, count() AS n
        FROM events
        WHERE event = 'project_created'
        GROUP BY year, quarter, week
        ORDER BY year, week, quarter`,
      sql: `SELECT 2026, toUInt8(ceil(toMonth(timestamp) / 3)) AS q, toUInt8(formatDateTime(timestamp, '%V')) AS w, count() FROM events WHERE event = 'project_created' GROUP BY q, w ORDER BY w, q`
    },
    {
      title: "a date as a text, and the name of its day",
      hogql: `
        SELECT formatDateTime(timestamp, '%d.%m.%Y') AS date, dateName('weekday', timestamp) AS day, count() AS n
        FROM events
        WHERE event = 'subscription_started'
        GROUP BY date, day
        ORDER BY n DESC, date
        LIMIT 4`,
      rows: ({ events }) => {
        const days = new Map<string, number>()
        for (const { event, timestamp } of events) {
          if (event === "subscription_started")
            days.set(timestamp.slice(0, 10), (days.get(timestamp.slice(0, 10)) ?? 0) + 1)
        }
        return [...days]
          .map(([day, n]): [string, string, number] => [
            day.split("-").reverse().join("."),
            new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" }).format(new Date(day)),
            n
          ])
          .sort((left, right) => right[2] - left[2] || (left[0] < right[0] ? -1 : 1))
          .slice(0, 4)
      }
    },
    {
      title: "moments to the microsecond",
      hogql: `SELECT timestamp, toString(timestamp) AS text, toUnixTimestamp(timestamp) AS seconds FROM events WHERE event = 'subscription_started' ORDER BY timestamp LIMIT 3`,
      sql: `SELECT concat(replaceOne(toString(timestamp), ' ', 'T'), 'Z'), toString(timestamp), toUnixTimestamp(toDateTime(timestamp)) FROM events WHERE event = 'subscription_started' ORDER BY timestamp LIMIT 3`
    },
    {
      title: "an interval given as a text, and dates put together",
      hogql: `
        SELECT count() AS n, min(toDate(timestamp)) AS first_day
        FROM events
        WHERE event = 'signed_up' AND timestamp > toDateTime('2026-11-01 00:00:00') - INTERVAL '2 weeks' AND timestamp < make_date(2026, 10, 31)`,
      rows: ({ events }) => {
        const own = events.filter(
          ({ event, timestamp }) =>
            event === "signed_up" && timestamp > "2026-10-18" && timestamp < "2026-10-31"
        )
        return [[own.length, own[0]!.timestamp.slice(0, 10)]]
      }
    },
    {
      title: "age against crossed boundaries",
      hogql: `
        SELECT sum(dateDiff('day', start, finish)) AS boundaries, sum(age('day', start, finish)) AS full_days
        FROM (SELECT min(timestamp) AS start, max(timestamp) AS finish FROM events WHERE event = 'report_viewed' GROUP BY person_id)`,
      rows: ({ events }) => {
        const spans = new Map<string, [number, number]>()
        for (const { event, millis, person } of events) {
          if (event === "report_viewed") spans.set(person, [spans.get(person)?.[0] ?? millis, millis])
        }
        const DAY = 86_400_000
        let [boundaries, full] = [0, 0]
        for (const [first, last] of spans.values()) {
          boundaries += Math.floor(last / DAY) - Math.floor(first / DAY)
          full += Math.floor((last - first) / DAY)
        }
        return [[boundaries, full]]
      }
    },
    {
      title: "the delay of ingestion",
      hogql: `SELECT count() AS n, countIf(dateDiff('millisecond', timestamp, created_at) < 1000) AS quick FROM events WHERE event = '$identify'`,
      sql: `SELECT count(), sum(intDiv(toUnixTimestamp64Micro(created_at), 1000) - intDiv(toUnixTimestamp64Micro(timestamp), 1000) < 1000) FROM events WHERE event = '$identify'`
    }
  ]
}
