import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { defaultRetryPolicy, retryDelayMillis, type RetryPolicy } from "../src/Retry.ts"
import { InvalidRequest, RateLimited, ServerFailed, TimedOut, Unreachable } from "../src/TransportError.ts"

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

  it("does not repeat what would fail again", () => {
    for (const reason of [
      new InvalidRequest({ status: 400 }),
      new ServerFailed({ status: 504, fromProxy: false }),
      new ServerFailed({ status: 512, fromProxy: false }),
      new ServerFailed({ status: 513, fromProxy: false }),
      new TimedOut({ timeoutMillis: 1, scope: "call" }),
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
    assert.isUndefined(
      retryDelayMillis({
        ...base,
        reason: asking(60_001),
        timeoutMillis: 600_000,
        policy: { ...defaultRetryPolicy, totalMillis: 600_000 }
      })
    )
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
      .map(({ factor, ...rest }) => ({ ...rest, capMillis: rest.baseMillis * factor }))
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
          if (reason.retryAfterMillis === undefined) {
            const least = reason._tag === "RateLimited" ? 2_000 : 0
            assert.isAtMost(
              delay,
              Math.min(policy.capMillis, Math.max(least, policy.baseMillis * 2 ** (attempt - 1)))
            )
          } else {
            assert.isAtLeast(delay, reason.retryAfterMillis)
            assert.isAtMost(delay, reason.retryAfterMillis + 250)
            assert.isAtMost(reason.retryAfterMillis, policy.retryAfterCeilingMillis)
          }
        }
      ),
      { numRuns: 10_000 }
    )
  })
})
