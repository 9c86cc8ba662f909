import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeTokenWindow } from "../src/TokenWindow.ts"
import { mostInAnyWindow } from "./support/windows.ts"

describe("makeTokenWindow", () => {
  it("gives out its size at once, and each token again one window after its attempt ended", () => {
    const window = makeTokenWindow({ limit: 2, millis: 1000 })
    window.take()
    window.take()
    assert.strictEqual(window.remaining(0), 0)
    window.end(0)
    window.end(400)
    assert.strictEqual(window.waitMillis(500), 500)
    assert.strictEqual(window.waitMillis(1000), 0)
    window.take()
    assert.strictEqual(window.waitMillis(1000), 400)
  })

  it("says how long those in line have to wait at least, those that run and rounds of the bucket included", () => {
    const window = makeTokenWindow({ limit: 3, millis: 1000 })
    for (let n = 0; n < 3; n++) window.take()
    window.end(0)
    window.end(100)
    assert.deepStrictEqual(
      [0, 1, 2, 3, 4, 5].map((ahead) => window.waitMillis(500, ahead)),
      [500, 600, 1000, 1500, 1600, 2000]
    )
  })

  it("never runs out without a limit", () => {
    const window = makeTokenWindow({ limit: Infinity, millis: 1000 })
    window.take()
    assert.strictEqual(window.waitMillis(0, 1_000_000), 0)
    assert.strictEqual(window.remaining(0), Infinity)
  })

  it("lets at most its limit begin, arrive or end in any window, wherever between begin and end they arrive", () => {
    const step = fc.record({ gap: fc.nat(700), eager: fc.boolean(), hold: fc.nat(1500), way: fc.nat(100) })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(step, { maxLength: 200, size: "max" }),
        (limit, schedule) => {
          const window = makeTokenWindow({ limit, millis: 1000 })
          const begun: Array<number> = []
          const arrived: Array<number> = []
          const ended: Array<number> = []
          let running: Array<number> = []
          let now = 0
          const endUntil = (until: number) => {
            for (const end of running.filter((each) => each <= until).toSorted((a, b) => a - b)) {
              window.end(end)
              ended.push(end)
            }
            running = running.filter((each) => each > until)
          }
          for (const { eager, gap, hold, way } of schedule) {
            now += gap
            endUntil(now)
            const wait = window.waitMillis(now)
            if (wait > 0 && eager) {
              // As a lane does: waits for as long as it was told, and looks again.
              now += wait
              endUntil(now)
            }
            const out = running.length + ended.filter((each) => each > now - 1000).length
            assert.strictEqual(window.remaining(now), limit - out)
            assert.strictEqual(window.waitMillis(now) > 0, out >= limit)
            if (window.waitMillis(now) > 0) continue
            window.take()
            begun.push(now)
            arrived.push(now + (hold * way) / 100)
            running.push(now + hold)
          }
          for (const moments of [begun, arrived]) {
            assert.isAtMost(mostInAnyWindow(moments, 1000), limit)
          }
        }
      ),
      { numRuns: Number(process.env["FAST_CHECK_RUNS"] ?? 500) }
    )
  })
})
