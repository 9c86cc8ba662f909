import { assert, describe, it } from "vitest"
import { help } from "../../src/Arguments.ts"
import * as surface from "../../src/index.ts"

// The expected side is a literal. Changing it changes what users wrote their programs against: it needs a changeset.
describe("the public surface", () => {
  it("exports these values", () => {
    assert.deepStrictEqual(Object.keys(surface).sort(), [
      "RunError",
      "RunOptionInvalid",
      "SandboxUnavailable",
      "ScriptInvalid",
      "checkSandbox",
      "runScript"
    ])
  })

  it("names its failures as their classes", () => {
    const reason = new surface.SandboxUnavailable({ why: "w", remedy: "r" })
    const error = new surface.RunError({ operation: "Sandbox.run", reason })
    assert.deepStrictEqual(
      [error._tag, error.name, reason._tag, reason.name],
      ["RunError", "RunError", "SandboxUnavailable", "SandboxUnavailable"]
    )
    assert.strictEqual(new surface.ScriptInvalid({ problem: "p" })._tag, "ScriptInvalid")
    assert.strictEqual(new surface.RunOptionInvalid({ option: "o", problem: "p" })._tag, "RunOptionInvalid")
  })

  it("has these flags and exit codes", () => {
    assert.deepStrictEqual(
      [...new Set(help.match(/--[a-z-]+/g))],
      [
        "--tables",
        "--queries",
        "--rows",
        "--seconds",
        "--wall-millis",
        "--heap-mebibytes",
        "--json",
        "--help",
        "--version"
      ]
    )
    assert.include(
      help,
      `Exit codes: 0 ok, 1 a bug, 2 usage or settings, 3 key not accepted, 4 not found, 5 refused, 6 rate limit or quota,
7 no sandbox here or PostHog not available, 9 the script failed or was stopped, 130 interrupted.`
    )
  })
})
