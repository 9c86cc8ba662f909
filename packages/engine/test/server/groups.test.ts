import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { PostHog } from "posthog-node"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const capture = async (event: string, properties: object, distinctId = "u1") => {
  const body = { api_key: test.engine.projectToken, event, distinct_id: distinctId, properties }
  const answer = await test.capture("/e/", body)
  assert.strictEqual(answer.status, 200)
}

describe("groups", () => {
  it("are there once a client identifies them, and events carry their keys", async () => {
    const client = new PostHog(test.engine.projectToken, { host: test.engine.url, flushAt: 1 })
    client.groupIdentify({
      groupType: "organization",
      groupKey: "acme",
      properties: { name: "Acme", seats: 3 }
    })
    await client.flush()
    client.groupIdentify({ groupType: "organization", groupKey: "acme", properties: { seats: 12 } })
    await client.flush()
    client.capture({
      distinctId: "u1",
      event: "upgraded",
      groups: { organization: "acme", team: "blue" }
    })
    await client.shutdown()
    assert.deepStrictEqual(
      await test.rows(
        "select organization.properties.name, organization.properties.seats + 1, team.key, $group_1, properties.$group_0 from events where event = 'upgraded'"
      ),
      [["Acme", 13, "", "blue", "acme"]]
    )
    assert.deepStrictEqual(await test.rows("select index, key, properties from groups"), [
      [0, "acme", '{"name":"Acme","seats":12}']
    ])
    assert.deepStrictEqual(
      await test.rows("select group_type, group_type_index from system.group_type_mappings order by id"),
      [
        ["organization", 0],
        ["team", 1]
      ]
    )
  })

  it("are remembered as they were at the time of the event", async () => {
    await capture("before", { $groups: { organization: "acme" } })
    await capture("$groupidentify", {
      $group_type: "organization",
      $group_key: "acme",
      $group_set: { name: "Acme Inc" }
    })
    assert.deepStrictEqual(
      await test.rows(
        "select goe_0.properties.name, group_0.properties.name from events where event = 'before'"
      ),
      [["Acme", "Acme Inc"]]
    )
  })

  it("have property definitions of their own", async () => {
    const { json } = await test.send("/api/projects/@current/property_definitions/?type=group")
    assert.deepStrictEqual(
      json.results.map(({ name, property_type, group_type_index }: Record<string, unknown>) => [
        name,
        property_type,
        group_type_index
      ]),
      [
        ["name", "String", 0],
        ["seats", "Numeric", 0]
      ]
    )
  })
})

describe("elements", () => {
  it("of an autocaptured event can be asked for", async () => {
    await capture("$autocapture", {
      $event_type: "click",
      $elements: [
        { tag_name: "button", $el_text: "Save", attr__id: "save", nth_child: 1, nth_of_type: 1 },
        { tag_name: "form" }
      ]
    })
    assert.deepStrictEqual(
      await test.rows(
        "select elements_chain_texts, elements_chain_ids, elements_chain_elements, properties from events where event = '$autocapture'"
      ),
      [[["Save"], ["save"], ["button", "form"], '{"$event_type":"click"}']]
    )
  })
})
