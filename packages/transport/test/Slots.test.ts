import { assert, describe, it } from "vitest"
import { makeSlots } from "../src/Slots.ts"

const succeed = (slots: ReturnType<typeof makeSlots>, times: number) => {
  for (let n = 0; n < times; n++) slots.succeed()
}

describe("makeSlots", () => {
  it("halves what may run at once, down to one, once for all that were refused within a second", () => {
    const slots = makeSlots(10)
    for (const nowMillis of [5_000, 5_000, 5_999]) slots.shrink(nowMillis)
    assert.strictEqual(slots.allowed(), 5)
    slots.shrink(6_000)
    assert.strictEqual(slots.allowed(), 2)
    for (const nowMillis of [7_000, 8_000, 9_000]) slots.shrink(nowMillis)
    assert.strictEqual(slots.allowed(), 1)
  })

  it("gives one back after ten successes since the latest refusal, and no more than there were", () => {
    const slots = makeSlots(4)
    slots.shrink(0)
    succeed(slots, 9)
    slots.shrink(1_000)
    succeed(slots, 9)
    assert.strictEqual(slots.allowed(), 1)
    succeed(slots, 1)
    assert.strictEqual(slots.allowed(), 2)
    succeed(slots, 100)
    assert.strictEqual(slots.allowed(), 4)
  })

  it("leaves 16 of a lane without a limit, and gives the rest back one by one", () => {
    const slots = makeSlots(Infinity)
    slots.shrink(0)
    assert.strictEqual(slots.allowed(), 16)
    succeed(slots, 10)
    assert.strictEqual(slots.allowed(), 17)
  })

  it("lets one run at a time while what that many could read is short", () => {
    let left = 3
    const slots = makeSlots(4, (concurrency) => left < concurrency)
    assert.strictEqual(slots.allowed(), 1)
    left = 4
    assert.strictEqual(slots.allowed(), 4)
  })
})
