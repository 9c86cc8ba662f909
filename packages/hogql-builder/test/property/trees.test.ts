import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ast } from "../../src/expression.ts"
import { compile } from "../../src/compile.ts"
import { hogql } from "../../src/index.ts"
import type { Expression } from "../../src/index.ts"
import { canonicalNode } from "../judge/canonical.ts"
import { canonicalParsed } from "../judge/canonicalParsed.ts"
import { parseExpression } from "../judge/parser.ts"
import { anyExpression, smallExpression } from "./expressions.ts"
import { deadline, settings } from "./runs.ts"

describe("a tree of expressions", () => {
  it("is read back by PostHog's parser as the same tree", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(anyExpression, fc.boolean(), async (expression, inline) => {
        const { query, values } = compile(expression[ast], { inline })
        const sent = JSON.parse(JSON.stringify(values)) as typeof values
        expect(canonicalParsed(await parseExpression(query), sent)).toEqual(canonicalNode(expression[ast]))
      }),
      settings(0.08)
    )
  })

  it("stays one unit inside a template", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(smallExpression, smallExpression, async (left, right) => {
        const nested = hogql`${left} -- a comment
          or ${right} // another`
        const { query, values } = hogql`${nested} * 2`.toHogQL()
        const flatOr = (node: Expression<unknown, string>) => {
          const canonical = canonicalNode(node[ast])
          return Array.isArray(canonical) && canonical[0] === "OR" ? canonical.slice(1) : [canonical]
        }
        expect(canonicalParsed(await parseExpression(query), values)).toEqual([
          "arithmetic",
          "*",
          ["OR", ...flatOr(left), ...flatOr(right)],
          ["number", "2"]
        ])
      }),
      settings(0.02)
    )
  })
})
