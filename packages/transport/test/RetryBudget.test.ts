import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Random, Schema } from "effect"
import { TestClock } from "effect/testing"
import { makeRetryBudget } from "../src/RetryBudget.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { ServerFailed } from "../src/failures/answers.ts"
import { TimedOut } from "../src/failures/connection.ts"
import { options, readRequest } from "./support/options.ts"

const busy = new ServerFailed({ status: 503, fromProxy: true })
const slow = new TimedOut({ timeoutMillis: 1, scope: "attempt" })

describe("makeRetryBudget", () => {
  it("costs 5 a retry and 10 after a timeout", () => {
    const budget = makeRetryBudget(17)
    assert.deepStrictEqual([budget.spend(busy), budget.spend(slow), budget.remaining()], [true, true, 2])
    assert.isFalse(budget.spend(busy))
    assert.strictEqual(budget.remaining(), 2)
  })

  it("gives back 1 for a success, the cost for one after a retry, and never holds more than it began with", () => {
    const budget = makeRetryBudget(20)
    budget.spend(slow)
    budget.earn(undefined)
    assert.strictEqual(budget.remaining(), 11)
    budget.earn(slow)
    assert.strictEqual(budget.remaining(), 20)
  })
})

describe("retry.budget", () => {
  it.effect(
    "is given back what a retry cost that helped: a host that fails every other time is asked for ever",
    () =>
      Effect.gen(function* () {
        const transport = yield* Transport
        for (let n = 0; n < 30; n++) {
          const fiber = yield* Effect.forkChild(transport.execute({ ...readRequest, schema: Schema.Unknown }))
          yield* TestClock.adjust("1 minute")
          assert.strictEqual((yield* Fiber.join(fiber)).attempts, 2)
        }
      }).pipe(
        Effect.provide(
          layerScripted(
            scriptedClient((_request, index) => (index % 2 === 0 ? { status: 503, text: "" } : { json: {} })),
            { ...options, retry: { budget: 10 } }
          )
        )
      )
  )

  it.effect("keeps an outage from being multiplied: 100 calls send little more than 100 requests", () =>
    Effect.scoped(
      Effect.gen(function* () {
        let answer: ScriptedAnswer = { status: 503, text: "" }
        const script = scriptedClient(() => answer)
        const transport = yield* Effect.map(
          Layer.build(
            layerScripted(script, {
              ...options,
              breaker: false,
              lanes: { crud: { perMinute: 10_000, perHour: 10_000 } }
            })
          ),
          (context) => Effect.provideContext(Transport, context)
        ).pipe(Effect.flatten)
        const call = transport
          .execute({ ...readRequest, lane: "crud", schema: Schema.Unknown })
          .pipe(Effect.exit, Random.withSeed("budget"))
        for (let n = 0; n < 100; n++) {
          const fiber = yield* Effect.forkChild(call)
          yield* TestClock.adjust("10 seconds")
          yield* Fiber.join(fiber)
        }
        // 100 tokens are 20 retries.
        assert.lengthOf(script.sent, 120)
        // Another lane has tokens of its own.
        const fiber = yield* Effect.forkChild(
          Effect.exit(transport.execute({ ...readRequest, schema: Schema.Unknown }))
        )
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(fiber)
        assert.lengthOf(script.sent, 124)
        // And when it is over, retries come back.
        answer = { json: {} }
        for (let n = 0; n < 10; n++) yield* call
        answer = { status: 503, text: "" }
        const after = yield* Effect.forkChild(call)
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(after)
        assert.lengthOf(script.sent, 124 + 10 + 3)
      })
    )
  )
})
