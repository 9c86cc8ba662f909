import { describe, expect, it } from "vitest"
import { HogqlCompileError, type HogqlReason } from "../../src/HogqlCompileError.ts"
import { maximumLength, maximumLengthOutsideStrings, passGate } from "../../src/parse/Gate.ts"

const refusal = (text: string): HogqlReason | undefined => {
  try {
    passGate(text)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(HogqlCompileError)
    return (error as HogqlCompileError).reason
  }
}

describe("passGate", () => {
  it("counts string literals apart from the rest of the text", () => {
    const outside = "select 1 -- ".padEnd(maximumLengthOutsideStrings + 1, "x")
    expect(refusal(outside)).toMatchObject({
      _tag: "InputRefused",
      what: "length outside string literals",
      found: maximumLengthOutsideStrings + 1,
      limit: maximumLengthOutsideStrings
    })
    expect(refusal(`select '${"x".repeat(maximumLengthOutsideStrings + 1)}'`)).toBeUndefined()
  })

  it("refuses more than 20 MB in all", () => {
    expect(refusal(`select '${"x".repeat(maximumLength)}'`)).toMatchObject({
      what: "length",
      limit: maximumLength
    })
  })

  it("refuses NUL and halves of UTF-16 pairs, and says where", () => {
    expect(refusal("select '\0'")).toMatchObject({
      _tag: "InputRefused",
      what: "NUL character",
      start: 8,
      end: 9
    })
    expect(refusal("select '😀\ud83d'")).toMatchObject({
      _tag: "InputRefused",
      what: "lone surrogate",
      start: 10,
      end: 11
    })
  })

  it.each([
    ["brackets inside brackets", `select ${"(".repeat(41)}1${")".repeat(41)}`, 41, 40, 47],
    ["calls inside calls", `select ${"f(".repeat(21)}1${")".repeat(21)}`, 21, 20, 48],
    ["chained operators", `select 1${"+1".repeat(151)}`, 151, 150, 308],
    ["repeated NOT", `select ${"not ".repeat(21)}a`, 21, 20, 87]
  ])("names %s, how many, the limit and the place", (what, text, found, limit, start) => {
    expect(refusal(text)).toMatchObject({ _tag: "InputRefused", what, found, limit, start })
  })

  it("adds up what nests, where no single limit is passed", () => {
    const sums = `${"(".repeat(35)}1${"+1".repeat(100)}${")".repeat(35)}`
    expect(refusal(`select ${sums}`)).toMatchObject({ _tag: "InputRefused", what: "nesting" })
    expect(refusal(`select ${"(".repeat(20)}1${"+1".repeat(100)}${")".repeat(20)}`)).toBeUndefined()
  })

  it.each([
    ["select a = 1" + " and b.c = 1 + 2 * 3".repeat(149), "tight operators between loose ones"],
    ["select " + Array.from({ length: 500 }, () => "a + b").join(", "), "operators in different columns"],
    ["select a is not null" + " and not b".repeat(60), "NOTs between ANDs"],
    [
      `select '${"(".repeat(1000)}', \`${"(".repeat(1000)}\` -- ${"(".repeat(1000)}`,
      "brackets in strings, names and comments"
    ],
    ["select f'{" + "a}{".repeat(200) + "b}'", "many braces of one template string"],
    ["select case when a then 1 end" + ", case when a then 1 end".repeat(100), "CASE beside CASE"],
    ["select " + "a < b and c > d, ".repeat(60) + "1", "comparisons that look like tags"]
  ])("lets %.40s through (%s)", (text) => {
    expect(refusal(text)).toBeUndefined()
  })

  it("finds no query in blanks, comments and semicolons", () => {
    expect(refusal(" ; -- x")?._tag).toBe("EmptyQuery")
  })

  it("leaves a quote between tags to the parser", () => {
    expect(refusal("select <b>it's</b>")).toBeUndefined()
  })
})
