/**
 * A conversation with the assistant, as PostHog's LLM analytics sees it: the trace first, then what belongs to it. The
 * trace is sent by the web library, everything under it by the server, without a session.
 *
 * @see https://posthog.com/docs/ai-engineering (read 2026-11)
 */
import { uuid } from "../identifiers.ts"
import type { Properties } from "../people.ts"
import { type Random, weighted } from "../Random.ts"
import type { AsideEvent, AsideScene, Conversation } from "./Aside.ts"

interface Model {
  readonly name: string
  readonly provider: string
  /** Millionths of a dollar for a thousand tokens. */
  readonly input: number
  readonly output: number
  /** Milliseconds for an output token. */
  readonly pace: number
}

const MODELS = weighted<Model>(
  [{ name: "gpt-5-mini", provider: "openai", input: 250, output: 2000, pace: 9 }, 45],
  [{ name: "claude-sonnet-4-5", provider: "anthropic", input: 3000, output: 15_000, pace: 17 }, 30],
  [{ name: "claude-haiku-4-5", provider: "anthropic", input: 1000, output: 5000, pace: 6 }, 15],
  [{ name: "gemini-2.5-flash", provider: "gemini", input: 300, output: 2500, pace: 7 }, 10]
)
const QUESTIONS: readonly [string, ...string[]] = [
  "Why did signups drop last week?",
  "Welche Berichte nutzt mein Team?",
  'What does "active" mean here?',
  "Compare this month with the last one 📈",
  "Summarise the churn report"
]
const TOOL_NAMES: readonly [string, ...string[]] = ["run_query", "search_docs", "draw_chart"]
const FAILURES = weighted<{ readonly status: number; readonly error: string } | null>(
  [null, 94],
  [{ status: 429, error: "Rate limit reached for requests" }, 4],
  [{ status: 500, error: "Internal server error" }, 2]
)
const OPINIONS: readonly [string, ...string[]] = ["helpful", "wrong numbers", "too slow"]

export const conversationEvents = (aside: Conversation, scene: AsideScene): readonly AsideEvent[] => {
  const { random } = scene
  const model = random.weighted(MODELS)
  const root = uuid(random)
  const common: Properties = { $ai_trace_id: root, $ai_session_id: scene.sessionId }
  const below = { ...common, $ai_parent_id: root }
  const question = random.pick(QUESTIONS)
  const turns = Array.from({ length: aside.turns }, (_, turn) => generation(model, question, turn, random))
  const tools = Array.from({ length: aside.tools }, () => ({
    $ai_span_id: uuid(random),
    $ai_span_name: random.pick(TOOL_NAMES),
    $ai_latency: random.between(20, 1900) / 1000,
    $ai_is_error: random.chance(0.05)
  }))
  const latency = [...turns, ...tools].reduce((sum, part) => sum + Math.round(part.$ai_latency * 1000), 0)
  const onServer = (event: string, properties: Properties): AsideEvent => ({
    event,
    properties,
    fromServer: true
  })
  return [
    {
      event: "$ai_trace",
      properties: {
        ...common,
        $ai_span_name: "assistant",
        $ai_latency: latency / 1000,
        $ai_is_error: turns.some((turn) => turn.$ai_is_error)
      }
    },
    ...(aside.embedding ? [onServer("$ai_embedding", { ...below, ...embedding(random) })] : []),
    ...turns.map((turn) => onServer("$ai_generation", { ...below, ...turn })),
    ...tools.map((tool) => onServer("$ai_span", { ...below, ...tool })),
    ...(aside.feedback
      ? [{ event: "$ai_feedback", properties: { ...common, $ai_feedback_text: random.pick(OPINIONS) } }]
      : [])
  ]
}

const generation = (model: Model, question: string, turn: number, random: Random) => {
  const failure = random.weighted(FAILURES)
  const input = 180 + turn * 420 + random.below(900)
  const output = failure === null ? 20 + random.below(480) : 0
  const inputCost = Math.floor((input * model.input) / 1000)
  const outputCost = Math.floor((output * model.output) / 1000)
  return {
    $ai_span_id: uuid(random),
    $ai_model: model.name,
    $ai_provider: model.provider,
    $ai_input_tokens: input,
    $ai_output_tokens: output,
    $ai_input_cost_usd: inputCost / 1_000_000,
    $ai_output_cost_usd: outputCost / 1_000_000,
    $ai_total_cost_usd: (inputCost + outputCost) / 1_000_000,
    $ai_latency: (240 + output * model.pace + random.below(400)) / 1000,
    $ai_http_status: failure?.status ?? 200,
    $ai_is_error: failure !== null,
    $ai_error: failure?.error ?? null,
    $ai_input: [
      { role: "system", content: "Answer from the reports." },
      { role: "user", content: question }
    ],
    $ai_output_choices: failure === null ? [{ role: "assistant", content: `Turn ${turn + 1}` }] : []
  }
}

const embedding = (random: Random): Properties => {
  const tokens = random.between(8, 240)
  return {
    $ai_span_id: uuid(random),
    $ai_model: "text-embedding-3-small",
    $ai_provider: "openai",
    $ai_input_tokens: tokens,
    $ai_total_cost_usd: Math.ceil(tokens / 50) / 1_000_000,
    $ai_latency: random.between(40, 400) / 1000,
    $ai_is_error: false
  }
}
