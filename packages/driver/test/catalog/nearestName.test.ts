import { describe, expect, it } from "vitest"
import { nearestName } from "../../src/catalog/nearestName.ts"
import { objectEntries } from "../../src/catalog/objects.ts"

const names = objectEntries.map((entry) => entry.name)

describe("nearestName", () => {
  it.each([
    ["event", "events"],
    ["Persons ", "persons"],
    ["users", "persons"],
    ["flags", "feature_flags"],
    ["feature-flags", "feature_flags"],
    ["expirements", "experiments"],
    ["session", "sessions"]
  ])("takes %s for %s", (written, meant) => {
    expect(nearestName(written, names)).toBe(meant)
  })

  it.each(["", "zebra", "constructor", "__proto__"])("has no guess for %j", (written) => {
    expect(nearestName(written, names)).toBeUndefined()
  })
})
