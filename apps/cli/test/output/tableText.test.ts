import fc from "fast-check"
import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { tableText } from "../../src/output/tableText.ts"

const table = (rows: readonly (readonly string[])[]) => ({
  columns: (rows[0] ?? []).map((_, index) => ({ name: `column ${index}` })),
  rows
})

describe("tableText", () => {
  it("aligns numbers right and everything else left", () => {
    const { text } = tableText(
      {
        columns: [{ name: "event" }, { name: "n", type: "UInt64" }],
        rows: [
          ["signed_up", 5],
          ["a", 1234]
        ]
      },
      80
    )
    expect(text).toBe("event         n\n─────────  ────\nsigned_up     5\na          1234\n")
  })

  it("counts the cells that it cut", () => {
    const { cut, text } = tableText(table([["x".repeat(200), "short"]]), 40)
    expect(cut).toBe(1)
    expect(text).toContain("…")
  })

  it("any text fits the width, and no control character gets through", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), {
          minLength: 1,
          maxLength: 5
        }),
        (rows) => {
          const { text } = tableText(table(rows), 60)
          for (const line of text.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(60)
          expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u)
        }
      )
    )
  })

  it("prints records when the columns cannot stand side by side", () => {
    const { cut, text } = tableText(table([Array.from({ length: 20 }, (_, index) => `value ${index}`)]), 60)
    expect(text.split("\n").slice(0, 3)).toEqual(["── row 1 ──", "column 0   value 0", "column 1   value 1"])
    expect(cut).toBe(0)
  })
})
