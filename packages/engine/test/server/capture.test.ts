import { gzipSync } from "node:zlib"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { PostHog } from "posthog-node"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine
let token: string

beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
  token = test.engine.projectToken
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const refusal = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const { status, text } = await test.capture(path, body, headers)
  return [status, text]
}

const count = async (event: string) =>
  (await test.rows("select count() from events where event = {event}", { event }))[0]![0]

describe("capture", () => {
  it("answers 200 when an event can be read", async () => {
    const answer = await test.capture("/i/v0/e/", { api_key: token, event: "readable", distinct_id: "u1" })
    assert.deepStrictEqual([answer.status, answer.json], [200, { status: 1 }])
    assert.strictEqual(await count("readable"), 1)
  })

  it("takes a batch, a list and a single event on every path", async () => {
    const event = { event: "shapes", distinct_id: "u1" }
    for (const path of ["/batch/", "/i/v0/e/", "/e/", "/capture", "/batch"]) {
      assert.strictEqual((await test.capture(path, { token, batch: [event, event] })).status, 200, path)
      assert.strictEqual((await test.capture(path, [{ ...event, properties: { token } }])).status, 200, path)
      assert.strictEqual((await test.capture(path, { ...event, api_key: token })).status, 200, path)
    }
    assert.strictEqual(await count("shapes"), 20)
  })

  it("unpacks gzip, announced by header, by parameter or not at all", async () => {
    const body = gzipSync(JSON.stringify({ api_key: token, event: "zipped", distinct_id: "u1" }))
    const plainText = { "content-type": "text/plain" }
    assert.strictEqual((await test.capture("/e/", body, { "content-encoding": "gzip" })).status, 200)
    assert.strictEqual((await test.capture("/e/?compression=gzip-js", body, plainText)).status, 200)
    assert.strictEqual((await test.capture("/e/", body, plainText)).status, 200)
    assert.strictEqual(await count("zipped"), 3)
  })

  it("names a packing it does not read", async () => {
    const [status, text] = await refusal("/e/?compression=lz64", "xx")
    assert.strictEqual(status, 400)
    assert.match(String(text), /^failed to decode request: .*lz64/)
    assert.match(
      String((await refusal("/e/", "xx", { "content-encoding": "br" }))[1]),
      /^failed to decode request: .*br/
    )
    assert.deepStrictEqual(await refusal("/e/", "xx", { "content-encoding": "gzip" }), [
      400,
      "failed to decode request: invalid gzip data"
    ])
  })

  it("refuses what is too large, packed or not", async () => {
    const [status, text] = await refusal("/e/", "x".repeat(2 * 1024 * 1024 + 1))
    assert.deepStrictEqual([status, String(text).startsWith("maximum event size exceeded: ")], [413, true])
    const bomb = gzipSync("x".repeat(3 * 1024 * 1024))
    assert.strictEqual((await refusal("/e/", bomb, { "content-encoding": "gzip" }))[0], 413)
  })

  it("says what is wrong in PostHog's words, and takes nothing of a bad batch", async () => {
    const good = { event: "never", distinct_id: "u1" }
    const cases: readonly (readonly [unknown, number, string])[] = [
      ["{", 400, "failed to parse request: invalid JSON"],
      ["", 400, "failed to parse request: empty body"],
      [{ api_key: token, batch: [] }, 400, "request holds no event"],
      [
        { api_key: token, batch: [good, { distinct_id: "u" }] },
        400,
        "event submitted with an empty event name"
      ],
      [{ api_key: token, batch: [good, { event: "x" }] }, 400, "event submitted without a distinct_id"],
      [
        { api_key: token, batch: [good, { ...good, timestamp: "soon" }] },
        400,
        "event submitted with invalid timestamp"
      ],
      [{ api_key: token, ...good, uuid: "no" }, 400, "failed to parse request: uuid is not a UUID"],
      [
        { api_key: token, ...good, properties: [] },
        400,
        "failed to parse request: properties is not an object"
      ],
      [good, 401, "event submitted without an api_key"],
      [
        { api_key: token, batch: [{ ...good, token: "phc_2" }] },
        401,
        "batch submitted with inconsistent api_key values"
      ],
      [{ api_key: "", ...good }, 401, "API key is not valid: empty"],
      [{ api_key: test.engine.personalApiKey, ...good }, 401, "API key is not valid: personal_api_key"],
      [{ api_key: "phc_other", ...good }, 401, "API key is not valid: unknown_project"],
      [{ api_key: "x".repeat(65), ...good }, 401, "API key is not valid: too_long"]
    ]
    for (const [body, status, text] of cases) {
      assert.deepStrictEqual(await refusal("/batch/", body), [status, text])
    }
    assert.strictEqual(await count("never"), 0)
  })

  it("keeps time to the microsecond and corrects a wrong clock", async () => {
    const event = { event: "timed", distinct_id: "u1" }
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
    await test.capture("/batch/", {
      api_key: token,
      batch: [{ ...event, timestamp: "2026-01-31T08:30:00.123456+02:00" }]
    })
    await test.capture("/batch/", {
      api_key: token,
      sent_at: hourAgo,
      batch: [{ ...event, event: "skewed", timestamp: hourAgo }]
    })
    assert.deepStrictEqual(await test.rows("select timestamp from events where event = 'timed'"), [
      ["2026-01-31T06:30:00.123456Z"]
    ])
    const [[skewed]] = (await test.rows("select timestamp from events where event = 'skewed'")) as [[string]]
    // All of the hour but 150 seconds is taken off.
    assert.closeTo((Date.now() - Date.parse(skewed)) / 1_000, 150, 20)
  })

  it("writes an event that is sent again once", async () => {
    const event = {
      event: "again",
      distinct_id: "u1",
      uuid: "018F0000-0000-7000-8000-000000000001",
      timestamp: "2026-02-01T00:00:00Z"
    }
    const body = { api_key: token, batch: [event, event] }
    await test.capture("/batch/", body)
    await test.capture("/batch/", body)
    assert.strictEqual(await count("again"), 1)
    await test.capture("/batch/", {
      api_key: token,
      batch: [{ ...event, timestamp: "2026-02-01T00:00:01Z" }]
    })
    assert.strictEqual(await count("again"), 2)
  })

  it("repairs values that would blank all properties of an event", async () => {
    const deep = `${"[".repeat(1_500)}1${"]".repeat(1_500)}`
    const properties = `{"fine":"yes","huge":123456789012345678901234567890,"wide":1e400,"exact":9007199254740993,
      "half":"a\\ud800b","text":"\\u0000 é \u{1f600}","deep":${deep}}`
    const body = `{"api_key":"${token}","event":"repaired","distinct_id":"u1","properties":${properties}}`
    assert.strictEqual((await test.capture("/e/", body)).status, 200)
    const [row] = await test.rows(
      "select properties.fine, properties.huge, properties.wide, properties.half, properties.exact, length(properties.deep) from events where event = 'repaired'"
    )
    assert.deepStrictEqual(row!.slice(0, 4), ["yes", "123456789012345678901234567890", "1e400", "a\ufffdb"])
    const { text } = await test.hogql("select properties from events where event = 'repaired'")
    // Numeric properties are floats in HogQL; the document keeps the digits.
    assert.match(text, /9007199254740993/)
    assert.isAbove(row![5] as number, 2_000)
  })

  it("learns properties, and types them by their first value", async () => {
    const send = (properties: object) =>
      test.capture("/e/", { api_key: token, event: "typed", distinct_id: "u1", properties })
    await send({ price: 12.5, paid: true, at: "2026-01-31T08:30:00Z", note: "x", tags: ["a"] })
    await send({ price: "a lot", paid: "no" })
    const { results } = (await test.send("/api/projects/1/property_definitions/?limit=500")).json
    const types = Object.fromEntries(
      results.map((one: { name: string; property_type: string | null }) => [one.name, one.property_type])
    )
    assert.deepInclude(types, {
      price: "Numeric",
      paid: "Boolean",
      at: "DateTime",
      note: "String",
      tags: null
    })
    assert.deepStrictEqual(
      await test.rows(
        "select properties.price * 2, properties.paid from events where event = 'typed' order by properties.price nulls last"
      ),
      [
        [25, true],
        [null, null]
      ]
    )
    const events = (await test.send("/api/projects/1/event_definitions/?search=typed")).json.results
    assert.deepStrictEqual(
      events.map((one: { name: string }) => one.name),
      ["typed"]
    )
  })

  it("answers a browser's preflight and mirrors its origin", async () => {
    const answer = await test.send("/e/", {
      method: "OPTIONS",
      key: null,
      headers: { origin: "https://app.example.com", "access-control-request-headers": "x-a" }
    })
    assert.strictEqual(answer.status, 204)
    assert.strictEqual(answer.headers.get("access-control-allow-origin"), "https://app.example.com")
    assert.strictEqual(answer.headers.get("access-control-allow-headers"), "x-a")
    assert.strictEqual(
      (await test.capture("/e/?beacon=1", { api_key: token, event: "b", distinct_id: "u" })).status,
      204
    )
  })
})

