/** What a HogQLQuery says beside its text, over HTTP; every answer beside the same question with the condition written out. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine, type TestEngine } from "../testEngine.ts"

let test: TestEngine
beforeAll(async () => {
  test = await startTestEngine()
})
afterAll(() => test[Symbol.asyncDispose]())

const one = async (query: string, more?: object): Promise<unknown> => {
  const { json, status } = await test.hogql(query, more)
  assert.strictEqual(status, 200, JSON.stringify(json))
  return json.results[0][0]
}

const refusal = async (query: string, more: object) => {
  const { json, status } = await test.hogql(query, more)
  return [status, json.code, json.attr]
}

const filtered = "select count() from events where {filters}"

describe("a HogQLQuery", () => {
  it("takes filters", async () => {
    const filters = {
      dateRange: { date_from: "2026-10-01", date_to: "2026-10-15" },
      properties: [{ type: "event", key: "$browser", operator: "exact", value: ["Chrome", "Safari"] }],
      filterTestAccounts: true
    }
    const expected = await one(
      "select count() from events where timestamp >= '2026-10-01' and timestamp < '2026-10-15' and properties.$browser in ('Chrome', 'Safari')"
    )
    assert.isAbove(Number(expected), 0)
    assert.strictEqual(await one(filtered, { filters }), expected)
    assert.strictEqual(await one(filtered, { filters: {} }), await one("select count() from events"))
    assert.strictEqual(
      await one("select count() from events where timestamp >= {filters.dateRange.from}", { filters }),
      await one("select count() from events where timestamp >= '2026-10-01'")
    )
    // Counted from the engine's clock: nothing of the story is in the future.
    assert.strictEqual(
      await one(filtered, { filters: { dateRange: { date_from: "-200y" } } }),
      await one("select count() from events")
    )
  })

  it("takes variables and values", async () => {
    const variables = { "018f": { variableId: "018f", code_name: "event", value: "signed_up" } }
    assert.strictEqual(
      await one(
        "select count() from events where event = {variables.event} and properties.$browser = {browser}",
        {
          variables,
          values: { browser: "Chrome" }
        }
      ),
      await one("select count() from events where event = 'signed_up' and properties.$browser = 'Chrome'")
    )
  })

  it("takes the modifier that says how persons are found", async () => {
    const query = "select count(distinct person.properties.plan) from events"
    for (const personsOnEventsMode of ["person_id_override_properties_joined", "disabled", null]) {
      assert.isAbove(Number(await one(query, { modifiers: { personsOnEventsMode, debug: true } })), 0)
    }
  })

  it("knows the project's actions", async () => {
    assert.strictEqual(
      await one("select count() from events where matchesAction('Signed up')"),
      await one("select count() from events where event = 'signed_up'")
    )
    const read = await one("select count() from events where matchesAction(2)")
    assert.isAbove(Number(read), 0)
    assert.strictEqual(
      read,
      await one(
        "select count() from events where event = '$pageview' and properties.$current_url like '%/pricing%'"
      )
    )
    const { json } = await test.send("/api/projects/1/actions/")
    assert.deepStrictEqual(json.results.map((action: { name: string }) => action.name).toSorted(), [
      "Read the prices",
      "Signed up"
    ])
  })

  it("refuses malformed ones by their field", async () => {
    for (const [field, value] of [
      ["filters", "all"],
      ["filters", { dateRange: "-7d" }],
      ["filters", { dateRange: { date_from: 7 } }],
      ["filters", { properties: {} }],
      ["filters", { properties: [1] }],
      ["filters", { filterTestAccounts: "yes" }],
      ["filters", { breakdown: "x" }],
      ["variables", []],
      ["variables", { a: 1 }],
      ["variables", { a: { code_name: "x", value: {} } }],
      ["values", { x: {} }],
      ["modifiers", "fast"],
      ["modifiers", { personsOnEventsMode: "sometimes" }],
      ["modifiers", { bounceRateDurationSeconds: 5 }],
      ["modifiers", { convertToProjectTimezone: false }]
    ] as const) {
      assert.deepStrictEqual(
        await refusal(filtered, { [field]: value }),
        [400, "invalid_input", field],
        `${field} ${JSON.stringify(value)}`
      )
    }
    const wrong = {
      filters: { properties: [{ type: "event", key: "x", operator: "sounds_like", value: "a" }] }
    }
    assert.deepStrictEqual(await refusal(filtered, wrong), [400, "hogql_query_error", null])
    assert.deepStrictEqual(await refusal("select {variables.nope}", {}), [400, "hogql_query_error", null])
  })

  it("limits each member of a UNION, and does not say whether it cut one", async () => {
    const { json } = await test.hogql("select 'a' from events union all select 'b' from events")
    assert.lengthOf(json.results, 200)
    assert.isUndefined(json.hasMore)
  })
})
