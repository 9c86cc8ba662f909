import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ast, value } from "../../src/expression.ts"
import { hogql } from "../../src/index.ts"
import { compile } from "../../src/compile.ts"
import { canonicalValue } from "../judge/canonical.ts"
import { canonicalParsed } from "../judge/canonicalParsed.ts"
import { parseExpression } from "../judge/parser.ts"
import { anyBigint, anyDate, anyNumber, anyValue, hostileText } from "./arbitraries.ts"
import { deadline, settings } from "./runs.ts"

const batch = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 20, maxLength: 20 })

const kinds = [
  ["text", hostileText, 0.2],
  ["number", anyNumber, 0.08],
  ["bigint", anyBigint, 0.05],
  ["date", anyDate, 0.05],
  ["value, arrays of arrays included", anyValue, 0.1]
] as const

describe("a literal", () => {
  it.each(kinds)(
    "is read back by PostHog's parser as the same %s",
    { timeout: deadline },
    async (_kind, arbitrary, share) => {
      await fc.assert(
        fc.asyncProperty(batch(arbitrary), async (values) => {
          const { query, values: bound } = compile(value(values)[ast], { inline: true })
          expect(bound).toEqual({})
          expect(canonicalParsed(await parseExpression(query))).toEqual(canonicalValue(values))
        }),
        settings(share, 20)
      )
    }
  )
})

describe("a bound value", () => {
  it(
    "arrives through JSON as the same value, whatever had to become a literal",
    { timeout: deadline },
    async () => {
      await fc.assert(
        fc.asyncProperty(batch(anyValue), async (given) => {
          // One interpolation for each value, so that each decides for itself between placeholder and literal.
          const strings = ["[", ...given.slice(1).map(() => ", "), "]"]
          const template = hogql(Object.assign(strings, { raw: strings }), ...given)
          const { query, values } = template.toHogQL()
          const sent = JSON.parse(JSON.stringify(values)) as typeof values
          expect(canonicalParsed(await parseExpression(query), sent)).toEqual(canonicalValue(given))
        }),
        settings(0.1, 20)
      )
    }
  )
})
