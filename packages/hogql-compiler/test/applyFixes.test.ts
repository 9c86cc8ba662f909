import { afterAll, describe, expect, it } from "vitest"
import { applyFixes, createCompiler } from "../src/index.ts"
import { project } from "./store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

const fixed = async (text: string): Promise<string> => {
  const { errors, warnings } = await compiler.check(text, project)
  const better = applyFixes(text, [...warnings, ...errors])
  return better === text ? text : fixed(better)
}

describe("applyFixes", () => {
  it.each([
    ["select evnt, cuont() from Events group by evnt", "select event, count() from events group by event"],
    [
      "select TOSTRING(properties.x) > 5 from events",
      "select toFloat(toString(properties.x)) > 5 from events"
    ],
    [
      "select 1 from events where properties.a > 5 and properties.b = true",
      "select 1 from events where toFloat(properties.a) > 5 and properties.b = 'true'"
    ],
    ["select 1 from events where 20 = '20'", "select 1 from events where 20 = 20"],
    ["select sum(properties.`a b`) from events", "select sum(toFloat(properties.`a b`)) from events"],
    [
      "select dateDiff('day', timestamp, '2024-01-01') from events",
      "select dateDiff('day', timestamp, toDateTime('2024-01-01')) from events"
    ],
    ["select round('1.5')", "select round(toFloat('1.5'))"],
    ["select count() from events wher event", "select count() from events WHERE event"],
    ["select '😀', evnt from events", "select '😀', event from events"]
  ])("makes the safe changes of %s", async (text, better) => {
    expect(await fixed(text)).toBe(better)
  })

  it.each([
    "select ev from events",
    "select zebra from events",
    "select event from events",
    "select count() from events where event = 5",
    "select sum(event) from events",
    "select event + 1 from events",
    "select has('abc', 'a')",
    "select toStartOfDay('soon')",
    "select addDays(1, 1)",
    "select 1 from events where properties.amount = 'many'"
  ])("leaves %s alone, where a person has to choose", async (text) => {
    expect(await fixed(text)).toBe(text)
  })

  it("applies one of two fixes of the same place, and the other the next time", () => {
    const fix = (start: number, end: number, text: string) => ({
      rule: "r",
      message: "m",
      start,
      end,
      fix: { start, end, text, isSafe: true }
    })
    expect(applyFixes("abc", [fix(1, 3, "x"), fix(0, 2, "y")])).toBe("yc")
    expect(
      applyFixes("abc", [
        fix(1, 2, "x"),
        { ...fix(2, 3, "y"), fix: { start: 2, end: 3, text: "y", isSafe: false } }
      ])
    ).toBe("axc")
  })
})
