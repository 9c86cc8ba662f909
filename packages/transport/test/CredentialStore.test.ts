import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Redacted, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { openCredentialStore } from "../src/CredentialStore.ts"
import { ownLogging, type LogRecord } from "../src/Logging.ts"
import type { Secrets } from "../src/secrets/SecretSource.ts"
import { SecretUnavailable } from "../src/failures/unsent.ts"

const keyOf = (version: number) => `phx_${String(version).padStart(3, "0")}aCanaryKeyOfThisVersion`
const maskOf = (version: number) => `phx_${String(version).padStart(3, "0").slice(0, 2)}...on`
const unreachable = new SecretUnavailable({ source: "custom", kind: "unreachable", problem: "it is down" })

/** A source whose code is wrong: it throws what no type announced. */
const secretText = "SurelyPrivate"
const broken = Symbol("broken")

/** A source under the test's control: what it holds, what it fails with, how often it was asked. */
interface Source {
  holds: Secrets | SecretUnavailable | typeof broken
  reads: number
  gate: Deferred.Deferred<undefined> | undefined
  readonly read: Effect.Effect<Secrets, SecretUnavailable>
}

const sourceOf = (first: Secrets): Source => {
  const source: Source = {
    holds: first,
    reads: 0,
    gate: undefined,
    read: Effect.suspend(() => {
      source.reads += 1
      const { gate, holds } = source
      if (holds === broken) throw new TypeError(secretText)
      const answer = holds instanceof SecretUnavailable ? Effect.fail(holds) : Effect.succeed(holds)
      return gate === undefined ? answer : Effect.andThen(Deferred.await(gate), answer)
    })
  }
  return source
}

const version = (number: number, more: Secrets = {}): Secrets => ({
  personalApiKey: Redacted.make(keyOf(number)),
  ...more
})

const open = (source: Source, refreshMillis?: number) => {
  const records: Array<LogRecord> = []
  const logging = ownLogging({ logger: (record) => records.push(record), logLevel: "info" })
  return Effect.map(openCredentialStore({ read: source.read, refreshMillis }, logging), (store) => ({
    store,
    records,
    shown: () => store.now().masked.personalApiKey
  }))
}

