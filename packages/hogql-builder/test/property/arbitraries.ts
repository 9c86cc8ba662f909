/**
 * Hostile names and values.
 */
import fc from "fast-check"
import type { HogqlValue, PropertyPath } from "../../src/index.ts"

// prettier-ignore
const hostilePieces = [
  "'", "''", "\\", "\\'", "\\\\", '"', '\\"', "`", "``", "\\`", "{", "}", "{v0}", "{{", "(", ")", "[", "]", ";", ",", ".",
  "--", "-- ", "//", "/*", "*/", "#", "#1", "%", "%s", "%(a)s", "$$", "$", "@", "?", ":", "::", "->", "=", "==", "|",
  "\n", "\r", "\r\n", "\t", "\b", "\f", "\v", "\x07", "\x01", "\x1a", "\x1b", "\x7f", "\x85", "\xa0", "\u200b", "\u2028", "\u2029",
  "\ufeff", "\u{1f600}", "\u{10ffff}", "\u202e", "é", "e\u0301", "漢", "0", "1", "a", "_", " ", "f'", "x'41'", "\\x41", "\\0", "\\n",
  "null", "true", "or 1=1", "' or 1=1 --", "union select", "select", "from", "all", "interval", "inf", "nan", "<a/>", "&"
]

const writable = (text: string): boolean => !text.includes("\0") && text.isWellFormed()

/** Any text HogQL can hold. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...hostilePieces), { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 20 }).filter(writable),
  fc.string({ unit: "grapheme", maxLength: 10 }).filter(writable)
)

const keywords =
  "all and any array as asc between by case cast cube desc distinct else end except false fn from full group having if in inf " +
  "inner interval intersect is join key lambda left like limit nan not null offset on or order over prewhere rollup sample select " +
  "settings then to top true try union using values when where window with within timestamp date day name id"

/** Any name that PostHog takes for a table, a column or an alias. */
export const hostileName: fc.Arbitrary<string> = fc
  .oneof(
    hostileText,
    fc.constantFrom(...keywords.split(" ")),
    fc.constantFrom(...keywords.toUpperCase().split(" "))
  )
  .filter((name) => name !== "" && !name.includes("%"))

export const alias: fc.Arbitrary<string> = hostileName.filter(
  (name) => !["true", "false", "null", "team_id", "__proto__"].includes(name.toLowerCase())
)

const edges = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.1,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  1e21,
  -1e21,
  1e-7,
  5e-324,
  1.7976931348623157e308,
  2 ** 31,
  2 ** 32
]

export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...edges, Number.NaN, Infinity, -Infinity),
  fc
    .double()
    .filter((given) => !Number.isInteger(given) || Number.isSafeInteger(given) || Math.abs(given) >= 1e21),
  fc.maxSafeInteger()
)

const bigintEdges = [
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  -(2n ** 63n),
  0n
]

export const anyBigint: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(...bigintEdges),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })
)

export const anyDate: fc.Arbitrary<Date> = fc.oneof(
  fc.date({
    min: new Date("1900-01-01T00:00:00.000Z"),
    max: new Date("2299-12-31T23:59:59.999Z"),
    noInvalidDate: true
  }),
  fc.constantFrom(
    ...[
      "1900-01-01T00:00:00.000Z",
      "2299-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00.000Z",
      "2026-03-29T01:30:00.001+01:00"
    ].map((text) => new Date(text))
  )
)

export const scalarValue: fc.Arbitrary<HogqlValue> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: anyNumber },
  { weight: 1, arbitrary: anyBigint },
  { weight: 1, arbitrary: anyDate },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) }
)

/** Any value, arrays of arrays included. */
export const anyValue: fc.Arbitrary<HogqlValue> = fc.letrec<{ value: HogqlValue; array: HogqlValue[] }>(
  (tie) => ({
    value: fc.oneof({ maxDepth: 3, depthSize: "small" }, scalarValue, tie("array")),
    array: fc.array(tie("value"), { maxLength: 3 })
  })
).value

export const propertyPath: fc.Arbitrary<PropertyPath> = fc
  .tuple(hostileText, fc.array(fc.oneof(hostileText, fc.integer({ min: 1, max: 9 })), { maxLength: 2 }))
  .map(([key, steps]) => [key, ...steps] as const)
