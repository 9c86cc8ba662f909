import type { Corpus } from "./Corpus.ts"

/** Exceptions, the application's own errors, surveys: what people tell and what they run into. */
export const errors: Corpus = {
  analysis: "errors",
  queries: [
    {
      title: "exceptions by type",
      hogql: `
        SELECT JSONExtractString(properties.$exception_types, 1) AS type, count() AS n
        FROM events
        WHERE event = '$exception'
        GROUP BY type
        ORDER BY n DESC, type`,
      truth: ({ asides: { exceptionTypes } }) => exceptionTypes.map(({ count, value }) => [value, count])
    },
    {
      title: "the first frame of the application, read through the list of exceptions",
      hogql: `
        SELECT
          properties.$exception_list[1].type AS type,
          properties.$exception_list[1].stacktrace.frames[2].source AS source,
          count() AS n,
          uniq(person_id) AS persons
        FROM events
        WHERE event = '$exception'
        GROUP BY type, source
        ORDER BY n DESC, type`,
      sql: `SELECT JSONExtractString(properties, '$exception_list', 1, 'type') AS t, JSONExtractString(properties, '$exception_list', 1, 'stacktrace', 'frames', 2, 'source') AS s, count() AS n, uniqExact(person_id)
        FROM events WHERE event = '$exception' GROUP BY t, s ORDER BY n DESC, t`
    },
    {
      title: "unhandled ones by level",
      hogql: `
        SELECT properties.$exception_level AS level, countIf(not properties.$exception_handled) AS unhandled, count() AS n
        FROM events
        WHERE event = '$exception'
        GROUP BY level
        ORDER BY level`,
      sql: `SELECT JSONExtractString(properties, '$exception_level') AS l, sum(NOT JSONExtractBool(properties, '$exception_list', 1, 'mechanism', 'handled')), count() FROM events WHERE event = '$exception' GROUP BY l ORDER BY l`
    },
    {
      title: "issues by fingerprint: occurrences, sessions, users, first and last seen",
      hogql: `
        SELECT
          properties.$exception_fingerprint AS fingerprint,
          count(DISTINCT uuid) AS occurrences,
          count(DISTINCT nullIf($session_id, '')) AS sessions,
          count(DISTINCT distinct_id) AS users,
          toDate(min(timestamp)) AS first_seen,
          toDate(max(timestamp)) AS last_seen
        FROM events
        WHERE event = '$exception' AND isNotNull(properties.$exception_fingerprint)
        GROUP BY fingerprint
        ORDER BY occurrences DESC, fingerprint`,
      sql: `SELECT JSONExtractString(properties, '$exception_fingerprint') AS f, count() AS n, uniqExact(JSONExtractString(properties, '$session_id')), uniqExact(distinct_id), toString(toDate(min(timestamp))), toString(toDate(max(timestamp)))
        FROM events WHERE event = '$exception' GROUP BY f ORDER BY n DESC, f`
    },
    {
      title: "the volume of the last days as an array",
      hogql: `
        SELECT
          properties.$exception_fingerprint AS fingerprint,
          reverse(arrayMap(x -> countEqual(groupArray(dateDiff('day', toStartOfDay(timestamp), toDateTime('2026-10-31 00:00:00'))), x), range(31))) AS volume
        FROM events
        WHERE event = '$exception' AND timestamp >= '2026-10-01'
        GROUP BY fingerprint
        ORDER BY fingerprint`,
      rows: ({ events }) => {
        const volumes = new Map<string, number[]>()
        for (const { event, properties: p, timestamp } of events) {
          if (event !== "$exception" || timestamp < "2026-10-01") continue
          const own = volumes.get(p.$exception_fingerprint) ?? Array.from({ length: 31 }, () => 0)
          own[Number(timestamp.slice(8, 10)) - 1]!++
          volumes.set(p.$exception_fingerprint, own)
        }
        return [...volumes].sort(([left], [right]) => (left < right ? -1 : 1))
      }
    },
    {
      title: "the errors of the application, messages cut short",
      hogql: `
        SELECT left(properties.message, 12) AS start, toInt(properties.code) AS code, count() AS n
        FROM events
        WHERE event = 'app_error'
        GROUP BY start, code
        ORDER BY n DESC, code`,
      sql: `SELECT substringUTF8(replaceAll(JSONExtractString(properties, 'message'), '\\\\', '\\\\\\\\'), 1, 12) AS m, JSONExtractInt(properties, 'code') AS c, count() AS n FROM events WHERE event = 'app_error' GROUP BY m, c ORDER BY n DESC, c`
    },
    {
      title: "exceptions before a cancellation",
      hogql: `
        SELECT count(DISTINCT c.person_id) AS cancelled, uniqIf(c.person_id, x.event = 'app_error') AS after_errors
        FROM (SELECT person_id, timestamp FROM events WHERE event = 'subscription_cancelled') AS c
        INNER JOIN events AS x ON x.person_id = c.person_id
        WHERE x.timestamp < c.timestamp`,
      sql: `SELECT uniqExact(person_id), uniqExactIf(person_id, bad) FROM (
          SELECT person_id, event, countIf(event = 'app_error') OVER (PARTITION BY person_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > 0 AS bad FROM events)
        WHERE event = 'subscription_cancelled'`
    },
    {
      title: "error-free sessions by browser",
      hogql: `
        SELECT browser, count() AS sessions, round(100 * countIf(errors = 0) / count(), 2) AS error_free
        FROM (
          SELECT $session_id AS id, any(properties.$browser) AS browser, countIf(event IN ('$exception', 'app_error')) AS errors
          FROM events
          WHERE $session_id != ''
          GROUP BY id
        )
        GROUP BY browser
        ORDER BY sessions DESC, browser`,
      sql: `WITH bad AS (SELECT DISTINCT JSONExtractString(properties, '$session_id') AS i FROM events WHERE event = '$exception' OR event = 'app_error')
        SELECT b, uniqExact(s) AS n, round(100 * (n - uniqExactIf(s, s IN (SELECT i FROM bad))) / n, 2) FROM (
          SELECT JSONExtractString(properties, '$session_id') AS s, JSONExtractString(properties, '$browser') AS b FROM events WHERE s != '') GROUP BY b ORDER BY n DESC, b`
    }
  ]
}

