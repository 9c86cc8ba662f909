/** Any tree, printed, is parsed to itself. `TREES` says how many are tried; 150 unless given. */
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { HogqlCompileError } from "../../src/HogqlCompileError.ts"
import { createParser } from "../../src/parse/Parser.ts"
import { hogqlText } from "../../src/print/hogqlText.ts"
import { bareTree } from "./bareTree.ts"
import { queries } from "./trees.ts"

const parser = createParser()
afterAll(() => parser.close())

const numRuns = Number(process.env["TREES"] ?? 150)

describe("hogqlText", () => {
  it("prints any tree to text that parses to it", async () => {
    let parsed = 0
    await fc.assert(
      fc.asyncProperty(queries(2), fc.boolean(), async (query, pretty) => {
        const text = hogqlText(query, { pretty })
        const again = await parser.parseSelect(text).catch((cause: unknown) => {
          // Deep nesting is refused before the parser sees it, or takes too long on a busy machine; that is no fault of the text.
          if (
            cause instanceof HogqlCompileError &&
            ["InputRefused", "ParseTimedOut"].includes(cause.reason._tag)
          )
            return undefined
          throw new TypeError(text, { cause })
        })
        if (again === undefined) return
        parsed++
        expect(bareTree(again), text).toEqual(bareTree(query))
      }),
      { numRuns }
    )
    expect(parsed).toBeGreaterThan(numRuns / 2)
  }, 600_000)
})
