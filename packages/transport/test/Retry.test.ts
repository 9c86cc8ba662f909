import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Random, Schedule } from "effect"
import * as fc from "fast-check"
import { defaultRetryPolicy, retryDelayMillis, retrySchedule, type RetryPolicy } from "../src/Retry.ts"
import { makeRetryBudget, type RetryBudget } from "../src/RetryBudget.ts"
import { InvalidRequest, RateLimited, ServerFailed } from "../src/failures/answers.ts"
import { TimedOut, Unreachable } from "../src/failures/connection.ts"
import { CircuitOpen, LaneBusy } from "../src/failures/unsent.ts"
import type { TransportReason } from "../src/TransportError.ts"

const busy = new ServerFailed({ status: 503, fromProxy: true })

const base = {
  reason: busy,
  safety: "read",
  attempt: 1,
  elapsedMillis: 0,
  timeoutMillis: 60_000,
  policy: defaultRetryPolicy,
  random: 0.5
} as const

describe("retryDelayMillis", () => {
  it("doubles the bound of each wait up to the cap", () => {
    const bound = (attempt: number) =>
      retryDelayMillis({
        ...base,
        attempt,
        random: 0.999_999,
        policy: { ...defaultRetryPolicy, attempts: 20, capMillis: 3000 }
      })
    assert.deepStrictEqual([1, 2, 3, 4, 5].map(bound), [499, 999, 1999, 2999, 2999])
  })

  it("repeats reads and idempotent writes, never a plain write", () => {
    assert.isNumber(retryDelayMillis({ ...base, safety: "idempotent-write" }))
    assert.isUndefined(retryDelayMillis({ ...base, safety: "write" }))
  })

  it("waits a minute for bytes that are used up, as their lane does, and gives up when there is less time", () => {
    const reason = new RateLimited({ kind: "budget", lane: "query" })
    assert.isUndefined(retryDelayMillis({ ...base, reason }))
    const policy = { ...defaultRetryPolicy, totalMillis: 600_000 }
    assert.strictEqual(
      retryDelayMillis({ ...base, reason, policy, timeoutMillis: 600_000, random: 0 }),
      60_000
    )
  })

  it("does not repeat what would fail again", () => {
    for (const reason of [
      new InvalidRequest({ status: 400 }),
      new ServerFailed({ status: 504, fromProxy: false }),
      new ServerFailed({ status: 512, fromProxy: false }),
      new ServerFailed({ status: 513, fromProxy: false }),
      new TimedOut({ timeoutMillis: 1, scope: "call" }),
      new CircuitOpen({ host: "x", lane: "query", lastFailure: "Unreachable", retryAfterMillis: 1 }),
      new LaneBusy({ lane: "query", kind: "queue-full", waiting: 1 }),
      new Unreachable({ host: "x", code: "ENOTFOUND" }),
      new Unreachable({ host: "x", code: "CERT_HAS_EXPIRED" }),
      new Unreachable({ host: "x", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
      new Unreachable({ host: "x", code: "ERR_TLS_CERT_ALTNAME_INVALID" })
    ]) {
      assert.isUndefined(retryDelayMillis({ ...base, reason }), reason.message)
    }
    for (const reason of [
      new Unreachable({ host: "x", code: "ECONNRESET" }),
      new Unreachable({ host: "x", code: "EAI_AGAIN" }),
      new TimedOut({ timeoutMillis: 1, scope: "attempt" })
    ]) {
      assert.isNumber(retryDelayMillis({ ...base, reason }), reason.message)
    }
  })

  it("repeats a 500 twice at most", () => {
    const reason = new ServerFailed({ status: 500, fromProxy: false })
    const policy = { ...defaultRetryPolicy, attempts: 9 }
    assert.isNumber(retryDelayMillis({ ...base, reason, policy, attempt: 2 }))
    assert.isUndefined(retryDelayMillis({ ...base, reason, policy, attempt: 3 }))
  })

  it("gives up when PostHog asks for longer than the ceiling or than the call has left", () => {
    const asking = (retryAfterMillis: number) =>
      new RateLimited({ lane: "query", kind: "throttled", retryAfterMillis })
    assert.isNumber(retryDelayMillis({ ...base, reason: asking(30_000) }))
    const patient = { timeoutMillis: 600_000, policy: { ...defaultRetryPolicy, totalMillis: 600_000 } }
    assert.isNumber(retryDelayMillis({ ...base, ...patient, reason: asking(60_000) }))
    assert.isUndefined(retryDelayMillis({ ...base, ...patient, reason: asking(60_001) }))
    assert.isUndefined(retryDelayMillis({ ...base, reason: asking(30_000), elapsedMillis: 30_001 }))
    assert.isUndefined(retryDelayMillis({ ...base, reason: asking(3_000), timeoutMillis: 2_000 }))
  })

  it("waits a second at least for a query slot", () => {
    const reason = new RateLimited({ lane: "query", kind: "concurrency" })
    assert.strictEqual(retryDelayMillis({ ...base, reason, random: 0 }), 1000)
  })

  it("stays within its bounds for any policy, failure and draw", () => {
    const policy: fc.Arbitrary<RetryPolicy> = fc
      .record({
        attempts: fc.integer({ min: 1, max: 20 }),
        baseMillis: fc.integer({ min: 1, max: 60_000 }),
        factor: fc.integer({ min: 1, max: 100 }),
        totalMillis: fc.integer({ min: 1, max: 600_000 }),
        retryAfterCeilingMillis: fc.integer({ min: 0, max: 600_000 })
      })
      .map(({ factor, ...rest }) => ({ ...rest, capMillis: rest.baseMillis * factor, budget: Infinity }))
    const wait = fc.option(fc.integer({ min: 0, max: 4_000_000 }), { nil: undefined })
    const reason = fc.oneof(
      wait.map((retryAfterMillis) => new ServerFailed({ status: 503, fromProxy: true, retryAfterMillis })),
      fc
        .tuple(wait, fc.constantFrom("throttled" as const, "concurrency" as const, "budget" as const))
        .map(([retryAfterMillis, kind]) => new RateLimited({ lane: "query", kind, retryAfterMillis }))
    )
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(
        policy,
        reason,
        random,
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 1, max: 600_000 }),
        (policy, reason, random, attempt, elapsedMillis, timeoutMillis) => {
          const delay = retryDelayMillis({
            reason,
            safety: "read",
            attempt,
            elapsedMillis,
            timeoutMillis,
            policy,
            random
          })
          if (delay === undefined) return
          assert.isBelow(attempt, policy.attempts)
          assert.isAtLeast(delay, 0)
          assert.isBelow(elapsedMillis + delay, Math.min(policy.totalMillis, timeoutMillis))
          const unnamed = reason._tag === "RateLimited" && reason.kind === "budget" ? 60_000 : undefined
          const asked = reason.retryAfterMillis ?? unnamed
          if (asked === undefined) {
            const least = reason._tag === "RateLimited" ? 2_000 : 0
            assert.isAtMost(
              delay,
              Math.min(policy.capMillis, Math.max(least, policy.baseMillis * 2 ** (attempt - 1)))
            )
          } else {
            assert.isAtLeast(delay, asked)
            assert.isAtMost(delay, asked + 250)
            assert.isAtMost(asked, policy.retryAfterCeilingMillis)
          }
        }
      ),
      { numRuns: 10_000 }
    )
  })
})

