import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { apportion, DAY, isoText, makeCalendar, timestampText, weekOfDay } from "../../src/seed/calendar.ts"
import { Random, weighted } from "../../src/seed/Random.ts"

describe("calendar", () => {
  it("writes a moment as the platform's own clock would", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_007_199_254_739 }), fc.nat(999), (millis, micros) => {
        const iso = new Date(millis).toISOString()
        expect(isoText(millis * 1000 + micros)).toBe(iso)
        const expected = `${iso.slice(0, 23).replace("T", " ")}${String(micros).padStart(3, "0")}`
        expect(timestampText(millis * 1000 + micros)).toBe(expected)
      })
    )
  })

  it("begins a new week on every Sunday and on no other day", () => {
    const calendar = makeCalendar("2026-11-18", 90)
    for (let day = 1; day < 90; day++) {
      const weekday = new Date((calendar.start + day * DAY) / 1000).getUTCDay()
      expect(weekOfDay(calendar, day) > weekOfDay(calendar, day - 1)).toBe(weekday === 0)
    }
  })

  it("shares out a total so that the parts add up and none is off by one or more", () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
      minLength: 1,
      maxLength: 100
    })
    fc.assert(
      fc.property(fc.nat(10_000), weights, (total, parts) => {
        const shares = apportion(total, parts)
        const sum = parts.reduce((left, right) => left + right, 0)
        expect(shares.reduce((left, right) => left + right, 0)).toBe(total)
        shares.forEach((share, index) =>
          expect(Math.abs(share - (total * parts[index]!) / sum)).toBeLessThan(1.000001)
        )
      })
    )
  })
})

describe("Random", () => {
  it("gives the same words for the same seed, stream and index", () => {
    const random = new Random(1, 0, 0)
    expect([random.word(), random.word(), random.word()]).toEqual([
      1_519_590_606, 3_430_964_248, 3_012_870_507
    ])
  })

  it("gives other words when seed, stream or index differ, beyond 32 bits too", () => {
    const first = (seed: number, stream: number, index: number): number =>
      new Random(seed, stream, index).word()
    const words = [
      first(1, 0, 0),
      first(2, 0, 0),
      first(1, 1, 0),
      first(1, 0, 1),
      first(1 + 2 ** 32, 0, 0),
      first(-1, 0, 0)
    ]
    expect(new Set(words).size).toBe(words.length)
  })

  it("stays inside the bounds it is given", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, limit) => {
        const random = new Random(seed, 0, 0)
        for (let draw = 0; draw < 20; draw++) {
          const value = random.below(limit)
          expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true)
        }
      })
    )
  })

  it("draws values in proportion to their weights", () => {
    const random = new Random(5, 0, 0)
    const choice = weighted(["often", 9], ["seldom", 1])
    const often = Array.from({ length: 10_000 }, () => random.weighted(choice)).filter(
      (value) => value === "often"
    )
    expect(often.length).toBeGreaterThan(8800)
    expect(often.length).toBeLessThan(9200)
  })

  it("shuffles without losing or adding a value", () => {
    const shuffled = new Random(1, 0, 0).shuffled([1, 2, 3, 4, 5, 6, 7, 8])
    expect(shuffled).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(shuffled.toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})
