import { describe, expect, it } from "vitest"
import { suggest } from "../src/suggest.ts"

const names = ["ex", "events", "event", "persons", "person_id", "timestamp", "countIf", "COUNT"]

describe("suggest", () => {
  it.each([
    ["evnts", "events"],
    ["veents", "events"],
    ["timestmap", "timestamp"],
    ["personid", "person_id"],
    ["COUNTIF", "countIf"],
    ["count", "COUNT"]
  ])("takes %s for %s", (name, meant) => {
    expect(suggest(name, names)?.name).toBe(meant)
  })

  it("prefers, of names as near, the one that begins alike", () => {
    expect(suggest("toDat", ["today", "toDate"])?.name).toBe("toDate")
    expect(suggest("toDat", ["toDate", "today"])?.name).toBe("toDate")
  })

  it.each(["", "zebra", "x", "e", "ev", "x".repeat(10_000)])("makes no wild guess for %.10s", (name) => {
    expect(suggest(name, names)).toBeUndefined()
  })
})
