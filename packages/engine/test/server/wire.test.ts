import { request } from "node:http"
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

  it("of events pages by instant and id: none of one instant is skipped or told twice", async () => {
    await test.capture("/batch/", {
      api_key: test.engine.projectToken,
      batch: Array.from({ length: 5 }, (_, n) => ({
        event: "same instant",
        distinct_id: `same-${n % 2}`,
        timestamp: "2026-10-01T00:00:00Z",
        properties: { n, $process_person_profile: n % 2 === 0 }
      }))
    })
    const seen: unknown[] = []
    let next: string | null = "/api/projects/1/events/?limit=2&after=2026-09-30&event=same%20instant"
    while (next !== null) {
      const { json } = await test.send(next)
      seen.push(...json.results.map((event: { properties: { n: number } }) => event.properties.n))
      for (const { person, distinct_id } of json.results) {
        assert.deepStrictEqual([person.is_identified, person.distinct_ids], [false, [distinct_id]])
      }
      if (json.next !== null) assert.isTrue(json.next.startsWith(test.engine.url))
      next = json.next === null ? null : json.next.slice(test.engine.url.length)
    }
    assert.deepStrictEqual(seen.toSorted(), [0, 1, 2, 3, 4])
    assert.strictEqual((await test.send("/api/projects/1/events/?before_id=x")).json.attr, "before_id")
  })
})

describe("the host of a request", () => {
  const ask = (host: string, path = `${project}/insights/?limit=1`) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(test.engine.url)
      const headers = { host, authorization: `Bearer ${test.engine.personalApiKey}` }
      request({ hostname, port, path, headers, agent: false }, (response) => {
        let text = ""
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece))
        response.on("end", () => resolve({ status: response.statusCode, text }))
      })
        .on("error", reject)
        .end()
    })

  it("is this machine's or refused", async () => {
    for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]:9000"]) {
      assert.strictEqual((await ask(host)).status, 200, host)
    }
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "10.0.0.1"]) {
      assert.strictEqual((await ask(host)).status, 421, host)
      assert.strictEqual((await ask(host, "/_readyz")).status, 421, host)
    }
  })

  it("does not get into links", async () => {
    const next = JSON.parse((await ask("localhost:1")).text).next as string
    assert.isTrue(next.startsWith(`${test.engine.url}/`), next)
    const { text } = await ask("localhost", `//evil.example${project}/insights/?limit=1`)
    assert.notInclude(text, "http://evil.example")
  })

  it("may be read by a page of any origin for capture, without credentials", async () => {
    const { headers } = await test.send("/e/", {
      method: "OPTIONS",
      headers: { origin: "https://a.example" }
    })
    assert.strictEqual(headers.get("access-control-allow-origin"), "https://a.example")
    assert.isNull(headers.get("access-control-allow-credentials"))
  })
})

describe("a result beyond 128 MiB", () => {
  it("is refused with what to do, and the next query is answered", async () => {
    const { status, json } = await test.hogql("select repeat('x', 1000000) from numbers(150) limit 150")
    assert.deepStrictEqual([status, json.type, json.code], [400, "validation_error", "too_many_bytes"])
    assert.match(json.detail, /128 MiB/)
    assert.deepStrictEqual(await test.rows("select 1"), [[1]])
  }, 60_000)
})
