import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine({ queryTimeoutMillis: 2_000 })
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const path = "/api/projects/1/query/"

const refusal = async (body: object) => {
  const { status, json } = await test.send(path, { body })
  return [status, json.code, json.attr]
}

describe("HogQLQuery", () => {
  it("answers with rows, columns, types and what was run", async () => {
    const { json } = await test.hogql(
      "select event, count() as n from events where event = 'signed_up' group by event"
    )
    assert.deepStrictEqual(json.columns, ["event", "n"])
    assert.deepStrictEqual(json.types, [
      ["event", "String"],
      ["n", "UInt64"]
    ])
    assert.strictEqual(json.results[0][0], "signed_up")
    assert.match(json.clickhouse, /team_id/)
    assert.strictEqual(json.timezone, "UTC")
    assert.isFalse(json.is_cached)
  })

  it("tells which clauses PostHog's parser drops, and runs the query without them", async () => {
    const text =
      "select event, count() from events group by event with totals order by event nulls first limit 3"
    const { json } = await test.hogql(text)
    const warnings: readonly { readonly start: number; readonly end: number }[] = json.metadata.warnings
    assert.includeMembers(
      warnings.map(({ start, end }) => text.slice(start, end)),
      ["with totals", "nulls first"]
    )
    const plain = await test.hogql("select event, count() from events group by event order by event limit 3")
    assert.deepStrictEqual(json.results, plain.json.results)
  })

  it("gives 100 rows without a LIMIT, and says that there are more", async () => {
    const { json } = await test.hogql("select event from events")
    assert.deepStrictEqual([json.results.length, json.hasMore, json.limit, json.offset], [100, true, 100, 0])
    const few = (await test.hogql("select event from events where event = 'signed_up' limit 3")).json
    assert.strictEqual(few.results.length, 3)
    assert.notProperty(few, "hasMore")
    assert.isFalse((await test.hogql("select 1")).json.hasMore)
  })

  it("lowers a LIMIT above 50,000", async () => {
    const { json } = await test.hogql("select number from numbers(60000) limit 60000")
    assert.strictEqual(json.results.length, 50_000)
    assert.deepStrictEqual(json.results.at(-1), [49_999])
  })

  it("refuses OFFSET as PostHog does to personal keys", async () => {
    const { status, json } = await test.hogql("select event from events limit 10 offset 5")
    assert.deepStrictEqual([status, json.type, json.code], [400, "validation_error", "hogql_query_error"])
    assert.match(json.detail, /^OFFSET is not supported on queries made with a personal API key\./)
  })

  it("puts values in as values", async () => {
    const hostile = "x' or 1=1 -- \\ {a} \u{1f600}"
    assert.deepStrictEqual(await test.rows("select {a}, {b}, {c}", { a: hostile, b: 3, c: [1, 2] }), [
      [hostile, 3, [1, 2]]
    ])
    assert.deepStrictEqual(
      await refusal({ query: { kind: "HogQLQuery", query: "select {a}", values: { a: {} } } }),
      [400, "invalid_input", "values"]
    )
  })

  it("takes texts and lists longer than a ClickHouse statement may be by default", async () => {
    const long = "a".repeat(300_000)
    const { json } = await test.hogql(`select length('${long}')`)
    assert.deepStrictEqual(json.results, [[300_000]])
    const names = Array.from({ length: 20_000 }, (_, n) => `name ${n}`)
    assert.deepStrictEqual(await test.rows("select 'name 19999' in {names}, length({names})", { names }), [
      [1, 20_000]
    ])
  })

  it("tells syntax errors from others by their code", async () => {
    const code = async (query: string) => {
      const { status, json } = await test.hogql(query)
      return [status, json.type, json.code, json.attr]
    }
    assert.deepStrictEqual(await code("select from where"), [
      400,
      "validation_error",
      "hogql_syntax_error",
      null
    ])
    assert.deepStrictEqual(await code("select 1 from nowhere"), [
      400,
      "validation_error",
      "hogql_query_error",
      null
    ])
    assert.deepStrictEqual(await code("select nope from events"), [
      400,
      "validation_error",
      "hogql_query_error",
      null
    ])
    assert.deepStrictEqual(await code("select {missing}"), [
      400,
      "validation_error",
      "hogql_query_error",
      null
    ])
  })

  it("refuses by name what would change the answer", async () => {
    const query = { kind: "HogQLQuery", query: "select 1" }
    assert.deepStrictEqual(await refusal({}), [400, "required", "query"])
    assert.deepStrictEqual(await refusal({ query: "select 1" }), [400, "invalid_input", "query"])
    assert.deepStrictEqual(await refusal({ query, refresh: "force_async" }), [
      400,
      "invalid_input",
      "refresh"
    ])
    assert.deepStrictEqual(await refusal({ query, async: true }), [400, "invalid_input", "async"])
    for (const field of ["explain", "connectionId", "sendRawQuery"]) {
      assert.deepStrictEqual(await refusal({ query: { ...query, [field]: { a: 1 } } }), [
        400,
        "invalid_input",
        field
      ])
      assert.strictEqual((await test.send(path, { body: { query: { ...query, [field]: {} } } })).status, 200)
    }
  })

  it("stops at its time limit with PostHog's 504", async () => {
    const { status, json } = await test.hogql(
      "select count() from numbers(100000000000) where cityHash64(number) = 1"
    )
    assert.deepStrictEqual([status, json.type, json.code], [504, "server_error", "error"])
  }, 20_000)

  it("can be cancelled by the caller's id, and is unknown afterwards", async () => {
    const running = test.send(path, {
      body: {
        client_query_id: "mine",
        query: {
          kind: "HogQLQuery",
          query: "select count() from numbers(100000000000) where cityHash64(number) = 2"
        }
      }
    })
    let status = await test.send(`${path}mine/`)
    while (status.status === 404) status = await test.send(`${path}mine/`)
    assert.deepStrictEqual([status.status, status.json.query_status.complete], [202, false])
    assert.strictEqual((await test.send(`${path}mine/`, { method: "DELETE" })).status, 200)
    assert.deepStrictEqual([(await running).status, (await running).json.code], [400, "query_was_cancelled"])
    assert.strictEqual((await test.send(`${path}mine/`)).json.detail, "Query mine not found for team 1")
    assert.deepStrictEqual(await test.rows("select 1"), [[1]])
  })

  it("stops in the database when the caller goes away", async () => {
    const controller = new AbortController()
    const request = fetch(`${test.engine.url}${path}`, {
      method: "POST",
      signal: controller.signal,
      headers: { authorization: `Bearer ${test.engine.personalApiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        client_query_id: "gone",
        query: {
          kind: "HogQLQuery",
          query: "select count() from numbers(100000000000) where cityHash64(number) = 3"
        }
      })
    }).catch((error: unknown) => error)
    while ((await test.send(`${path}gone/`)).status === 404);
    controller.abort()
    await request
    const before = performance.now()
    assert.deepStrictEqual(await test.rows("select 1"), [[1]])
    // Far less than the time limit of the query that was given up.
    assert.isBelow(performance.now() - before, 1_900)
  })
})

describe("query kinds", () => {
  it("run under their name in the path, which must be the query's", async () => {
    const body = { query: { kind: "HogQLQuery", query: "select 1" } }
    assert.strictEqual((await test.send(`${path}HogQLQuery/`, { body })).status, 200)
    assert.match((await test.send(`${path}EventsQuery/`, { body })).json.detail, /^Query kind mismatch/)
  })

  it("run inside the wrappers of saved insights", async () => {
    const source = { kind: "HogQLQuery", query: "select 1" }
    const { json } = await test.send(path, { body: { query: { kind: "DataVisualizationNode", source } } })
    assert.deepStrictEqual(json.results, [[1]])
  })

  it("that are not there are refused by name", async () => {
    const { status, json } = await test.send(path, { body: { query: { kind: "TrendsQuery", series: [] } } })
    assert.deepStrictEqual([status, json.detail], [400, "Unsupported query kind: TrendsQuery"])
  })

  it("check a query with positions, without running it", async () => {
    const check = async (query: string) =>
      (await test.send(path, { body: { query: { kind: "HogQLMetadata", language: "hogQL", query } } })).json
    const good = await check("select event from events limit 5")
    assert.deepStrictEqual([good.isValid, good.errors, good.table_names], [true, [], ["events"]])
    const text = "select evnt from events"
    const bad = await check(text)
    assert.isFalse(bad.isValid)
    assert.strictEqual(text.slice(bad.errors[0].start, bad.errors[0].end), "evnt")
    const hog = await test.send(path, {
      body: { query: { kind: "HogQLMetadata", language: "hog", query: "" } }
    })
    assert.deepStrictEqual([hog.status, hog.json.attr], [400, "language"])
  })

  it("describe every table a query can read", async () => {
    const { tables } = (await test.send(path, { body: { query: { kind: "DatabaseSchemaQuery" } } })).json
    assert.strictEqual(tables.events.fields.timestamp.type, "datetime")
    assert.strictEqual(tables.events.fields.$session_id.hogql_value, "`$session_id`")
    assert.strictEqual(tables.persons.fields.properties.type, "json")
    for (const name of ["sessions", "cohort_people", "person_distinct_ids", "system.insights"])
      assert.property(tables, name)
  })
})

describe("values", () => {
  const raw = async (expression: string) => {
    const { text } = await test.hogql(`select ${expression}`)
    return /^\{"results":\[\[(.*?)\]\],"columns"/s.exec(text)?.[1] ?? text
  }

  it("come back as they are in ClickHouse, to the last digit", async () => {
    assert.strictEqual(await raw("9007199254740993"), "9007199254740993")
    assert.strictEqual(await raw("-9223372036854775807"), "-9223372036854775807")
    assert.strictEqual(await raw("toDecimal('12345678901234.10', 4)"), '"12345678901234.1000"')
    assert.strictEqual(await raw("[9007199254740993, 1]"), "[9007199254740993,1]")
    assert.strictEqual(await raw("null"), "null")
    assert.strictEqual(await raw("true"), "true")
    assert.strictEqual(await raw("1 / 0"), "null")
    assert.strictEqual(await raw("tuple(1, 'a', null)"), '[1,"a",null]')
    assert.strictEqual(await raw("toDate('2026-01-31')"), '"2026-01-31"')
    assert.strictEqual(await raw("toDateTime('2026-01-31 08:30:00')"), '"2026-01-31T08:30:00Z"')
    assert.strictEqual(JSON.parse(await raw("'\u{1f600} \\n \u0007 é'")), "\u{1f600} \n \u0007 é")
  })

  it("survive a round trip as a placeholder", async () => {
    const { text } = await test.send(path, {
      body: `{"query":{"kind":"HogQLQuery","query":"select {a}","values":{"a":9007199254740993}}}`
    })
    assert.match(text, /^\{"results":\[\[9007199254740993\]\]/)
  })
})

describe("a query that cannot be answered", () => {
  it("is the user's to mend when it is: a 400 that says how", async () => {
    const refused = async (query: string) => {
      const { status, json } = await test.hogql(query)
      return [status, json.type, json.code]
    }
    assert.deepStrictEqual((await refused("select repeat('x', 100000000 * 2)"))[2], "too_large_string_size")
    assert.deepStrictEqual((await refused("select throwIf(1)"))[0], 400)
    const calls = Array.from({ length: 3_000 }, (_, n) => `toString(${n})`).join(", ")
    const many = await refused(`select ${calls}`)
    assert.oneOf(many[0], [200, 400], String(many))
  }, 60_000)

  it("is checked with the globals and values it will have", async () => {
    const check = async (more: object) =>
      (
        await test.send(path, {
          body: { query: { kind: "HogQLMetadata", language: "hogQL", query: "select {a}, {b}", ...more } }
        })
      ).json
    assert.isFalse((await check({})).isValid)
    assert.isFalse((await check({ values: { a: 1 } })).isValid)
    assert.isTrue((await check({ globals: { a: 1 }, values: { b: 2 } })).isValid)
    assert.isTrue((await check({ globals: { a: 1, b: 2 } })).isValid)
    assert.strictEqual((await check({ globals: { a: {} } })).attr, "globals")
  })
})
