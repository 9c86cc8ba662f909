import type { Corpus, CorpusProject } from "./Corpus.ts"

const viewsByDay = ({ truth }: CorpusProject) => truth.pageviewsByDay.filter(({ count }) => count > 0)
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

const DAILY = `daily AS (SELECT toDate(timestamp) AS day, toInt(count()) AS n FROM events WHERE event = '$pageview' GROUP BY day)`

/** Windows: ranks, neighbours, anomalies, percent of total, the best of each group. */
export const windows: Corpus = {
  analysis: "windows and anomalies",
  queries: [
    {
      title: "days that stand out: the z score over all days",
      hogql: `
        WITH ${DAILY}
        SELECT day, n, round((n - avg(n) OVER ()) / stddevPop(n) OVER (), 4) AS z
        FROM daily
        ORDER BY z DESC, day
        LIMIT 5`,
      rows: (project) => {
        const days = viewsByDay(project)
        const mean = days.reduce((sum, { count }) => sum + count, 0) / days.length
        const deviation = Math.sqrt(
          days.reduce((sum, { count }) => sum + (count - mean) ** 2, 0) / days.length
        )
        return days
          .map(({ count, day }): [string, number, number] => [
            day,
            count,
            rounded((count - mean) / deviation, 4)
          ])
          .sort((left, right) => right[2] - left[2] || (left[0] < right[0] ? -1 : 1))
          .slice(0, 5)
      }
    },
    {
      title: "against the four weeks before on the same weekday",
      hogql: `
        WITH ${DAILY}
        SELECT day, n, round(avg(n) OVER (PARTITION BY toDayOfWeek(day) ORDER BY day ROWS BETWEEN 4 PRECEDING AND 1 PRECEDING), 2) AS baseline
        FROM daily
        WHERE day >= '2026-09-07'
        ORDER BY day
        LIMIT 500`,
      rows: (project) => {
        const days = viewsByDay(project).filter(({ day }) => day >= "2026-09-07")
        return days.map(({ count, day }, index) => {
          const same = days
            .slice(0, index)
            .filter((other) => new Date(other.day).getUTCDay() === new Date(day).getUTCDay())
          const last = same.slice(-4)
          return [
            day,
            count,
            last.length === 0
              ? null
              : rounded(last.reduce((sum, each) => sum + each.count, 0) / last.length, 2)
          ]
        })
      }
    },
    {
      title: "outliers beyond one and a half times the spread of quartiles",
      hogql: `
        WITH ${DAILY}
        SELECT count() AS days, countIf(n > q3 + 1.5 * (q3 - q1) OR n < q1 - 1.5 * (q3 - q1)) AS outliers, any(q1) AS low, any(q3) AS high
        FROM daily
        CROSS JOIN (SELECT quantileExact(0.25)(n) AS q1, quantileExact(0.75)(n) AS q3 FROM daily) AS q`,
      rows: (project) => {
        const counts = viewsByDay(project).map(({ count }) => count)
        const sorted = [...counts].sort((left, right) => left - right)
        const [low, high] = [
          sorted[Math.floor(0.25 * sorted.length)]!,
          sorted[Math.floor(0.75 * sorted.length)]!
        ]
        const spread = 1.5 * (high - low)
        return [
          [counts.length, counts.filter((n) => n > high + spread || n < low - spread).length, low, high]
        ]
      }
    },
    {
      title: "ranks with and without gaps",
      hogql: `
        SELECT event, n, rank() OVER (ORDER BY bucket DESC) AS gaps, dense_rank() OVER (ORDER BY bucket DESC) AS no_gaps, row_number() OVER (ORDER BY n DESC, event) AS place
        FROM (SELECT event, count() AS n, intDiv(count(), 100) AS bucket FROM events GROUP BY event)
        ORDER BY place`,
      rows: ({ truth }) =>
        truth.events.map(({ count, event }, index) => {
          const bucket = Math.floor(count / 100)
          const better = truth.events
            .map((other) => Math.floor(other.count / 100))
            .filter((other) => other > bucket)
          return [event, count, better.length + 1, new Set(better).size + 1, index + 1]
        })
    },
    {
      title: "the best person of each plan, by reports",
      hogql: `
        SELECT plan, email, n
        FROM (
          SELECT person.properties.plan AS plan, person.properties.email AS email, count() AS n,
            row_number() OVER (PARTITION BY plan ORDER BY n DESC, email) AS place
          FROM events
          WHERE event = 'report_viewed'
          GROUP BY plan, email
        )
        WHERE place = 1
        ORDER BY plan`,
      sql: `SELECT p, m, n FROM (SELECT JSONExtractString(person_properties, 'plan') AS p, JSONExtractString(person_properties, 'email') AS m, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY p, m ORDER BY n DESC, m LIMIT 1 BY p) ORDER BY p`
    },
    {
      title: "quartiles of persons by activity",
      hogql: `
        SELECT quartile, count() AS persons, min(n) AS least, max(n) AS most
        FROM (
          SELECT n, 1 + intDiv((row_number() OVER (ORDER BY n, person_id) - 1) * 4, count() OVER ()) AS quartile
          FROM (SELECT person_id, count() AS n FROM events GROUP BY person_id)
        )
        GROUP BY quartile
        ORDER BY quartile`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { person } of events) counts.set(person, (counts.get(person) ?? 0) + 1)
        const sorted = [...counts.values()].sort((left, right) => left - right)
        return [0, 1, 2, 3].map((quartile) => {
          const own = sorted.filter((_, index) => Math.floor((index * 4) / sorted.length) === quartile)
          return [quartile + 1, own.length, own[0], own.at(-1)]
        })
      }
    },
    {
      title: "the cumulative distribution of load times",
      hogql: `
        SELECT load, round(sum(n) OVER (ORDER BY load) / sum(n) OVER (), 4) AS share
        FROM (SELECT ceil(properties.load_seconds) AS load, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY load)
        ORDER BY load`,
      rows: ({ events }) => {
        const loads = events
          .filter(({ event }) => event === "report_viewed")
          .map((each) => Math.ceil(each.properties.load_seconds))
        return [...new Set(loads)]
          .sort((left, right) => left - right)
          .map((load) => [load, rounded(loads.filter((each) => each <= load).length / loads.length, 4)])
      }
    },
    {
      title: "the two events before each export",
      hogql: `
        SELECT arrayStringConcat(before, ' > ') AS path, count() AS n
        FROM (
          SELECT event, groupArray(event) OVER (PARTITION BY $session_id ORDER BY timestamp ASC ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS before
          FROM events
          WHERE $session_id != '' AND event IN ('$pageview', 'report_viewed', 'report_exported', 'feature_used')
        )
        WHERE event = 'report_exported'
        GROUP BY path
        ORDER BY n DESC, path`,
      rows: ({ events }) => {
        const names = ["$pageview", "report_viewed", "report_exported", "feature_used"]
        const sessions = new Map<string, string[]>()
        const counts = new Map<string, number>()
        for (const { event, properties } of events) {
          if (properties.$session_id === undefined || !names.includes(event)) continue
          const own = sessions.get(properties.$session_id) ?? []
          sessions.set(properties.$session_id, own)
          if (event === "report_exported") {
            const path = own.slice(-2).join(" > ")
            counts.set(path, (counts.get(path) ?? 0) + 1)
          }
          own.push(event)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "a session rebuilt by a gap of half an hour",
      hogql: `
        SELECT sum(starts) AS sessions, max(number) AS most_of_one_person
        FROM (
          SELECT person_id, starts, sum(starts) OVER (PARTITION BY person_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS number
          FROM (
            SELECT person_id, timestamp,
              if(
                row_number() OVER w = 1 OR dateDiff('minute', lagInFrame(timestamp, 1, timestamp) OVER w, timestamp) >= 30,
                1, 0) AS starts
            FROM events
            WHERE $session_id != ''
            WINDOW w AS (PARTITION BY person_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
          )
        )`,
      rows: ({ events, truth }) => {
        const sessions = new Map<string, Set<string>>()
        for (const { person, properties } of events) {
          const id = properties.$session_id
          if (id !== undefined) sessions.set(person, (sessions.get(person) ?? new Set()).add(id))
        }
        return [[truth.totals.sessions, Math.max(...[...sessions.values()].map(({ size }) => size))]]
      }
    },
    {
      title: "first and last values of a frame",
      hogql: `
        WITH weekly AS (SELECT toStartOfWeek(timestamp) AS week, count() AS n FROM events WHERE event = 'signed_up' GROUP BY week)
        SELECT week, n, first_value(n) OVER w AS first_week, last_value(n) OVER w AS last_week, nth_value(n, 2) OVER w AS second_week
        FROM weekly
        WINDOW w AS (ORDER BY week ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ORDER BY week`,
      sql: `SELECT toString(ws[i]), ns[i], ns[1], ns[-1], ns[2] FROM (SELECT groupArray(w) AS ws, groupArray(n) AS ns FROM (
          SELECT toDate(timestamp) - (toDayOfWeek(timestamp) % 7) AS w, count() AS n FROM events WHERE event = 'signed_up' GROUP BY w ORDER BY w)) ARRAY JOIN arrayEnumerate(ws) AS i`
    },
    {
      title: "a linear trend of sign-ups, by regression",
      hogql: `
        SELECT round(tupleElement(line, 1), 6) AS slope, round(tupleElement(line, 2), 4) AS start
        FROM (
          SELECT simpleLinearRegression(x, n) AS line
          FROM (SELECT dateDiff('day', toDate('2026-08-03'), toDate(timestamp)) AS x, count() AS n FROM events WHERE event = 'signed_up' GROUP BY x)
        )`,
      rows: ({ truth }) => {
        const points = truth.signupsByDay
          .map(({ count }, x) => ({ x, count }))
          .filter(({ count }) => count > 0)
        const mean = (values: readonly number[]) =>
          values.reduce((sum, each) => sum + each, 0) / values.length
        const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ count }) => count))]
        const slope =
          points.reduce((sum, { count, x }) => sum + (x - mx) * (count - my), 0) /
          points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0)
        return [[rounded(slope, 6), rounded(my - slope * mx, 4)]]
      }
    }
  ]
}
