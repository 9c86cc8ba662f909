import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { TimedOut } from "../src/failures/connection.ts"
import { RateLimited } from "../src/failures/answers.ts"
import { duration, waitTime } from "../src/failures/duration.ts"

/** What a sentence says, in milliseconds. */
const meant = (text: string): number => {
  const [, value = "", unit = ""] = /^([\d.]+) (ms|s)$/.exec(text) ?? []
  return Number(value) * (unit === "s" ? 1000 : 1)
}

describe("a time in a sentence", () => {
  for (const [millis, asSet, asWait] of [
    [0.25, "0.25 ms", "1 ms"],
    [1, "1 ms", "1 ms"],
    [99.5, "100 ms", "100 ms"],
    [100, "100 ms", "100 ms"],
    [999, "999 ms", "999 ms"],
    [1000, "1 s", "1 s"],
    [1234, "1.234 s", "1.3 s"],
    [60_000, "60 s", "60 s"],
    [3_599_999, "3599.999 s", "3600 s"]
  ] as const) {
    it(`of ${millis} ms is ${asSet}, and ${asWait} to wait`, () => {
      assert.strictEqual(duration(millis), asSet)
      assert.strictEqual(waitTime(millis), asWait)
    })
  }

  it("is what was set, and for a wait never sooner and at most a tenth of a second later", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (millis) => {
        assert.closeTo(meant(duration(millis)), millis, 1e-6 * millis)
        assert.isAtLeast(meant(waitTime(millis)), millis)
        assert.isBelow(meant(waitTime(millis)), millis + 100)
      })
    )
  })

  it("stands in failures as it is", () => {
    assert.match(
      new TimedOut({ timeoutMillis: 1, scope: "call" }).message,
      /^The call did not finish within 1 ms\./
    )
    assert.match(
      new RateLimited({ lane: "query", kind: "throttled", retryAfterMillis: 40 }).message,
      /Try again in 40 ms\.$/
    )
  })
})
