import { describe, expect, it } from "vitest"
import { wrap } from "../../src/output/wrap.ts"

describe("wrap", () => {
  it("hangs a list's text under where it began", () => {
    expect(wrap("  --flag    one two three four", 24)).toBe("  --flag    one two\n            three four")
  })

  it("keeps the indentation of plain text", () => {
    expect(wrap("  one two three four five", 14)).toBe("  one two\n  three four\n  five")
  })

  it("leaves short lines and unbreakable words alone", () => {
    expect(wrap("short\n  averyveryverylongword", 10)).toBe("short\n  averyveryverylongword")
  })
})
