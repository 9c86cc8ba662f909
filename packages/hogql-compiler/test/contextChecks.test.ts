import { afterAll, describe, expect, it } from "vitest"
import { type CompileContext, createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const text = "select count() from events where {filters} and person_id in cohort 7"

describe("a context that a program read from JSON", () => {
  const refused: readonly [string, object][] = [
    ["timezone", { timezone: "+05:30" }],
    ["timezone", { timezone: "" }],
    ["weekStartDay", { weekStartDay: 5 }],
    ["weekStartDay", { weekStartDay: "0) or (1" }],
    ["cohorts", { cohorts: [{ id: 7, name: "a", isStatic: false, version: "2) or (1 = 1" }] }],
    ["cohorts", { cohorts: [{ id: "7", name: "a", isStatic: false, version: 2 }] }],
    ["projectId", { projectId: "1 or 1" }],
    ["defaultLimit", { defaultLimit: "1" }]
  ]

  it.each(refused)("is refused when its %s is of another shape: %j", async (what, wrong) => {
    // What TypeScript keeps out, JSON lets in.
    const context = { ...project, ...wrong }
    await expect(compiler.compile(text, context)).rejects.toMatchObject({
      reason: { _tag: "InputRefused", what }
    })
    expect((await compiler.check(text, context)).errors.map(({ rule }) => rule)).toEqual(["InputRefused"])
  })

  it("is refused when it is none, and so is a query that is no text", async () => {
    const foreign = (value: unknown) => value as never
    for (const context of [undefined, null, 5, "x"]) {
      await expect(compiler.compile(text, foreign(context))).rejects.toMatchObject({
        reason: { _tag: "InputRefused", what: "context" }
      })
    }
    for (const query of [undefined, null, 5, {}]) {
      for (const call of [
        compiler.compile(foreign(query), project),
        compiler.check(foreign(query), project),
        compiler.outline(foreign(query)),
        compiler.format(foreign(query))
      ]) {
        await expect(call).rejects.toMatchObject({ reason: { _tag: "InputRefused", what: "text" } })
      }
    }
  })

  it.each([
    [null],
    ["event = 'x'"],
    [[]],
    [{ dateRange: 5 }],
    [{ dateRange: { date_from: 7 } }],
    [{ properties: { key: "a" } }],
    [{ property: [] }],
    [{ filterTestAccounts: "yes" }]
  ])("is refused when its filters are of another shape, and lets no row through: %j", async (filters) => {
    const context = { ...project, filters } as CompileContext
    await expect(compiler.compile(text, context)).rejects.toMatchObject({
      reason: { _tag: "ValueInvalid", start: text.indexOf("{"), end: text.indexOf("}") + 1 }
    })
  })
})
