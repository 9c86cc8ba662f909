import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { verdictOfReason } from "../src/Breaker.ts"
import { createTransport } from "../src/createTransport.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import * as reasons from "../src/effect.ts"
import { observe } from "./support/observe.ts"
import { captureRequest, options, readRequest } from "./support/options.ts"

const request: ApiRequest<unknown> = { ...readRequest, schema: Schema.Unknown }
const busy: ScriptedAnswer = { status: 503, text: "" }
const ok: ScriptedAnswer = { json: {} }
const once = { retry: { attempts: 1 } }

/** A transport whose answers the test changes as it goes. */
const changing = (more: Partial<TransportOptions> = {}) => {
  const state: { answer: ScriptedAnswer } = { answer: busy }
  const script = scriptedClient(() => state.answer)
  const transport = Effect.flatMap(
    Layer.build(layerScripted(script, { ...options, ...once, ...more })),
    (context) => Effect.provideContext(Transport, context)
  )
  return { state, script, transport }
}

describe("the breaker of a transport", () => {
  it.effect("opens after five failures in a row, fails at once, and closes after a good probe", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { script, state, transport } = changing()
        const { execute, health } = yield* transport
        for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
        const refused = yield* Effect.flip(execute(request))
        assert.deepStrictEqual(
          refused.reason,
          new reasons.CircuitOpen({
            host: "us.posthog.com",
            lane: "query",
            lastFailure: "ServerFailed",
            retryAfterMillis: 10_000
          })
        )
        assert.strictEqual(
          refused.message,
          "Query.run: The request was not sent: us.posthog.com has failed for too many query requests in a row (ServerFailed). Try again in 10 s."
        )
        assert.strictEqual(refused.attempts, 0)
        assert.lengthOf(script.sent, 5)
        assert.deepStrictEqual(yield* health, {
          healthy: false,
          circuits: [
            {
              host: "us.posthog.com",
              lane: "query",
              state: "open",
              failures: 0,
              retryAfterMillis: 10_000,
              lastFailure: "ServerFailed"
            }
          ]
        })
        yield* TestClock.adjust("10 seconds")
        state.answer = ok
        yield* execute(request)
        assert.isTrue((yield* health).healthy)
      })
    )
  )

  it.effect("lets one probe through at a time, and opens for longer when it fails", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { script, state, transport } = changing()
        const { execute, health } = yield* transport
        for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
        yield* TestClock.adjust("10 seconds")
        state.answer = "never"
        const probe = yield* Effect.forkChild(execute(request))
        yield* TestClock.adjust(1)
        const refused = yield* Effect.flip(execute(request))
        assert.deepInclude(refused.reason, { _tag: "CircuitOpen", retryAfterMillis: undefined })
        assert.lengthOf(script.sent, 6)
        // A probe that is given up frees the place of the next.
        yield* Fiber.interrupt(probe)
        state.answer = busy
        assert.strictEqual((yield* Effect.flip(execute(request))).reason._tag, "ServerFailed")
        assert.strictEqual((yield* health).circuits[0]?.retryAfterMillis, 20_000)
      })
    )
  )

  it.effect("is one per host and lane", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { state, transport } = changing()
        const { execute } = yield* transport
        for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
        state.answer = ok
        yield* execute({ ...request, lane: "crud" })
        yield* execute({ ...captureRequest, lane: "query", schema: Schema.Unknown })
        assert.strictEqual((yield* Effect.flip(execute(request))).reason._tag, "CircuitOpen")
      })
    )
  )

  it.effect("ends a call whose own attempts opened it, without waiting", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { script, transport } = changing({ retry: { attempts: 10, baseMillis: 1, capMillis: 1 } })
        const { execute } = yield* transport
        const fiber = yield* Effect.forkChild(Effect.flip(execute(request)))
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "CircuitOpen")
        assert.lengthOf(script.sent, 5)
      })
    )
  )

  it.effect("takes no permit for what it refuses", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { transport } = changing({ lanes: { query: { perMinute: 6 } } })
        const { budget, execute } = yield* transport
        for (let n = 0; n < 50; n++) yield* Effect.flip(execute(request))
        assert.strictEqual((yield* budget).lanes.query.remaining.minute, 1)
      })
    )
  )

  it.effect("stays open as long as a Retry-After says", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { state, transport } = changing()
        const { execute, health } = yield* transport
        state.answer = { ...busy, headers: { "retry-after": "90" } }
        for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
        assert.strictEqual((yield* health).circuits[0]?.retryAfterMillis, 90_000)
      })
    )
  )

  it.effect("does nothing when switched off", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { script, transport } = changing({ breaker: false })
        const { execute, health } = yield* transport
        for (let n = 0; n < 20; n++) yield* Effect.flip(execute(request))
        assert.lengthOf(script.sent, 20)
        assert.deepStrictEqual(yield* health, { healthy: true, circuits: [] })
      })
    )
  )

  it.effect("logs that it opened, is tried out, and closed", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { logger, records } = observe()
        const { state, transport } = changing({ logger, logLevel: "info" })
        const { execute } = yield* transport
        for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
        yield* TestClock.adjust("10 seconds")
        state.answer = ok
        yield* execute(request)
        const circuit = records.filter(({ message }) => message === "circuit")
        assert.deepStrictEqual(
          circuit.map(({ attributes, level }) => [
            level,
            attributes["state"],
            attributes["lane"],
            attributes["host"]
          ]),
          [
            ["warning", "open", "query", "us.posthog.com"],
            ["info", "half-open", "query", "us.posthog.com"],
            ["info", "closed", "query", "us.posthog.com"]
          ]
        )
      })
    )
  )

  it("is read through the Promise door", async () => {
    await using transport = createTransport({
      ...options,
      ...once,
      host: "http://127.0.0.1:1",
      logLevel: "none",
      breaker: { failures: 1 }
    })
    assert.deepStrictEqual(await transport.health(), { healthy: true, circuits: [] })
    await transport.execute(readRequest).catch(() => undefined)
    const { circuits, healthy } = await transport.health()
    assert.isFalse(healthy)
    assert.deepInclude(circuits[0], {
      host: "127.0.0.1:1",
      lane: "query",
      state: "open",
      lastFailure: "Unreachable"
    })
  })
})

