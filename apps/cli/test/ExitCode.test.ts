import { describe, expect, it } from "vitest"
import { ExitCode, exitCodeOf } from "../src/ExitCode.ts"

describe("exitCodeOf", () => {
  it("the numbers are the ones scripts know", () => {
    expect(ExitCode).toEqual({
      ok: 0,
      bug: 1,
      usage: 2,
      auth: 3,
      notFound: 4,
      refused: 5,
      budget: 6,
      unavailable: 7,
      truncated: 8,
      checkFailed: 9,
      interrupted: 130
    })
  })

  it("reads the reason of a wrapper, and its own tag otherwise", () => {
    expect(exitCodeOf({ _tag: "PostHogError", reason: { _tag: "Unauthorized" } })).toBe(3)
    expect(exitCodeOf({ _tag: "ResultTruncated" })).toBe(8)
  })

  it("what nobody mapped is a bug", () => {
    expect(exitCodeOf({ _tag: "SomethingElse" })).toBe(1)
    expect(exitCodeOf(new Error("x"))).toBe(1)
    expect(exitCodeOf(undefined)).toBe(1)
  })
})