/** The survey of the project: shown, answered, dismissed; scores and words. */
export const surveys: Corpus = {
  analysis: "surveys",
  queries: [
    {
      title: "shown, sent, dismissed",
      hogql: `
        SELECT countIf(event = 'survey shown') AS shown, countIf(event = 'survey sent') AS sent, countIf(event = 'survey dismissed') AS dismissed,
          round(sent / shown, 4) AS response_rate
        FROM events
        WHERE properties.$survey_id = '01920000-0000-7000-8000-00000000a001'`,
      truth: ({ asides: { survey } }) => {
        const sent = survey.scores.reduce((sum, { count }) => sum + count, 0)
        return [[survey.shown, sent, survey.dismissed, Math.round((10_000 * sent) / survey.shown) / 10_000]]
      }
    },
    {
      title: "answers by score",
      hogql: `
        SELECT properties.$survey_response AS score, count() AS n
        FROM events
        WHERE event = 'survey sent'
        GROUP BY score
        ORDER BY n DESC, score`,
      truth: ({ asides: { survey } }) => survey.scores.map(({ count, value }) => [value, count])
    },
    {
      title: "the net promoter score",
      hogql: `
        SELECT
          countIf(score >= 9) AS promoters,
          countIf(score <= 6) AS detractors,
          round(100 * (toInt(promoters) - toInt(detractors)) / count(), 1) AS nps
        FROM (SELECT toInt(properties.$survey_response) AS score FROM events WHERE event = 'survey sent')`,
      truth: ({ asides: { survey } }) => {
        const sum = (test: (score: number) => boolean) =>
          survey.scores.reduce((total, { count, value }) => total + (test(Number(value)) ? count : 0), 0)
        const [promoters, detractors] = [sum((score) => score >= 9), sum((score) => score <= 6)]
        return [[promoters, detractors, Math.round((1000 * (promoters - detractors)) / sum(() => true)) / 10]]
      }
    },
    {
      title: "answers by the id of the question",
      hogql: `
        SELECT properties['$survey_response_01920000-0000-7000-8000-00000000b001'] = properties.$survey_response AS same, count() AS n
        FROM events
        WHERE event = 'survey sent'
        GROUP BY same`,
      rows: ({ truth }) => [[1, truth.events.find(({ event }) => event === "survey sent")!.count]]
    },
    {
      title: "what people write, empty and missing answers apart",
      hogql: `
        SELECT multiIf(properties.$survey_response_1 IS NULL, '(none)', properties.$survey_response_1 = '', '(empty)', properties.$survey_response_1) AS words, count() AS n
        FROM events
        WHERE event = 'survey sent'
        GROUP BY words
        ORDER BY n DESC, words`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties } of events) {
          if (event !== "survey sent") continue
          const text = properties.$survey_response_1
          const words = text === null ? "(none)" : text === "" ? "(empty)" : text
          counts.set(words, (counts.get(words) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "scores of payers and of others",
      hogql: `
        SELECT person.properties.plan != 'free' AS pays, count() AS n, round(avg(toFloat(properties.$survey_response)), 3) AS mean
        FROM events
        WHERE event = 'survey sent'
        GROUP BY pays
        ORDER BY pays`,
      sql: `SELECT toUInt8(JSONExtractString(person_properties, 'plan') != 'free') AS p, count(), round(sum(toInt32(JSONExtractString(properties, '$survey_response'))) / count(), 3) FROM events WHERE event = 'survey sent' GROUP BY p ORDER BY p`
    },
    {
      title: "the survey response by PostHog's own function",
      hogql: `SELECT getSurveyResponse(0) AS score, count() AS n FROM events WHERE event = 'survey sent' GROUP BY score ORDER BY n DESC, score`,
      truth: ({ asides: { survey } }) => survey.scores.map(({ count, value }) => [value, count])
    }
  ]
}
