import { afterAll, describe, expect, it } from "vitest"
import { createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler({ parseTimeoutMillis: 60_000 })
afterAll(() => compiler.close())

const columnCtes = Array.from({ length: 26 }, (_, n) => `a${n} + a${n} as a${n + 1}`).join(", ")

const nested = (levels: number, around: (inner: string) => string): string =>
  Array.from({ length: levels }).reduce<string>(around, "properties.a")

const wraps = (inner: string): string => `case ${inner} when 'x' then 'y' when 'z' then 'u' else 'v' end`

describe("a text that doubles with every level", () => {
  it.each([
    ["BETWEEN in a row", `select 1${" between 1 and 2".repeat(30)}`],
    ["column CTEs", `with 1 as a0, ${columnCtes} select a26`],
    ["CASE with an operand", `select ${nested(22, wraps)} from events`]
  ])("is refused: %s", async (_, text) => {
    await expect(compiler.compile(text, project)).rejects.toMatchObject({
      reason: {
        _tag: "InputRefused",
        message: expect.stringMatching(/^Written out, this has more than/) as string
      }
    })
    const { errors } = await compiler.check(text, project)
    expect(new Set(errors.map(({ rule }) => rule))).toEqual(new Set(["InputRefused"]))
    expect(errors.length).toBeLessThan(3)
  })

  it("compiles while it is small", async () => {
    const text = `select 1${" between 1 and 2".repeat(4)}, ${nested(3, wraps)} from events limit 1`
    await expect(compiler.compile(text, project)).resolves.toMatchObject({ limit: { value: 1 } })
  })

  it("compiles when what is named again and again is a table", async () => {
    const tables = Array.from(
      { length: 20 },
      (_, n) => `t${n + 1} as (select x.a from t${n} x join t${n} y on x.a = y.a)`
    )
    const text = `with t0 as (select 1 as a), ${tables.join(", ")} select a from t20 limit 1`
    expect((await compiler.compile(text, project)).sql.length).toBeLessThan(5000)
  })
})
