import { describe, expect, it } from "vitest"
import { readInstant } from "../../src/resolve/instant.ts"

describe("readInstant", () => {
  it.each([
    ["2024-03-01", "2024-03-01 00:00:00.000000", false],
    ["2024-03-01 10:20", "2024-03-01 10:20:00.000000", false],
    ["2024-03-01T10:20:30.5", "2024-03-01 10:20:30.500000", false],
    ["2024-03-01T10:20:30Z", "2024-03-01 10:20:30.000000", true],
    ["2024-03-01T00:20:30.123456+01:30", "2024-02-29 22:50:30.123456", true],
    ["2024-03-01 23:00:00-0200", "2024-03-02 01:00:00.000000", true]
  ])("reads %s", (text, dateTime, isUtc) => {
    expect(readInstant(text)).toMatchObject({ dateTime, isUtc })
  })

  it.each([
    "",
    "soon",
    "2024-02-30",
    "2024-13-01",
    "2024-03-01 25:00:00",
    "2024-03-01 10:00:00.1234567",
    "20240301"
  ])("takes %j for no time", (text) => {
    expect(readInstant(text)).toBeUndefined()
  })
})
