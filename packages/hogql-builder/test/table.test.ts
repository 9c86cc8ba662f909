import { describe, expect, it } from "vitest"
import { defineTable, eq, HogqlBuildError, isNull, select } from "../src/index.ts"

describe("defineTable", () => {
  it("makes columns, nested ones and properties", () => {
    const invoices = defineTable("invoices", {
      id: "uuid",
      "paid at": "dateTime?",
      owner: { id: "string" },
      extra: "properties"
    })
    const query = select(invoices)
      .columns({ id: invoices.id, owner: invoices.owner.id, a: invoices.extra.get("a") })
      .where(isNull(invoices["paid at"]))
      .where(eq(invoices.owner.id, "x"))
    expect(query.toHogQL().query).toBe(
      "SELECT invoices.id AS id, invoices.owner.id AS owner, invoices.extra.a AS a FROM invoices " +
        "WHERE invoices.`paid at` IS NULL AND invoices.owner.id = {v0}"
    )
  })

  it("makes a table that cannot be changed", () => {
    const table = defineTable("t", { a: { b: "string" } })
    expect([table, table.a, table.a.b].every(Object.isFrozen)).toBe(true)
  })

  it.each(["", "a.b", "a%", "a\0"])("refuses the table name %j", (name) => {
    expect(() => defineTable(name, { a: "string" })).toThrow(HogqlBuildError)
  })

  it("refuses a column name HogQL cannot write", () => {
    expect(() => defineTable("t", { "a%": "string" })).toThrow(HogqlBuildError)
  })
})
