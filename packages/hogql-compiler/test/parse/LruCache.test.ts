import { describe, expect, it } from "vitest"
import { LruCache } from "../../src/parse/LruCache.ts"

const kept = (cache: LruCache<number>, keys: readonly string[]) =>
  keys.filter((key) => cache.get(key) !== undefined)

describe("LruCache", () => {
  it("forgets what was not asked for the longest", () => {
    const cache = new LruCache<number>(2, 100)
    cache.set("a", 1)
    cache.set("b", 2)
    cache.get("a")
    cache.set("c", 3)
    expect(kept(cache, ["a", "b", "c"])).toEqual(["a", "c"])
  })

  it("forgets as many as it takes to stay below its characters", () => {
    const cache = new LruCache<number>(10, 6)
    for (const key of ["aa", "bb", "cc"]) cache.set(key, 1)
    cache.set("dddd", 1)
    expect(kept(cache, ["aa", "bb", "cc", "dddd"])).toEqual(["cc", "dddd"])
  })

  it("counts a key once, however often it is set", () => {
    const cache = new LruCache<number>(10, 4)
    cache.set("aa", 1)
    for (let n = 0; n < 5; n++) cache.set("bb", n)
    expect(kept(cache, ["aa", "bb"])).toEqual(["aa", "bb"])
  })

  it("keeps no key that is too long by itself, and goes on after it", () => {
    const cache = new LruCache<number>(10, 3)
    cache.set("long", 1)
    expect(cache.get("long")).toBeUndefined()
    cache.set("ok", 1)
    expect(cache.get("ok")).toBe(1)
  })
})
