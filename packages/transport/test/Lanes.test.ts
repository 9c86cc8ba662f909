import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { ApiRequest, Lane } from "../src/ApiRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import { laneNames } from "../src/LaneLimits.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer, type ScriptedClient } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { captureRequest, options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const ok: ScriptedAnswer = { json: { n: 1 } }
const request: ApiRequest<unknown> = { ...readRequest, schema: Schema.Unknown }
const inLane = (lane: Lane): ApiRequest<unknown> => ({ ...request, lane })

/** Runs the body over one transport, so that its lanes are shared by everything in it. */
const withTransport = <A, E>(
  script: ScriptedClient,
  more: Partial<TransportOptions>,
  body: (transport: Transport["Service"]) => Effect.Effect<A, E>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const context = yield* Layer.build(layerScripted(script, { ...options, ...more }))
      return yield* Effect.provideContext(Effect.flatMap(Transport, body), context)
    })
  )

const limited = (
  detail: string,
  headers: Record<string, string> = {},
  code = "throttled"
): ScriptedAnswer => ({
  status: 429,
  headers,
  json: { type: "throttled_error", code, detail, attr: null }
})

describe("lanes of a transport", () => {
  it.effect("let a flood in one lane starve no other", () =>
    withTransport(
      scriptedClient(() => ok),
      { lanes: { query: { perMinute: 5 } } },
      (transport) =>
        Effect.gen(function* () {
          const flood = yield* Effect.forEach(Array.from({ length: 200 }), () =>
            Effect.forkChild(Effect.exit(transport.execute({ ...request, timeoutMillis: 600_000 })))
          )
          yield* TestClock.adjust(1)
          for (const lane of laneNames.filter((each) => each !== "query")) {
            const answer = yield* transport.execute(inLane(lane))
            assert.strictEqual(answer.elapsedMillis, 0, lane)
          }
          const { lanes } = yield* transport.budget
          assert.isAbove(lanes.query.waiting, 20)
          yield* Effect.forEach(flood, Fiber.interrupt)
          assert.strictEqual((yield* transport.budget).lanes.query.waiting, 0)
        })
    )
  )

  it.effect("never send more than the limit in a minute, retries included", () =>
    Effect.gen(function* () {
      const script = scriptedClient(() => ({ status: 503, text: "" }))
      yield* withTransport(script, { lanes: { query: { perMinute: 5 } } }, (transport) =>
        Effect.gen(function* () {
          const fibers = yield* Effect.forEach(Array.from({ length: 10 }), () =>
            Effect.forkChild(Effect.exit(transport.execute(request)))
          )
          yield* TestClock.adjust("59 seconds")
          assert.lengthOf(script.sent, 5)
          yield* Effect.forEach(fibers, Fiber.interrupt)
        })
      )
    })
  )

  it.effect(
    "send to ClickHouse, analytics and exports together, what PostHog allows to both and no more",
    () =>
      Effect.gen(function* () {
        const script = scriptedClient(() => ok)
        yield* withTransport(script, { timeoutMillis: 7_200_000 }, ({ execute }) =>
          Effect.gen(function* () {
            const flood = yield* Effect.forEach(Array.from({ length: 1100 }), () =>
              Effect.forEach(["analytics", "exports"] as const, (lane) =>
                Effect.forkChild(Effect.exit(execute(inLane(lane))))
              )
            )
            yield* TestClock.adjust("59 seconds")
            assert.lengthOf(script.sent, 240)
            yield* TestClock.adjust("3540 seconds")
            assert.lengthOf(script.sent, 1200)
            yield* Effect.forEach(flood.flat(), Fiber.interrupt, { discard: true })
          })
        )
      })
  )

  for (const [kind, answer, millis] of [
    ["throttled", limited("Request was throttled.", { "retry-after": "40" }), 40_000],
    ["budget", limited("Used up.", { "retry-after": "1800" }, "api_queries_budget_exceeded"), 1_800_000],
    ["concurrency", limited("Exceeded maximum concurrency limit: 3 for key: x"), 1000]
  ] as const) {
    it.effect(`wait as long as a 429 asks for (${kind}), and say so at once to calls with less time`, () =>
      withTransport(
        scriptedClient([answer, ok]),
        { retry: { attempts: 1 }, timeoutMillis: 900 },
        (transport) =>
          Effect.gen(function* () {
            const first = yield* Effect.flip(transport.execute(request))
            assert.deepInclude(first.reason, { _tag: "RateLimited", kind })
            assert.strictEqual((yield* transport.budget).lanes.query.pausedMillis, millis)
            const second = yield* Effect.flip(transport.execute(request))
            assert.deepInclude(second.reason, {
              _tag: "LaneBusy",
              kind: "no-permit-in-time",
              retryAfterMillis: millis
            })
            assert.strictEqual(second.attempts, 0)
            yield* TestClock.adjust(millis)
            yield* transport.execute(request)
          })
      )
    )
  }

  it.effect("are the only ones that wait when one of PostHog's limits is used up", () =>
    Effect.gen(function* () {
      for (const full of laneNames) {
        const answer = limited("Request was throttled.", { "retry-after": "40" })
        const script = scriptedClient((_sent, index) => (index === 0 ? answer : ok))
        yield* withTransport(script, { retry: { attempts: 1 } }, ({ budget, execute }) =>
          Effect.gen(function* () {
            yield* Effect.flip(execute(inLane(full)))
            for (const lane of laneNames) {
              const { pausedMillis } = (yield* budget).lanes[lane]
              assert.strictEqual(pausedMillis, lane === full ? 40_000 : 0, `${lane} after ${full}`)
              if (lane !== full) assert.strictEqual((yield* execute(inLane(lane))).elapsedMillis, 0)
            }
          })
        )
      }
    })
  )

  it.effect(
    "halve the slots when PostHog says that too many run, and give one back after ten successes",
    () =>
      Effect.gen(function* () {
        const crowded = limited("Exceeded maximum concurrency limit: 3 for key: x")
        const script = scriptedClient((_sent, index) => (index === 0 ? crowded : ok))
        yield* withTransport(
          script,
          { retry: { attempts: 1 }, lanes: { query: { concurrency: 5 } } },
          ({ budget, execute }) =>
            Effect.gen(function* () {
              const slots = Effect.map(budget, ({ lanes }) => lanes.query.slots)
              assert.strictEqual(yield* slots, 5)
              yield* Effect.flip(execute(request))
              assert.strictEqual(yield* slots, 2)
              yield* TestClock.adjust("1 second")
              for (let n = 0; n < 10; n++) yield* execute(request)
              assert.strictEqual(yield* slots, 3)
              for (let n = 0; n < 50; n++) yield* execute(request)
              assert.strictEqual(yield* slots, 5)
            })
        )
      })
  )

  it.effect(
    "tell what PostHog says about the bytes left, and run one query at a time when they are few",
    () =>
      Effect.gen(function* () {
        const headers = {
          "X-PostHog-Query-Bytes-Read": "1000",
          "X-PostHog-Query-Budget-Remaining-Bytes": "2500"
        }
        const script = scriptedClient((_sent, index) => (index === 0 ? { ...ok, headers } : "never"))
        yield* withTransport(script, {}, (transport) =>
          Effect.gen(function* () {
            assert.deepStrictEqual((yield* transport.budget).queryBytes, {
              bytesRead: undefined,
              remainingBytes: undefined
            })
            yield* transport.execute(request)
            assert.deepStrictEqual((yield* transport.budget).queryBytes, {
              bytesRead: 1000,
              remainingBytes: 2500
            })
            const fibers = yield* Effect.forEach([1, 2, 3], () =>
              Effect.forkChild(Effect.exit(transport.execute(request)))
            )
            yield* TestClock.adjust(1)
            // Three like the first would read 3000.
            assert.deepInclude((yield* transport.budget).lanes.query, { running: 1, waiting: 2 })
            yield* Effect.forEach(fibers, Fiber.interrupt)
          })
        )
      })
  )

  it.effect.each(["query", "exports"] as const)("run %s one at a time when few bytes are left", (lane) =>
    Effect.gen(function* () {
      const headers = {
        "X-PostHog-Query-Bytes-Read": "1000",
        "X-PostHog-Query-Budget-Remaining-Bytes": "2500"
      }
      yield* withTransport(
        scriptedClient(() => ({ ...ok, headers })),
        { lanes: { [lane]: { concurrency: 3 } } },
        (transport) =>
          Effect.gen(function* () {
            yield* transport.execute(inLane(lane))
            const { lanes } = yield* transport.budget
            assert.deepStrictEqual([lanes[lane].slots, lanes.crud.slots], [1, 10])
          })
      )
    })
  )

  it.effect(
    "know that no bytes are left when PostHog refuses a query for that, whatever it said before",
    () =>
      Effect.gen(function* () {
        const told = { ...ok, headers: { "X-PostHog-Query-Budget-Remaining-Bytes": "2500" } }
        const spent = limited("...", { "retry-after": "3600" }, "api_queries_budget_exceeded")
        yield* withTransport(
          scriptedClient((_sent, index) => (index === 0 ? told : spent)),
          {},
          (transport) =>
            Effect.gen(function* () {
              const left = Effect.map(transport.budget, ({ queryBytes }) => queryBytes.remainingBytes)
              yield* transport.execute(request)
              assert.strictEqual(yield* left, 2500)
              yield* Effect.flip(transport.execute(request))
              assert.strictEqual(yield* left, 0)
            })
        )
      })
  )

  it("let a flood that hangs starve no other lane of connections", async () => {
    const server = await startServer(({ url }, response) => {
      if (url !== "/batch/") json(response, 200, { n: 1 })
    })
    const lots = { concurrency: 60 }
    await using transport = createTransport({
      ...options,
      host: server.origin,
      lanes: { capture: lots, flags: lots }
    })
    const controller = new AbortController()
    const flood = Array.from({ length: 300 }, (_, n) => {
      const lane = n % 2 === 0 ? "capture" : "flags"
      return transport
        .execute({ ...captureRequest, lane }, { signal: controller.signal })
        .catch((error: unknown) => error)
    })
    while (server.received.length < 120) await new Promise((done) => setTimeout(done, 5))
    for (const lane of laneNames.filter((each) => each !== "capture" && each !== "flags")) {
      await transport.execute({ ...readRequest, lane, timeoutMillis: 20_000 })
    }
    const { lanes } = await transport.budget()
    assert.deepInclude(lanes.capture, { running: 60, waiting: 90 })
    controller.abort()
    await Promise.all(flood)
  })

  it("hold the permit of an answer that is streamed until the stream ends", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" })
      response.write("first")
    })
    await using transport = createTransport({
      ...options,
      host: server.origin,
      lanes: { exports: { concurrency: 1 } }
    })
    const stream = (timeoutMillis: number) =>
      transport.stream({ ...readRequest, lane: "exports", timeoutMillis })[Symbol.asyncIterator]()
    const running = async () => (await transport.budget()).lanes.exports.running
    const first = stream(60_000)
    assert.isFalse((await first.next()).done)
    assert.strictEqual(await running(), 1)
    const second: unknown = await stream(100)
      .next()
      .catch((error: unknown) => error)
    assert.match(String(second), /did not finish within 100 ms/)
    await first.return?.()
    assert.strictEqual(await running(), 0)
    // Nobody reads on, and the time of the call gives the permit back.
    const third = stream(300)
    await third.next()
    assert.strictEqual(await running(), 1)
    while ((await running()) > 0) await new Promise((done) => setTimeout(done, 10))
    await third.next().catch(() => undefined)
  })

  it("are read through the Promise door, and a call waits its turn there too", async () => {
    const server = await startServer((_request, response) => json(response, 200, { n: 1 }))
    await using transport = createTransport({
      ...options,
      host: server.origin,
      lanes: { query: { perMinute: 2 } }
    })
    await transport.execute(readRequest)
    const { lanes } = await transport.budget()
    assert.deepStrictEqual(lanes.query.remaining, { minute: 1, hour: Infinity })
    await transport.execute(readRequest)
    const error: unknown = await transport
      .execute({ ...readRequest, timeoutMillis: 5000 })
      .catch((cause: unknown) => cause)
    assert.match(
      String(error),
      /The request was not sent: PostHog's limit on query requests lets it begin in \d+(\.\d)? s/
    )
    assert.lengthOf(server.received, 2)
  })
})