describe("verdictOfReason", () => {
  it("counts what speaks of the host, and only that", () => {
    const server = (status: number, fromProxy: boolean) => new reasons.ServerFailed({ status, fromProxy })
    const cases: ReadonlyArray<readonly [reasons.TransportReason, string]> = [
      [new reasons.Unreachable({ host: "x", code: "ECONNREFUSED" }), "Ill"],
      [new reasons.Unreachable({ host: "x", code: "ENOTFOUND" }), "Silent"],
      [new reasons.TimedOut({ timeoutMillis: 1, scope: "attempt" }), "Ill"],
      [new reasons.TimedOut({ timeoutMillis: 1, scope: "call" }), "Silent"],
      [server(500, false), "Ill"],
      [server(502, true), "Ill"],
      [server(503, false), "Ill"],
      [server(504, true), "Ill"],
      [server(504, false), "Well"],
      [server(512, false), "Well"],
      [server(513, false), "Well"],
      [new reasons.Unauthorized({}), "Well"],
      [new reasons.Forbidden({ fromProxy: false }), "Well"],
      [new reasons.Forbidden({ fromProxy: true }), "Silent"],
      [new reasons.NotFound({ fromProxy: false }), "Well"],
      [new reasons.InvalidRequest({ status: 400 }), "Well"],
      [new reasons.Conflict({}), "Well"],
      [new reasons.TooLarge({}), "Well"],
      [new reasons.RateLimited({ lane: "query", kind: "throttled" }), "Well"],
      [new reasons.QuotaExceeded({}), "Well"],
      [new reasons.UnexpectedBody({ status: 200, problem: "x" }), "Silent"],
      [new reasons.RequestRefused({ problem: "x" }), "Silent"]
    ]
    for (const [reason, verdict] of cases)
      assert.strictEqual(verdictOfReason(reason, "crud")._tag, verdict, reason.message)
    // A 500 of PostHog's own can be the query's doing.
    for (const lane of ["query", "analytics", "exports"] as const) {
      assert.strictEqual(verdictOfReason(server(500, false), lane)._tag, "Silent")
      assert.strictEqual(verdictOfReason(server(500, true), lane)._tag, "Ill")
      assert.strictEqual(verdictOfReason(server(503, false), lane)._tag, "Ill")
    }
  })
})
