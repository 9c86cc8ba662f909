import { assert, describe, it } from "vitest"
import { makeReadBudget } from "../src/ReadBudget.ts"

const told = (read: number | string, remaining: number | string) => ({
  "x-posthog-query-bytes-read": String(read),
  "x-posthog-query-budget-remaining-bytes": String(remaining)
})

describe("makeReadBudget", () => {
  it("is short when as many as the lane lets run, each like the largest of late, could overdraw it", () => {
    const budget = makeReadBudget()
    assert.isFalse(budget.isShort(Infinity))
    budget.learn(told(1_000, 3_000))
    assert.deepStrictEqual([budget.isShort(3), budget.isShort(4)], [false, true])
    // A small one does not make the large one forgotten at once.
    budget.learn(told(10, 3_000))
    assert.deepStrictEqual([budget.isShort(3), budget.isShort(4)], [false, true])
  })

  it("forgets a large read when many small ones follow", () => {
    const budget = makeReadBudget()
    budget.learn(told(1_000_000, 10_000))
    assert.isTrue(budget.isShort(3))
    for (let n = 0; n < 30; n++) budget.learn(told(10, 10_000))
    assert.isFalse(budget.isShort(3))
  })

  it("is overdrawn when PostHog says so, and spent when it refuses", () => {
    const budget = makeReadBudget()
    budget.learn(told(5, -20))
    assert.deepStrictEqual(budget.state(), { bytesRead: 5, remainingBytes: -20 })
    budget.spend()
    assert.strictEqual(budget.state().remainingBytes, -20)
    budget.learn(told(5, 20))
    budget.spend()
    assert.strictEqual(budget.state().remainingBytes, 0)
    assert.isTrue(budget.isShort(1))
  })

  it("learns nothing from what is no number of bytes", () => {
    const budget = makeReadBudget()
    budget.learn({})
    for (const odd of ["", "1e9", "0x10", "1,000", "NaN", "9".repeat(16)]) budget.learn(told(odd, odd))
    assert.deepStrictEqual(budget.state(), { bytesRead: undefined, remainingBytes: undefined })
  })
})
