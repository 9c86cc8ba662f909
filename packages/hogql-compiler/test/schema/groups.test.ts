import { beforeAll, describe, expect, it } from "vitest"
import type { CompileContext } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"

const { rows, compile, raw } = compileAndRun()

const context: Partial<CompileContext> = {
  groupTypes: [
    { index: 0, name: "organization" },
    { index: 1, name: "project" },
    { index: 2, name: "event" }
  ],
  propertyDefinitions: [
    { scope: "group", groupTypeIndex: 0, name: "seats", type: "Numeric" },
    { scope: "group", name: "active", type: "Boolean" }
  ]
}

// Purchase 7 of the rows was made for globex, 4 for acme with the facts of that moment on the event; the others for nobody.
beforeAll(() => {
  const event = (n: number, group: string, on: string) =>
    `(1, '20000000-0000-4000-8000-00000000000${n}', 'grouped', '{}', '2024-03-0${n} 00:00:00', '2024-03-05 00:00:00', 'ann',
      '00000000-0000-4000-8000-000000000001', '2024-01-01 00:00:00', '${group}', '${on}')`
  raw(
    `insert into events (team_id, uuid, event, properties, timestamp, created_at, distinct_id, person_id, person_created_at, group_0,
       group0_properties) values ${event(1, "acme", '{"name":"Acme then"}')}, ${event(2, "globex", "")}, ${event(3, "nobody", "")},
       ${event(4, "", "")}`
  )
})

const grouped = "from events where event = 'grouped' order by timestamp"

describe("a group of an event", () => {
  it("is joined by its key and its type", async () => {
    expect(await rows(`select group_0.key, group_0.properties.name ${grouped}`)).toEqual([
      ["acme", "Acme Inc"],
      ["globex", "Globex"],
      ["", null],
      ["", null]
    ])
  })

  it("goes by the name of its type", async () => {
    expect(await rows(`select organization.properties.name, organization.index ${grouped}`, context)).toEqual(
      [
        ["Acme Inc", 0],
        ["Globex", 0],
        [null, 0],
        [null, 0]
      ]
    )
    const { sql } = await compile(
      `select organization.properties.name, group_0.properties.seats ${grouped}`,
      context
    )
    expect(sql.match(/ JOIN /g)).toHaveLength(1)
  })

  it("never takes a column's name", async () => {
    expect(await rows("select event from events where event = 'signup' limit 1", context)).toEqual([
      ["signup"]
    ])
  })

  it("is not found under a name the project does not have", async () => {
    await expect(compile(`select organization.properties.name ${grouped}`)).rejects.toMatchObject({
      reason: { _tag: "UnknownColumn", name: "organization" }
    })
  })

  it("can be read as stored on the event", async () => {
    expect(await rows(`select goe_0.key, goe_0.properties.name ${grouped}`)).toEqual([
      ["acme", "Acme then"],
      ["globex", null],
      ["nobody", null],
      ["", null]
    ])
  })

  it("has properties of the types defined for its group type", async () => {
    expect(await rows(`select group_0.properties.seats > 10 ${grouped} limit 2`, context)).toEqual([[1], [0]])
    expect(await rows(`select group_0.properties.active ${grouped} limit 1`, context)).toEqual([[true]])
    await expect(
      compile("select count() from events where group_1.properties.seats > 10", context)
    ).rejects.toMatchObject({ reason: { _tag: "TypeMismatch" } })
  })
})

describe("groups", () => {
  it("hold the newest version of each, of this project", async () => {
    expect(
      await rows("select index, key, properties.name, updated_at from groups order by index, key")
    ).toEqual([
      [0, "acme", "Acme Inc", "2024-03-01 00:00:00.000000"],
      [0, "globex", "Globex", "2024-02-01 00:00:00.000000"],
      [1, "acme", "The project Acme", "2024-02-01 00:00:00.000000"]
    ])
  })

  it("have a twin with what is stored, and one among the system tables", async () => {
    expect(await rows("select count() from raw_groups where key = 'globex'")).toEqual([[1]])
    expect(
      await rows("select group_key, group_properties.seats from system.groups where group_type_index = 1")
    ).toEqual([["acme", "1"]])
  })
})