describe("persons", () => {
  const identify = (distinctId: string, properties: object, event = "$identify") =>
    test.capture("/e/", { api_key: token, event, distinct_id: distinctId, properties })

  it("are updated by events, and events keep what was true then", async () => {
    await identify("anna", { $set: { plan: "free" }, $set_once: { first: "a" } }, "one")
    await identify("anna", { $set: { plan: "pro" }, $set_once: { first: "b" }, $unset: ["gone"] }, "two")
    assert.deepStrictEqual(
      await test.rows(
        "select event, person.properties.plan from events where distinct_id = 'anna' order by timestamp, event"
      ),
      [
        ["one", "free"],
        ["two", "pro"]
      ]
    )
    assert.deepStrictEqual(
      await test.rows(
        "select properties.plan, properties.first from persons where id in (select person_id from events where distinct_id = 'anna')"
      ),
      [["pro", "a"]]
    )
  })

  it("are one after identify, for events before it too", async () => {
    await identify("device-1", { $set: { seen: "early" } }, "visit")
    await identify("berta", { $set: { plan: "pro" } }, "bought")
    await identify("berta", { $anon_distinct_id: "device-1" })
    await identify("device-1", {}, "visit again")
    assert.deepStrictEqual(
      await test.rows(
        "select uniq(person_id), count() from events where distinct_id in ('device-1', 'berta')"
      ),
      [[1, 4]]
    )
    const { results } = (await test.send("/api/projects/1/persons/?distinct_id=device-1")).json
    assert.strictEqual(results.length, 1)
    assert.deepStrictEqual(results[0].distinct_ids, ["berta", "device-1"])
    assert.deepInclude(results[0].properties, { plan: "pro", seen: "early" })
    assert.isTrue(results[0].is_identified)
  })

  it("are not made for events that ask for none", async () => {
    await identify("ghost", { $process_person_profile: false }, "boo")
    assert.strictEqual(await count("boo"), 1)
    assert.strictEqual((await test.send("/api/projects/1/persons/?distinct_id=ghost")).json.results.length, 0)
  })
})

describe("posthog-node, unmodified", () => {
  it("captures, identifies and aliases", async () => {
    const client = new PostHog(token, { host: test.engine.url, flushAt: 50, disableGeoip: true })
    client.capture({ distinctId: "node-anon", event: "node event", properties: { n: 1, plan: "pro" } })
    client.identify({ distinctId: "node-user", properties: { $set: { email: "n@example.com" } } })
    client.alias({ distinctId: "node-user", alias: "node-anon" })
    client.capture({ distinctId: "node-user", event: "node event", properties: { n: 2 } })
    await client.shutdown()
    assert.deepStrictEqual(
      await test.rows("select sum(properties.n), uniq(person_id) from events where event = 'node event'"),
      [[3, 1]]
    )
    const { results } = (await test.send("/api/projects/1/persons/?email=n@example.com")).json
    assert.deepStrictEqual(results[0].distinct_ids, ["node-anon", "node-user"])
  })
})