describe("CredentialStore", () => {
  it.effect("reads once when it is opened, and not again while nothing calls for it", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { shown, store } = yield* open(source)
      for (let i = 0; i < 10; i++) yield* store.current("r")
      yield* TestClock.adjust("10 days")
      yield* store.current("r")
      assert.strictEqual(source.reads, 1)
      assert.strictEqual(shown(), maskOf(1))
    })
  )

  it.effect("does not open without keys, with a key of the wrong kind, or with expired ones", () =>
    Effect.gen(function* () {
      const problem = (holds: Secrets | SecretUnavailable) => {
        const source = sourceOf({})
        source.holds = holds
        return Effect.map(Effect.flip(open(source)), ({ kind, message }) => `${kind}: ${message}`)
      }
      assert.match(yield* problem(unreachable), /^unreachable/)
      assert.match(
        yield* problem({ personalApiKey: Redacted.make("phc_aProjectToken0123") }),
        /^malformed: .*personalApiKey holds a project token/
      )
      yield* TestClock.adjust("1 minute")
      assert.match(yield* problem(version(1, { expiresAtMillis: 60_000 })), /^missing: .*has expired/)
    })
  )

  it.effect("replaces refused keys by those that are there now", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { records, shown, store } = yield* open(source)
      const refused = yield* store.current("r")
      source.holds = version(2)
      const next = yield* store.replace(refused, "request-7")
      assert.strictEqual(next?.masked.personalApiKey, maskOf(2))
      assert.strictEqual(shown(), maskOf(2))
      assert.deepStrictEqual(
        records.map(({ attributes, message }) => [message, attributes["requestId"]]),
        [["secrets", "request-7"]]
      )
    })
  )

  it.effect("gives the new keys without another read to a call that was sent with the old ones", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { store } = yield* open(source)
      const refused = yield* store.current("r")
      source.holds = version(2)
      yield* store.replace(refused, "a")
      assert.strictEqual((yield* store.replace(refused, "b"))?.masked.personalApiKey, maskOf(2))
      assert.strictEqual(source.reads, 2)
    })
  )

  it.effect("asks once a second at most for keys that stay refused", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { store } = yield* open(source)
      const refused = yield* store.current("r")
      for (let i = 0; i < 5; i++) assert.isUndefined(yield* store.replace(refused, "r"))
      assert.strictEqual(source.reads, 2)
      yield* TestClock.adjust("1 second")
      source.holds = version(2)
      assert.isDefined(yield* store.replace(refused, "r"))
    })
  )

  it.effect("reads once for a hundred refusals at the same time, of which some give up waiting", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { store } = yield* open(source)
      const refused = yield* store.current("r")
      source.holds = version(2)
      source.gate = yield* Deferred.make<undefined>()
      const fibers = yield* Effect.forEach(Array.from({ length: 100 }), () =>
        Effect.forkChild(store.replace(refused, "r"))
      )
      yield* Effect.yieldNow
      // The first of them started the read.
      for (const fiber of fibers.slice(0, 50)) yield* Fiber.interrupt(fiber)
      yield* Deferred.succeed(source.gate, undefined)
      for (const fiber of fibers.slice(50)) {
        assert.strictEqual((yield* Fiber.join(fiber))?.masked.personalApiKey, maskOf(2))
      }
      assert.strictEqual(source.reads, 2)
    })
  )

  it.effect("fails a refused call, and keeps the old keys, when the source cannot be read", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { shown, store } = yield* open(source)
      const refused = yield* store.current("r")
      source.holds = unreachable
      assert.strictEqual(yield* Effect.flip(store.replace(refused, "r")), unreachable)
      assert.strictEqual(shown(), maskOf(1))
      source.holds = version(2)
      yield* TestClock.adjust("1 second")
      assert.isDefined(yield* store.replace(refused, "r"))
    })
  )

  it.effect(
    "asks a source that is down once a second at most, and fails calls with its problem meanwhile",
    () =>
      Effect.gen(function* () {
        const source = sourceOf(version(1))
        const { store } = yield* open(source)
        const refused = yield* store.current("r")
        source.holds = unreachable
        for (let i = 0; i < 100; i++)
          assert.strictEqual(yield* Effect.flip(store.replace(refused, "r")), unreachable)
        assert.strictEqual(source.reads, 2)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* Effect.flip(store.replace(refused, "r")), unreachable)
        assert.strictEqual(source.reads, 3)
      })
  )

  it.effect("takes a source that throws for one that is down, in whatever way it is asked", () =>
    Effect.gen(function* () {
      const never = sourceOf(version(1))
      never.holds = broken
      const error = yield* Effect.flip(open(never))
      assert.strictEqual(error.kind, "unreachable")
      assert.match(error.message, /what reads them failed in a way it should not/)

      const source = sourceOf(version(1))
      const { records, shown, store } = yield* open(source, 60_000)
      source.holds = broken
      yield* TestClock.adjust("60 seconds")
      const refused = yield* store.current("r-9")
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(
        records.map(({ attributes, level }) => [level, attributes["requestId"]]),
        [["warning", "r-9"]]
      )
      assert.notInclude(JSON.stringify(records), secretText)
      for (let i = 0; i < 5; i++) yield* Effect.flip(store.replace(refused, "r"))
      assert.strictEqual(source.reads, 2)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.flip(store.replace(refused, "r")), error)
      assert.strictEqual(source.reads, 3)
      assert.strictEqual(shown(), maskOf(1))
      source.holds = version(2)
      yield* TestClock.adjust("1 second")
      assert.isDefined(yield* store.replace(refused, "r"))
    })
  )

  it.effect("takes a key that cannot be opened any more for one that is no key", () =>
    Effect.gen(function* () {
      const wiped = Redacted.make(keyOf(2))
      Redacted.wipeUnsafe(wiped)
      const source = sourceOf(version(1))
      const { shown, store } = yield* open(source)
      const refused = yield* store.current("r")
      source.holds = { personalApiKey: wiped }
      assert.strictEqual((yield* Effect.flip(store.replace(refused, "r")))._tag, "SecretUnavailable")
      assert.strictEqual(shown(), maskOf(1))
    })
  )

  it.effect("asks once a second at most for keys that have ended, too", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1, { expiresAtMillis: 1000 }))
      const { store } = yield* open(source)
      yield* TestClock.adjust("1 second")
      source.holds = unreachable
      for (let i = 0; i < 100; i++) assert.strictEqual(yield* Effect.flip(store.current("r")), unreachable)
      assert.strictEqual(source.reads, 2)
      source.holds = version(2)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* store.current("r")).masked.personalApiKey, maskOf(2))
    })
  )

  it.effect("does not exchange keys for fewer", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1, { projectToken: Redacted.make("phc_tokenOfTheProject") }))
      const { shown, store } = yield* open(source)
      source.holds = version(2)
      const error = yield* Effect.flip(store.replace(yield* store.current("r"), "r"))
      assert.match(error.message, /projectToken was there before and is not any more/)
      assert.strictEqual(shown(), maskOf(1))
    })
  )

  it.effect("reads anew behind the calls at four fifths of a lifetime, and waits for it after the end", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1, { expiresAtMillis: 100_000 }))
      const { shown, store } = yield* open(source)
      yield* TestClock.adjust("79 seconds")
      yield* store.current("r")
      assert.strictEqual(source.reads, 1)
      yield* TestClock.adjust("1 second")
      source.gate = yield* Deferred.make<undefined>()
      source.holds = version(2, { expiresAtMillis: 200_000 })
      assert.strictEqual((yield* store.current("r")).masked.personalApiKey, maskOf(1))
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(source.reads, 2)
      yield* store.current("r")
      yield* Deferred.succeed(source.gate, undefined)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(shown(), maskOf(2))
      assert.strictEqual(source.reads, 2)
      source.gate = undefined
      yield* TestClock.adjust("200 seconds")
      source.holds = unreachable
      assert.strictEqual(yield* Effect.flip(store.current("r")), unreachable)
      source.holds = version(3)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* store.current("r")).masked.personalApiKey, maskOf(3))
    })
  )

  it.effect("warns when a read behind the calls fails, keeps the keys, and tries again after 30 s", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const { records, shown, store } = yield* open(source, 60_000)
      source.holds = unreachable
      yield* TestClock.adjust("60 seconds")
      for (let i = 0; i < 3; i++) {
        yield* store.current("r-9")
        yield* TestClock.adjust("1 second")
      }
      assert.strictEqual(source.reads, 2)
      assert.strictEqual(shown(), maskOf(1))
      assert.deepStrictEqual(
        records.map(({ attributes, level }) => [level, attributes["requestId"]]),
        [["warning", "r-9"]]
      )
      source.holds = version(2)
      yield* TestClock.adjust("30 seconds")
      yield* store.current("r")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(shown(), maskOf(2))
    })
  )

  it.effect("still takes former keys out of what an answer quotes", () =>
    Effect.gen(function* () {
      const plain = (n: number): Secrets => ({
        personalApiKey: Redacted.make(`${n}former-key-without-a-shape`)
      })
      const source = sourceOf(plain(1))
      const { store } = yield* open(source)
      source.holds = plain(2)
      yield* store.replace(store.now(), "r")
      source.holds = plain(3)
      yield* store.replace(store.now(), "r")
      const text = [1, 2, 3].map((n) => `${n}former-key-without-a-shape`).join(" ")
      assert.notInclude(store.now().redact(text), "former-key")
    })
  )

  it.effect(
    "looks for the latest twelve former keys, and holds no more however often they are exchanged",
    () =>
      Effect.gen(function* () {
        const word = (n: number) => `aKeyThatLooksLikeNoneOfPostHogs${String.fromCharCode(65 + n)}`
        const source = sourceOf({ personalApiKey: Redacted.make(word(0)) })
        const { store } = yield* open(source)
        for (let n = 1; n <= 20; n++) {
          source.holds = { personalApiKey: Redacted.make(word(n)) }
          yield* store.replace(store.now(), "r")
        }
        const shown = Array.from({ length: 21 }, (_, n) => n).filter(
          (n) => store.now().redact(word(n)) === word(n)
        )
        assert.deepStrictEqual(shown, [0, 1, 2, 3, 4, 5, 6, 7])
      })
  )

  it.effect("reads nothing once its scope is closed, and ends those who still ask", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const scope = yield* Scope.make()
      const { store } = yield* Scope.provide(open(source), scope)
      yield* Scope.close(scope, Exit.void)
      const fiber = yield* Effect.forkChild(store.replace(store.now(), "r"))
      yield* TestClock.adjust("1 minute")
      const exit = fiber.pollUnsafe()
      assert.isTrue(exit !== undefined && Exit.hasInterrupts(exit))
      assert.strictEqual(source.reads, 1)
    })
  )

  it.effect("ends a running read with its scope", () =>
    Effect.gen(function* () {
      const source = sourceOf(version(1))
      const scope = yield* Scope.make()
      const { store } = yield* Effect.provideService(open(source), Scope.Scope, scope)
      source.gate = yield* Deferred.make<undefined>()
      const fiber = yield* Effect.forkChild(store.replace(store.now(), "r"))
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      assert.isTrue(Exit.isFailure(yield* Fiber.await(fiber)))
    })
  )

  it.effect("agrees with a model whatever happens in whatever order", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.oneof(
              fc.constant({ do: "rotate" as const }),
              fc.constant({ do: "fail" as const }),
              fc.constant({ do: "mend" as const }),
              fc.record({ do: fc.constant("call" as const), at: fc.nat(2000), isRefused: fc.boolean() })
            ),
            { maxLength: 40 }
          ),
          (steps) =>
            Effect.runPromise(
              Effect.scoped(
                Effect.gen(function* () {
                  let latest = 1
                  let isDown = false
                  const source = sourceOf(version(1))
                  const { shown, store } = yield* open(source)
                  let inUse = 1
                  let quietUntil = 0
                  let failedUntil = 0
                  let now = 0
                  for (const step of steps) {
                    if (step.do === "rotate") latest += 1
                    if (step.do === "fail") isDown = true
                    if (step.do === "mend") isDown = false
                    source.holds = isDown ? unreachable : version(latest)
                    if (step.do !== "call") continue
                    now += step.at
                    yield* TestClock.adjust(step.at)
                    // PostHog knows the latest key only.
                    const used = yield* store.current("r")
                    const before = source.reads
                    const isRefused = step.isRefused || inUse !== latest
                    const outcome = isRefused
                      ? yield* Effect.exit(store.replace(used, "r"))
                      : Exit.succeed(undefined)
                    const asks = isRefused && now >= quietUntil && now >= failedUntil
                    assert.strictEqual(source.reads - before, asks ? 1 : 0)
                    if (asks && isDown) failedUntil = now + 1000
                    assert.strictEqual(Exit.isFailure(outcome), isRefused && now < failedUntil)
                    if (asks && !isDown) {
                      if (inUse === latest) quietUntil = now + 1000
                      inUse = latest
                    }
                    assert.strictEqual(shown(), maskOf(inUse))
                  }
                })
              ).pipe(Effect.provide(TestClock.layer()))
            )
        ),
        { numRuns: 200 }
      )
    )
  )
})
