import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine()
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

const notFound = (detail: string) => ({ type: "invalid_request", code: "not_found", detail, attr: null })
const project = "/api/projects/1"

describe("health", () => {
  it("answers without a key", async () => {
    assert.deepStrictEqual((await test.send("/_livez", { key: null })).json, { http: true })
    assert.deepStrictEqual((await test.send("/_readyz", { key: null })).json, {
      http: true,
      clickhouse: true
    })
  })

  it("proves itself only to a challenge, and differently to each", async () => {
    const proof = async (challenge?: string) =>
      (
        await test.send("/_readyz", {
          key: null,
          headers: challenge === undefined ? {} : { "x-posthog-driver-challenge": challenge }
        })
      ).headers.get("x-posthog-driver-engine")
    assert.isNull(await proof())
    assert.match((await proof("a")) ?? "", /^[0-9a-f]{64}$/)
    assert.notStrictEqual(await proof("a"), await proof("b"))
  })
})

describe("keys", () => {
  const path = "/api/users/@me/"

  it("asks for a key", async () => {
    const answer = await test.send(path, { key: null })
    assert.strictEqual(answer.status, 401)
    assert.deepStrictEqual(answer.json, {
      type: "authentication_error",
      code: "not_authenticated",
      detail: "Authentication credentials were not provided.",
      attr: null
    })
    assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer resource_metadata="http:/)
  })

  it("says where it found a wrong key", async () => {
    const refused = (source: string) => ({
      type: "authentication_error",
      code: "authentication_failed",
      detail: `Personal API key found in request ${source} is invalid.`,
      attr: null
    })
    assert.deepStrictEqual(
      (await test.send(path, { key: "phx_wrong" })).json,
      refused("Authorization header")
    )
    assert.deepStrictEqual(
      (await test.send(`${path}?personal_api_key=phx_wrong`, { key: null })).json,
      refused("query string")
    )
    const inBody = await test.send(`${project}/query/`, {
      key: null,
      body: { personal_api_key: "phx_wrong" }
    })
    assert.deepStrictEqual([inBody.status, inBody.json], [401, refused("body")])
  })

  it("takes the right key from header, body or query string, and tries only the first it finds", async () => {
    const { personalApiKey } = test.engine
    assert.strictEqual(
      (await test.send(`${path}?personal_api_key=${personalApiKey}`, { key: null })).status,
      200
    )
    assert.strictEqual(
      (await test.send(`${path}?personal_api_key=${personalApiKey}`, { key: "phx_wrong" })).status,
      401
    )
    const query = { kind: "HogQLQuery", query: "select 1" }
    const body = { personal_api_key: personalApiKey, query }
    assert.strictEqual((await test.send(`${project}/query/`, { key: null, body })).status, 200)
  })

  it("does not open the private API with the project token", async () => {
    assert.strictEqual((await test.send(path, { key: test.engine.projectToken })).status, 401)
  })

  it("checks the key before it tells whether something exists", async () => {
    assert.strictEqual((await test.send("/api/projects/99/", { key: null })).status, 401)
    assert.strictEqual((await test.send(`${project}/insights/`, { key: null, method: "PUT" })).status, 401)
  })
})

describe("paths", () => {
  it("serves the project under its id and @current, with and without the last slash", async () => {
    for (const path of [`${project}/`, project, "/api/projects/@current/", "/api/projects/@current"]) {
      assert.strictEqual((await test.send(path)).json.id, 1, path)
    }
  })

  it("knows no other project", async () => {
    for (const id of ["2", "abc", "01"]) {
      const answer = await test.send(`/api/projects/${id}/insights/`)
      assert.deepStrictEqual([answer.status, answer.json], [404, notFound("Project not found.")])
    }
  })

  it("names an unknown path of the API as PostHog does, and any other in plain words", async () => {
    const unknown = await test.send("/api/projects/1/dashboards/")
    assert.deepStrictEqual([unknown.status, unknown.json], [404, notFound("Endpoint not found.")])
    const flags = await test.send("/flags/?v=2", { method: "POST", body: {} })
    assert.deepStrictEqual([flags.status, flags.text], [404, "The embedded engine does not answer /flags/."])
  })

  it("refuses a method that a known path does not answer", async () => {
    const answer = await test.send(`${project}/insights/`, { method: "POST", body: {} })
    assert.strictEqual(answer.status, 405)
    assert.deepStrictEqual(answer.json, {
      type: "invalid_request",
      code: "method_not_allowed",
      detail: 'Method "POST" not allowed.',
      attr: null
    })
  })

  it("leads the deprecated prefix to the real one", async () => {
    const answer = await test.send("/api/environments/1/query/?a=1", { method: "POST", body: {} })
    assert.strictEqual(answer.status, 307)
    assert.strictEqual(answer.headers.get("location"), "/api/projects/1/query/?a=1")
    assert.strictEqual(answer.headers.get("deprecation"), "true")
  })
})

