import { assert, describe, it } from "@effect/vitest"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import type { LogRecord } from "../src/Logging.ts"
import { adviceOnMoved, makeMovedRoutes } from "../src/movedRoutes.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const observed = (origin: string) => {
  const records: Array<LogRecord> = []
  const client = createTransport({ ...options, host: origin, logger: (record) => records.push(record) })
  onTestFinished(client.close)
  return { client, records }
}

const deprecated = {
  deprecation: "true",
  link: '</api/projects/7/query/>; rel="successor-version"',
  sunset: "Fri, 31 Jul 2026 00:00:00 GMT"
}

describe("routes that moved", () => {
  it("are each reported once, and at most a thousand", () => {
    const isNews = makeMovedRoutes()
    const news = Array.from({ length: 3_000 }, (_, n) => isNews(`/api/persons/${n % 1_500}/`)).filter(Boolean)
    assert.lengthOf(news, 1_000)
  })
})

describe("the deprecated prefix /api/environments", () => {
  const query = { ...readRequest, path: "/api/environments/:project/query/" } as const
  const insights = {
    operation: "Insights.list",
    origin: "api",
    method: "GET",
    path: "/api/environments/:project/insights/",
    safety: "read",
    lane: "crud"
  } as const

  it("is followed with method, body and query each time, and reported once", async () => {
    const server = await startServer((request, response) => {
      const url = request.url ?? ""
      if (url.startsWith("/api/environments/"))
        response.writeHead(307, { ...deprecated, location: url.replace("environments", "projects") }).end()
      else json(response, 200, {})
    })
    const { client, records } = observed(server.origin)
    for (let n = 0; n < 3; n++) {
      await client.execute({ ...query, query: { a: n } })
      await client.execute(insights)
    }
    const followed = server.received.filter(({ url }) => url.startsWith("/api/projects/"))
    assert.deepStrictEqual(
      followed.slice(0, 2).map(({ body, method, url }) => [method, url, body]),
      [
        ["POST", "/api/projects/7/query/?a=0", JSON.stringify(readRequest.body)],
        ["GET", "/api/projects/7/insights/", ""]
      ]
    )
    assert.strictEqual(followed.length, 6)
    assert.strictEqual(records.length, 1)
    assert.deepInclude(records[0], { level: "warning", message: "redirect" })
    assert.deepInclude(records[0]?.attributes, {
      status: 307,
      route: "/api/environments/:project/query/",
      advice:
        "PostHog moved this route, and ends the old one on 2026-07-31. It was followed. Write /api/projects/ in the place of /api/environments/."
    })
    const other = observed(server.origin)
    await other.client.execute(query)
    assert.strictEqual(other.records.length, 1)
  })

  it("is reported once too where PostHog still answers under it", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}, deprecated))
    const { client, records } = observed(server.origin)
    for (let n = 0; n < 3; n++) await client.execute(query)
    assert.strictEqual(records.length, 1)
    assert.strictEqual(server.received.length, 3)
  })
})

describe("a route that moved", () => {
  it("is reported once for each route", async () => {
    const server = await startServer((request, response) =>
      request.url === "/new/"
        ? json(response, 200, {})
        : void response.writeHead(308, { location: "/new/" }).end()
    )
    const { client, records } = observed(server.origin)
    for (const path of ["/a/", "/b/", "/a/", "/b/"] as const) await client.execute({ ...readRequest, path })
    assert.deepStrictEqual(
      records.map(({ attributes }) => attributes["route"]),
      ["/a/", "/b/"]
    )
  })

  it("shows of the server's word only a date", () => {
    for (const sunset of [undefined, "", "soon \u001b[31m", "<script>"]) {
      assert.strictEqual(
        adviceOnMoved("/a/", sunset),
        "PostHog moved this route. It was followed. Update this package."
      )
    }
  })
})
