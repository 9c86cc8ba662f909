import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeTokenWindow } from "../src/TokenWindow.ts"
import { mostInAnyWindow } from "./support/windows.ts"

describe("makeTokenWindow", () => {
  it("gives out its size at once, and each token again one window later", () => {
    const window = makeTokenWindow({ limit: 2, millis: 1000 })
    window.take(0)
    window.take(400)
    assert.strictEqual(window.waitMillis(500), 500)
    assert.strictEqual(window.waitMillis(1000), 0)
    window.take(1000)
    assert.strictEqual(window.waitMillis(1000), 400)
  })

  it("says how long those in line have to wait, rounds of the whole bucket included", () => {
    const window = makeTokenWindow({ limit: 2, millis: 1000 })
    window.take(0)
    window.take(100)
    assert.deepStrictEqual(
      [0, 1, 2, 3, 4, 5].map((ahead) => window.waitMillis(500, ahead)),
      [500, 600, 1500, 1600, 2500, 2600]
    )
  })

  it("never runs out without a limit", () => {
    const window = makeTokenWindow({ limit: Infinity, millis: 1000 })
    window.take(0)
    assert.strictEqual(window.waitMillis(0, 1_000_000), 0)
    assert.strictEqual(window.remaining(0), Infinity)
  })

  it("holds at most its limit in any window, lets nobody wait longer than that takes, and counts what is left", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.record({ gap: fc.nat(1500), eager: fc.boolean() }), { maxLength: 200 }),
        (limit, schedule) => {
          const window = makeTokenWindow({ limit: limit, millis: 1000 })
          const taken: Array<number> = []
          let now = 0
          for (const { eager, gap } of schedule) {
            now += gap
            const wait = window.waitMillis(now)
            if (wait > 0 && eager) now += wait
            else if (wait > 0) continue
            const inWindow = taken.filter((each) => each > now - 1000).length
            assert.strictEqual(window.remaining(now), limit - inWindow)
            // Not later than needed: a moment earlier the window would have been full.
            if (wait > 0) assert.isAtLeast(taken.filter((each) => each > now - 1000 - 1e-6).length, limit)
            window.take(now)
            taken.push(now)
          }
          assert.isAtMost(mostInAnyWindow(taken, 1000), limit)
        }
      ),
      { numRuns: Number(process.env["FAST_CHECK_RUNS"] ?? 1000) }
    )
  })
})
