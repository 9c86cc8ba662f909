/** Where ClickHouse failed is told by line and column of the author's text, and never wrongly. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine, type TestEngine } from "../testEngine.ts"

let test: TestEngine
beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
})
afterAll(() => test[Symbol.asyncDispose]())

/** The type of what a map holds is not known before ClickHouse sees it. */
const number = (value: number): string => `map('a', ${value})['a']`
const one = `(select 'a' as s, ${number(1)} as n)`

/** What stands in brackets at the end of the detail. */
const said = async (query: string, more?: object): Promise<string | undefined> => {
  const { json, status } = await test.hogql(query, more)
  assert.strictEqual(status, 400, JSON.stringify(json))
  return / (\([^()]*\.\))$/.exec(json.detail)?.[1]
}

/** The place that ¶ marks. */
const placeOf = (marked: string): string => {
  const lines = marked.slice(0, marked.indexOf("¶")).split("\n")
  return `line ${lines.length}, column ${Array.from(lines.at(-1) ?? "").length + 1}`
}

describe("a call that ClickHouse does not take", () => {
  it.each([
    ["lower", `select lower(s),\n  ¶lower(n) from ${one}`],
    ["plus", `select n + 1, ¶n + [1] from ${one}`],
    ["upper", `select 1 from ${one} where upper(s) = 'A' and ¶upper(n) = 'A'`],
    ["lower", `select x from (select ¶lower(n) as x from ${one})`],
    ["lower", `with c as (select ¶lower(n) as x from ${one}) select x from c`],
    ["lower", `select lower('a') as a union all select ¶lower(${number(2)})`],
    ["lower", `select (select ¶lower(n) from ${one}), lower(s) from ${one}`],
    ["lower", `select sum(n), max(¶lower(n)) from ${one}`],
    ["upper", `select n, count() from ${one} group by n order by ¶upper(n)`],
    ["length", `select a.n from ${one} as a join ${one} as b on a.n = ¶length(b.n)`],
    ["lower", `select '😀', lower('a'), ¶lower(${number(1)})`],
    ["lower", `select ¶lower(${number(1)}) as a, concat(a, 'x'), lower(a)`],
    ["lower", "select arrayMap(x -> x + 1, [1]), ¶arrayMap(x -> lower(x), mapValues(map('a', 1)))"]
  ])("%s has its place in %s", async (name, marked) => {
    assert.strictEqual(await said(marked.replace("¶", "")), `(In ${name}, ${placeOf(marked)}.)`)
  })

  it("has its place where ClickHouse names no function", async () => {
    const marked = "select leftPad('7', 3), ¶leftPad('7', 1 - 2)"
    assert.strictEqual(await said(marked.replace("¶", "")), `(At ${placeOf(marked)}.)`)
  })
})

describe("a row that ClickHouse fails at", () => {
  it("is blamed on the one call of the function that ClickHouse names", async () => {
    const marked = "select _toInt16('3'), ¶_toInt8(concat(toString(number), 'x')) from numbers(2)"
    assert.strictEqual(await said(marked.replace("¶", "")), `(In toInt8, ${placeOf(marked)}.)`)
  })

  it("is blamed on any of a few calls of it", async () => {
    const detail = await said(
      "select _toInt8(toString(number)),\n_toInt8(concat(toString(number), 'x')) from numbers(2)"
    )
    assert.strictEqual(detail, "(In toInt8: line 1, column 8, or line 2, column 1.)")
  })
})
