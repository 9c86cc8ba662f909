import { assert, describe, it } from "@effect/vitest"
import { PersonBook, personIdOf } from "../../src/ingest/PersonBook.ts"
import type { Person } from "../../src/ingest/PersonBook.ts"

const empty = () => new PersonBook(1, { persons: [], distinctIds: [] })

const known = (...persons: readonly (Partial<Person> & { readonly ids: readonly string[] })[]) =>
  new PersonBook(1, {
    persons: persons.map((person, index) => ({
      id: `person-${index}`,
      createdAt: person.createdAt ?? 1_000 + index,
      properties: person.properties ?? {},
      isIdentified: person.isIdentified ?? false,
      version: 7
    })),
    distinctIds: persons.flatMap(({ ids }, index) =>
      ids.map((distinctId) => [distinctId, `person-${index}`] as const)
    )
  })

const event = (name: string, distinctId: string, properties: object = {}, timestamp = 5_000) => ({
  event: name,
  distinctId,
  properties: { ...properties },
  timestamp
})

describe("PersonBook", () => {
  it("gives a person the id PostHog would give", () => {
    // uuidv5 of "1:user-1" in PostHog's namespace, made with Python's uuid module.
    assert.strictEqual(personIdOf(1, "user-1"), "6931a681-6e90-500d-8294-14582dcc2e3f")
  })

  it("creates a person at the first event and sets, keeps and removes properties", () => {
    const book = empty()
    book.apply(event("a", "u", { $set: { plan: "free", n: 1 }, $set_once: { first: "x" } }))
    const after = book.apply(
      event("b", "u", { $set: { plan: "pro" }, $set_once: { first: "y" }, $unset: ["n"] })
    )
    assert.deepStrictEqual(after.properties, { first: "x", plan: "pro" })
    const { persons, distinctIds, overrides } = book.changes()
    assert.deepStrictEqual(
      persons.map(({ createdAt, isIdentified }) => [createdAt, isIdentified]),
      [[5_000, false]]
    )
    assert.deepStrictEqual(distinctIds, [{ distinctId: "u", personId: personIdOf(1, "u") }])
    assert.deepStrictEqual(overrides, [])
  })

  it("writes nothing about a person an event does not change", () => {
    const book = known({ ids: ["u"] })
    book.apply(event("a", "u"))
    assert.deepStrictEqual(book.changes(), { persons: [], distinctIds: [], overrides: [] })
  })

  it("shows each event the person as of that event", () => {
    const book = empty()
    const first = book.apply(event("a", "u", { $set: { plan: "free" } }))
    book.apply(event("b", "u", { $set: { plan: "pro" } }))
    assert.deepStrictEqual(first.properties, { plan: "free" })
  })

  it("merges the anonymous person into the identified one, older facts losing", () => {
    const book = known(
      { ids: ["u"], properties: { plan: "pro", a: 1 } },
      { ids: ["anon", "device"], createdAt: 10, properties: { plan: "free", b: 2 } }
    )
    const person = book.apply(event("$identify", "u", { $anon_distinct_id: "anon" }))
    assert.deepStrictEqual(person, {
      id: "person-0",
      createdAt: 10,
      properties: { plan: "pro", a: 1, b: 2 },
      mode: "full"
    })
    const { persons, overrides } = book.changes()
    assert.deepStrictEqual(
      persons.map(({ id, isDeleted, isIdentified }) => [id, isDeleted, isIdentified]),
      [
        ["person-0", false, true],
        ["person-1", true, false]
      ]
    )
    assert.deepStrictEqual(overrides, [
      { distinctId: "anon", personId: "person-0" },
      { distinctId: "device", personId: "person-0" }
    ])
  })

  it("gives a new user the person of the device that was there before", () => {
    const book = known({ ids: ["anon"] })
    assert.strictEqual(book.apply(event("$identify", "u", { $anon_distinct_id: "anon" })).id, "person-0")
    assert.deepStrictEqual(book.changes().overrides, [{ distinctId: "u", personId: "person-0" }])
  })

  it("does not merge somebody already identified, unless told to dangerously", () => {
    const two = () => known({ ids: ["u"] }, { ids: ["other"], isIdentified: true })
    const careful = two()
    careful.apply(event("$create_alias", "u", { alias: "other" }))
    assert.strictEqual(careful.apply(event("a", "other")).id, "person-1")
    const dangerous = two()
    dangerous.apply(event("$merge_dangerously", "u", { alias: "other" }))
    assert.strictEqual(dangerous.apply(event("a", "other")).id, "person-0")
  })

  it("does not merge on ids that broken clients send for everybody", () => {
    for (const id of [
      "null",
      " Undefined ",
      "[object Object]",
      "0",
      "00000000-0000-0000-0000-000000000000"
    ]) {
      const book = known({ ids: ["u"] }, { ids: [id] })
      book.apply(event("$identify", "u", { $anon_distinct_id: id }))
      assert.strictEqual(book.apply(event("a", id)).id, "person-1", id)
    }
  })

  it("makes no person for an event that asks for none, and finds its events again once the id is somebody's", () => {
    const book = empty()
    const before = book.apply(event("a", "anon", { $process_person_profile: false, $set: { x: 1 } }))
    assert.deepStrictEqual(before, {
      id: personIdOf(1, "anon"),
      createdAt: 0,
      properties: {},
      mode: "propertyless"
    })
    assert.deepStrictEqual(book.changes().persons, [])
    book.apply(event("a", "u"))
    book.apply(event("$identify", "u", { $anon_distinct_id: "anon" }))
    assert.deepStrictEqual(book.changes().overrides, [{ distinctId: "anon", personId: personIdOf(1, "u") }])
  })
})
