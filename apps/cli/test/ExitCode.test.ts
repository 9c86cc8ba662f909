import * as driver from "@posthog-driver/driver"
import * as engine from "@posthog-driver/engine"
import * as sandbox from "@posthog-driver/sandbox-runner"
import * as transport from "@posthog-driver/transport"
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

  it("every reason that a package exports has its code", () => {
    const reasons = [driver, engine, sandbox, transport]
      .flatMap((exports) => Object.entries(exports))
      .filter(
        ([name, value]) =>
          typeof value === "function" && value.prototype instanceof Error && !name.endsWith("Error")
      )
      .map(([name]) => name)
    expect(reasons.length).toBeGreaterThan(20)
    expect(reasons.filter((_tag) => exitCodeOf({ _tag }) === ExitCode.bug)).toEqual([])
  })

  it("what nobody mapped is a bug", () => {
    expect(exitCodeOf({ _tag: "SomethingElse" })).toBe(1)
    expect(exitCodeOf(new Error("x"))).toBe(1)
    expect(exitCodeOf(undefined)).toBe(1)
  })
})
