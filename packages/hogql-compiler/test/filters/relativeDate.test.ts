import { describe, expect, it } from "vitest"
import { readRelativeDate } from "../../src/filters/relativeDate.ts"

/** A Thursday, half past one at night in Berlin, where summer time begins on the 31st. */
const now = new Date("2024-03-28T00:30:15.250Z")

describe("readRelativeDate", () => {
  it.each([
    ["-7d", "2024-03-21 01:30:15.250000"],
    ["7d", "2024-03-21 01:30:15.250000"],
    ["-1w", "2024-03-21 01:30:15.250000"],
    ["-2h", "2024-03-27 23:30:15.250000"],
    ["-30M", "2024-03-28 01:00:15.250000"],
    ["-15s", "2024-03-28 01:30:00.250000"],
    ["-1m", "2024-02-28 01:30:15.250000"],
    ["-1q", "2023-12-28 01:30:15.250000"],
    ["-1y", "2023-03-28 01:30:15.250000"],
    ["dStart", "2024-03-28 00:00:00.000000"],
    ["-1dStart", "2024-03-27 00:00:00.000000"],
    ["-1dEnd", "2024-03-27 23:59:59.999999"],
    ["hStart", "2024-03-28 01:00:00.000000"],
    ["mStart", "2024-03-01 01:30:15.250000"],
    ["-1mStart", "2024-02-01 01:30:15.250000"],
    ["-1mEnd", "2024-02-29 01:30:15.250000"],
    ["yStart", "2024-01-01 01:30:15.250000"]
  ])("%s is %s on the project's clock", (text, expected) => {
    expect(readRelativeDate(text, now, "Europe/Berlin")).toBe(expected)
  })

  it("keeps the last day of a shorter month", () => {
    expect(readRelativeDate("-1m", new Date("2024-03-31T12:00:00Z"), "UTC")).toBe(
      "2024-02-29 12:00:00.000000"
    )
  })

  it("keeps the hour of the day over a change of the clocks", () => {
    expect(readRelativeDate("-7d", new Date("2024-04-01T10:00:00Z"), "Europe/Berlin")).toBe(
      "2024-03-25 12:00:00.000000"
    )
  })

  it.each(["", "d", "-d", "tomorrow", "-7x", "-7D", "- 7d", "-7d ", "-7dMiddle"])(
    "does not read %s",
    (text) => {
      expect(readRelativeDate(text, now, "UTC")).toBeUndefined()
    }
  )
})
