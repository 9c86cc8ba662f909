import { assert, describe, it } from "@effect/vitest"
import { GroupBook } from "../../src/ingest/GroupBook.ts"

const identify = (type: unknown, key: unknown, set: object = {}) => ({
  event: "$groupidentify",
  properties: { $group_type: type, $group_key: key, $group_set: set },
  timestamp: 1_000
})
const inGroups = (groups: unknown) => ({ event: "x", properties: { $groups: groups }, timestamp: 2_000 })

describe("GroupBook", () => {
  it("numbers group types in the order of their first use", () => {
    const book = new GroupBook([{ index: 0, name: "company" }], [])
    assert.deepStrictEqual(book.apply(inGroups({ team: "a", company: "b" })).columns, {
      group_1: "a",
      group_0: "b"
    })
    assert.deepStrictEqual(book.changes().types, [{ index: 1, name: "team" }])
  })

  it("keeps five group types and leaves out a sixth", () => {
    const book = new GroupBook([], [])
    const { columns } = book.apply(inGroups({ a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" }))
    assert.deepStrictEqual(Object.keys(columns), ["group_0", "group_1", "group_2", "group_3", "group_4"])
    book.apply(identify("f", "6", { name: "Six" }))
    assert.deepStrictEqual(book.changes().groups, [])
  })

  it("merges what is set, and remembers when a group was first seen", () => {
    const book = new GroupBook(
      [{ index: 0, name: "company" }],
      [{ index: 0, key: "acme", createdAt: 5, properties: { name: "Acme", seats: 1 }, version: 7 }]
    )
    book.apply(identify("company", "acme", { seats: 2 }))
    assert.deepStrictEqual(book.changes().groups, [
      { index: 0, key: "acme", createdAt: 5, properties: { name: "Acme", seats: 2 }, version: 7 }
    ])
  })

  it("gives an event the groups as they are at that moment", () => {
    const book = new GroupBook([], [])
    book.apply(identify("company", 12, { name: "Twelve" }))
    const { groups, properties } = book.apply(inGroups({ company: "12" }))
    assert.deepStrictEqual(properties, { $group_0: "12" })
    assert.deepStrictEqual(
      groups.map((group) => group.properties),
      [{ name: "Twelve" }]
    )
  })

  it("takes no nameless groups, nor a list of them", () => {
    const book = new GroupBook([], [])
    assert.deepStrictEqual(book.apply(inGroups({ company: "", team: null, "": "x" })).columns, {})
    assert.deepStrictEqual(book.apply(inGroups(["a"])).columns, {})
    book.apply(identify("company", ""))
    assert.deepStrictEqual(book.changes(), { types: [], groups: [] })
  })
})
