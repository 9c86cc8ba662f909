import { describe, expect, it } from "vitest"
import { propertyPath } from "../../src/catalog/propertyPath.ts"

describe("propertyPath", () => {
  it.each([
    ["$browser", "properties.$browser"],
    ["plan name", "properties.`plan name`"],
    ["a.b", "properties.`a.b`"],
    ["a`b\\c", "properties.`a``b\\\\c`"],
    ["1", "properties.`1`"],
    ["50% of 'x'", "properties['50% of ''x''']"]
  ])("writes %j as %s", (name, path) => {
    expect(propertyPath(name)).toBe(path)
  })
})
