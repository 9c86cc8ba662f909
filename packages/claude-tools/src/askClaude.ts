/**
 * A streaming conversation with a model that may call the tools until it answers.
 *
 * Our own loop on `messages.stream`, without betas: it sends the whole history every time, so it works behind proxies and
 * against a scripted server. Retries of 429, 5xx and network errors are the SDK's, set on the client.
 *
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use
 */
import type { Anthropic } from "@anthropic-ai/sdk"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { instructions } from "./instructions.ts"
import { messagesTools } from "./messagesTools.ts"
import { DEFAULT_MODEL } from "./model.ts"
import { runPromise } from "./runPromise.ts"
import type { ToolSet } from "./ToolSet.ts"

/** Options of `askClaude`. @since 0.1.0 */
export interface AskOptions {
  /** The SDK's client, with its key, retries and timeout. */
  readonly client: Pick<Anthropic, "messages">
  readonly tools: ToolSet
  /** A question, or a conversation to continue. */
  readonly prompt: string | readonly Anthropic.MessageParam[]
  /** `DEFAULT_MODEL` unless given. */
  readonly model?: Anthropic.Model
  /** Replaces the system prompt, which is `instructions` unless given. */
  readonly system?: string
  /** Tokens of one reply. 16,000 unless given. */
  readonly maxTokens?: number
  /** Replies at most, tool calls between them included. 20 unless given. */
  readonly maxTurns?: number
  readonly signal?: AbortSignal
  /** Text as it streams. Untrusted: neutralise control characters before showing it. */
  readonly onText?: (text: string) => void
  /** Called when a tool has answered. */
  readonly onToolCall?: (call: ToolCall) => void
}

/** One use of a tool. @since 0.1.0 */
export interface ToolCall {
  readonly name: string
  readonly input: unknown
  readonly isError: boolean
  /** What the model was given. */
  readonly text: string
  readonly elapsedMillis: number
}

/** What came of a question. @since 0.1.0 */
export interface AskResult {
  /** The text of the last reply. */
  readonly text: string
  /** The API's own reason, or `max_turns`. Anything but `end_turn` means that the answer may be unfinished. */
  readonly stopReason: Anthropic.StopReason | "max_turns"
  /** The whole conversation; it can be continued by appending a user message. */
  readonly messages: readonly Anthropic.MessageParam[]
  readonly toolCalls: readonly ToolCall[]
  readonly turns: number
  /** Tokens of all replies together. */
  readonly usage: {
    readonly inputTokens: number
    readonly outputTokens: number
    readonly cacheReadTokens: number
    readonly cacheWriteTokens: number
  }
}

const defaultMaxTokens = 16_000
const defaultMaxTurns = 20

/**
 * Asks a model, runs the tools it calls, and gives its answer.
 *
 * Rejects with the SDK's own errors (`RateLimitError`, `APIConnectionError`, …) after the SDK's retries, and with the
 * signal's reason when aborted. A failing tool does not reject: the model is told.
 *
 * @since 0.1.0
 */
export function askClaude(options: AskOptions): Promise<AskResult> {
  return runPromise(converse(options), options.signal).catch((error: unknown) => {
    throw error instanceof Rejection ? error.error : error
  })
}

/** Carries a rejection of the SDK through the loop unread: its errors are the caller's to catch by class. */
class Rejection extends Data.TaggedError("Rejection")<{ readonly error: unknown }> {}

const rejection = (error: unknown) => new Rejection({ error })

const converse = Effect.fn("Claude.ask")(function* (options: AskOptions) {
  const { maxTurns = defaultMaxTurns, prompt } = options
  const messages: Anthropic.MessageParam[] =
    typeof prompt === "string" ? [{ role: "user", content: prompt }] : [...prompt]
  const toolCalls: ToolCall[] = []
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }
  const end = (
    reply: Anthropic.Message | undefined,
    turns: number,
    stopReason: AskResult["stopReason"]
  ): AskResult => ({
    text: reply === undefined ? "" : textOf(reply),
    stopReason,
    messages,
    toolCalls,
    turns,
    usage
  })

  let reply: Anthropic.Message | undefined
  for (let turn = 1; turn <= maxTurns; turn++) {
    reply = yield* send(options, messages)
    addUsage(usage, reply.usage)
    messages.push({ role: "assistant", content: reply.content })
    // A server tool paused the reply; sending it back as it is continues it.
    if (reply.stop_reason === "pause_turn") continue
    const calls = reply.content.filter((block) => block.type === "tool_use")
    if (reply.stop_reason !== "tool_use") {
      // A reply cut by max_tokens can hold a call with half its input. It is never run, but every call needs a result
      // for the conversation to be continued.
      if (calls.length > 0) messages.push({ role: "user", content: calls.map(notRun) })
      return end(reply, turn, reply.stop_reason ?? "end_turn")
    }
    const answers = yield* Effect.forEach(calls, (block) => useTool(options.tools, block), {
      concurrency: "unbounded"
    })
    for (const { call } of answers) {
      toolCalls.push(call)
      options.onToolCall?.(call)
    }
    // All results in one message: the API refuses a call whose result comes later.
    messages.push({ role: "user", content: answers.map(({ block }) => block) })
  }
  return end(reply, maxTurns, "max_turns")
})

/** One reply, streamed. Interruption aborts the request. */
function send(
  options: AskOptions,
  messages: readonly Anthropic.MessageParam[]
): Effect.Effect<Anthropic.Message, Rejection> {
  return Effect.tryPromise({
    try: (signal) => {
      const stream = options.client.messages.stream(
        {
          model: options.model ?? DEFAULT_MODEL,
          max_tokens: options.maxTokens ?? defaultMaxTokens,
          system: options.system ?? instructions,
          tools: messagesTools(options.tools.tools),
          messages: [...messages]
        },
        { signal }
      )
      const { onText } = options
      if (onText !== undefined) stream.on("text", (delta) => onText(delta))
      return stream.finalMessage()
    },
    catch: rejection
  })
}

const useTool = Effect.fnUntraced(function* (tools: ToolSet, block: Anthropic.ToolUseBlock) {
  const before = yield* Clock.currentTimeMillis
  const result = yield* Effect.tryPromise({
    try: (signal) => tools.call(block.name, block.input, { signal }),
    catch: rejection
  })
  const after = yield* Clock.currentTimeMillis
  const call: ToolCall = {
    name: block.name,
    input: block.input,
    isError: result.isError,
    text: result.text,
    elapsedMillis: after - before
  }
  const content: Anthropic.ToolResultBlockParam = {
    type: "tool_result",
    tool_use_id: block.id,
    content: result.text,
    is_error: result.isError
  }
  return { call, block: content }
})

function notRun(block: Anthropic.ToolUseBlock): Anthropic.ToolResultBlockParam {
  return {
    type: "tool_result",
    tool_use_id: block.id,
    content: "Not run: the reply was cut before this call was complete.",
    is_error: true
  }
}

function textOf(reply: Anthropic.Message): string {
  return reply.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("")
}

function addUsage(
  total: { -readonly [K in keyof AskResult["usage"]]: number },
  usage: Anthropic.Usage
): void {
  total.inputTokens += usage.input_tokens
  total.outputTokens += usage.output_tokens
  total.cacheReadTokens += usage.cache_read_input_tokens ?? 0
  total.cacheWriteTokens += usage.cache_creation_input_tokens ?? 0
}
