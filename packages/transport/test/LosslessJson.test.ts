import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { parseJson, stringifyJson } from "../src/LosslessJson.ts"

const parse = (text: string): unknown => Result.getOrThrow(parseJson(text))
const stringify = (value: unknown): string => Result.getOrThrow(stringifyJson(value))
const problemOf = (value: unknown): string => Result.getOrThrow(Result.flip(stringifyJson(value)))

describe("parseJson", () => {
  it("keeps an integer beyond 2^53 as a bigint and any other as a number", () => {
    assert.deepStrictEqual(
      parse(
        "[9007199254740991, 9007199254740992, 9007199254740993, -9007199254740993, 18446744073709551615]"
      ),
      [9007199254740991, 9007199254740992n, 9007199254740993n, -9007199254740993n, 18446744073709551615n]
    )
  })

  it("leaves digits in text, and numbers with a fraction or an exponent, alone", () => {
    assert.deepStrictEqual(
      parse('{"a":"9007199254740993","b":9007199254740993.5,"c":1e20,"d":0.12345678901234567}'),
      {
        a: "9007199254740993",
        b: 9007199254740993.5,
        c: 1e20,
        d: 0.12345678901234567
      }
    )
  })

  it("keeps a key named __proto__ a key", () => {
    const value = parse('{"__proto__":{"n":9007199254740993}}') as object
    assert.deepStrictEqual(Object.keys(value), ["__proto__"])
    assert.strictEqual(Object.getPrototypeOf(value), Object.prototype)
  })

  it("refuses an integer of more digits than any server of PostHog has", () => {
    assert.strictEqual(parse(`[${"9".repeat(1000)}]`) instanceof Array, true)
    assert.deepStrictEqual(parseJson(`[${"9".repeat(1_000_000)}]`), Result.fail("overlong integer"))
  })

  for (const text of ["", "{", "<html>", '{"a":01}', `${"[".repeat(200_000)}9007199254740993`]) {
    it(`says that ${JSON.stringify(text.slice(0, 10))} is not JSON`, () => {
      assert.isTrue(Result.isFailure(parseJson(text)))
    })
  }
})

describe("stringifyJson", () => {
  it("writes a bigint as an integer, whatever a program put on BigInt's prototype", () => {
    assert.strictEqual(stringify({ a: 9007199254740993n, b: [-1n] }), '{"a":9007199254740993,"b":[-1]}')
    Object.defineProperty(BigInt.prototype, "toJSON", { configurable: true, value: () => "lost" })
    try {
      assert.strictEqual(stringify({ a: 9007199254740993n }), '{"a":9007199254740993}')
    } finally {
      Reflect.deleteProperty(BigInt.prototype, "toJSON")
    }
  })

  it("refuses what JSON.stringify would quietly change", () => {
    assert.match(problemOf({ a: [Number.NaN] }), /NaN/)
    assert.match(problemOf({ a: Number.POSITIVE_INFINITY }), /Infinity/)
    assert.match(problemOf({ a: () => 1 }), /a function/)
    assert.match(problemOf(undefined), /not a JSON value/)
    const ring: Record<string, unknown> = {}
    ring["self"] = ring
    assert.match(problemOf(ring), /refers to itself/)
  })

  it("brings any JSON value with big integers back unchanged", () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "grapheme" }),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? 0.5 : n)),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
        fc.bigInt({ min: -(2n ** 80n), max: -(2n ** 53n) }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 })
      )
    }))
    fc.assert(
      fc.property(value, (given) => {
        // deepEqual looks through prototypes: dictionaries of fast-check have none.
        assert.deepEqual(parse(stringify(given)), given)
      }),
      { numRuns: 500 }
    )
  })
})
