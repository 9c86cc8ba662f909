import type { Corpus } from "./Corpus.ts"

const isFeature = ({ event }: { readonly event: string }): boolean => event === "feature_used"

/** JSON, arrays, lambdas, nulls, text: properties taken apart. */
export const properties: Corpus = {
  analysis: "properties and arrays",
  queries: [
    {
      title: "the values of an array, each counted",
      hogql: `
        SELECT arrayJoin(JSONExtract(ifNull(properties.tags, '[]'), 'Array(String)')) AS tag, count() AS n
        FROM events
        WHERE event = 'feature_used'
        GROUP BY tag
        ORDER BY n DESC, tag`,
      truth: ({ featureTags }) => featureTags.map(({ count, value }) => [value, count])
    },
    {
      title: "yes and no of a boolean property",
      hogql: `SELECT properties.success AS success, count() AS n FROM events WHERE event = 'feature_used' GROUP BY success ORDER BY n DESC`,
      truth: ({ featureSuccess }) => featureSuccess.map(({ count, value }) => [value, count])
    },
    {
      title: "events whose array holds both of two values",
      hogql: `
        SELECT count() AS n
        FROM events
        WHERE event = 'feature_used' AND hasAll(JSONExtract(assumeNotNull(properties.tags), 'Array(String)'), ['beta', 'été'])`,
      rows: ({ events }) => [
        [
          events.filter(
            (each) => isFeature(each) && ["beta", "été"].every((tag) => each.properties.tags.includes(tag))
          ).length
        ]
      ]
    },
    {
      title: "pairs of tags that occur together",
      hogql: `
        SELECT pair.1 AS a, pair.2 AS b, count() AS n
        FROM (
          SELECT arrayJoin(arrayFilter(p -> p.1 < p.2, arrayDistinct(arrayFlatten(arrayMap(x -> arrayMap(y -> (x, y), tags), tags))))) AS pair
          FROM (SELECT JSONExtract(ifNull(properties.tags, '[]'), 'Array(String)') AS tags FROM events WHERE event = 'feature_used')
        )
        GROUP BY a, b
        ORDER BY n DESC, a, b
        LIMIT 6`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const each of events) {
          if (!isFeature(each)) continue
          const tags = [...new Set<string>(each.properties.tags)]
          for (const a of tags)
            for (const b of tags) if (a < b) counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
        }
        const key = (pair: string) => pair.replace(" ", "\u0000")
        return [...counts]
          .sort((left, right) => right[1] - left[1] || (key(left[0]) < key(right[0]) ? -1 : 1))
          .slice(0, 6)
          .map(([pair, n]) => [...pair.split(" "), n])
      }
    },
    {
      title: "nested objects, by dots and by brackets",
      hogql: `
        SELECT properties.details.source.panel AS panel, toInt(properties['details']['source']['position']) AS place, count() AS n
        FROM events
        WHERE event = 'feature_used' AND place < 3
        GROUP BY panel, place
        ORDER BY panel, place`,
      sql: `SELECT JSONExtractString(properties, 'details', 'source', 'panel') AS p, JSONExtractInt(properties, 'details', 'source', 'position') AS i, count() FROM events WHERE event = 'feature_used' AND i <= 2 GROUP BY p, i ORDER BY p, i`
    },
    {
      title: "which keys there are, most common first",
      hogql: `
        SELECT arrayJoin(JSONExtractKeys(properties)) AS key, count() AS n
        FROM events
        WHERE event IN ('report_viewed', 'report_exported')
        GROUP BY key
        ORDER BY n DESC, key
        LIMIT 20`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties: own } of events) {
          if (event !== "report_viewed" && event !== "report_exported") continue
          for (const key of Object.keys(own as object)) counts.set(key, (counts.get(key) ?? 0) + 1)
        }
        return [...counts]
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
          .slice(0, 20)
      }
    },
    {
      title: "a missing property is not equal to a text, and is counted with !=",
      hogql: `
        SELECT countIf(properties.coupon = 'WELCOME-10') AS with_it, countIf(properties.coupon != 'WELCOME-10') AS without_it, countIf(properties.nothing IS NULL) AS all
        FROM events
        WHERE event = 'subscription_started'`,
      sql: `SELECT sum(c), sum(NOT c), count() FROM (SELECT JSONExtractString(properties, 'coupon') = 'WELCOME-10' AS c FROM events WHERE event = 'subscription_started')`
    },
    {
      title: "null and absent are the same",
      hogql: `
        SELECT properties.template AS template, count() AS n, countIf(properties.from_template) AS from_one
        FROM events
        WHERE event = 'project_created'
        GROUP BY template
        ORDER BY n DESC, template`,
      rows: ({ events }) => {
        const counts = new Map<string | null, [number, number]>()
        for (const { event, properties: own } of events) {
          if (event !== "project_created") continue
          const [n, from] = counts.get(own.template) ?? [0, 0]
          counts.set(own.template, [n + 1, from + Number(own.from_template)])
        }
        return [...counts]
          .map(([template, sums]): [string | null, number, number] => [template, ...sums])
          .sort((left, right) => right[1] - left[1])
      }
    },
    {
      title: "titles with a line break, a tab, an emoji",
      hogql: `
        SELECT properties.title AS title, count() AS views
        FROM events
        WHERE event = 'report_viewed' AND (title ILIKE '%q3%' OR title LIKE '%🔥%' OR title LIKE '%レポート')
        GROUP BY title
        ORDER BY title`,
      sql: `SELECT JSONExtractString(properties, 'title') AS t, count() FROM events WHERE event = 'report_viewed' AND (position(t, 'Q3') > 0 OR position(t, '🔥') > 0 OR endsWith(t, 'レポート')) GROUP BY t ORDER BY t`
    },
    {
      title: "numbers in a range, with BETWEEN and IN",
      hogql: `
        SELECT countIf(properties.widgets BETWEEN 3 AND 5) AS few, countIf(properties.widgets IN (2, 14)) AS edges, countIf(properties.load_seconds NOT BETWEEN 0 AND 2.5) AS slow
        FROM events
        WHERE event = 'report_viewed'`,
      rows: ({ events }) => {
        const own = events.filter(({ event }) => event === "report_viewed").map((each) => each.properties)
        const count = (test: (each: { widgets: number; load_seconds: number }) => boolean) =>
          own.filter(test).length
        return [
          [
            count(({ widgets }) => widgets >= 3 && widgets <= 5),
            count(({ widgets }) => widgets === 2 || widgets === 14),
            count((each) => each.load_seconds > 2.5)
          ]
        ]
      }
    },
    {
      title: "the difference of neighbours, by arrays",
      hogql: `
        SELECT arraySum(x -> if(x > 3600, 1, 0), arrayDifference(arraySort(groupArray(toUnixTimestamp(timestamp))))) AS gaps
        FROM events
        WHERE distinct_id = 'user_00003'`,
      rows: ({ events }) => {
        const seconds = events
          .filter(({ distinctId }) => distinctId === "user_00003")
          .map(({ millis }) => Math.floor(millis / 1000))
        return [[seconds.filter((each, index) => index > 0 && each - seconds[index - 1]! > 3600).length]]
      }
    },
    {
      title: "a fold: the longest run of small exports",
      hogql: `
        SELECT arrayMax(arrayMap(x -> length(x), arraySplit((x, y) -> y, rows, arrayMap(r -> r >= 24000, rows)))) AS longest, length(rows) AS n
        FROM (
          SELECT arrayMap(t -> t.2, arraySort(groupArray((timestamp, assumeNotNull(properties.rows))))) AS rows
          FROM events
          WHERE event = 'report_exported'
        )`,
      rows: ({ events }) => {
        const rows = events
          .filter(({ event }) => event === "report_exported")
          .map((each) => each.properties.rows as number)
        let longest = 0
        let run = 0
        for (const n of rows) {
          run = n >= 24_000 ? 1 : run + 1
          longest = Math.max(longest, run)
        }
        return [[longest, rows.length]]
      }
    },
    {
      title: "a map of counts, read by key",
      hogql: `
        SELECT m['csv'] AS csv, m['pdf'] AS pdf, arraySort(mapKeys(m)) AS formats
        FROM (
          SELECT mapFromArrays(groupArray(format), groupArray(n)) AS m
          FROM (SELECT assumeNotNull(properties.format) AS format, count() AS n FROM events WHERE event = 'report_exported' GROUP BY format)
        )`,
      rows: ({ events }) => {
        const count = (format: string) =>
          events.filter(({ event, properties: own }) => event === "report_exported" && own.format === format)
            .length
        return [[count("csv"), count("pdf"), ["csv", "pdf", "xlsx"]]]
      }
    },
    {
      title: "a JSON text made from columns",
      hogql: `
        SELECT toJSONString(map('reports', toString(count()), 'persons', toString(uniq(person_id)))) AS body
        FROM events
        WHERE event = 'report_viewed'`,
      rows: ({ truth }) => {
        const { count, persons } = truth.events.find(({ event }) => event === "report_viewed")!
        return [[JSON.stringify({ reports: String(count), persons: String(persons) })]]
      }
    },
    {
      title: "the range and the unit of a filter",
      hogql: `
        SELECT JSONExtractInt(properties, 'filters', 'range', 'last') AS days, countIf(JSONExtractBool(properties, 'filters', 'compare')) AS compared, count() AS n
        FROM events
        WHERE event = 'report_viewed'
        GROUP BY days
        ORDER BY days`,
      rows: ({ events }) =>
        [7, 30, 90].map((days) => {
          const own = events.filter(
            ({ event, properties: p }) => event === "report_viewed" && p.filters.range.last === days
          )
          return [days, own.filter(({ properties: p }) => p.filters.compare).length, own.length]
        })
    }
  ]
}
