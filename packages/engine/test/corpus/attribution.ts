import type { Corpus, CorpusEvent } from "./Corpus.ts"

/** Touches of a person before a goal: page views that name a source. */
const touches = (events: readonly CorpusEvent[], goal: string): ReadonlyMap<string, readonly string[]> => {
  const seen = new Map<string, string[]>()
  const won = new Map<string, readonly string[]>()
  for (const { event, person, properties } of events) {
    if (event === "$pageview" && typeof properties.utm_source === "string") {
      seen.set(person, [...(seen.get(person) ?? []), properties.utm_source])
    }
    if (event === goal && !won.has(person)) won.set(person, seen.get(person) ?? [])
  }
  return won
}

const credit = (shares: Iterable<readonly [string, number]>, digits = 3): [string, number][] => {
  const credits = new Map<string, number>()
  for (const [source, share] of shares) credits.set(source, (credits.get(source) ?? 0) + share)
  return [...credits]
    .map(([source, sum]): [string, number] => [source, Math.round(sum * 10 ** digits) / 10 ** digits])
    .sort((left, right) => (left[0] < right[0] ? -1 : 1))
}

const GOALS = `
  touches AS (
    SELECT e.person_id AS person_id, arrayMap(t -> t.2, arraySort(t -> t.1, groupArray((e.timestamp, assumeNotNull(e.properties.utm_source))))) AS sources
    FROM events AS e
    INNER JOIN (SELECT person_id, min(timestamp) AS at FROM events WHERE event = 'subscription_started' GROUP BY person_id) AS goal
      ON goal.person_id = e.person_id
    WHERE e.event = '$pageview' AND e.properties.utm_source IS NOT NULL AND e.timestamp < goal.at
    GROUP BY person_id
  )`

