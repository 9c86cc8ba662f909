/**
 * What a network can do to a call, done to it by real sockets. A program of its own meets every fault at once; every call of it has to end in
 * a value or a typed failure, and then the program has to end by itself.
 */
import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { TransportError } from "../src/TransportError.ts"
import { faults, startFault, type Outcome } from "./support/faults.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"
import { openWire } from "./support/wire.ts"

const program = fileURLToPath(new URL("support/faultProgram.ts", import.meta.url))

const runProgram = async (isClosing: boolean): Promise<Readonly<Record<string, Outcome>>> => {
  const calls = await Promise.all(
    Object.entries(faults).map(async ([name, fault]) => ({
      name,
      host: await startFault(fault),
      safety: fault.safety ?? "read",
      timeoutMillis: fault.timeoutMillis ?? 20_000,
      calls: fault.calls ?? 1
    }))
  )
  // Rejects when the program fails, writes to stderr what nobody caught, or has to be killed.
  const { stderr, stdout } = await promisify(execFile)(
    process.execPath,
    [program, JSON.stringify({ isClosing, calls })],
    { timeout: 50_000, env: { PATH: process.env["PATH"] } }
  )
  assert.strictEqual(stderr, "")
  return JSON.parse(stdout) as Readonly<Record<string, Outcome>>
}

describe("a program that meets every fault", { timeout: 60_000 }, () => {
  for (const isClosing of [false, true]) {
    it(`ends by itself, ${isClosing ? "its clients closed" : "nothing closed"}, and every call is what it has to be`, async () => {
      const outcomes = await runProgram(isClosing)
      for (const [name, { expected }] of Object.entries(faults)) {
        const outcome = outcomes[name]
        assert.isDefined(outcome, name)
        const seen = `${name}: ${JSON.stringify(outcome)}`
        assert.strictEqual(outcome.attempts, expected.attempts, seen)
        if (expected.reason === undefined) assert.deepInclude(outcome, { value: expected.value }, seen)
        else assert.deepInclude((outcome as { reason?: object }).reason, { ...expected.reason }, seen)
      }
    })
  }
})

describe("a name that does not resolve", () => {
  for (const [code, attempts] of [
    ["ENOTFOUND", 1], // stays wrong
    ["EAI_AGAIN", 3] // the resolver is busy
  ] as const) {
    it(`with ${code} is tried ${attempts === 1 ? "once" : "again"}`, async () => {
      const send = await openWire(
        {
          ...options,
          host: "http://posthog.example",
          allowInsecureHttp: true,
          proxy: false,
          retry: { attempts: 3, baseMillis: 1 }
        },
        { lookup: (_name, _options, done) => done(Object.assign(new Error(code), { code }), []) }
      )
      const failure = await send(readRequest)
      assert.instanceOf(failure, TransportError)
      assert.deepInclude(failure.reason, { _tag: "Unreachable", code, host: "posthog.example" })
      assert.strictEqual(failure.attempts, attempts)
    })
  }
})

describe("a clock that jumps", () => {
  afterEach(() => void vi.restoreAllMocks())

  const realNow = Date.now.bind(Date)
  const jump = (millis: number) => {
    vi.spyOn(Date, "now").mockImplementation(() => realNow() + millis)
  }
  const day = 86_400_000

  for (const [direction, millis] of [
    ["forward", day],
    ["back", -day]
  ] as const) {
    it(`a day ${direction} while an answer is on its way neither ends the call nor prolongs it`, async () => {
      const server = await startServer((_request, response, index) => {
        jump(millis)
        if (index === 0) setTimeout(() => json(response, 200, { late: true }), 50)
      })
      const client = createTransport({
        ...options,
        host: server.origin,
        logLevel: "none",
        timeoutMillis: 10_000
      })
      onTestFinished(client.close)
      const answer = await client.execute(readRequest)
      assert.deepStrictEqual(answer.value, { late: true })
      assert.isBelow(answer.elapsedMillis, 10_000)
      assert.isAtLeast(answer.elapsedMillis, 0)
      const failure = await client
        .execute({ ...readRequest, timeoutMillis: 100 })
        .catch((error: unknown) => error)
      assert.instanceOf(failure, TransportError)
      assert.deepInclude(failure.reason, { _tag: "TimedOut", timeoutMillis: 100 })
    })

    it(`a day ${direction} between attempts changes no wait`, async () => {
      const server = await startServer((_request, response, index) => {
        jump(millis)
        if (index === 0) json(response, 503, {}, { "retry-after-ms": "20" })
        else json(response, 200, {})
      })
      const client = createTransport({
        ...options,
        host: server.origin,
        logLevel: "none",
        timeoutMillis: 10_000
      })
      onTestFinished(client.close)
      assert.deepInclude(await client.execute(readRequest), { attempts: 2, status: 200 })
    })
  }
})

describe("a storm of 429", { timeout: 30_000 }, () => {
  const throttled = {
    type: "throttled_error",
    code: "throttled",
    detail: "Request was throttled.",
    attr: null
  }

  for (const [kind, body, headers] of [
    ["throttled", throttled, { "retry-after-ms": "40" }],
    [
      "budget",
      { ...throttled, code: "api_queries_budget_exceeded", detail: "The budget." },
      { "retry-after-ms": "40" }
    ],
    ["concurrency", { ...throttled, detail: "Exceeded maximum concurrency limit: 3 for key: a" }, {}]
  ] as const) {
    it(`(${kind}) ends every call, and sends no more than the attempts allow`, async () => {
      const server = await startServer((_request, response) => json(response, 429, body, headers))
      const client = createTransport({
        ...options,
        host: server.origin,
        logLevel: "none",
        timeoutMillis: 3_000,
        retry: { attempts: 2, baseMillis: 5, capMillis: 20 }
      })
      onTestFinished(client.close)
      const ends = await Promise.all(
        Array.from({ length: 20 }, () => client.execute(readRequest).catch((error: unknown) => error))
      )
      for (const end of ends) {
        assert.instanceOf(end, TransportError)
        // The lane waits for PostHog; who would have to wait for longer than the call has, does not get that far.
        if (end.reason._tag === "RateLimited") assert.strictEqual(end.reason.kind, kind)
        else assert.include(["LaneBusy", "TimedOut"], end.reason._tag)
      }
      assert.isTrue(ends.some((end) => end instanceof TransportError && end.reason._tag === "RateLimited"))
      assert.isAtMost(server.received.length, 40)
    })
  }
})
