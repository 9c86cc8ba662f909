import { describe, expect, it } from "vitest"
import { rowObject, uniqueColumnNames } from "../../src/query/QueryResult.ts"

describe("uniqueColumnNames", () => {
  it("numbers the later of two columns with one name, and warns", () => {
    const { names, warnings } = uniqueColumnNames(["n", "n", "n_2", "n"])
    expect(names).toEqual(["n", "n_3", "n_2", "n_4"])
    expect(warnings).toHaveLength(2)
  })
})

describe("rowObject", () => {
  it("keeps a column called __proto__ as a column", () => {
    const row = rowObject(["__proto__", "a"], [1, 2])
    expect(Object.keys(row)).toEqual(["__proto__", "a"])
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
  })
})
