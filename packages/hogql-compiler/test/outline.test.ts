import { afterAll, describe, expect, it } from "vitest"
import { outline } from "../src/outline.ts"
import { createParser } from "../src/parse/Parser.ts"

const parser = createParser()
afterAll(() => parser.close())

const outlineOf = async (text: string) => outline(text, await parser.parseSelect(text))

describe("outline", () => {
  it("finds the outermost LIMIT and its place", async () => {
    const text = "select '😀', (select 1 limit 2) from events limit 10 -- ten"
    const { limit, kind } = await outlineOf(text)
    expect({ kind, value: limit?.value, text: text.slice(limit?.start, limit?.end) }).toEqual({
      kind: "select",
      value: 10,
      text: "10"
    })
  })

  it.each([
    "select 1 limit 5 + 5",
    "select 1 limit {n}",
    "select 1 limit 10 %",
    "select 1 limit 10 with ties"
  ])("does not know the number of rows of %s", async (text) => {
    expect((await outlineOf(text)).limit).toMatchObject({ value: null })
  })

  it("has no limit for a set, nor for LIMIT BY, nor for a limit inside a subquery", async () => {
    for (const text of [
      "select 1 union all select 2 limit 3",
      "select a from t limit 1 by a",
      "select * from (select 1 limit 2)"
    ]) {
      expect((await outlineOf(text)).limit).toBeUndefined()
    }
    expect((await outlineOf("select 1 union all select 2")).kind).toBe("set")
  })

  it("sees OFFSET at any depth, and not that of SAMPLE", async () => {
    expect((await outlineOf("select * from (select 1 limit 5 offset 5)")).hasOffset).toBe(true)
    expect((await outlineOf("select 1 limit 5, 5")).hasOffset).toBe(true)
    expect((await outlineOf("select 1 union all (select 2) offset 3")).hasOffset).toBe(true)
    expect((await outlineOf("select 1 from t sample 1/10 offset 1/2")).hasOffset).toBe(false)
  })

  it.each([
    ["select 1", "select 1"],
    ["  (select 1) ; -- done", "  (select 1)"],
    ["select 'a;' /* b */ ; \n", "select 'a;'"],
    ["select f'{1}' -- '", "select f'{1}'"]
  ])("ends %j where a LIMIT could be appended", async (text, statement) => {
    const { end } = await outlineOf(text)
    expect(text.slice(0, end)).toBe(statement)
    expect(await outlineOf(`${text.slice(0, end)} LIMIT 7${text.slice(end)}`)).toMatchObject({
      limit: { value: 7 }
    })
  })

  it("tells which clauses PostHog drops or misreads, with their place after an emoji", async () => {
    const text = "select '😀' as a from events wher order by a nulls first limit 5"
    const { warnings } = await outlineOf(text)
    expect(warnings.map(({ start, end }) => text.slice(start, end))).toEqual(["nulls first"])
    const mistyped = "select '😀' from events wher is_test"
    expect((await outlineOf(mistyped)).warnings[0]?.message).toContain("Did you mean WHERE")
    expect((await outlineOf("select 1")).warnings).toEqual([])
  })
})
