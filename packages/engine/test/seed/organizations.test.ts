import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine()
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

describe("the story's organizations", () => {
  it("are twelve groups of one type, of which every third is no customer", async () => {
    assert.deepStrictEqual(
      await test.rows("select count(), countIf(properties.is_customer = 'true') from groups where index = 0"),
      [[12, 8]]
    )
    assert.deepStrictEqual(
      await test.rows("select group_type, group_type_index from system.group_type_mappings"),
      [["organization", 0]]
    )
  })

  it("are found from the events of those who signed up, and only there", async () => {
    const [[named, empty, other]] = (await test.rows(
      `select countIf(organization.properties.name = concat(upper(left($group_0, 1)), substring($group_0, 2, 99), ' Ltd')),
              countIf($group_0 = '' and organization.key = '' and person.properties.email is null),
              countIf(($group_0 = '') != (person.properties.email is null))
       from events`
    )) as [[number, number, number]]
    const [[total]] = (await test.rows("select count() from events")) as [[number]]
    assert.strictEqual(named + empty, total)
    assert.strictEqual(other, 0)
    assert.isAbove(empty, 0)
  })

  it("have typed properties", async () => {
    assert.deepStrictEqual(
      await test.rows(
        "select distinct organization.properties.employees + 1 from events where $group_0 = 'birch' and organization.properties.is_customer = true"
      ),
      [[51]]
    )
  })

  it("leave the project itself in its place", async () => {
    assert.deepStrictEqual(await test.rows("select id, timezone from system.teams"), [
      [test.engine.projectId, "UTC"]
    ])
  })
})
