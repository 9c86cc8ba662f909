import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ast } from "../../src/expression.ts"
import { compile } from "../../src/compile.ts"
import { events, fn, hogql, select } from "../../src/index.ts"
import type { AnyExpression, Expression } from "../../src/index.ts"
import { selectNode } from "../../src/select.ts"
import { canonicalNode, canonicalParsed, canonicalSelect } from "../judge/canonical.ts"
import { parseExpression, parseQuery } from "../judge/parser.ts"
import { alias, anyExpression, smallExpression } from "./arbitraries.ts"
import { deadline, settings } from "./runs.ts"

const overEvents = (expression: AnyExpression) => expression as Expression<boolean, "events">

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

describe("a query", () => {
  it("is read back by PostHog's parser as the same query", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(alias, smallExpression, { minKeys: 1, maxKeys: 2 }),
        fc.array(smallExpression, { maxLength: 2 }),
        fc.array(smallExpression, { maxLength: 1 }),
        fc.array(fc.tuple(smallExpression, fc.constantFrom("asc" as const, "desc" as const)), {
          maxLength: 2
        }),
        fc.option(fc.nat(), { nil: undefined }),
        async (columns, conditions, having, orders, limit) => {
          let query = select(events).columns(columns as Record<string, Expression<unknown, "events">>)
          for (const condition of conditions) query = query.where(overEvents(condition))
          for (const condition of having) query = query.having(overEvents(condition))
          for (const [key, direction] of orders) query = query.orderBy(overEvents(key), direction)
          if (limit !== undefined) query = query.limit(limit)
          if (conditions.length > 1) query = query.groupBy(fn.lower(events.event))
          const { query: text, values } = query.toHogQL()
          expect(canonicalParsed(await parseQuery(text), values)).toEqual(canonicalSelect(query[selectNode]))
        }
      ),
      settings(0.02)
    )
  })
})
