import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine()
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const PATH = "/api/projects/@current/warehouse_saved_queries/"

const create = (name: unknown, query: unknown) =>
  test.send(PATH, {
    body: { name, query: typeof query === "string" ? { kind: "HogQLQuery", query } : query }
  })

describe("a saved view", () => {
  it("can be read by other queries, and other views, once it is made", async () => {
    const made = await create(
      "signups",
      "select person_id, toDate(timestamp) as day from events where event = 'signed_up'"
    )
    assert.strictEqual(made.status, 201)
    assert.deepStrictEqual(made.json.columns, [
      { key: "person_id", name: "person_id", type: "UUID" },
      { key: "day", name: "day", type: "Date" }
    ])
    assert.strictEqual(
      (await create("busy.days", "select day, count() as times from signups group by day")).status,
      201
    )
    const [expected] = await test.rows("select count() from events where event = 'signed_up'")
    assert.deepStrictEqual(await test.rows("select count() from signups"), [expected])
    assert.deepStrictEqual(await test.rows("select sum(times) from busy.days"), [expected])
  })

  it("is listed: by the API, in the schema, in the catalogue and among the objects", async () => {
    const list = await test.send(PATH)
    assert.deepStrictEqual(
      list.json.results.map(({ name }: { name: string }) => name),
      ["busy.days", "signups"]
    )
    const schema = await test.send("/api/projects/@current/query/", {
      body: { query: { kind: "DatabaseSchemaQuery" } }
    })
    assert.deepStrictEqual(
      [schema.json.tables.signups.type, schema.json.tables.signups.fields.day.type],
      ["view", "date"]
    )
    assert.deepStrictEqual(
      await test.rows(
        "select table_name from system.information_schema.tables where table_schema = 'views' order by table_name"
      ),
      [["busy.days"], ["signups"]]
    )
    assert.deepStrictEqual(
      await test.rows(
        "select name, query.kind, is_materialized, deleted from system.data_modeling_views order by name"
      ),
      [
        ["busy.days", "HogQLQuery", 0, 0],
        ["signups", "HogQLQuery", 0, 0]
      ]
    )
  })

  it("is refused when its name is taken or cannot be written, or its query cannot be run", async () => {
    const refused = async (name: unknown, query: unknown) => {
      const { status, json } = await create(name, query)
      return [status, json.attr]
    }
    assert.deepStrictEqual(await refused("events", "select 1"), [400, "name"])
    assert.deepStrictEqual(await refused("signups", "select 1"), [400, "name"])
    assert.deepStrictEqual(await refused("a b", "select 1"), [400, "name"])
    assert.deepStrictEqual(await refused("fine", { kind: "TrendsQuery" }), [400, "query"])
    assert.strictEqual((await create("fine", "select nope from events")).status, 400)
    assert.strictEqual((await test.send(PATH, { body: { name: "fine" } })).status, 400)
  })

  it("is gone when it is deleted", async () => {
    const { json } = await create("short_lived", "select 1 as one")
    assert.deepStrictEqual(await test.rows("select one from short_lived"), [[1]])
    assert.strictEqual((await test.send(`${PATH}${json.id}/`, { method: "DELETE" })).status, 204)
    assert.strictEqual((await test.send(`${PATH}${json.id}/`, { method: "DELETE" })).status, 404)
    assert.strictEqual((await test.hogql("select one from short_lived")).status, 400)
    assert.deepStrictEqual(
      await test.rows("select deleted from system.data_modeling_views where name = 'short_lived'"),
      [[1]]
    )
  })
})
