import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { nearestName } from "../src/nearestName.ts"

const names = [
  "host",
  "projectId",
  "personalApiKey",
  "projectToken",
  "timeoutMillis",
  "attemptTimeoutMillis",
  "tls"
]

describe("nearestName", () => {
  for (const [written, name] of [
    ["personalAPIKey", "personalApiKey"],
    ["personal_api_key", "personalApiKey"],
    ["timeoutMilis", "timeoutMillis"],
    ["timeotuMillis", "timeoutMillis"],
    ["projectID", "projectId"],
    ["apiKey", "personalApiKey"],
    ["timeout", "timeoutMillis"],
    ["tsl", "tls"],
    ["hots", "host"],
    ["key", undefined],
    ["url", undefined],
    // Two slips from tls, as many words are.
    ["tab", undefined],
    ["", undefined],
    ["__proto__", undefined],
    ["x".repeat(100_000), undefined]
  ] as const) {
    it(`takes ${written.slice(0, 20)} for ${name ?? "none of them"}`, () => {
      assert.strictEqual(nearestName(written, names), name)
    })
  }

  it("finds any name of six letters or more again with one slip in it", () => {
    const long = names.filter((name) => name.length >= 6)
    fc.assert(
      fc.property(
        fc.constantFrom(...long),
        fc.nat(),
        fc.constantFrom("left out", "doubled", "exchanged", "other"),
        (name, place, slip) => {
          const at = place % (name.length - 1)
          const [a = "", b = ""] = [name[at], name[at + 1]]
          const slips = { "left out": b, doubled: a + a + b, exchanged: b + a, other: `z${b}` }
          const written = name.slice(0, at) + slips[slip] + name.slice(at + 2)
          assert.strictEqual(nearestName(written, names), name)
        }
      )
    )
  })
})
