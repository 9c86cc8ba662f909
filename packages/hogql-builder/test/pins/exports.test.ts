import { describe, expect, it } from "vitest"
import * as surface from "../../src/index.ts"

describe("the public surface", () => {
  it("has these names", () => {
    expect(Object.keys(surface).sort()).toEqual([
      "HogqlBuildError",
      "Select",
      "add",
      "and",
      "between",
      "defineTable",
      "divide",
      "eq",
      "events",
      "fn",
      "gt",
      "gte",
      "hogql",
      "identifier",
      "ilike",
      "interval",
      "isIn",
      "isNotIn",
      "isNotNull",
      "isNull",
      "like",
      "lt",
      "lte",
      "match",
      "modulo",
      "multiply",
      "ne",
      "not",
      "notBetween",
      "notIlike",
      "notLike",
      "notMatch",
      "or",
      "persons",
      "select",
      "sessions",
      "subtract",
      "unsafeRawHogql",
      "value"
    ])
  })

  it("names its failure", () => {
    const error = new surface.HogqlBuildError({ _tag: "ColumnsMissing", message: "m" })
    expect([error.name, error._tag, error.message]).toEqual(["HogqlBuildError", "HogqlBuildError", "m"])
  })
})
