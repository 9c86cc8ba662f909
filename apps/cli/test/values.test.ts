import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { parseValues } from "../src/values.ts"

const parse = (given: Record<string, string>) => Effect.runSync(Effect.result(parseValues("-p", given)))

describe("parseValues", () => {
  it("reads JSON where it parses and text otherwise", () => {
    expect(parse({ a: "5", b: "true", c: "null", d: "team", e: '"5"', f: "[1,2]", g: "1.10" })).toEqual(
      Result.succeed({ a: 5, b: true, c: null, d: "team", e: "5", f: [1, 2], g: 1.1 })
    )
  })

  it("keeps the digits of an integer beyond 2^53", () => {
    expect(parse({ n: "9007199254740993" })).toEqual(Result.succeed({ n: 9007199254740993n }))
  })

  it("refuses a fraction that would be rounded, and names it", () => {
    for (const text of ["1.10000000000000000001", "1e400", "12345678901234567.5"]) {
      const result = parse({ price: text })
      expect(Result.isFailure(result) && result.failure.message).toContain(text)
    }
  })
})
