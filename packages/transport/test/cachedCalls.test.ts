import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer, type SentRequest } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { observe } from "./support/observe.ts"
import { captureRequest, options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const Answer = Schema.Struct({ n: Schema.Int })
type Answer = typeof Answer.Type
const cached: ApiRequest<Answer> = {
  ...readRequest,
  schema: Answer,
  cache: { ttlMillis: 10_000, staleMillis: 5_000 }
}
const write: ApiRequest<unknown> = {
  operation: "Cohorts.create",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/cohorts/",
  body: {},
  safety: "write",
  lane: "crud",
  schema: Schema.Unknown
}

type Script = (sent: SentRequest, index: number) => ScriptedAnswer

/** Answers `{ n: 0 }`, `{ n: 1 }`, ... unless the script says otherwise. */
const transportOf = (
  script: Script = (_sent, n) => ({ json: { n } }),
  more: Partial<TransportOptions> = {}
) => {
  const client = scriptedClient(script)
  const transport = Effect.flatMap(Layer.build(layerScripted(client, { ...options, ...more })), (context) =>
    Effect.provideContext(Transport, context)
  )
  return Effect.map(transport, (each) => ({ ...each, sent: client.sent }))
}

const numberOf = <E>(call: Effect.Effect<{ readonly value: Answer; readonly cache?: unknown }, E>) =>
  Effect.map(call, ({ value }) => value.n)

describe("a request with cache", () => {
  it.effect("is sent once while its answer is fresh, and says where the answer came from", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf()
        const first = yield* execute(cached)
        assert.deepStrictEqual(first.cache, { status: "miss", ageMillis: 0 })
        assert.strictEqual(first.attempts, 1)
        yield* TestClock.adjust(9_999)
        const second = yield* execute(cached)
        assert.deepStrictEqual(second.cache, { status: "hit", ageMillis: 9_999 })
        assert.deepStrictEqual(second.value, first.value)
        assert.strictEqual(second.attempts, 0)
        assert.strictEqual(second.requestId, first.requestId)
        assert.lengthOf(sent, 1)
        yield* TestClock.adjust(5_001)
        assert.strictEqual(yield* numberOf(execute(cached)), 1)
      })
    )
  )

  it.effect("takes no permit when its answer is kept", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { budget, execute } = yield* transportOf(undefined, { lanes: { query: { perMinute: 1 } } })
        for (let n = 0; n < 20; n++) yield* execute(cached)
        assert.strictEqual((yield* budget).lanes.query.remaining.minute, 0)
      })
    )
  )

  it.effect("is answered at once by a stale answer while one new one is fetched", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf()
        yield* execute(cached)
        yield* TestClock.adjust(12_000)
        const stale = yield* Effect.all([execute(cached), execute(cached), execute(cached)])
        for (const answer of stale) {
          assert.deepStrictEqual(answer.cache, { status: "stale", ageMillis: 12_000 })
          assert.strictEqual(answer.value.n, 0)
        }
        yield* TestClock.adjust(1)
        assert.lengthOf(sent, 2)
        const fresh = yield* execute(cached)
        assert.deepStrictEqual([fresh.value.n, fresh.cache?.status], [1, "hit"])
      })
    )
  )

  it.effect("keeps the stale answer when the refresh fails, and no failure", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf(
          (_sent, index) => (index === 0 ? { json: { n: 0 } } : { status: 404, text: "" }),
          { retry: { attempts: 1 } }
        )
        yield* execute(cached)
        yield* TestClock.adjust(12_000)
        yield* execute(cached)
        yield* TestClock.adjust(1)
        assert.lengthOf(sent, 2)
        assert.strictEqual((yield* execute(cached)).cache?.status, "stale")
        yield* TestClock.adjust(5_000)
        const error = yield* Effect.flip(execute(cached))
        assert.strictEqual(error.reason._tag, "NotFound")
      })
    )
  )

  it.effect(
    "is sent once for all who ask at the same time, and one who gives up leaves it to the others",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const gate: { answer: ScriptedAnswer } = { answer: { status: 503, text: "" } }
          const { execute, sent } = yield* transportOf(() => gate.answer, { retry: { baseMillis: 5000 } })
          const callers = yield* Effect.forEach([1, 2, 3, 4], () => Effect.forkChild(execute(cached)))
          yield* TestClock.adjust(1)
          const [first, second, ...others] = callers
          if (first === undefined || second === undefined) return assert.fail()
          // The one who began it, and one more.
          yield* Fiber.interrupt(first)
          yield* Fiber.interrupt(second)
          gate.answer = { json: { n: 7 } }
          yield* TestClock.adjust("1 minute")
          for (const fiber of others) {
            const answer = yield* Fiber.join(fiber)
            assert.deepStrictEqual([answer.value.n, answer.cache?.status], [7, "shared"])
          }
          assert.lengthOf(sent, 2)
        })
      )
  )

  it.effect("ends its request when the last one who waits gives up", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { budget, execute } = yield* transportOf(() => "never")
        const callers = yield* Effect.forEach([1, 2], () => Effect.forkChild(execute(cached)))
        yield* TestClock.adjust(1)
        assert.strictEqual((yield* budget).lanes.query.running, 1)
        yield* Effect.forEach(callers, Fiber.interrupt)
        assert.strictEqual((yield* budget).lanes.query.running, 0)
      })
    )
  )

  it.effect("goes on for one with more time than the one who began it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf((_sent, index) =>
          index === 0 ? "never" : { json: { n: 5 } }
        )
        const hasty = yield* Effect.forkChild(Effect.flip(execute({ ...cached, timeoutMillis: 1000 })))
        yield* TestClock.adjust(1)
        const patient = yield* Effect.forkChild(execute({ ...cached, timeoutMillis: 30_000 }))
        yield* TestClock.adjust(2000)
        assert.deepInclude((yield* Fiber.join(hasty)).reason, { _tag: "TimedOut", timeoutMillis: 1000 })
        assert.strictEqual(yield* numberOf(Fiber.join(patient)), 5)
        assert.lengthOf(sent, 2)
      })
    )
  )

  it.effect("is within its own time when it waits for another's request", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute } = yield* transportOf(() => "never")
        const patient = yield* Effect.forkChild(execute(cached))
        yield* TestClock.adjust(1)
        const hasty = yield* Effect.forkChild(Effect.flip(execute({ ...cached, timeoutMillis: 500 })))
        yield* TestClock.adjust(500)
        assert.deepInclude((yield* Fiber.join(hasty)).reason, { _tag: "TimedOut", timeoutMillis: 500 })
        yield* Fiber.interrupt(patient)
      })
    )
  )

  it.effect(
    "is sent anew after a write of the same origin, even one that failed, but not after one of another",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const { execute } = yield* transportOf(({ url }, n) =>
            url.includes("cohorts") ? { status: 500, text: "" } : { json: { n } }
          )
          assert.strictEqual(yield* numberOf(execute(cached)), 0)
          yield* execute({ ...captureRequest, schema: Schema.Unknown })
          assert.strictEqual(yield* numberOf(execute(cached)), 0)
          yield* Effect.exit(execute(write))
          assert.strictEqual(yield* numberOf(execute(cached)), 3)
        })
      )
  )

  it.effect("does not keep an answer that was asked for before a write ended, nor join such a request", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const gate: { slow: ScriptedAnswer } = { slow: { status: 503, text: "" } }
        const { execute, sent } = yield* transportOf(({ url }, n) =>
          url.includes("cohorts") ? { json: {} } : n === 0 ? gate.slow : { json: { n } }
        )
        const before = yield* Effect.forkChild(execute(cached))
        yield* TestClock.adjust(1)
        yield* execute(write)
        const after = yield* execute(cached)
        assert.strictEqual(after.cache?.status, "miss")
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(before)
        assert.lengthOf(sent, 4)
      })
    )
  )

  it.effect("shares nothing between requests that differ, or between credentials", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf()
        const different: ReadonlyArray<Partial<ApiRequest<Answer>>> = [
          {},
          { body: { query: "other" } },
          { query: { a: 1 } },
          { path: "/api/projects/:project/query/x/" },
          { credential: "none" },
          { method: "GET", body: undefined },
          { ...captureRequest, safety: "read" },
          { ...captureRequest, safety: "read", credential: "none" }
        ]
        for (const change of different) yield* execute({ ...cached, ...change })
        assert.lengthOf(sent, different.length)
      })
    )
  )

  it.effect("is sent anew when the key was exchanged", () =>
    Effect.scoped(
      Effect.gen(function* () {
        let key = "phx_first_key_0123456789"
        const script = scriptedClient(({ headers }, n) =>
          headers["authorization"] === `Bearer ${key}` ? { json: { n } } : { status: 401, json: {} }
        )
        const context = yield* Layer.build(
          layerScripted(script, {
            host: options.host,
            projectId: 7,
            secrets: { from: "custom", read: () => Promise.resolve({ personalApiKey: key }) }
          })
        )
        const { execute } = yield* Effect.provideContext(Transport, context)
        assert.strictEqual(yield* numberOf(execute(cached)), 0)
        key = "phx_second_key_0123456789"
        // Learned by a request that is not cached; the answer under the first key is not for the second.
        yield* execute({ ...readRequest, schema: Schema.Unknown })
        assert.strictEqual((yield* execute(cached)).cache?.status, "miss")
      })
    )
  )

  it.effect("is not kept under a key that was exchanged while it was asked for", () =>
    Effect.scoped(
      Effect.gen(function* () {
        let key = "phx_first_key_0123456789"
        const script = scriptedClient(({ headers }, n) =>
          headers["authorization"] === `Bearer ${key}` ? { json: { n } } : { status: 401, json: {} }
        )
        const context = yield* Layer.build(
          layerScripted(script, {
            host: options.host,
            projectId: 7,
            secrets: { from: "custom", read: () => Promise.resolve({ personalApiKey: key }) }
          })
        )
        const { execute } = yield* Effect.provideContext(Transport, context)
        key = "phx_second_key_0123456789"
        // Asked for with the first key, answered to the second.
        assert.strictEqual((yield* execute(cached)).cache?.status, "miss")
        key = "phx_first_key_0123456789"
        yield* execute({ ...readRequest, schema: Schema.Unknown })
        assert.strictEqual((yield* execute(cached)).cache?.status, "miss")
      })
    )
  )

  it.effect("gives each caller objects of its own, by its own schema", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute } = yield* transportOf(() => ({ json: { n: 1, list: [1] } }))
        const open = { ...cached, schema: Schema.Unknown }
        const first = (yield* execute(open)).value as { list: Array<number> }
        first.list.push(2)
        assert.deepStrictEqual((yield* execute(open)).value, { n: 1, list: [1] })
        const error = yield* Effect.flip(execute({ ...cached, schema: Schema.Struct({ m: Schema.Int }) }))
        assert.strictEqual(error.reason._tag, "UnexpectedBody")
        assert.deepStrictEqual((yield* execute(cached)).value, { n: 1 })
      })
    )
  )

  it.effect("does not keep a failure, nor a 200 that is none", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute, sent } = yield* transportOf(
          (_sent, index) =>
            [{ status: 400, json: {} }, { status: 200, text: "<html>" }, { json: { n: 3 } }][index] ?? "never"
        )
        for (const tag of ["InvalidRequest", "UnexpectedBody"]) {
          assert.strictEqual((yield* Effect.flip(execute(cached))).reason._tag, tag)
        }
        assert.strictEqual(yield* numberOf(execute(cached)), 3)
        assert.lengthOf(sent, 3)
      })
    )
  )

  it.effect("is refused for a write, and with a lifetime that is none", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { execute } = yield* transportOf()
        for (const wrong of [
          { safety: "write" as const },
          { safety: "idempotent-write" as const },
          { cache: { ttlMillis: 0 } },
          { cache: { ttlMillis: Number.NaN } },
          { cache: { ttlMillis: 1000, staleMillis: -1 } }
        ]) {
          const error = yield* Effect.flip(execute({ ...cached, ...wrong }))
          assert.strictEqual(error.reason._tag, "RequestRefused")
        }
      })
    )
  )

  it.effect("logs one record a call, with where the answer came from", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { logger, records } = observe()
        const { execute } = yield* transportOf(undefined, { logger, logLevel: "info" })
        yield* execute(cached)
        yield* execute(cached)
        assert.deepStrictEqual(
          records.map(({ attributes, message }) => [message, attributes["cache"]]),
          [
            ["call", undefined],
            ["call", "hit"]
          ]
        )
      })
    )
  )

  it("is kept through the Promise door; aborting one caller leaves the others, aborting all ends the socket", async () => {
    const server = await startServer((_request, response, index) => {
      if (index === 0) setTimeout(() => json(response, 200, { n: 1 }), 50)
    })
    await using transport = createTransport({ ...options, host: server.origin })
    const request = { ...readRequest, cache: { ttlMillis: 60_000 } }
    const controller = new AbortController()
    const aborted = transport.execute(request, { signal: controller.signal }).catch((error: unknown) => error)
    const waiting = transport.execute(request)
    while (server.received.length === 0) await new Promise((done) => setTimeout(done, 5))
    controller.abort(new Error("enough"))
    assert.strictEqual(((await aborted) as Error).message, "enough")
    assert.deepStrictEqual((await waiting).value, { n: 1 })
    assert.strictEqual((await transport.execute(request)).cache?.status, "hit")
    assert.lengthOf(server.received, 1)

    const other = { ...request, body: { other: true } }
    const all = new AbortController()
    const callers = [1, 2].map(() =>
      transport.execute(other, { signal: all.signal }).catch((error: unknown) => error)
    )
    while (server.received.length === 1) await new Promise((done) => setTimeout(done, 5))
    all.abort()
    await Promise.all(callers)
    await server.abandoned
  })

  it("ends with the client when it is closed", async () => {
    const server = await startServer(() => undefined)
    const transport = createTransport({ ...options, host: server.origin })
    const call = transport
      .execute({ ...readRequest, cache: { ttlMillis: 60_000 } })
      .catch((error: unknown) => error)
    while (server.received.length === 0) await new Promise((done) => setTimeout(done, 5))
    await transport.close()
    assert.strictEqual(((await call) as Error).name, "AbortError")
    await server.abandoned
  })
})
