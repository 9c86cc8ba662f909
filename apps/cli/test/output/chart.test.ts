import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { barChart, shade } from "../../src/output/chart.ts"

describe("barChart", () => {
  it("scales to the largest value and fits the width", () => {
    const text = barChart(
      [
        { label: "a", value: 100 },
        { label: "b", value: 50 },
        { label: "x".repeat(100), value: 0 }
      ],
      60
    )
    const lines = text.trimEnd().split("\n")
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
    const [a = 0, b = 0, none = 0] = lines.map((line) => line.split("█").length - 1)
    expect(a).toBe(2 * b)
    expect(none).toBe(0)
  })

  it("draws nothing but zeros without dividing by zero", () => {
    expect(barChart([{ label: "a", value: 0 }], 40)).toBe("a  0\n")
  })
})

describe("shade", () => {
  it("is empty for nothing and full for all", () => {
    expect([shade(0), shade(0.01), shade(1)]).toEqual(["·", "░", "█"])
  })
})
