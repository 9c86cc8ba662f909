/** Names and values can never become syntax: whatever is in them comes back as it was, from real ClickHouse. */
import fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { createCompiler, HogqlCompileError } from "../src/index.ts"
import { printText } from "../src/print/printLiteral.ts"
import { compileAndRun } from "./store/compileAndRun.ts"
import { project } from "./store/project.ts"

const { rows, raw, compile } = compileAndRun()
const alone = createCompiler()
afterAll(() => alone.close())

const hostile = [
  "'; drop table events --",
  "' or 1=1 --",
  "\\'; select 1; --",
  "`",
  "``) from events --",
  '"',
  "{p0:String}",
  "{p0:Identifier}",
  "a\nb\tc\u0007\b\f\v",
  "\\",
  "\\\\'",
  "/* x",
  "-- x",
  "%s %(x)s",
  "😀 é",
  "\u2028",
  "a.b",
  "null",
  "select",
  ""
]

const inBackticks = (name: string): string =>
  `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "``").replaceAll("\n", "\\n")}\``

describe("a hostile text", () => {
  it.each(hostile)("%j comes back from a placeholder as it was", async (value) => {
    const { sql } = await compile("select {x}, {x} = {x}, length({x})", { values: { x: value } })
    expect(await rows("select {x}, [{x}], ({x}, 1)", { values: { x: value } })).toEqual([
      [value, [value], [value, 1]]
    ])
    expect(sql).toBe(
      "SELECT {p0:String} AS `{x}`, equals({p0:String}, {p0:String}) AS `equals({x}, {x})`, length({p0:String}) AS `length({x})` LIMIT 101"
    )
  })

  it.each(hostile)("%j as a string constant stays one", async (value) => {
    expect(
      await rows(`select ${printText(value)} as x, event from events where event = 'signup' limit 1`)
    ).toEqual([[value, "signup"]])
  })

  it.each(hostile.filter((name) => name !== ""))(
    "%j is only ever a name as an alias, a table alias and a key",
    async (name) => {
      const quoted = inBackticks(name)
      if (/^(true|false|null|team_id)$/.test(name)) return
      const compiled = await compile(
        `select x.event as ${quoted}, ${quoted}, x.properties.${quoted} from (select event, properties from events) as x group by 1, 3 order by ${quoted} limit 1`
      )
      expect(compiled.columns[0]?.name).toBe(name)
      expect(
        await rows(
          `select x.event as ${quoted}, x.properties.${quoted} from (select event, properties from events) as x order by ${quoted} limit 1`
        )
      ).toEqual([["$pageview", null]])
      expect(await rows(`select ${quoted}.event from events as ${quoted} limit 1`)).toHaveLength(1)
      expect(await rows(`with ${quoted} as (select 1 as a) select a from ${quoted}`)).toEqual([[1]])
    }
  )

  it.each(hostile)("%j as a cohort's name is only looked up", async (name) => {
    const refused = await compile(
      `select count() from events where person_id in cohort ${printText(name)}`
    ).catch((cause: unknown) => cause)
    expect(refused).toBeInstanceOf(HogqlCompileError)
    const cohorts = [{ id: 7, name, isStatic: false, version: 2 }]
    expect(
      await rows(`select count() from events where person_id in cohort ${printText(name)}`, { cohorts })
    ).toEqual([[7]])
  })

  it("leaves the tables as they were", () => {
    expect(raw("select count() from events")).toEqual([[13]])
  })
})

describe("a generated text", () => {
  it("is bound, never written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (value) => {
        fc.pre(value.isWellFormed())
        const { sql, parameters } = await alone.compile("select count() from events where event = {x}", {
          ...project,
          values: { x: value }
        })
        expect(Object.values(parameters)).toEqual([value])
        expect(sql).toBe(
          "SELECT count() AS `count()` FROM `events` AS `events` WHERE and(equals(`events`.`team_id`, 1), equals(`events`.`event`, {p0:String})) LIMIT 101"
        )
      })
    )
  })

  it("comes back from ClickHouse as it was", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
        async (values) => {
          fc.pre(values.every((value) => value.isWellFormed()))
          expect(await rows("select {x}", { values: { x: values } })).toEqual([[values]])
        }
      ),
      { numRuns: 50 }
    )
  })
})

describe("a value", () => {
  it("of each kind keeps its meaning", async () => {
    const values = {
      whole: 42,
      large: 9_007_199_254_740_993n,
      part: 0.5,
      yes: true,
      none: null,
      day: new Date("2024-03-02T00:00:00Z"),
      list: [20, 100]
    }
    expect(
      await rows("select {whole} + 1, toString({large}), {part}, {yes}, {none} is null, {day}, {list}", {
        values
      })
    ).toEqual([[43, "9007199254740993", 0.5, true, 1, "2024-03-02 00:00:00.000000", [20, 100]]])
    expect(
      await rows("select count() from events where timestamp >= {day} and properties.amount in {list}", {
        values
      })
    ).toEqual([[2]])
    expect(
      await rows("select number from numbers({whole}) limit {limit}", { values: { ...values, limit: 2 } })
    ).toEqual([[0], [1]])
  })

  it.each([
    ["NaN", Number.NaN],
    ["infinite", Infinity],
    ["an unsafe whole number", 2 ** 53],
    ["half a surrogate pair", "\ud800"],
    ["an invalid date", new Date(Number.NaN)]
  ])("that is %s is refused", async (_, value) => {
    const refused: unknown = await alone
      .compile("select {x}", { ...project, values: { x: value } })
      .catch((cause: unknown) => cause)
    expect(refused).toBeInstanceOf(HogqlCompileError)
    expect(refused).toMatchObject({ reason: { _tag: "ValueInvalid", name: "x", start: 7, end: 10 } })
  })

  it("is only found under its own name", async () => {
    const refused: unknown = await alone
      .compile("select {toString}", project)
      .catch((cause: unknown) => cause)
    expect(refused).toMatchObject({ reason: { _tag: "PlaceholderMissing", name: "toString" } })
  })
})
