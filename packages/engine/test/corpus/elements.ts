import type { Corpus } from "./Corpus.ts"

/** Autocaptured clicks: texts, links, the chain of elements. */
export const elements: Corpus = {
  analysis: "autocapture",
  queries: [
    {
      title: "clicks by text",
      hogql: `
        SELECT properties.$el_text AS text, count() AS clicks, uniq(person_id) AS persons
        FROM events
        WHERE event = '$autocapture' AND properties.$event_type = 'click'
        GROUP BY text
        ORDER BY clicks DESC, text`,
      sql: `SELECT JSONExtractString(properties, '$el_text') AS t, count() AS n, uniqExact(person_id) FROM events WHERE event = '$autocapture' GROUP BY t ORDER BY n DESC, t`
    },
    {
      title: "links that are clicked",
      hogql: `
        SELECT elements_chain_href AS href, count() AS clicks
        FROM events
        WHERE event = '$autocapture' AND elements_chain_href != ''
        GROUP BY href
        ORDER BY clicks DESC, href`,
      sql: `SELECT extract(elements_chain, 'attr__href="([^"]*)"') AS h, count() AS n FROM events WHERE event = '$autocapture' AND h != '' GROUP BY h ORDER BY n DESC, h`
    },
    {
      title: "texts anywhere in the chain",
      hogql: `
        SELECT arrayJoin(elements_chain_texts) AS text, count() AS n
        FROM events
        WHERE event = '$autocapture'
        GROUP BY text
        ORDER BY n DESC, text`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { elementsChain, event } of events) {
          if (event !== "$autocapture") continue
          const texts = new Set(Array.from(elementsChain.matchAll(/text="(.*?)"/g), ([, text]) => text!))
          for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "ids in the chain",
      hogql: `SELECT count() AS n, countIf(has(elements_chain_ids, 'new-report')) AS new_report FROM events WHERE event = '$autocapture'`,
      sql: `SELECT count(), sum(position(elements_chain, 'attr_id="new-report"') > 0) FROM events WHERE event = '$autocapture'`
    },
    {
      title: "a pattern over the chain itself",
      hogql: `
        SELECT extract(elements_chain, '^([a-z]+)') AS element, count() AS n
        FROM events
        WHERE event = '$autocapture' AND elements_chain =~ 'main:.*attr__id="content"'
        GROUP BY element
        ORDER BY n DESC, element`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { elementsChain, event } of events) {
          if (event !== "$autocapture" || !elementsChain.includes("main:")) continue
          const element = /^[a-z]+/.exec(elementsChain)![0]
          counts.set(element, (counts.get(element) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "rage clicks and where they happen",
      hogql: `
        SELECT properties.$pathname AS page, count() AS n
        FROM events
        WHERE event = '$rageclick'
        GROUP BY page
        ORDER BY n DESC, page`,
      sql: `SELECT JSONExtractString(properties, '$pathname') AS p, count() AS n FROM events WHERE event = '$rageclick' GROUP BY p ORDER BY n DESC, p`
    },
    {
      title: "clicks on a page for a hundred views of it",
      hogql: `
        SELECT page, views, clicks, round(100 * clicks / views, 2) AS rate
        FROM (
          SELECT properties.$pathname AS page, countIf(event = '$pageview') AS views, countIf(event = '$autocapture') AS clicks
          FROM events
          WHERE event IN ('$pageview', '$autocapture')
          GROUP BY page
        )
        WHERE clicks > 0
        ORDER BY clicks DESC, page
        LIMIT 10`,
      sql: `SELECT p, v, c, round(100 * c / v, 2) FROM (SELECT JSONExtractString(properties, '$pathname') AS p, sum(event = '$pageview') AS v, sum(event = '$autocapture') AS c FROM events GROUP BY p)
        WHERE c != 0 ORDER BY c DESC, p LIMIT 10`
    }
  ]
}
