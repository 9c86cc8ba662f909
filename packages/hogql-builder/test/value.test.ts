import { describe, expect, it } from "vitest"
import {
  eq,
  events,
  fn,
  hogql,
  HogqlBuildError,
  identifier,
  isIn,
  like,
  persons,
  select,
  value
} from "../src/index.ts"

const problemOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof HogqlBuildError)) throw error
    return "problem" in error.reason ? error.reason.problem : error.reason._tag
  }
  return "none"
}

const untyped = (given: unknown) => given as never

describe("a value", () => {
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  // A hole, which is undefined when read.
  const sparse: string[] = []
  sparse[1] = "x"

  it.each([
    ["nul-character", "a\0b"],
    ["nul-character", ["a", ["\0"]]],
    ["lone-surrogate", "a\ud800b"],
    ["lone-surrogate", "\udc00\ud800"],
    ["none", "\u{1f600}"],
    ["unsafe-integer", 2 ** 53],
    ["unsafe-integer", -(2 ** 60)],
    ["none", 2 ** 53 - 1],
    ["none", 1e21],
    ["integer-out-of-range", 2n ** 64n],
    ["integer-out-of-range", -(2n ** 63n) - 1n],
    ["none", 2n ** 64n - 1n],
    ["invalid-date", new Date(Number.NaN)],
    ["date-out-of-range", new Date("1899-12-31T23:59:59.999Z")],
    ["date-out-of-range", new Date("2300-01-01T00:00:00.000Z")],
    ["nested-too-deeply", cyclic],
    ["not-a-value", undefined],
    ["not-a-value", sparse],
    ["not-a-value", {}],
    ["not-a-value", Symbol("x")],
    ["not-a-value", () => "x"],
    ["not-a-value", /x/]
  ])("is judged: %s", (problem, given) => {
    expect(problemOf(() => value(untyped(given)))).toBe(problem)
  })

  it("is refused in every position before there is any text", () => {
    const bad = "a\0"
    const positions: readonly (() => unknown)[] = [
      () => eq(events.event, bad),
      () => like(events.event, bad),
      () => isIn(events.event, ["a", bad]),
      () => fn.if(eq(events.event, "a"), bad, "b"),
      () => fn.concat(events.event, bad),
      () => fn.replaceAll(events.event, bad, ""),
      () => fn.toDateTime(bad),
      () => hogql`select ${bad}`,
      () => events.properties.get(bad),
      () => events.properties.text("a", bad),
      () => persons.properties.boolean(bad),
      () => identifier("a", bad),
      () => select(events).columns({ [bad]: events.event })
    ]
    for (const position of positions) expect(problemOf(position)).toBe("nul-character")
  })

  it("never shows up in the message of a failure", () => {
    try {
      value("secret\0")
    } catch (error) {
      expect(String(error)).not.toContain("secret")
      expect(JSON.stringify(error)).not.toContain("secret")
    }
    expect.assertions(2)
  })

  it("of a megabyte is bound as it is", () => {
    const long = "'\\\u{1f600}".repeat(300_000)
    expect(hogql`select ${long}`.toHogQL().values["v0"]).toBe(long)
  })

  it.each([
    [10n, "10"],
    [2n ** 63n, "9223372036854775808"],
    [-0, "-0.0"],
    [Number.NaN, "NaN"],
    [Infinity, "Inf"],
    [-Infinity, "-Inf"],
    [new Date("2026-03-29T01:30:00.5+01:00"), "toDateTime('2026-03-29 00:30:00.500', 'UTC')"],
    [[1n, "a'"], "[1, 'a\\'']"]
  ])("that JSON would change is written out: %s", (given, text) => {
    expect(hogql`select ${given}`.toHogQL()).toEqual({
      query: `select ${text.startsWith("-") ? `(${text})` : text}`,
      values: {}
    })
  })
})

describe("a property path", () => {
  it.each([0, -1, 1.5, Number.NaN])("refuses the array position %d", (position) => {
    expect(problemOf(() => events.properties.get("a", position))).toBe("ArgumentRefused")
  })
})