/** Which campaign gets the credit: first, last, every touch in equal parts, by position. */
export const attribution: Corpus = {
  analysis: "attribution",
  queries: [
    {
      title: "first touch",
      hogql: `WITH ${GOALS} SELECT sources[1] AS source, count() AS conversions FROM touches GROUP BY source ORDER BY source`,
      rows: ({ events }) =>
        credit(
          [...touches(events, "subscription_started").values()]
            .filter(({ length }) => length > 0)
            .map(([first]) => [first!, 1] as const)
        )
    },
    {
      title: "last touch",
      hogql: `WITH ${GOALS} SELECT sources[-1] AS source, count() AS conversions FROM touches GROUP BY source ORDER BY source`,
      rows: ({ events }) =>
        credit(
          [...touches(events, "subscription_started").values()]
            .filter(({ length }) => length > 0)
            .map((all) => [all.at(-1)!, 1] as const)
        )
    },
    {
      title: "linear: every touch gets an equal part",
      hogql: `
        WITH ${GOALS}
        SELECT source, round(sum(1 / length(sources)), 3) AS credit
        FROM touches
        ARRAY JOIN sources AS source
        GROUP BY source
        ORDER BY source`,
      rows: ({ events }) =>
        credit(
          [...touches(events, "subscription_started").values()].flatMap((all) =>
            all.map((one) => [one, 1 / all.length] as const)
          )
        )
    },
    {
      title: "by position: 40 % for the first and the last, the rest between",
      hogql: `
        WITH ${GOALS}
        SELECT source, round(sum(share), 3) AS credit
        FROM (
          SELECT
            sources,
            multiIf(length(sources) = 1, [1.0], length(sources) = 2, [0.5, 0.5],
              arrayMap(i -> if(i = 1 OR i = length(sources), 0.4, 0.2 / (length(sources) - 2)), arrayEnumerate(sources))) AS shares
          FROM touches
        )
        ARRAY JOIN sources AS source, shares AS share
        GROUP BY source
        ORDER BY source`,
      rows: ({ events }) =>
        credit(
          [...touches(events, "subscription_started").values()].flatMap((all) =>
            all.map((source, index) => {
              if (all.length <= 2) return [source, 1 / all.length] as const
              return [source, index === 0 || index === all.length - 1 ? 0.4 : 0.2 / (all.length - 2)] as const
            })
          )
        )
    },
    {
      title: "sign-ups by the first known domain of persons",
      hogql: `
        SELECT person.properties.$initial_referring_domain AS domain, count() AS signups
        FROM events
        WHERE event = 'signed_up'
        GROUP BY domain
        ORDER BY signups DESC, domain`,
      sql: `SELECT JSONExtractString(person_properties, '$initial_referring_domain') AS d, count() AS n FROM events WHERE event = 'signed_up' GROUP BY d ORDER BY n DESC, d`
    },
    {
      title: "medium and campaign of arrivals, from the URL itself",
      hogql: `
        SELECT
          extractURLParameter(properties.$current_url, 'utm_medium') AS medium,
          decodeURLComponent(extractURLParameter(properties.$current_url, 'utm_campaign')) AS campaign,
          count() AS n
        FROM events
        WHERE event = '$pageview' AND properties.$current_url LIKE '%utm_campaign=%'
        GROUP BY medium, campaign
        ORDER BY n DESC, medium, campaign`,
      sql: `SELECT JSONExtractString(properties, 'utm_medium') AS m, JSONExtractString(properties, 'utm_campaign') AS c, count() AS n
        FROM events WHERE event = '$pageview' AND JSONHas(properties, 'utm_source') GROUP BY m, c ORDER BY n DESC, m, c`
    },
    {
      title: "channels, by rules an analyst writes",
      hogql: `
        SELECT
          multiIf(
            properties.utm_medium IN ('cpc', 'paid-social') OR properties.gclid IS NOT NULL, 'Paid',
            properties.utm_medium = 'email', 'Email',
            properties.$referring_domain ILIKE '%search%', 'Organic search',
            properties.$referring_domain = '$direct', 'Direct',
            'Referral') AS channel,
          count() AS sessions
        FROM events
        WHERE event = '$pageview' AND properties.$referrer IS NOT NULL
        GROUP BY channel
        ORDER BY sessions DESC, channel`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties: p } of events) {
          if (event !== "$pageview" || p.$referrer === undefined) continue
          const channel =
            ["cpc", "paid-social"].includes(p.utm_medium) || p.gclid !== undefined
              ? "Paid"
              : p.utm_medium === "email"
                ? "Email"
                : p.$referring_domain.includes("search")
                  ? "Organic search"
                  : p.$referring_domain === "$direct"
                    ? "Direct"
                    : "Referral"
          counts.set(channel, (counts.get(channel) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "the entry campaign of sessions and how many saw a report",
      hogql: `
        SELECT s.$entry_utm_campaign AS campaign, count() AS sessions, countIf(r.n > 0) AS with_reports
        FROM sessions AS s
        LEFT JOIN (SELECT $session_id AS id, count() AS n FROM events WHERE event = 'report_viewed' GROUP BY id) AS r ON r.id = s.session_id
        WHERE campaign IS NOT NULL
        GROUP BY campaign
        ORDER BY sessions DESC, campaign`,
      rows: ({ events }) => {
        const sessions = new Map<string, { campaign?: string; reports: number }>()
        for (const { event, properties } of events) {
          const id = properties.$session_id
          if (id === undefined) continue
          const own = sessions.get(id) ?? { reports: 0 }
          sessions.set(id, own)
          if (own.campaign === undefined && typeof properties.utm_campaign === "string")
            own.campaign = properties.utm_campaign
          if (event === "report_viewed") own.reports++
        }
        const campaigns = new Map<string, [number, number]>()
        for (const { campaign, reports } of sessions.values()) {
          if (campaign === undefined) continue
          const own = campaigns.get(campaign) ?? [0, 0]
          campaigns.set(campaign, [own[0] + 1, own[1] + Math.min(1, reports)])
        }
        return [...campaigns]
          .map(([campaign, counts]): [string, number, number] => [campaign, ...counts])
          .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "days from the first visit to the sign-up, by the first source ever",
      hogql: `
        SELECT source, count() AS persons, max(days) AS slowest
        FROM (
          SELECT
            person_id,
            argMinIf(properties.utm_source, timestamp, event = '$pageview') AS source,
            dateDiff('day', min(timestamp), minIf(timestamp, event = 'signed_up')) AS days
          FROM events
          GROUP BY person_id
          HAVING countIf(event = 'signed_up') > 0
        )
        WHERE source IS NOT NULL
        GROUP BY source
        ORDER BY source`,
      rows: ({ events }) => {
        const first = new Map<string, { day: number; source?: string; signup?: number }>()
        for (const { event, millis, person, properties } of events) {
          const day = Math.floor(millis / 86_400_000)
          const own = first.get(person) ?? { day }
          first.set(person, own)
          if (event === "$pageview" && typeof properties.utm_source === "string")
            own.source ??= properties.utm_source
          if (event === "signed_up") own.signup = day
        }
        const found = new Map<string, number[]>()
        for (const { day, signup, source } of first.values()) {
          if (source !== undefined && signup !== undefined)
            found.set(source, [...(found.get(source) ?? []), signup - day])
        }
        return [...found]
          .map(([source, days]): [string, number, number] => [source, days.length, Math.max(...days)])
          .sort((left, right) => (left[0] < right[0] ? -1 : 1))
      }
    }
  ]
}