describe("identity", () => {
  it("names user and project", async () => {
    const me = (await test.send("/api/users/@me/")).json
    assert.strictEqual(me.team.api_token, test.engine.projectToken)
    assert.strictEqual(me.organizations.length, 1)
    const one = (await test.send(`${project}/`)).json
    assert.deepStrictEqual([one.id, one.timezone, one.api_token], [1, "UTC", test.engine.projectToken])
    assert.strictEqual((await test.send("/api/projects/")).json.count, 1)
  })
})

describe("lists", () => {
  it("page the objects of the story with absolute links", async () => {
    const lists = ["insights", "cohorts", "feature_flags", "annotations", "experiments", "event_definitions"]
    for (const name of [...lists, "property_definitions", "sessions/property_definitions"]) {
      const first = (await test.send(`${project}/${name}/?limit=1`)).json
      assert.isAbove(first.count, 0, name)
      assert.strictEqual(first.results.length, 1, name)
      assert.isNull(first.previous)
      if (first.count === 1) {
        assert.isNull(first.next)
        continue
      }
      assert.strictEqual(first.next, `${test.engine.url}${project}/${name}/?limit=1&offset=1`)
      const second = (await test.send(first.next.slice(test.engine.url.length))).json
      assert.notDeepEqual(second.results, first.results, name)
      assert.strictEqual(second.previous, `${test.engine.url}${project}/${name}/?limit=1`)
    }
  })

  it("never put a key into a link", async () => {
    const key = test.engine.personalApiKey
    const { json } = await test.send(`${project}/insights/?limit=1&personal_api_key=${key}`, { key: null })
    assert.notInclude(json.next, "phx_")
  })

  it("search where PostHog searches", async () => {
    const { results } = (await test.send(`${project}/event_definitions/?search=SIGNED`)).json
    assert.deepStrictEqual(
      results.map((one: { name: string }) => one.name),
      ["signed_up"]
    )
  })

  it("tell event properties from person properties", async () => {
    const names = async (type: string) =>
      (await test.send(`${project}/property_definitions/?limit=500&type=${type}`)).json.results.map(
        (one: { name: string }) => one.name
      )
    assert.include(await names("person"), "email")
    assert.notInclude(await names("event"), "email")
    assert.strictEqual((await test.send(`${project}/property_definitions/?type=cloud`)).status, 400)
  })

  it("refuse a filter they would have to leave out", async () => {
    const answer = await test.send(`${project}/feature_flags/?active=true`)
    assert.deepStrictEqual(
      [answer.status, answer.json.code, answer.json.attr],
      [400, "invalid_input", "active"]
    )
    assert.strictEqual((await test.send(`${project}/insights/?_=123&format=json`)).status, 200)
  })

  it("give persons with all their ids, and a total only when asked", async () => {
    const { json } = await test.send(`${project}/persons/?limit=3`)
    assert.strictEqual(json.results.length, 3)
    assert.notProperty(json, "count")
    assert.isAbove((await test.send(`${project}/persons/?include_total`)).json.count, 200)
    const [[distinctId, personId]] = (await test.rows(
      "select distinct_id, person_id from person_distinct_ids where distinct_id like 'user_%' order by distinct_id limit 1"
    )) as [[string, string]]
    const found = (await test.send(`${project}/persons/?distinct_id=${distinctId}`)).json.results
    assert.deepStrictEqual(
      found.map((one: { uuid: string }) => one.uuid),
      [personId]
    )
    assert.include(found[0].distinct_ids, distinctId)
    const byEmail = (
      await test.send(`${project}/persons/?email=${encodeURIComponent(found[0].properties.email)}`)
    ).json
    assert.strictEqual(byEmail.results[0].uuid, personId)
    const next = (await test.send(json.next.slice(test.engine.url.length))).json
    assert.notDeepEqual(next.results[0], json.results[0])
  })

  it("give events newest first, paged by time", async () => {
    const { json } = await test.send(`${project}/events/?limit=2&after=2026-08-01&event=signed_up`)
    assert.strictEqual(json.results.length, 2)
    assert.strictEqual(json.results[0].event, "signed_up")
    assert.isObject(json.results[0].properties)
    const next = (await test.send(json.next.slice(test.engine.url.length))).json
    assert.isBelow(Date.parse(next.results[0].timestamp), Date.parse(json.results[1].timestamp))
    assert.strictEqual((await test.send(`${project}/events/?offset=5`)).status, 400)
    assert.strictEqual((await test.send(`${project}/events/?after=whenever`)).json.attr, "after")
  })
})
