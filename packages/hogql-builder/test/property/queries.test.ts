import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { queryNode } from "../../src/query.ts"
import { HogqlBuildError } from "../../src/index.ts"
import type { AnySelect } from "../../src/index.ts"
import { canonicalStatement } from "../judge/canonical.ts"
import { canonicalParsedStatement } from "../judge/canonicalParsed.ts"
import { parseQuery } from "../judge/parser.ts"
import { anySelect, anySet } from "./queries.ts"
import { deadline, settings } from "./runs.ts"

const check = async (query: AnySelect, isInline: boolean): Promise<void> => {
  const { query: text, values } = query.toHogQL({ inline: isInline })
  const sent = JSON.parse(JSON.stringify(values)) as typeof values
  expect(canonicalParsedStatement(await parseQuery(text), sent)).toEqual(canonicalStatement(query[queryNode]))
}

// Two random names may meet; that they are then refused is a fact of its own, tested in `select.test.ts`.
const unlessTaken = (act: () => Promise<void>): Promise<void> =>
  act().catch((error: unknown) => {
    if (!(error instanceof HogqlBuildError) || error.reason._tag !== "NameTaken") throw error
  })

describe("a query", () => {
  it("is read back by PostHog's parser as the same query", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(anySelect, fc.boolean(), (query, isInline) =>
        unlessTaken(() => check(query, isInline))
      ),
      settings(0.03)
    )
  })
})

describe("a set of queries", () => {
  it("is read back by PostHog's parser as the same set", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(anySet, fc.boolean(), (query, isInline) => unlessTaken(() => check(query, isInline))),
      settings(0.01)
    )
  })
})
