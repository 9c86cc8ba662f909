import type { Corpus, CorpusEvent } from "./Corpus.ts"

const sessionsOf = (events: readonly CorpusEvent[]): ReadonlyMap<string, readonly CorpusEvent[]> => {
  const sessions = new Map<string, CorpusEvent[]>()
  for (const event of events) {
    const id = event.properties.$session_id
    if (id === undefined) continue
    const own = sessions.get(id)
    if (own === undefined) sessions.set(id, [event])
    else own.push(event)
  }
  return sessions
}

const tally = (keys: Iterable<string>): [string, number][] => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
}

const isPageview = ({ event }: CorpusEvent): boolean => event === "$pageview"

/** Which way persons take: neighbours, arrays of pages, what leads to a goal, where they leave. */
export const paths: Corpus = {
  analysis: "paths",
  queries: [
    {
      title: "edges between pages of a session",
      hogql: `
        SELECT from_path, to_path, count() AS n
        FROM (
          SELECT
            properties.$pathname AS to_path,
            lagInFrame(properties.$pathname) OVER (PARTITION BY $session_id ORDER BY timestamp ASC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS from_path
          FROM events
          WHERE event = '$pageview'
        )
        WHERE from_path IS NOT NULL AND from_path != to_path
        GROUP BY from_path, to_path
        ORDER BY n DESC, from_path, to_path
        LIMIT 20`,
      rows: ({ events }) => {
        const edges: string[] = []
        for (const session of sessionsOf(events.filter(isPageview)).values()) {
          session.forEach(({ properties }, index) => {
            const before = session[index - 1]?.properties.$pathname
            if (before !== undefined && before !== properties.$pathname)
              edges.push(`${before} ${properties.$pathname}`)
          })
        }
        return tally(edges)
          .slice(0, 20)
          .map(([edge, n]) => [...edge.split(" "), n])
      }
    },
    {
      title: "the most common first three pages of sessions",
      hogql: `
        SELECT arrayStringConcat(pages, ' > ') AS path, count() AS sessions
        FROM (
          SELECT $session_id, arraySlice(arrayMap(x -> x.2, arraySort(x -> x.1, groupArray((timestamp, assumeNotNull(properties.$pathname))))), 1, 3) AS pages
          FROM events
          WHERE event = '$pageview'
          GROUP BY $session_id
        )
        WHERE length(pages) = 3
        GROUP BY path
        ORDER BY sessions DESC, path
        LIMIT 10`,
      rows: ({ events }) =>
        tally(
          [...sessionsOf(events.filter(isPageview)).values()]
            .filter(({ length }) => length >= 3)
            .map((session) =>
              session
                .slice(0, 3)
                .map(({ properties }) => properties.$pathname)
                .join(" > ")
            )
        ).slice(0, 10)
    },
    {
      title: "paths without repeated pages next to each other",
      hogql: `
        SELECT arrayStringConcat(arrayCompact(names), ',') AS path, count() AS n
        FROM (
          SELECT arrayMap(x -> x.2, arraySort(groupArray((timestamp, event)))) AS names
          FROM events
          WHERE event IN ('signed_up', 'project_created', 'teammate_invited', 'subscription_started', 'subscription_cancelled')
          GROUP BY person_id
        )
        GROUP BY path
        ORDER BY n DESC, path
        LIMIT 15`,
      rows: ({ events }) => {
        const names = [
          "signed_up",
          "project_created",
          "teammate_invited",
          "subscription_started",
          "subscription_cancelled"
        ]
        const people = new Map<string, string[]>()
        for (const { event, person } of events) {
          if (!names.includes(event)) continue
          const own = people.get(person) ?? []
          if (own.at(-1) !== event) own.push(event)
          people.set(person, own)
        }
        return tally([...people.values()].map((own) => own.join(","))).slice(0, 15)
      }
    },
    {
      title: "the page before signing up",
      hogql: `
        SELECT page, count() AS n
        FROM (
          SELECT person_id, argMax(properties.$pathname, timestamp) AS page
          FROM (
            SELECT e.person_id AS person_id, e.properties AS properties, e.timestamp AS timestamp
            FROM events AS e
            INNER JOIN (SELECT person_id, min(timestamp) AS at FROM events WHERE event = 'signed_up' GROUP BY person_id) AS s ON s.person_id = e.person_id
            WHERE e.event = '$pageview' AND e.timestamp < s.at AND e.properties.$pathname != '/signup'
          )
          GROUP BY person_id
        )
        GROUP BY page
        ORDER BY n DESC, page`,
      rows: ({ events }) => {
        const last = new Map<string, string>()
        const pages: string[] = []
        const done = new Set<string>()
        for (const { event, person, properties } of events) {
          if (event === "$pageview" && properties.$pathname !== "/signup")
            last.set(person, properties.$pathname)
          if (event !== "signed_up" || done.has(person)) continue
          done.add(person)
          if (last.has(person)) pages.push(last.get(person)!)
        }
        return tally(pages)
      }
    },
    {
      title: "where sessions end",
      hogql: `
        SELECT $exit_pathname AS page, count() AS sessions
        FROM sessions
        GROUP BY page
        ORDER BY sessions DESC, page
        LIMIT 10`,
      sql: `SELECT p, count() AS n FROM (
          SELECT JSONExtractString(properties, '$session_id') AS id, argMax(path(JSONExtractString(properties, '$current_url')), timestamp) AS p
          FROM events WHERE id != '' GROUP BY id) GROUP BY p ORDER BY n DESC, p LIMIT 10`
    },
    {
      title: "events that follow a purchase within a day",
      hogql: `
        SELECT next.event AS event, count() AS n, uniq(next.person_id) AS persons
        FROM (SELECT person_id, timestamp FROM events WHERE event = 'subscription_started') AS paid
        INNER JOIN events AS next ON next.person_id = paid.person_id
        WHERE next.timestamp > paid.timestamp AND next.timestamp <= paid.timestamp + toIntervalDay(1)
        GROUP BY event
        ORDER BY n DESC, event
        LIMIT 10`,
      sql: `SELECT event, count() AS n, uniqExact(person_id) FROM (
          SELECT person_id, event, timestamp, arrayJoin(groupArrayIf(timestamp, event = 'subscription_started') OVER (PARTITION BY person_id)) AS paid FROM events)
        WHERE timestamp > paid AND timestamp <= paid + INTERVAL 86400 SECOND GROUP BY event ORDER BY n DESC, event LIMIT 10`
    },
    {
      title: "how many different pages a session sees",
      hogql: `
        SELECT length(arrayDistinct(groupArray(properties.$pathname))) AS pages, $session_id
        FROM events
        WHERE event = '$pageview'
        GROUP BY $session_id
        ORDER BY pages DESC, $session_id
        LIMIT 5`,
      sql: `SELECT uniqExact(JSONExtractString(properties, '$pathname')) AS n, JSONExtractString(properties, '$session_id') AS s
        FROM events WHERE event = '$pageview' GROUP BY s ORDER BY n DESC, s LIMIT 5`
    },
    {
      title: "pages folded by a pattern: one name for every report",
      hogql: `
        SELECT replaceRegexpAll(properties.$pathname, '/[0-9]+', '/:id') AS page, count() AS views, uniq(person_id) AS visitors
        FROM events
        WHERE event = '$pageview'
        GROUP BY page
        ORDER BY views DESC, page
        LIMIT 8`,
      rows: ({ events }) => {
        const visitors = new Map<string, Set<string>>()
        const pages = events.filter(isPageview).map(({ person, properties }) => {
          const page = String(properties.$pathname).replaceAll(/\/[0-9]+/g, "/:id")
          visitors.set(page, (visitors.get(page) ?? new Set()).add(person))
          return page
        })
        return tally(pages)
          .slice(0, 8)
          .map(([page, n]) => [page, n, visitors.get(page)!.size])
      }
    },
    {
      title: "the position of the first report in a session",
      hogql: `
        SELECT indexOf(names, 'report_viewed') AS place, count() AS sessions
        FROM (
          SELECT $session_id, arrayMap(t -> tupleElement(t, 2), arraySort(groupArray(tuple(timestamp, event)))) AS names
          FROM events
          WHERE $session_id != '' AND event NOT IN ('$web_vitals', '$autocapture', '$exception')
          GROUP BY $session_id
        )
        WHERE has(names, 'report_viewed')
        GROUP BY place
        ORDER BY place`,
      rows: ({ events }) => {
        const noise = ["$web_vitals", "$autocapture", "$exception"]
        const counts = new Map<number, number>()
        for (const session of sessionsOf(events.filter(({ event }) => !noise.includes(event))).values()) {
          const place = session.findIndex(({ event }) => event === "report_viewed") + 1
          if (place > 0) counts.set(place, (counts.get(place) ?? 0) + 1)
        }
        return [...counts].sort(([left], [right]) => left - right)
      }
    },
    {
      title: "time spent on each page, from view to view",
      hogql: `
        SELECT page, count() AS n, round(avg(seconds), 1) AS mean_seconds
        FROM (
          SELECT
            properties.$pathname AS page,
            dateDiff('second', timestamp, leadInFrame(timestamp, 1, timestamp) OVER (PARTITION BY $session_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS seconds
          FROM events
          WHERE event = '$pageview'
        )
        WHERE seconds > 0
        GROUP BY page
        HAVING n >= 30
        ORDER BY mean_seconds DESC, page`,
      rows: ({ events }) => {
        const spent = new Map<string, number[]>()
        for (const session of sessionsOf(events.filter(isPageview)).values()) {
          session.forEach(({ millis, properties }, index) => {
            const next = session[index + 1]
            if (next === undefined) return
            const seconds = Math.floor(next.millis / 1000) - Math.floor(millis / 1000)
            spent.set(properties.$pathname, [...(spent.get(properties.$pathname) ?? []), seconds])
          })
        }
        return [...spent]
          .filter(([, all]) => all.length >= 30)
          .map(([page, all]): [string, number, number] => {
            const mean = all.reduce((sum, each) => sum + each, 0) / all.length
            return [page, all.length, Math.round(mean * 10) / 10]
          })
          .sort((left, right) => right[2] - left[2] || (left[0] < right[0] ? -1 : 1))
      }
    }
  ]
}
