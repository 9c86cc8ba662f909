import type { Corpus } from "./Corpus.ts"

/** Web analytics: overview, pages, scroll, web vitals, places, devices. */
export const web: Corpus = {
  analysis: "web analytics",
  queries: [
    {
      title: "the overview of a month: visitors, views, sessions, duration, bounces",
      hogql: `
        SELECT
          uniq(session_person_id) AS visitors,
          sum(filtered_pageview_count) AS views,
          uniq(session_id) AS sessions,
          round(avg(session_duration), 1) AS mean_duration,
          round(avg(is_bounce), 4) AS bounce_rate
        FROM (
          SELECT
            any(events.person_id) AS session_person_id,
            session.session_id AS session_id,
            min(session.$start_timestamp) AS start_timestamp,
            any(session.$session_duration) AS session_duration,
            countIf(event = '$pageview') AS filtered_pageview_count,
            any(session.$is_bounce) AS is_bounce
          FROM events
          WHERE $session_id IS NOT NULL AND $session_id != '' AND event IN ('$pageview', '$screen')
            AND timestamp >= toDateTime('2026-09-01 00:00:00') AND timestamp < toDateTime('2026-10-01 00:00:00')
          GROUP BY session_id
          HAVING start_timestamp >= toDateTime('2026-09-01 00:00:00')
        )`,
      rows: ({ events }) => {
        const sessions = new Map<
          string,
          { person: string; views: number; clicks: number; first: number; last: number }
        >()
        for (const { event, millis, person, properties, timestamp } of events) {
          const id = properties.$session_id
          if (id === undefined || timestamp.slice(5, 7) !== "09") continue
          const own = sessions.get(id) ?? { person, views: 0, clicks: 0, first: millis, last: millis }
          sessions.set(id, own)
          own.last = millis
          if (event === "$pageview") own.views++
          if (event === "$autocapture") own.clicks++
        }
        const all = [...sessions.values()].filter(({ views }) => views > 0)
        const seconds = all.map(({ first, last }) => Math.floor(last / 1000) - Math.floor(first / 1000))
        const bounces = all.filter(
          ({ clicks, views }, index) => views + clicks <= 1 && seconds[index]! < 10
        ).length
        return [
          [
            new Set(all.map(({ person }) => person)).size,
            all.reduce((sum, { views }) => sum + views, 0),
            all.length,
            Math.round((seconds.reduce((sum, each) => sum + each, 0) / all.length) * 10) / 10,
            Math.round((bounces / all.length) * 10_000) / 10_000
          ]
        ]
      }
    },
    {
      title: "the percentiles of the largest contentful paint",
      hogql: `
        SELECT
          count() AS n,
          quantileExact(0.5)(properties.$web_vitals_LCP_value) AS p50,
          quantileExact(0.9)(properties.$web_vitals_LCP_value) AS p90,
          round(quantile(0.9)(properties.$web_vitals_LCP_value), 6) AS p90_between
        FROM events
        WHERE event = '$web_vitals'`,
      truth: ({ asides: { largestContentfulPaint: lcp } }) => [
        [lcp.count, lcp.median, lcp.p90, Math.round(lcp.p90Interpolated * 1e6) / 1e6]
      ]
    },
    {
      title: "good, poor and between, by the thresholds of the vitals",
      hogql: `
        SELECT
          multiIf(properties.$web_vitals_LCP_value <= 2500, 'good', properties.$web_vitals_LCP_value <= 4000, 'needs improvements', 'poor') AS band,
          count() AS n,
          round(count() * 100.0 / sum(count()) OVER (), 1) AS percent
        FROM events
        WHERE event = '$web_vitals' AND properties.$web_vitals_LCP_value IS NOT NULL
        GROUP BY band
        ORDER BY n DESC`,
      sql: `SELECT b, count() AS n, round(100 * n / (SELECT count() FROM events WHERE event = '$web_vitals'), 1) FROM (
          SELECT ['good', 'needs improvements', 'poor'][1 + (v > 2500) + (v > 4000)] AS b FROM (SELECT JSONExtractFloat(properties, '$web_vitals_LCP_value') AS v FROM events WHERE event = '$web_vitals'))
        GROUP BY b ORDER BY n DESC`
    },
    {
      title: "the 90th percentile of the interaction delay by day, as PostHog draws it",
      hogql: `
        SELECT toStartOfWeek(timestamp) AS week, quantileExact(0.9)(toFloat(properties.$web_vitals_INP_value)) AS p90, count(properties.$web_vitals_INP_value) AS n
        FROM events
        WHERE event = '$web_vitals' AND notEmpty(toString(properties.$web_vitals_INP_value))
        GROUP BY week
        ORDER BY week`,
      rows: ({ events }) => {
        const weeks = new Map<string, number[]>()
        for (const { event, millis, properties } of events) {
          const value = properties.$web_vitals_INP_value
          if (event !== "$web_vitals" || value === undefined) continue
          const day = Math.floor(millis / 86_400_000)
          const week = new Date((day - ((day + 4) % 7)) * 86_400_000).toISOString().slice(0, 10)
          weeks.set(week, [...(weeks.get(week) ?? []), value])
        }
        return [...weeks].sort().map(([week, values]) => {
          const sorted = values.sort((left, right) => left - right)
          return [week, sorted[Math.floor(0.9 * sorted.length)], sorted.length]
        })
      }
    },
    {
      title: "the shift of the layout: mean and share above the limit",
      hogql: `
        SELECT
          properties.$device_type AS device,
          count() AS n,
          round(avg(properties.$web_vitals_CLS_value), 4) AS mean,
          round(countIf(properties.$web_vitals_CLS_value > 0.1) / countIf(properties.$web_vitals_CLS_value IS NOT NULL), 4) AS above
        FROM events
        WHERE event = '$web_vitals'
        GROUP BY device
        ORDER BY device`,
      sql: `SELECT d, count(), round(sum(ifNull(v, 0)) / sum(v IS NOT NULL), 4), round(sum(v > 0.1) / sum(v IS NOT NULL), 4) FROM (
          SELECT JSONExtractString(properties, '$device_type') AS d, JSONExtract(properties, '$web_vitals_CLS_value', 'Nullable(Float64)') AS v FROM events WHERE event = '$web_vitals')
        GROUP BY d ORDER BY d`
    },
    {
      title: "the slowest pages",
      hogql: `
        SELECT properties.$pathname AS page, count() AS n, round(quantileExact(0.75)(properties.$web_vitals_LCP_value)) AS p75
        FROM events
        WHERE event = '$web_vitals'
        GROUP BY page
        HAVING n >= 15
        ORDER BY p75 DESC, page`,
      rows: ({ events }) => {
        const pages = new Map<string, number[]>()
        for (const { event, properties: p } of events) {
          if (event === "$web_vitals")
            pages.set(p.$pathname, [...(pages.get(p.$pathname) ?? []), p.$web_vitals_LCP_value])
        }
        const halfToEven = (value: number) => {
          const floor = Math.floor(value)
          return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
        }
        return [...pages]
          .filter(([, values]) => values.length >= 15)
          .map(([page, values]): [string, number, number] => {
            const sorted = values.sort((left, right) => left - right)
            return [page, sorted.length, halfToEven(sorted[Math.floor(0.75 * sorted.length)]!)]
          })
          .sort((left, right) => right[2] - left[2] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "page views, visitors and scroll of pages",
      hogql: `
        SELECT
          properties.$prev_pageview_pathname AS page,
          count() AS leaves,
          round(avg(properties.$prev_pageview_max_scroll_percentage) * 100, 1) AS scrolled,
          countIf(properties.$prev_pageview_duration > 30) AS long_stays
        FROM events
        WHERE event = '$pageleave'
        GROUP BY page
        ORDER BY leaves DESC, page
        LIMIT 10`,
      sql: `SELECT JSONExtractString(properties, '$prev_pageview_pathname') AS p, count() AS n, round(avg(JSONExtractFloat(properties, '$prev_pageview_max_scroll_percentage')) * 100, 1),
          sum(JSONExtractFloat(properties, '$prev_pageview_duration') > 30) FROM events WHERE event = '$pageleave' GROUP BY p ORDER BY n DESC, p LIMIT 10`
    },
    {
      title: "countries and their cities, the first two of each",
      hogql: `
        SELECT properties.$geoip_country_code AS country, properties.$geoip_city_name AS city, count() AS views, uniq(person_id) AS visitors
        FROM events
        WHERE event = '$pageview'
        GROUP BY country, city
        ORDER BY views DESC, country
        LIMIT 2 BY country
        LIMIT 20`,
      sql: `SELECT JSONExtractString(properties, '$geoip_country_code') AS k, JSONExtractString(properties, '$geoip_city_name') AS c, count() AS n, uniqExact(person_id)
        FROM events WHERE event = '$pageview' GROUP BY k, c ORDER BY n DESC, k LIMIT 20`
    },
    {
      title: "hosts and paths from the URL",
      hogql: `
        SELECT domain(properties.$current_url) AS host, path(properties.$current_url) AS page, count() AS views
        FROM events
        WHERE event = '$pageview' AND properties.$current_url ILIKE 'HTTPS://WWW.%'
        GROUP BY host, page
        ORDER BY views DESC, page`,
      sql: `SELECT 'www.example.com', extract(JSONExtractString(properties, '$current_url'), '^https://[^/]+([^?]*)') AS p, count() AS n
        FROM events WHERE event = '$pageview' AND startsWith(JSONExtractString(properties, '$current_url'), 'https://www.') GROUP BY p ORDER BY n DESC, p`
    },
    {
      title: "views from campaigns against all others",
      hogql: `
        SELECT properties.$current_url LIKE '%utm_source=%' AS campaign, count() AS views
        FROM events
        WHERE event = '$pageview'
        GROUP BY campaign
        ORDER BY campaign`,
      sql: `SELECT toUInt8(position(JSONExtractString(properties, '$current_url'), 'utm_source=') > 0) AS c, count() FROM events WHERE event = '$pageview' GROUP BY c ORDER BY c`
    },
    {
      title: "systems and versions, with a condition on text",
      hogql: `
        SELECT concat(properties.$browser, ' ', toString(properties.$browser_version)) AS browser, count() AS n
        FROM events
        WHERE event = '$pageview' AND properties.$os =~ '^(Mac|Win)'
        GROUP BY browser
        ORDER BY n DESC, browser`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties: p } of events) {
          if (event !== "$pageview" || !/^(Mac|Win)/.test(p.$os)) continue
          const browser = `${p.$browser} ${p.$browser_version}`
          counts.set(browser, (counts.get(browser) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "pages seen now and not a month before",
      hogql: `
        SELECT page
        FROM (SELECT DISTINCT properties.$pathname AS page FROM events WHERE event = '$pageview' AND timestamp >= '2026-10-30')
        WHERE page NOT IN (
          SELECT properties.$pathname FROM events WHERE event = '$pageview' AND timestamp >= '2026-08-10' AND timestamp < '2026-08-12'
        )
        ORDER BY page`,
      sql: `SELECT arrayJoin(arraySort(arrayFilter(p -> NOT has(b, p), a))) FROM (SELECT
          groupUniqArrayIf(JSONExtractString(properties, '$pathname'), timestamp >= '2026-10-30 00:00:00') AS a,
          groupUniqArrayIf(JSONExtractString(properties, '$pathname'), toDate(timestamp) IN ('2026-08-10', '2026-08-11')) AS b FROM events WHERE event = '$pageview')`
    }
  ]
}