describe("retrySchedule", () => {
  /** The waits before the attempts after the first, of a call in which every attempt fails alike at once. */
  const waitsOf = (
    reason: TransportReason,
    policy: RetryPolicy,
    timeoutMillis: number,
    budget: RetryBudget
  ) =>
    Effect.gen(function* () {
      let elapsedMillis = 0
      const step = yield* Schedule.toStep(
        retrySchedule({
          safety: "read",
          policy,
          budget,
          deadline: {
            timeoutMillis,
            elapsedMillis: Effect.sync(() => elapsedMillis),
            remainingMillis: Effect.sync(() => timeoutMillis - elapsedMillis)
          },
          onRetry: () => Effect.void,
          onNoBudget: () => Effect.void
        })
      )
      const waits: Array<number> = []
      for (;;) {
        const next = yield* Effect.exit(step(elapsedMillis, reason))
        if (Exit.isFailure(next)) return waits
        const wait = Duration.toMillis(next.value[1])
        waits.push(wait)
        elapsedMillis += wait
      }
    })

  it.effect(
    "keeps every wait, their number and their sum within bounds, for 10,000 seeds",
    () =>
      Effect.gen(function* () {
        const policy = { ...defaultRetryPolicy, attempts: 8, budget: Infinity }
        const asking = new RateLimited({ lane: "query", kind: "throttled", retryAfterMillis: 5_000 })
        const unnamed = new RateLimited({ lane: "query", kind: "concurrency" })
        let fullest = 0
        for (let seed = 0; seed < 10_000; seed++) {
          for (const [reason, boundsOf] of [
            [busy, (n: number) => [0, Math.min(30_000, 500 * 2 ** n)]],
            [asking, () => [5_000, 5_250]],
            [unnamed, (n: number) => [1_000, Math.max(2_000, Math.min(30_000, 500 * 2 ** n))]]
          ] as const) {
            const waits = yield* waitsOf(reason, policy, 60_000, makeRetryBudget(Infinity)).pipe(
              Random.withSeed(String(seed))
            )
            assert.isAtMost(waits.length, 7)
            assert.isBelow(
              waits.reduce((sum, wait) => sum + wait, 0),
              60_000
            )
            for (const [n, wait] of waits.entries()) {
              const [least = 0, most = 0] = boundsOf(n)
              assert.isAtLeast(wait, least, reason.message)
              assert.isAtMost(wait, most, reason.message)
              if (reason === busy) fullest = Math.max(fullest, wait / most)
            }
          }
        }
        // Full jitter: the whole width is used.
        assert.isAbove(fullest, 0.99)
      }),
    60_000
  )

  it.effect("sends nothing again when the budget is used up", () =>
    Effect.gen(function* () {
      const budget = makeRetryBudget(12)
      assert.lengthOf(yield* waitsOf(busy, defaultRetryPolicy, 60_000, budget), 2)
      assert.lengthOf(yield* waitsOf(busy, defaultRetryPolicy, 60_000, budget), 0)
      budget.earn(busy)
      assert.lengthOf(yield* waitsOf(busy, defaultRetryPolicy, 60_000, budget), 1)
    })
  )
})
