import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeAnswerCache, type KeptAnswer } from "../src/AnswerCache.ts"

const answerOf = (text: string): KeptAnswer => ({
  raw: { status: 200, headers: {}, text },
  requestId: text,
  attempts: 1
})
const lifetime = { ttlMillis: 1000, staleMillis: 500 }

const cacheOf = (maxEntries = 10, maxBytes = 1000) => {
  const cache = makeAnswerCache({ maxEntries, maxBytes })
  const keep = (key: string, text = key, now = 0, origin: "api" | "ingest" = "api") =>
    cache.keep(key, { origin, answer: answerOf(text), generation: cache.generation(origin) }, now)
  const isThere = (key: string, now = 0) => cache.find(key, lifetime, now) !== undefined
  return { ...cache, keep, isThere, raw: cache }
}

describe("makeAnswerCache", () => {
  it("serves an answer until its time is over, as stale until the time after that is over", () => {
    const cache = cacheOf()
    cache.keep("a")
    const at = (now: number) => {
      const found = cache.find("a", lifetime, now)
      return found === undefined ? "gone" : found.isStale ? "stale" : "fresh"
    }
    assert.deepStrictEqual([0, 999, 1000, 1499, 1500].map(at), ["fresh", "fresh", "stale", "stale", "gone"])
  })

  it("goes by the lifetime of the one who asks", () => {
    const cache = cacheOf()
    cache.keep("a")
    assert.isUndefined(cache.find("a", { ttlMillis: 10, staleMillis: 0 }, 10))
    assert.isDefined(cache.find("a", { ttlMillis: 11, staleMillis: 0 }, 10))
  })

  it("drops the least recently used when there are too many", () => {
    const cache = cacheOf(2)
    cache.keep("a")
    cache.keep("b")
    assert.isTrue(cache.isThere("a"))
    cache.keep("c")
    assert.deepStrictEqual(
      ["a", "b", "c"].map((key) => cache.isThere(key)),
      [true, false, true]
    )
  })

  it("drops the least recently used when they are too large together, and keeps none that is too large alone", () => {
    const cache = cacheOf(10, 20)
    cache.keep("a", "12345")
    cache.keep("b", "12345")
    cache.keep("c", "1")
    assert.deepStrictEqual(
      ["a", "b", "c"].map((key) => cache.isThere(key)),
      [false, true, true]
    )
    cache.keep("d", "12345678901")
    assert.deepStrictEqual(
      ["b", "c", "d"].map((key) => cache.isThere(key)),
      [true, true, false]
    )
    assert.deepStrictEqual(cache.size(), { entries: 2, bytes: 12 })
  })

  it("drops everything of an origin at a write, and does not keep what was asked for before it", () => {
    const cache = cacheOf()
    cache.keep("a")
    cache.keep("i", "i", 0, "ingest")
    const generation = cache.generation("api")
    cache.invalidate("api")
    assert.deepStrictEqual(
      ["a", "i"].map((key) => cache.isThere(key)),
      [false, true]
    )
    cache.raw.keep("b", { origin: "api", answer: answerOf("b"), generation }, 0)
    assert.isFalse(cache.isThere("b"))
    cache.keep("b")
    assert.isTrue(cache.isThere("b"))
  })

  it("never holds more than its limits, whatever is kept, found and dropped", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h"),
      act: fc.constantFrom("keep", "find", "drop"),
      length: fc.nat(60)
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const cache = cacheOf(4, 100)
        const kept = new Map<string, number>()
        for (const { act, key, length } of steps) {
          if (act === "keep") {
            cache.keep(key, "x".repeat(length))
            kept.set(key, length)
          } else if (act === "find") {
            const found = cache.find(key, lifetime, 0)
            if (found !== undefined) assert.strictEqual(found.answer.raw.text.length, kept.get(key))
          } else cache.invalidate("api")
          const { bytes, entries } = cache.size()
          assert.isAtMost(entries, 4)
          assert.isAtMost(bytes, 100)
          if (entries === 0) assert.strictEqual(bytes, 0)
        }
      })
    )
  })
})
