import stringWidth from "string-width"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { excerpt, lineAndColumn } from "../../src/output/excerpt.ts"

/** The text over the carets, as columns of the screen. */
const over = ([line = "", carets = ""]: readonly string[]): string => {
  const from = carets.indexOf("^")
  const until = carets.lastIndexOf("^") + 1
  let at = 0
  let piece = ""
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(line)) {
    if (at >= from && at < until) piece += segment
    at += stringWidth(segment)
  }
  return piece
}

const at = (text: string, piece: string, width = 80): readonly string[] => {
  const start = text.indexOf(piece)
  return excerpt(text, { start, end: start + piece.length }, width)
}

describe("excerpt", () => {
  it.each([
    ["select evnt from events", "1:8"],
    ["select '日本語', evnt from events", "1:15"],
    ["select '👩‍👩‍👧‍👦😀', evnt from events", "1:20"],
    ["select\n\t\t evnt\nfrom events", "2:4"],
    ["select 'e\u0301', evnt", "1:14"],
    ["select 1,\r\n  evnt\r\nfrom x", "2:3"]
  ])("puts the carets under the place in %j", (text, label) => {
    const lines = at(text, "evnt")
    expect(lines[0]).toContain(` ${label} | `)
    expect(over(lines)).toBe("evnt")
  })

  it("marks wide characters over their whole width", () => {
    expect(over(at("select 語語 from x", "語語"))).toBe("語語")
  })

  it("shows a long line around the place, within the width", () => {
    const text = `select ${"a, ".repeat(5000)}evnt, ${"b, ".repeat(5000)}c`
    for (const width of [40, 80, 120]) {
      const lines = at(text, "evnt", width)
      expect(over(lines)).toBe("evnt")
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width)
    }
  })

  it("shows the first line of a place that spans several", () => {
    expect(over(at("select a +\n b", "a +\n b"))).toBe("a +")
  })

  it("shows one caret at the end of a text, and in an empty one", () => {
    expect(excerpt("select 1", { start: 8, end: 8 }, 80)[1]).toBe("      |         ^")
    expect(excerpt("", { start: 0, end: 0 }, 80)).toEqual(["  1:1 | ", "      | ^"])
  })

  it("stays within the width and lets no control character through, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(), fc.nat(), (text, a, b) => {
        const start = Math.min(a % (text.length + 1), b % (text.length + 1))
        const end = Math.max(a % (text.length + 1), b % (text.length + 1))
        const lines = excerpt(text, { start, end }, 80)
        expect(lines).toHaveLength(2)
        for (const line of lines) {
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u)
        }
      })
    )
  })
})

describe("lineAndColumn", () => {
  it("counts characters, not UTF-16 units", () => {
    expect(lineAndColumn("a\n😀b", 4)).toEqual({ line: 2, column: 2 })
    expect(lineAndColumn("", 0)).toEqual({ line: 1, column: 1 })
  })
})
