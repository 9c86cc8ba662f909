import Anthropic, { APIConnectionError, OverloadedError } from "@anthropic-ai/sdk"
import { createPostHog } from "@posthog-driver/driver"
import { afterEach, assert, describe, it } from "vitest"
import { askClaude, DEFAULT_MODEL } from "../src/anthropic.ts"
import { instructions, posthogTools } from "../src/index.ts"
import { type FakeReply, type FakeRequest, startFakeAnthropic, toolResults } from "./support/fakeAnthropic.ts"
import { queryResult, scriptedClient } from "./support/scriptedClient.ts"

type Fake = Awaited<ReturnType<typeof startFakeAnthropic>>
const running: Fake[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((fake) => fake.close()))
})

const start = async (respond: (request: FakeRequest, count: number) => FakeReply) => {
  const fake = await startFakeAnthropic(respond)
  running.push(fake)
  const client = new Anthropic({ apiKey: "sk-ant-test", baseURL: fake.url, logLevel: "off" })
  return { fake, client }
}

const text = (words: string): FakeReply => ({ content: [{ type: "text", text: words }] })
const use = (...calls: readonly [name: string, input: unknown][]): FakeReply => ({
  content: [
    { type: "text", text: "Let me look. " },
    ...calls.map(([name, input]) => ({ type: "tool_use", name, input }) as const)
  ]
})

