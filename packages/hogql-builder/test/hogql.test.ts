import { describe, expect, it } from "vitest"
import { eq, events, fn, hogql, HogqlBuildError, identifier, select, unsafeRawHogql } from "../src/index.ts"
import type { HogqlTemplate } from "../src/index.ts"
import { canonicalParsed } from "./judge/canonicalParsed.ts"
import { parseExpression, parseQuery } from "./judge/parser.ts"

const problemOf = (act: () => HogqlTemplate): string => {
  try {
    act().toHogQL()
  } catch (error) {
    if (error instanceof HogqlBuildError && error.reason._tag === "TemplateRefused")
      return error.reason.problem
    throw error
  }
  return "none"
}

describe("hogql", () => {
  it("binds what is interpolated", () => {
    const name = "x' or 1=1 --"
    expect(hogql`select count() from events where event = ${name} and n in ${[1, 2]}`.toHogQL()).toEqual({
      query: "select count() from events where event = {v0} and n in {v1}",
      values: { v0: name, v1: [1, 2] }
    })
  })

  it("takes columns, tables and names for what they are", () => {
    const { query, values } =
      hogql`select ${events.properties.get("a b")}, ${identifier("e", "x`y")} from ${events}`.toHogQL()
    expect(query).toBe("select events.properties.`a b`, e.`x``y` from events")
    expect(values).toEqual({})
  })

  it("nests queries and fragments in brackets, values in order", () => {
    const inner = select(events).columns({ id: events.person_id }).where(eq(events.event, "a"))
    const either = hogql`event = ${"b"} or event = ${"c"}`
    expect(hogql`select 1 from ${inner} where ${either} and x > ${5}`.toHogQL()).toEqual({
      query:
        "select 1 from (SELECT events.person_id AS id FROM events WHERE events.event = {v0}) " +
        "where (event = {v1} or event = {v2}) and x > {v3}",
      values: { v0: "a", v1: "b", v2: "c", v3: 5 }
    })
  })

  it("serves as an expression of the builder", () => {
    const query = select(events)
      .columns({ n: hogql<number>`count() + ${1}` })
      .where(hogql`event = ${"a"} or event = ${"b"}`)
      .where(eq(events.distinct_id, "x"))
    expect(query.toHogQL({ inline: true }).query).toBe(
      "SELECT (count() + 1) AS n FROM events WHERE (event = 'a' or event = 'b') AND events.distinct_id = 'x'"
    )
  })

  it("gives its placeholders other names when the text has such placeholders of its own", () => {
    expect(hogql`select {v0}, {_v1}, {filters}, ${"x"}`.toHogQL()).toEqual({
      query: "select {v0}, {_v1}, {filters}, {__v0}",
      values: { __v0: "x" }
    })
    expect(hogql`select ${unsafeRawHogql("{ v3 }")}, ${"x"}`.toHogQL().values).toEqual({ _v0: "x" })
  })

  it("keeps a fragment that ends in a comment apart from what follows", async () => {
    const fragment = hogql`1 -- one`
    const { query } = hogql`${fragment} + ${fragment}`.toHogQL()
    expect(canonicalParsed(await parseExpression(query))).toEqual([
      "arithmetic",
      "+",
      ["number", "1"],
      ["number", "1"]
    ])
  })

  it("keeps a minus sign in front of a negative number from becoming a comment", async () => {
    const { query } = hogql`5 -${-1n}`.toHogQL()
    expect(canonicalParsed(await parseExpression(query))).toEqual([
      "arithmetic",
      "-",
      ["number", "5"],
      ["number", "-1"]
    ])
  })

  it("brackets an operation it is given", async () => {
    const { query } = hogql`not ${eq(events.event, "x")} = ${fn.now()}`.toHogQL({ inline: true })
    expect(query).toBe("not (events.event = 'x') = now()")
    await parseQuery(`select ${query} from events`)
  })

  it("splices raw text as it is in a template, and brackets it in an expression", () => {
    const raw = unsafeRawHogql<boolean>("a or b -- c")
    expect(raw.toHogQL()).toEqual({ query: "a or b -- c", values: {} })
    expect(hogql`select ${raw}`.toHogQL().query).toBe("select a or b -- c")
    expect(select(events).columns({ a: fn.count() }).where(raw).toHogQL().query).toBe(
      "SELECT count() AS a FROM events WHERE (a or b -- c\n)"
    )
  })

  it.each([
    ["interpolation-in-quotes", () => hogql`event = '${"x"}'`],
    ["interpolation-in-quotes", () => hogql`event = 'it\\'s ${"x"}'`],
    ["interpolation-in-quotes", () => hogql`"${"x"}"`],
    ["interpolation-in-quotes", () => hogql`\`a ${"x"}\``],
    ["interpolation-in-comment", () => hogql`1 -- ${"x"}`],
    ["interpolation-in-comment", () => hogql`1 // ${"x"}`],
    ["interpolation-in-comment", () => hogql`1 # ${"x"}`],
    ["interpolation-in-comment", () => hogql`1 /* ${"x"} */`],
    ["interpolation-touches-word", () => hogql`v${1n}`],
    ["interpolation-touches-word", () => hogql`${1n}x`],
    ["unclosed-quote", () => hogql`event = 'x`],
    ["unclosed-comment", () => hogql`event /* x`],
    ["unbalanced-brackets", () => hogql`event) or (1`],
    ["unbalanced-brackets", () => hogql`f(${1}`],
    ["unbalanced-brackets", () => hogql`f(${1}]`],
    ["top-level-comma", () => hogql`select ${hogql`a, b`}`],
    ["format-string", () => hogql`f'a{b}'`],
    ["invalid-escape", () => hogql`'\x'`],
    [
      "none",
      () => hogql`'it''s' || "a''" || 'half''x' || \`a"b\` /* ' */ -- "
      || ${"x"} // '
      || 'f' || xf(${"y"}, #1)`
    ],
    ["none", () => hogql`select 1 from ${hogql`select a, b from events`}`],
    ["none", () => hogql`f(${hogql`(a, b)`})`]
  ] as const)("finds %s", (problem, act) => {
    expect(problemOf(act)).toBe(problem)
  })

  it("refuses what is no value", () => {
    expect(() => hogql`select ${undefined as never}`).toThrow(HogqlBuildError)
    expect(() => hogql`select ${{ a: 1 } as never}`).toThrow(HogqlBuildError)
  })
})
