import { PostHogReason } from "@posthog-driver/driver/effect"
import { assert, describe, it } from "vitest"
import { ExitCode, exitCodeOf } from "../src/ExitCode.ts"
import { RunError } from "../src/index.ts"

describe("exitCodeOf", () => {
  it("has a code for every reason of the client and of the runner", () => {
    const reasons = [...PostHogReason.members, ...RunError.fields.reason.members].map(
      (member) => member.fields._tag.schema.literal
    )
    assert.isAbove(reasons.length, 20)
    assert.deepStrictEqual(
      reasons.filter((tag) => exitCodeOf(tag) === ExitCode.bug),
      []
    )
  })

  it("tells apart what a caller acts on", () => {
    const codes = [
      "InvalidSettings",
      "Unauthorized",
      "NotFound",
      "ScriptInvalid",
      "RateLimited",
      "Unreachable"
    ]
    assert.deepStrictEqual(codes.map(exitCodeOf), [2, 3, 4, 5, 6, 7])
  })

  it("takes what nobody mapped for a bug", () => {
    assert.deepStrictEqual(["", "Surprise", "toString"].map(exitCodeOf), [1, 1, 1])
  })
})
