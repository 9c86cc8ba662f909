import { afterAll, describe, expect, it } from "vitest"
import { createCompiler, type CompileContext } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

describe("compiling a text again", () => {
  const text = "select toStartOfDay(timestamp), properties.amount from events where event = {name} limit 5"
  const context: CompileContext = { ...project, values: { name: "a" } }

  it("gives the same answer, frozen, for an equal context", async () => {
    const first = await compiler.compile(text, context)
    const second = await compiler.compile(text, structuredClone(context))
    expect(second).toBe(first)
    expect(Object.isFrozen(first.columns[0]) && Object.isFrozen(first.parameters)).toBe(true)
  })

  it.each<[string, Partial<CompileContext>, RegExp | string]>([
    ["value", { values: { name: "b" } }, "b"],
    ["time zone", { timezone: "Asia/Tokyo" }, "Asia/Tokyo"],
    ["project", { projectId: 2 }, "2"],
    ["type of a property", { propertyDefinitions: [] }, "replaceRegexpAll"],
    ["maximum limit", { maximumLimit: 3 }, "LIMIT 3"]
  ])("sees another %s", async (_, change, sign) => {
    const before = await compiler.compile(text, context)
    const after = await compiler.compile(text, { ...context, ...change })
    const shown = ({ sql, parameters }: typeof after) => sql + JSON.stringify(parameters)
    expect(shown(after)).not.toBe(shown(before))
    expect(shown(after)).toContain(sign)
    expect(await compiler.compile(text, context)).toEqual(before)
  })

  it("sees a context that was changed in place, at any depth", async () => {
    const values: Record<string, string[]> = { names: ["a"] }
    const changing = { ...project, values }
    const query = "select event from events where event in {names} limit 1"
    const before = await compiler.compile(query, changing)
    values["names"]?.push("b")
    const after = await compiler.compile(query, changing)
    expect(JSON.stringify(before.parameters)).not.toContain('"b"')
    expect(JSON.stringify(after.parameters)).toContain('"b"')
  })

  it("sees other filters, variables and clocks, and no clock where none is read", async () => {
    const filtered = "select count() from events where {filters} and event = {variables.event} limit 1"
    const asked = (date_from: string, event: string, now: string) =>
      compiler.compile(filtered, {
        ...project,
        filters: { dateRange: { date_from } },
        variables: { a: { code_name: "event", value: event } },
        now: new Date(now)
      })
    const one = await asked("-1d", "a", "2024-03-02T00:00:00Z")
    expect(await asked("-1d", "a", "2024-03-02T00:00:00Z")).toBe(one)
    expect((await asked("-1d", "a", "2024-03-03T00:00:00Z")).sql).not.toBe(one.sql)
    expect((await asked("-2d", "a", "2024-03-02T00:00:00Z")).sql).not.toBe(one.sql)
    expect((await asked("-1d", "b", "2024-03-02T00:00:00Z")).parameters).not.toEqual(one.parameters)
    const plain = await compiler.compile("select 1 limit 1", { ...project, now: new Date(1) })
    expect(await compiler.compile("select 1 limit 1", { ...project, now: new Date(2) })).toBe(plain)
    const viewless = await compiler.compile("select 1 limit 1", { ...project, views: [], now: new Date(1) })
    expect(await compiler.compile("select 1 limit 1", { ...project, views: [], now: new Date(2) })).toBe(
      viewless
    )
  })

  it("sees a property that is defined otherwise in place", async () => {
    const definitions: NonNullable<CompileContext["propertyDefinitions"]>[number][] = []
    const changing = { ...project, propertyDefinitions: definitions }
    const query = "select properties.late from events limit 1"
    const before = await compiler.compile(query, changing)
    definitions.push({ scope: "event", name: "late", type: "Numeric" })
    expect((await compiler.compile(query, changing)).columns[0]?.type).toBe("Float")
    expect(before.columns[0]?.type).toBe("String")
  })

  it("tells a number from its text, a date from its number, and null from nothing", async () => {
    const compile = async (value: CompileContext["values"]) =>
      (await compiler.compile("select {a} limit 1", { ...project, ...(value && { values: value }) }))
        .columns[0]?.type
    expect([
      await compile({ a: 1 }),
      await compile({ a: "1" }),
      await compile({ a: 1n }),
      await compile({ a: new Date(1) }),
      await compile({ a: true })
    ]).toEqual(["Integer", "String", "Integer", "DateTime", "Boolean"])
  })

  it("refuses to answer from memory once it is closed", async () => {
    const closed = createCompiler()
    await closed.compile("select 1", project)
    await closed.close()
    await expect(closed.compile("select 1", project)).rejects.toMatchObject({
      reason: { _tag: "CompilerClosed" }
    })
  })
})
