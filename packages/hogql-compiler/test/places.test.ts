/** What a failure of ClickHouse can be blamed on. */
import { afterAll, describe, expect, it } from "vitest"
import { createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const named = async (text: string, name: string): Promise<readonly string[]> => {
  const places = await compiler.places(text, { ...project, views })
  return places.named(name).map(({ start, end }) => text.slice(start, end))
}

const views = [{ name: "lowered", query: "select lower(event) as name from events" }]

/** What each statement tries out, in the order they come in. */
const tried = async (text: string): Promise<readonly string[]> => {
  const places = await compiler.places(text, { ...project, views })
  return [...places.probes()].map(({ place }) =>
    place === undefined ? "FROM" : text.slice(place.start, place.end)
  )
}

describe("the calls that ClickHouse can mean by a function", () => {
  it("are those of that name, in the order of the text", async () => {
    expect(await named("select lower('B'), upper('a'), lower('A')", "lower")).toEqual([
      "lower('B')",
      "lower('A')"
    ])
  })

  it("are operators and casts, too", async () => {
    expect(await named("select 1 + 2, '1'::int", "plus")).toEqual(["1 + 2"])
    expect(await named("select 1 + 2, '1'::int", "accurateCastOrNull")).toEqual(["'1'::int"])
  })

  it("are what printing adds to them", async () => {
    expect(await named("select concat(event, 'x') from events", "toString")).toEqual(["concat(event, 'x')"])
  })

  it("are not known when a saved view calls it", async () => {
    expect(await named("select lower('A'), name from lowered", "lower")).toEqual([])
  })

  it("are not those that keep other projects out", async () => {
    expect(await named("select event = 'a' from events", "equals")).toEqual(["event = 'a'"])
  })

  it("are of both names where ClickHouse makes one of the other", async () => {
    expect(await named("select if(1, 2, 3), multiIf(1, 2, 3)", "multiIf")).toEqual([
      "if(1, 2, 3)",
      "multiIf(1, 2, 3)"
    ])
  })
})

describe("the statements that try a query out", () => {
  it("come from the inside to the outside", async () => {
    expect(await tried("select lower(upper('a')) || 'b'")).toEqual([
      "upper('a')",
      "lower(upper('a'))",
      "lower(upper('a')) || 'b'"
    ])
  })

  it("come from what is read to what is made of it", async () => {
    expect(await tried("select lower(x) from (select upper(event) as x from events)")).toEqual([
      "FROM",
      "upper(event)",
      "FROM",
      "lower(x)"
    ])
  })

  it("are none of a saved view's", async () => {
    expect(await tried("select upper(name) from lowered")).toEqual(["FROM", "upper(name)"])
  })

  it("read nothing", async () => {
    const places = await compiler.places("select lower(event) from events where upper(event) = 'A'", project)
    for (const { sql } of places.probes()) expect(sql).toMatch(/ WHERE false LIMIT 0$/)
  })
})
