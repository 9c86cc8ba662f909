import type { Corpus } from "./Corpus.ts"

/** Conversations with language models: tokens, cost, latency, errors, trees of traces. */
export const llm: Corpus = {
  analysis: "LLM analytics",
  queries: [
    {
      title: "generations, tokens and errors by model",
      hogql: `
        SELECT
          properties.$ai_model AS model,
          count() AS generations,
          countIf(properties.$ai_is_error = true) AS errors,
          sum(properties.$ai_input_tokens) AS input_tokens,
          sum(properties.$ai_output_tokens) AS output_tokens
        FROM events
        WHERE event = '$ai_generation'
        GROUP BY model
        ORDER BY model`,
      truth: ({ asides: { models } }) =>
        models.map((each) => [each.model, each.generations, each.errors, each.inputTokens, each.outputTokens])
    },
    {
      title: "the cost by model, to a millionth",
      hogql: `
        SELECT properties.$ai_model AS model, round(sum(toFloat(properties.$ai_total_cost_usd)), 6) AS cost
        FROM events
        WHERE event = '$ai_generation'
        GROUP BY model
        ORDER BY model`,
      truth: ({ asides: { models } }) => models.map(({ cost, model }) => [model, Number(cost)])
    },
    {
      title: "input and output cost add up to the whole",
      hogql: `
        SELECT count() AS wrong, countIf(round(total - input - output, 6) = 0) AS right_ones
        FROM (
          SELECT
            ifNull(properties.$ai_input_cost_usd, 0) AS input,
            ifNull(properties.$ai_output_cost_usd, 0) AS output,
            ifNull(properties.$ai_total_cost_usd, 0) AS total
          FROM events
          WHERE event = '$ai_generation'
        )`,
      truth: ({ asides: { models } }) => {
        const n = models.reduce((sum, { generations }) => sum + generations, 0)
        return [[n, n]]
      }
    },
    {
      title: "daily cost of one provider with a running total",
      hogql: `
        SELECT day, round(cost, 6) AS daily, round(sum(cost) OVER (ORDER BY day ASC), 6) AS total
        FROM (
          SELECT toDate(timestamp) AS day, sum(properties.$ai_total_cost_usd) AS cost
          FROM events
          WHERE event IN ('$ai_generation', '$ai_embedding') AND properties.$ai_provider = 'openai'
          GROUP BY day
        )
        ORDER BY day
        LIMIT 500`,
      rows: ({ events }) => {
        const days = new Map<string, number>()
        for (const { event, properties: p, timestamp } of events) {
          if (!["$ai_generation", "$ai_embedding"].includes(event) || p.$ai_provider !== "openai") continue
          const day = timestamp.slice(0, 10)
          days.set(day, (days.get(day) ?? 0) + Math.round(p.$ai_total_cost_usd * 1e6))
        }
        let total = 0
        return [...days].map(([day, cost]) => [day, cost / 1e6, (total += cost) / 1e6])
      }
    },
    {
      title: "latency percentiles by model",
      hogql: `
        SELECT
          properties.$ai_model AS model,
          quantileExact(0.5)(properties.$ai_latency) AS p50,
          quantileExact(0.95)(properties.$ai_latency) AS p95,
          max(properties.$ai_latency) AS slowest
        FROM events
        WHERE event = '$ai_generation' AND properties.$ai_is_error = false
        GROUP BY model
        ORDER BY model`,
      rows: ({ events }) => {
        const models = new Map<string, number[]>()
        for (const { event, properties: p } of events) {
          if (event !== "$ai_generation" || p.$ai_is_error) continue
          models.set(p.$ai_model, [...(models.get(p.$ai_model) ?? []), p.$ai_latency])
        }
        return [...models].sort().map(([model, values]) => {
          const sorted = values.sort((left, right) => left - right)
          return [
            model,
            sorted[Math.floor(0.5 * sorted.length)],
            sorted[Math.floor(0.95 * sorted.length)],
            sorted.at(-1)
          ]
        })
      }
    },
    {
      title: "the rate of errors by status and provider",
      hogql: `
        SELECT properties.$ai_provider AS provider, properties.$ai_http_status AS status, count() AS n, any(properties.$ai_error) AS message
        FROM events
        WHERE event = '$ai_generation' AND properties.$ai_http_status >= 400
        GROUP BY provider, status
        ORDER BY provider, status`,
      sql: `SELECT JSONExtractString(properties, '$ai_provider') AS p, JSONExtractFloat(properties, '$ai_http_status') AS s, count(), max(JSONExtractString(properties, '$ai_error'))
        FROM events WHERE event = '$ai_generation' AND s != 200 GROUP BY p, s ORDER BY p, s`
    },
    {
      title: "traces with what is under them",
      hogql: `
        SELECT
          properties.$ai_trace_id AS id,
          countIf(event = '$ai_generation') AS generations,
          countIf(event = '$ai_span') AS spans,
          round(sumIf(properties.$ai_total_cost_usd, event IN ('$ai_generation', '$ai_embedding')), 6) AS cost,
          max(if(event = '$ai_trace', properties.$ai_latency, NULL)) AS latency
        FROM events
        WHERE event LIKE '$ai\\\\_%' AND properties.$ai_trace_id IS NOT NULL
        GROUP BY id
        ORDER BY cost DESC, id
        LIMIT 10`,
      rows: ({ events }) => {
        const traces = new Map<string, [number, number, number, number]>()
        for (const { event, properties: p } of events) {
          if (!event.startsWith("$ai_")) continue
          const own = traces.get(p.$ai_trace_id) ?? [0, 0, 0, 0]
          traces.set(p.$ai_trace_id, own)
          if (event === "$ai_generation") own[0]++
          if (event === "$ai_span") own[1]++
          if (event === "$ai_generation" || event === "$ai_embedding")
            own[2] += Math.round(p.$ai_total_cost_usd * 1e6)
          if (event === "$ai_trace") own[3] = p.$ai_latency
        }
        return [...traces]
          .map(([id, [generations, spans, cost, latency]]): [string, number, number, number, number] => [
            id,
            generations,
            spans,
            cost / 1e6,
            latency
          ])
          .sort((left, right) => right[3] - left[3] || (left[0] < right[0] ? -1 : 1))
          .slice(0, 10)
      }
    },
    {
      title: "the tree of a trace: children joined to their parent",
      hogql: `
        SELECT child.event AS kind, count() AS n, uniq(parent.properties.$ai_trace_id) AS traces
        FROM events AS child
        INNER JOIN events AS parent ON child.properties.$ai_parent_id = parent.properties.$ai_trace_id
        WHERE parent.event = '$ai_trace' AND child.event IN ('$ai_generation', '$ai_span', '$ai_embedding')
        GROUP BY kind
        ORDER BY kind`,
      rows: ({ events, truth }) =>
        ["$ai_embedding", "$ai_generation", "$ai_span"].map((kind) => {
          const own = events.filter(({ event }) => event === kind)
          const traces = new Set(own.map(({ properties }) => properties.$ai_parent_id))
          return [kind, truth.events.find(({ event }) => event === kind)?.count, traces.size]
        })
    },
    {
      title: "tools that are called most, and how often they fail",
      hogql: `
        SELECT properties.$ai_span_name AS tool, count() AS calls, sum(if(properties.$ai_is_error, 1, 0)) AS failures, round(avg(properties.$ai_latency), 4) AS mean
        FROM events
        WHERE event = '$ai_span'
        GROUP BY tool
        ORDER BY calls DESC, tool`,
      sql: `SELECT JSONExtractString(properties, '$ai_span_name') AS t, count() AS n, sum(JSONExtractBool(properties, '$ai_is_error')), round(sum(JSONExtractFloat(properties, '$ai_latency')) / n, 4)
        FROM events WHERE event = '$ai_span' GROUP BY t ORDER BY n DESC, t`
    },
    {
      title: "what users ask: the last message of the input",
      hogql: `
        SELECT JSONExtractString(arrayElement(JSONExtractArrayRaw(ifNull(properties.$ai_input, '[]')), -1), 'content') AS question, count() AS n
        FROM events
        WHERE event = '$ai_generation' AND question NOT LIKE '%"%'
        GROUP BY question
        ORDER BY n DESC, question`,
      rows: ({ events }) => {
        const counts = new Map<string, number>()
        for (const { event, properties } of events) {
          if (event !== "$ai_generation") continue
          const question: string = properties.$ai_input.at(-1).content
          if (!question.includes('"')) counts.set(question, (counts.get(question) ?? 0) + 1)
        }
        return [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      }
    },
    {
      title: "the role of the second message, by index into the JSON",
      hogql: `
        SELECT properties.$ai_input[2].role AS role, properties.$ai_output_choices[1].role AS answered_by, count() AS n
        FROM events
        WHERE event = '$ai_generation'
        GROUP BY role, answered_by
        ORDER BY n DESC`,
      rows: ({ events }) => {
        const own = events.filter(({ event }) => event === "$ai_generation")
        const failed = own.filter(({ properties }) => properties.$ai_output_choices.length === 0).length
        return [
          ["user", "assistant", own.length - failed],
          ["user", null, failed]
        ]
      }
    },
    {
      title: "cost a person and a conversation",
      hogql: `
        SELECT person.properties.plan AS plan, uniq(person_id) AS persons, uniq(properties.$ai_trace_id) AS traces,
          round(sum(properties.$ai_total_cost_usd) / uniq(person_id), 6) AS per_person
        FROM events
        WHERE event = '$ai_generation'
        GROUP BY plan
        ORDER BY plan`,
      sql: `SELECT JSONExtractString(person_properties, 'plan') AS p, uniqExact(person_id) AS u, uniqExact(JSONExtractString(properties, '$ai_trace_id')),
          round(toFloat64(sum(toDecimal64(JSONExtractRaw(properties, '$ai_total_cost_usd'), 6))) / u, 6) FROM events WHERE event = '$ai_generation' GROUP BY p ORDER BY p`
    },
    {
      title: "feedback, with the model that is to blame",
      hogql: `
        SELECT f.properties.$ai_feedback_text AS opinion, g.model AS model, count() AS n
        FROM events AS f
        INNER JOIN (
          SELECT properties.$ai_trace_id AS trace_id, any(properties.$ai_model) AS model FROM events WHERE event = '$ai_generation' GROUP BY trace_id
        ) AS g ON g.trace_id = f.properties.$ai_trace_id
        WHERE f.event = '$ai_feedback'
        GROUP BY opinion, model
        ORDER BY n DESC, opinion, model`,
      rows: ({ events }) => {
        const models = new Map(
          events
            .filter(({ event }) => event === "$ai_generation")
            .map(({ properties: p }) => [p.$ai_trace_id, p.$ai_model])
        )
        const counts = new Map<string, number>()
        for (const { event, properties: p } of events) {
          if (event !== "$ai_feedback") continue
          const key = `${p.$ai_feedback_text}|${models.get(p.$ai_trace_id)}`
          counts.set(key, (counts.get(key) ?? 0) + 1)
        }
        return [...counts]
          .sort(
            (left, right) =>
              right[1] - left[1] ||
              (left[0].replace("|", "\u0000") < right[0].replace("|", "\u0000") ? -1 : 1)
          )
          .map(([key, n]) => [...key.split("|"), n])
      }
    },
    {
      title: "tokens a second of the answers, the fastest models first",
      hogql: `
        SELECT properties.$ai_model AS model, round(sum(properties.$ai_output_tokens) / sum(properties.$ai_latency), 2) AS tokens_a_second
        FROM events
        WHERE event = '$ai_generation' AND properties.$ai_output_tokens > 0
        GROUP BY model
        ORDER BY tokens_a_second DESC`,
      sql: `SELECT JSONExtractString(properties, '$ai_model') AS m, round(toFloat64(sum(JSONExtractUInt(properties, '$ai_output_tokens'))) / toFloat64(sum(toDecimal64(JSONExtractRaw(properties, '$ai_latency'), 3))), 2) AS r
        FROM events WHERE event = '$ai_generation' AND JSONExtractUInt(properties, '$ai_output_tokens') != 0 GROUP BY m ORDER BY r DESC`
    },
    {
      title: "sessions in which somebody talked to the assistant, through the AI session id",
      hogql: `
        SELECT count() AS sessions, countIf(s.$session_duration > 300) AS long_ones
        FROM sessions AS s
        WHERE s.session_id IN (SELECT properties.$ai_session_id FROM events WHERE event = '$ai_trace')`,
      sql: `SELECT count(), countIf(l - f > 300) FROM (
          SELECT JSONExtractString(properties, '$session_id') AS id, toUnixTimestamp(toDateTime(min(timestamp))) AS f, toUnixTimestamp(toDateTime(max(timestamp))) AS l, max(event = '$ai_trace') AS t
          FROM events WHERE id != '' GROUP BY id) WHERE t`
    },
    {
      title: "models in use by week, as a pivot of columns",
      hogql: `
        SELECT
          toStartOfWeek(timestamp) AS week,
          countIf(properties.$ai_provider = 'openai') AS openai,
          countIf(properties.$ai_provider = 'anthropic') AS anthropic,
          countIf(properties.$ai_provider NOT IN ('openai', 'anthropic')) AS others
        FROM events
        WHERE event = '$ai_generation'
        GROUP BY week
        ORDER BY week`,
      sql: `SELECT toString(w), ps['openai'], ps['anthropic'], ps['gemini'] FROM (
          SELECT w, mapFromArrays(groupArray(p), groupArray(n)) AS ps FROM (
            SELECT toDate(timestamp) - (toDayOfWeek(timestamp) % 7) AS w, JSONExtractString(properties, '$ai_provider') AS p, count() AS n FROM events WHERE event = '$ai_generation' GROUP BY w, p)
          GROUP BY w) ORDER BY w`
    }
  ]
}
