/**
 * Ann's first event was sent as `anon-1` and carries the anonymous person; the id was merged into hers later. Events 2 and 3 carry the
 * plan `free` she had then; now it is `pro`. Nobody owns the distinct id of a fifth event that is written by hand below.
 */
import { describe, expect, it } from "vitest"
import type { PersonsMode } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { ann, anonymous, bob } from "../store/rows.ts"

const { rows, compile } = compileAndRun()

const firstThree = "from events order by timestamp limit 3"

const told: Readonly<Record<PersonsMode, readonly (readonly unknown[])[]>> = {
  person_id_override_properties_on_events: [
    [ann, null],
    [ann, "free"],
    [ann, "free"]
  ],
  person_id_no_override_properties_on_events: [
    [anonymous, null],
    [ann, "free"],
    [ann, "free"]
  ],
  person_id_override_properties_joined: [
    [ann, "pro"],
    [ann, "pro"],
    [ann, "pro"]
  ],
  disabled: [
    [ann, "pro"],
    [ann, "pro"],
    [ann, "pro"]
  ]
}

const modes = Object.keys(told) as readonly PersonsMode[]

describe("the persons mode", () => {
  it.each(modes)("%s", async (personsMode) => {
    expect(await rows(`select person_id, person.properties.plan ${firstThree}`, { personsMode })).toEqual(
      told[personsMode]
    )
    expect(await rows(`select person.id, person.properties.plan ${firstThree}`, { personsMode })).toEqual(
      told[personsMode]
    )
  })

  it.each(modes)("%s counts persons and filters by them", async (personsMode) => {
    const isStored = personsMode === "person_id_no_override_properties_on_events"
    expect(await rows("select uniq(person_id) from events", { personsMode })).toEqual([[isStored ? 4 : 3]])
    expect(
      await rows(`select count() from events where person_id = '${bob}' and person.id = '${bob}'`, {
        personsMode
      })
    ).toEqual([[3]])
  })

  it.each(modes)("%s leads to the same stored columns", async (personsMode) => {
    expect(await rows(`select poe.properties.plan ${firstThree}`, { personsMode })).toEqual([
      [null],
      ["free"],
      ["free"]
    ])
  })

  it("disabled leaves out events of nobody once the person is asked for", async () => {
    const context = { personsMode: "disabled" as const, projectId: 2 }
    expect(await rows("select count() from events", context)).toEqual([[3]])
    expect(await rows("select count(person_id) from events where distinct_id != 'ann'", context)).toEqual([
      [0]
    ])
  })

  it("works in a join, on the right side as well", async () => {
    for (const personsMode of modes) {
      expect(
        await rows(
          "select count() from persons p join events e on e.person_id = p.id where e.person.properties.plan = 'pro' and e.event = 'purchase'",
          { personsMode }
        )
      ).toEqual([[3]])
    }
  })

  it("joins each table once for a path, with the columns it needs", async () => {
    const { sql, tables } = await compile(
      "select person.properties.plan, person.created_at, person_id from events where person.properties.email = 'x'",
      { personsMode: "person_id_override_properties_joined" }
    )
    expect(sql.match(/ JOIN /g)).toHaveLength(2)
    expect(sql).not.toContain("is_identified")
    expect(tables).toEqual(["events", "persons"])
  })
})
