import { afterAll, describe, expect, it } from "vitest"
import { HogqlCompileError } from "../../src/HogqlCompileError.ts"
import { createParser } from "../../src/parse/Parser.ts"

const parser = createParser()
afterAll(() => parser.close())

/** For texts that are let through: a loaded machine may take long for them. */
const patient = createParser({ parseTimeoutMillis: 60_000 })
afterAll(() => patient.close())

const nested = (open: string, inner: string, close: string) => (depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth)

const shapes: Readonly<Record<string, (depth: number) => string>> = {
  brackets: nested("(", "1", ")"),
  calls: nested("f(", "1", ")"),
  "calls of quoted names": nested("`f`(", "1", ")"),
  arrays: nested("[", "1", "]"),
  tuples: nested("(1, ", "1", ")"),
  dictionaries: nested("{'a': ", "1", "}"),
  placeholders: nested("{", "a", "}"),
  "unclosed brackets": nested("(", "1", ""),
  "mixed brackets": nested("f([(", "1", ")])"),
  NOT: nested("not ", "a", ""),
  minus: nested("- ", "a", ""),
  dots: nested("a.", "b", ""),
  "optional dots": (depth) => `a${"?.b".repeat(depth)}`,
  subscripts: (depth) => `a${"[1]".repeat(depth)}`,
  "tuple indices": (depth) => `a${".1".repeat(depth)}`,
  casts: (depth) => `a${"::int".repeat(depth)}`,
  sums: (depth) => `1${"+1".repeat(depth)}`,
  "sums with words for numbers": (depth) => `a${" + from".repeat(depth)}`,
  AND: (depth) => `a${" and a".repeat(depth)}`,
  OR: (depth) => `a = 1${" or a = 1".repeat(depth)}`,
  "||": (depth) => `a${" || a".repeat(depth)}`,
  "??": (depth) => `a${" ?? a".repeat(depth)}`,
  comparisons: (depth) => `a${" = a".repeat(depth)}`,
  "nested CASE": nested("case when a then b else ", "c", " end"),
  "CASE in THEN": nested("case when a then ", "c", " end"),
  ternaries: nested("a ? b : ", "c", ""),
  "ternaries in the middle": nested("a ? ", "b", " : c"),
  lambdas: nested("x -> ", "1", ""),
  "calls with lambdas": nested("f(1, x -> ", "1", ")"),
  subqueries: nested("(select ", "1", ")"),
  "subqueries in FROM": (depth) => `(select * from ${nested("(select * from ", "events", ")")(depth)})`,
  "nested WITH": (depth) => `(${nested("with a as (", "select 1", ") select 1")(depth)})`,
  joins: (depth) => `(select 1 from a${" join b on 1".repeat(depth)})`,
  "comma joins": (depth) => `(select 1 from a${", b".repeat(depth)})`,
  tags: nested("<a>", "", "</a>"),
  "template strings": nested("f'{", "1", "}'"),
  CAST: nested("cast(", "1", " as int)")
}

describe("hostile input", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it.each([100, 1_000, 10_000])(
      `${name}, %d deep, gets an answer and leaves the parser usable`,
      async (depth) => {
        const text = `select ${shape(depth)}`
        const outcome = await parser.parseSelect(text).catch((error: unknown) => error)
        if (depth > 100 || outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(HogqlCompileError)
          expect(["InputRefused", "SyntaxInvalid"]).toContain((outcome as HogqlCompileError).reason._tag)
        }
        await expect(parser.parseSelect(`select 'still here', ${depth}`)).resolves.toMatchObject({
          node: "SelectQuery"
        })
      },
      20_000
    )
  }

  it(
    "lets a wide query through: two hundred columns, ten thousand values, a megabyte of text",
    { timeout: 120_000 },
    async () => {
      const columns = Array.from({ length: 200 }, (_, index) => `c${index}`).join(", ")
      const values = Array.from({ length: 10_000 }, (_, index) => `'v${index}'`).join(", ")
      await expect(
        patient.parseSelect(`select ${columns}, '${"x".repeat(1_000_000)}' from t where a in (${values})`)
      ).resolves.toMatchObject({
        node: "SelectQuery"
      })
    }
  )

  it("lets a hundred conditions and a union of a hundred selects through", { timeout: 120_000 }, async () => {
    const conditions = Array.from(
      { length: 100 },
      (_, index) => `properties.p${index} = 'a' and x > ${index} + 1`
    ).join(" or ")
    const member = "select a from t join u on t.id = u.id join v on v.id = u.id where b = 1"
    await expect(patient.parseSelect(`select 1 from t where ${conditions}`)).resolves.toMatchObject({
      node: "SelectQuery"
    })
    await expect(
      patient.parseSelect(Array.from({ length: 100 }, () => member).join(" union all "))
    ).resolves.toMatchObject({
      node: "SelectSetQuery"
    })
  })
})
