/** The machine's clock is set by an hour, back or forth, in the middle of everything; time itself goes on. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import { openCredentialStore } from "../src/CredentialStore.ts"
import { ownLogging } from "../src/Logging.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { options, readRequest } from "./support/options.ts"

const request = { ...readRequest, schema: Schema.Unknown }
const hour = 3_600_000

/** The test's clock, with a time of day that is off. */
const jumpyClock = (steady: Clock.Clock, offset: () => number): Clock.Clock =>
  Object.assign({}, steady, {
    currentTimeMillisUnsafe: () => steady.currentTimeMillisUnsafe() + offset(),
    currentTimeMillis: Effect.sync(() => steady.currentTimeMillisUnsafe() + offset()),
    currentTimeNanosUnsafe: () => BigInt(steady.currentTimeMillisUnsafe() + offset()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(steady.currentTimeMillisUnsafe() + offset()) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => steady.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: Effect.sync(() => steady.monotonicTimeNanosUnsafe())
  })

/** A transport in a world whose wall clock the test sets. */
const inJumpyWorld = <A, E>(
  answers: (index: number) => ScriptedAnswer,
  more: Partial<TransportOptions>,
  body: (transport: Transport["Service"], jump: (millis: number) => void) => Effect.Effect<A, E>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const steady = yield* Clock.Clock
      let offset = 10 * hour
      const jumpy = jumpyClock(steady, () => offset)
      const script = scriptedClient((_sent, index) => answers(index))
      const context = yield* Layer.build(layerScripted(script, { ...options, ...more }))
      return yield* Effect.flatMap(Transport, (transport) =>
        body(transport, (millis) => (offset += millis))
      ).pipe(Effect.provideContext(context), Effect.provideService(Clock.Clock, jumpy))
    })
  )

const ok: ScriptedAnswer = { json: {} }
const busy: ScriptedAnswer = { status: 503, text: "" }

for (const [name, millis] of [
  ["back", -hour],
  ["forth", hour]
] as const) {
  describe(`when the clock is set ${name} by an hour`, () => {
    it.effect("a circuit stays open as long as it would have", () =>
      inJumpyWorld(
        (index) => (index < 5 ? busy : ok),
        { retry: { attempts: 1 } },
        ({ execute, health }, jump) =>
          Effect.gen(function* () {
            for (let n = 0; n < 5; n++) yield* Effect.flip(execute(request))
            jump(millis)
            assert.strictEqual((yield* health).circuits[0]?.retryAfterMillis, 10_000)
            yield* TestClock.adjust("10 seconds")
            yield* execute(request)
          })
      )
    )

    it.effect("a lane neither gives out more nor waits longer", () =>
      inJumpyWorld(
        () => ok,
        { lanes: { query: { perMinute: 2 } } },
        ({ budget, execute }, jump) =>
          Effect.gen(function* () {
            yield* execute(request)
            yield* execute(request)
            jump(millis)
            assert.strictEqual((yield* budget).lanes.query.remaining.minute, 0)
            const refused = yield* Effect.flip(execute({ ...request, timeoutMillis: 1000 }))
            assert.deepInclude(refused.reason, { _tag: "LaneBusy", retryAfterMillis: 60_500 })
            yield* TestClock.adjust("61 seconds")
            yield* execute(request)
          })
      )
    )

    it.effect("an answer is kept as long as it would have been", () =>
      inJumpyWorld(
        (index) => ({ json: index }),
        {},
        ({ execute }, jump) =>
          Effect.gen(function* () {
            const cached = { ...request, cache: { ttlMillis: 10_000 } }
            yield* execute(cached)
            jump(millis)
            assert.deepStrictEqual((yield* execute(cached)).cache, { status: "hit", ageMillis: 0 })
            yield* TestClock.adjust("10 seconds")
            assert.strictEqual((yield* execute(cached)).value, 1)
          })
      )
    )

    it.effect("a call that is waiting to be sent again is sent again, and has the time it had", () =>
      inJumpyWorld(
        (index) => (index === 0 ? { ...busy, headers: { "retry-after": "20" } } : "never"),
        {},
        ({ execute }, jump) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(Effect.flip(execute({ ...request, timeoutMillis: 40_000 })))
            yield* TestClock.adjust("10 seconds")
            jump(millis)
            yield* TestClock.adjust("30 seconds")
            const error = yield* Fiber.join(fiber)
            assert.deepInclude(error.reason, { _tag: "TimedOut", timeoutMillis: 40_000 })
            assert.strictEqual(error.attempts, 2)
          })
      )
    )

    it.effect("keys are read anew as often as they would have been", () =>
      Effect.gen(function* () {
        const steady = yield* Clock.Clock
        let offset = 10 * hour
        const jumpy = jumpyClock(steady, () => offset)
        let reads = 0
        const read = Effect.sync(() => {
          reads += 1
          return { personalApiKey: Redacted.make(options.personalApiKey) }
        })
        yield* Effect.gen(function* () {
          const store = yield* openCredentialStore(
            { read, refreshMillis: 60_000 },
            ownLogging({ logLevel: "none" })
          )
          const used = yield* store.current("r")
          assert.isUndefined(yield* store.replace(used, "r"))
          assert.strictEqual(reads, 2)
          offset += millis
          assert.isUndefined(yield* store.replace(used, "r"))
          yield* store.current("r")
          yield* TestClock.adjust("1 millis")
          assert.strictEqual(reads, 2)
          yield* TestClock.adjust("1 second")
          assert.isUndefined(yield* store.replace(used, "r"))
          assert.strictEqual(reads, 3)
          yield* TestClock.adjust("1 minute")
          yield* store.current("r")
          yield* TestClock.adjust("1 millis")
          assert.strictEqual(reads, 4)
        }).pipe(Effect.provideService(Clock.Clock, jumpy))
      })
    )
  })
}