describe("askClaude", () => {
  it("streams text, runs the tool the model calls, and gives its answer", async () => {
    const { client, fake } = await start((request) =>
      toolResults(request).length > 0
        ? text("There are 42 events.")
        : use(["query", { query: "select count() from events" }])
    )
    const scripted = scriptedClient({ query: () => Promise.resolve(queryResult({ rowArrays: [[42]] })) })
    const streamed: string[] = []
    const seen: string[] = []
    const result = await askClaude({
      client,
      tools: posthogTools(scripted.client),
      prompt: "How many events?",
      onText: (delta) => streamed.push(delta),
      onToolCall: (call) => seen.push(call.name)
    })
    assert.deepInclude(result, { text: "There are 42 events.", stopReason: "end_turn", turns: 2 })
    assert.strictEqual(streamed.join(""), "Let me look. There are 42 events.")
    assert.isAbove(streamed.length, 3)
    assert.deepStrictEqual(seen, ["query"])
    assert.strictEqual(scripted.asked[0]!.text, "select count() from events")
    assert.deepStrictEqual(result.usage, {
      inputTokens: 200,
      outputTokens: 84,
      cacheReadTokens: 10,
      cacheWriteTokens: 14
    })

    const [first, second] = fake.requests
    assert.deepInclude(first!.body, {
      model: DEFAULT_MODEL,
      system: instructions,
      max_tokens: 16_000,
      stream: true
    })
    assert.deepStrictEqual(
      first!.body.tools.map(({ name, strict }) => [name, strict]),
      [
        ["list_objects", true],
        ["get_fields", true],
        ["query", true]
      ]
    )
    assert.deepStrictEqual(
      second!.body.messages.map(({ role }) => role),
      ["user", "assistant", "user"]
    )
    assert.include(toolResults(second!)[0]!.content, "<posthog-data>\nn (UInt64)\n42\n</posthog-data>")
  })

  it("sends the results of parallel calls in one message, each under its id", async () => {
    const { client, fake } = await start((request) =>
      toolResults(request).length > 0
        ? text("done")
        : {
            content: [
              { type: "tool_use", id: "toolu_a", name: "list_objects", input: {} },
              { type: "tool_use", id: "toolu_b", name: "get_fields", input: { object: "events" } },
              { type: "tool_use", id: "toolu_c", name: "nothing", input: {} }
            ]
          }
    )
    const result = await askClaude({ client, tools: posthogTools(scriptedClient().client), prompt: "Look" })
    const results = toolResults(fake.requests[1]!)
    assert.deepStrictEqual(
      results.map(({ is_error, tool_use_id }) => [tool_use_id, is_error]),
      [
        ["toolu_a", false],
        ["toolu_b", false],
        ["toolu_c", true]
      ]
    )
    assert.strictEqual(fake.requests.length, 2)
    assert.strictEqual(result.toolCalls.length, 3)
  })

  it("tells the model about a failed tool and goes on", async () => {
    const { client, fake } = await start((request) =>
      toolResults(request).length > 0 ? text("I will say that it failed.") : use(["query", { querry: "x" }])
    )
    const result = await askClaude({ client, tools: posthogTools(scriptedClient().client), prompt: "?" })
    assert.strictEqual(result.stopReason, "end_turn")
    assert.isTrue(toolResults(fake.requests[1]!)[0]!.is_error)
    assert.match(toolResults(fake.requests[1]!)[0]!.content, /^query failed \(InputInvalid\)/)
  })

  it("never runs a call of a reply that was cut, and leaves a conversation that can go on", async () => {
    const scripted = scriptedClient()
    const { client } = await start((request) =>
      request.body.messages.length > 1
        ? text("again")
        : {
            content: [{ type: "tool_use", id: "toolu_cut", name: "query", input: { query: "select" } }],
            stop_reason: "max_tokens"
          }
    )
    const tools = posthogTools(scripted.client)
    const result = await askClaude({ client, tools, prompt: "?" })
    assert.strictEqual(result.stopReason, "max_tokens")
    assert.deepStrictEqual(scripted.asked, [])
    assert.deepInclude((result.messages.at(-1)!.content as object[])[0], {
      type: "tool_result",
      tool_use_id: "toolu_cut",
      is_error: true
    })
    const next = await askClaude({ client, tools, prompt: result.messages })
    assert.strictEqual(next.text, "again")
  })

  it("resends a paused reply as it is", async () => {
    const { client, fake } = await start((_request, count) =>
      count === 1
        ? { content: [{ type: "text", text: "thinking" }], stop_reason: "pause_turn" }
        : text("answer")
    )
    const result = await askClaude({ client, tools: posthogTools(scriptedClient().client), prompt: "?" })
    assert.strictEqual(result.text, "answer")
    assert.deepInclude(fake.requests[1]!.body.messages.at(-1)!, { role: "assistant" })
  })

  it("stops after maxTurns and says so", async () => {
    const { client, fake } = await start(() => use(["list_objects", {}]))
    const result = await askClaude({
      client,
      tools: posthogTools(scriptedClient().client),
      prompt: "?",
      maxTurns: 3
    })
    assert.deepInclude(result, { stopReason: "max_turns", turns: 3 })
    assert.strictEqual(fake.requests.length, 3)
    assert.strictEqual(result.messages.at(-1)!.role, "user")
  })

  it("gets through 429 and 529 with the SDK's retries", async () => {
    const busy = (status: number, type: string): FakeReply => ({
      error: { status, type, message: "busy", headers: { "retry-after-ms": "5" } }
    })
    const { client, fake } = await start((_request, count) =>
      count === 1 ? busy(429, "rate_limit_error") : count === 2 ? busy(529, "overloaded_error") : text("here")
    )
    const result = await askClaude({ client, tools: posthogTools(scriptedClient().client), prompt: "?" })
    assert.strictEqual(result.text, "here")
    assert.deepStrictEqual(
      fake.requests.map(({ headers }) => headers["x-stainless-retry-count"]),
      ["0", "1", "2"]
    )
  })

  it("rejects with the SDK's own error when its retries are used up", async () => {
    const { client, fake } = await start(() => ({
      error: { status: 529, type: "overloaded_error", message: "busy", headers: { "retry-after-ms": "1" } }
    }))
    const tools = posthogTools(scriptedClient().client)
    const error: unknown = await askClaude({ client, tools, prompt: "?" }).catch(
      (rejection: unknown) => rejection
    )
    assert.instanceOf(error, OverloadedError)
    await fake.close()
    const unreachable = new Anthropic({
      apiKey: "sk-ant-test",
      baseURL: fake.url,
      maxRetries: 0,
      logLevel: "off"
    })
    const refused: unknown = await askClaude({ client: unreachable, tools, prompt: "?" }).catch(
      (rejection: unknown) => rejection
    )
    assert.instanceOf(refused, APIConnectionError)
  })

  it("closes the stream and rejects with the signal's reason when aborted", async () => {
    const controller = new AbortController()
    const reason = new DOMException("enough", "AbortError")
    const { client, fake } = await start(() => {
      setImmediate(() => controller.abort(reason))
      return "hang"
    })
    const error: unknown = await askClaude({
      client,
      tools: posthogTools(scriptedClient().client),
      prompt: "?",
      signal: controller.signal
    }).catch((rejection: unknown) => rejection)
    assert.strictEqual(error, reason)
    await until(() => fake.aborted() === 1)
  })

  it("sends no PostHog key to the model, also when PostHog cannot be reached", async () => {
    const key = "phx_canary0123456789abcdefghij"
    const posthog = createPostHog({
      host: "http://127.0.0.1:9",
      projectId: 1,
      personalApiKey: key,
      retry: { attempts: 1 }
    })
    const { client, fake } = await start((request) =>
      toolResults(request).length > 0
        ? text("It failed.")
        : use(["query", { query: "select 1" }], ["list_objects", {}], ["get_fields", { object: "events" }])
    )
    const result = await askClaude({ client, tools: posthogTools(posthog), prompt: "?" })
    await posthog.close()
    assert.isTrue(result.toolCalls.some(({ isError }) => isError))
    for (const { headers, raw } of fake.requests) assert.notInclude(raw + JSON.stringify(headers), "canary")
    assert.notInclude(JSON.stringify(result), "canary")
  })
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
