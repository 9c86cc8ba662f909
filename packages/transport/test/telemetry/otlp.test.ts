/** What a collector gets: read with OpenTelemetry's own decoders, against traffic that is known. */
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { createServer } from "node:net"
import { once } from "node:events"
import { inspect } from "node:util"
import { gzipSync } from "node:zlib"
import { onTestFinished, vi } from "vitest"
import {
  createTransport,
  TransportError,
  type TransportClient,
  type TransportOptions
} from "../../src/index.ts"
import type { LogRecord } from "../../src/Logging.ts"
import { metrics as list } from "../../src/Telemetry.ts"
import { startCollector, valuesOf, type Collector, type Point } from "../support/collector.ts"
import { captureRequest, options, personalApiKey, projectToken, readRequest } from "../support/options.ts"
import { json, startServer } from "../support/server.ts"

const open = (
  host: string,
  url: string,
  more: Partial<TransportOptions> = {}
): { readonly client: TransportClient; readonly records: Array<LogRecord> } => {
  const records: Array<LogRecord> = []
  const client = createTransport({
    ...options,
    host,
    logger: (record) => void records.push(record),
    retry: { baseMillis: 1, capMillis: 1 },
    telemetry: { otlp: { url } },
    ...more
  })
  onTestFinished(client.close)
  return { client, records }
}

/** The points of a metric, by what they are about. */
const pointsOf = (
  collector: Collector,
  name: string
): ReadonlyArray<readonly [Record<string, unknown>, Point]> => {
  const metric = collector.metrics().get(name)
  assert.isDefined(metric, `no metric ${name}`)
  const points = (metric.sum ?? metric.gauge ?? metric.histogram)?.dataPoints ?? []
  return points.map((point) => [valuesOf(point), point])
}

const oneOf = (collector: Collector, name: string, about: Record<string, unknown> = {}): Point => {
  const found = pointsOf(collector, name).filter(([values]) =>
    Object.entries(about).every(([key, value]) => values[key] === value)
  )
  assert.strictEqual(found.length, 1, `${name} ${inspect(about)}: ${inspect(pointsOf(collector, name))}`)
  return found[0]![1]
}

/** A port that nobody listens on. */
const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" ? (address?.port ?? 0) : 0
}

describe("a collector", { timeout: 30_000 }, () => {
  it("gets every metric of the list, with its name, unit and kind, and values that fit the traffic", async () => {
    const collector = await startCollector()
    const zipped = gzipSync(JSON.stringify({ results: ["a".repeat(10_000)] }))
    const answers = [
      (response: Parameters<typeof json>[0]) => json(response, 503, { detail: "busy" }),
      (response: Parameters<typeof json>[0]) => {
        response
          .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
          .end(zipped)
      },
      (response: Parameters<typeof json>[0]) => json(response, 404, { detail: "gone" })
    ]
    const server = await startServer((_request, response, index) => answers[index]?.(response))
    const { client } = open(server.origin, collector.url)
    const cached = { ...readRequest, cache: { ttlMillis: 60_000 } }
    await client.execute(cached)
    assert.strictEqual((await client.execute(cached)).cache?.status, "hit")
    await client.execute({ ...readRequest, operation: "Query.other" }).catch(() => undefined)
    await client.reportOutboxDepth(12)
    await client.close()

    const port = Number(new URL(server.origin).port)
    assert.sameMembers(
      [...collector.metrics().keys()],
      Object.values(list).map(({ name }) => name)
    )
    for (const { kind, name, unit, attributes } of Object.values(list)) {
      const metric = collector.metrics().get(name)
      assert.strictEqual(metric?.unit, unit, name)
      assert.isOk(
        { counter: metric?.sum?.isMonotonic, gauge: metric?.gauge, histogram: metric?.histogram }[kind],
        name
      )
      for (const [values] of pointsOf(collector, name))
        assert.isAtMost(Object.keys(values).length, attributes.length, name)
    }
    const about = {
      "http.request.method": "POST",
      "url.template": "/api/projects/:project/query/",
      "server.address": "127.0.0.1",
      "server.port": port,
      "posthog.lane": "query"
    }
    const requests = pointsOf(collector, "http.client.request.duration")
    assert.sameDeepMembers(
      requests.map(([values, { count }]): Record<string, unknown> => ({ ...values, count })),
      [
        { ...about, "http.response.status_code": 503, "error.type": "ServerFailed", count: 1 },
        { ...about, "http.response.status_code": 200, count: 1 },
        { ...about, "http.response.status_code": 404, "error.type": "NotFound", count: 1 }
      ]
    )
    for (const [, { sum }] of requests) assert.isTrue((sum ?? -1) > 0 && (sum ?? 100) < 30, "seconds")
    const body = Buffer.byteLength(JSON.stringify(readRequest.body))
    for (const [, { count, sum }] of pointsOf(collector, "http.client.request.body.size"))
      assert.deepStrictEqual([count, sum], [1, body])
    assert.deepInclude(oneOf(collector, "http.client.response.body.size", about), {
      count: 3,
      sum: zipped.length + Buffer.byteLength('{"detail":"busy"}{"detail":"gone"}')
    })
    assert.deepInclude(oneOf(collector, "posthog.call.attempts", { "posthog.operation": "Query.run" }), {
      count: 1,
      sum: 2
    })
    assert.deepInclude(oneOf(collector, "posthog.call.duration", { "error.type": "NotFound" }), { count: 1 })
    assert.deepInclude(
      oneOf(collector, "posthog.retries", { "posthog.retry": "sent", "error.type": "ServerFailed" }),
      { asDouble: 1 }
    )
    assert.deepInclude(oneOf(collector, "posthog.lane.wait", { "posthog.lane": "query" }), { count: 3 })
    assert.deepInclude(oneOf(collector, "posthog.cache.requests", { "posthog.cache.status": "miss" }), {
      asDouble: 1
    })
    assert.deepInclude(oneOf(collector, "posthog.cache.requests", { "posthog.cache.status": "hit" }), {
      asDouble: 1
    })
    assert.deepInclude(oneOf(collector, "posthog.circuit.state", { "server.port": port }), { asDouble: 0 })
    assert.deepInclude(oneOf(collector, "posthog.outbox.depth"), { asDouble: 12 })
  })

  it("sees a circuit open, per host and lane", async () => {
    const collector = await startCollector()
    const server = await startServer((_request, response) => json(response, 503, {}))
    const { client } = open(server.origin, collector.url, {
      retry: { attempts: 1 },
      breaker: { failures: 2 }
    })
    for (let n = 0; n < 3; n++) await client.execute(readRequest).catch(() => undefined)
    await client.execute({ ...readRequest, lane: "crud" }).catch(() => undefined)
    await client.close()
    assert.deepInclude(oneOf(collector, "posthog.circuit.state", { "posthog.lane": "query" }), {
      asDouble: 2
    })
    assert.deepInclude(oneOf(collector, "posthog.circuit.state", { "posthog.lane": "crud" }), { asDouble: 0 })
    assert.deepInclude(oneOf(collector, "posthog.call.duration", { "error.type": "CircuitOpen" }), {
      count: 1
    })
  })

  it("sees attempts that ran out of time, and calls that did", async () => {
    const collector = await startCollector()
    const server = await startServer(() => undefined)
    const { client } = open(server.origin, collector.url, {
      attemptTimeoutMillis: 30,
      retry: { attempts: 2, baseMillis: 1 }
    })
    await client.execute(readRequest).catch(() => undefined)
    await client
      .execute({ ...readRequest, operation: "Query.short", timeoutMillis: 10 })
      .catch(() => undefined)
    await client.close()
    assert.deepInclude(oneOf(collector, "http.client.request.duration", { "error.type": "TimedOut" }), {
      count: 2
    })
    assert.deepInclude(oneOf(collector, "http.client.request.duration", { "error.type": "Interrupted" }), {
      count: 1
    })
    assert.deepInclude(
      oneOf(collector, "posthog.call.duration", {
        "posthog.operation": "Query.short",
        "error.type": "TimedOut"
      }),
      { count: 1 }
    )
  })

  it("counts no request that was refused before it was sent", async () => {
    const collector = await startCollector()
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { client } = open(server.origin, collector.url, { lanes: { crud: { concurrency: 1, queue: 0 } } })
    await client.execute({ ...readRequest, path: "/api/:missing/" }).catch(() => undefined)
    const both = [1, 2].map(() => client.execute({ ...readRequest, lane: "crud" }).catch(() => undefined))
    await Promise.all(both)
    await client.close()
    assert.deepInclude(oneOf(collector, "http.client.request.duration"), { count: 1 })
    assert.deepInclude(oneOf(collector, "posthog.call.attempts", { "error.type": "RequestRefused" }), {
      count: 1,
      sum: 0
    })
    assert.deepInclude(oneOf(collector, "posthog.call.attempts", { "error.type": "LaneBusy" }), {
      count: 1,
      sum: 0
    })
  })

  it("counts the bytes of streams, both ways", async () => {
    const collector = await startCollector()
    const server = await startServer((_request, response) => void response.end(Buffer.alloc(300_000)))
    const { client } = open(server.origin, collector.url)
    let bytes = 0
    for await (const chunk of client.stream({ ...readRequest, lane: "exports" })) bytes += chunk.length
    assert.strictEqual(bytes, 300_000)
    const parts = async function* () {
      for (let n = 0; n < 3; n++) yield await Promise.resolve(new Uint8Array(1_000))
    }
    await client
      .execute({
        ...readRequest,
        body: undefined,
        safety: "write",
        lane: "crud",
        bodyStream: { bytes: parts(), contentType: "application/octet-stream" }
      })
      .catch(() => undefined)
    await client.close()
    assert.deepInclude(oneOf(collector, "http.client.response.body.size", { "posthog.lane": "exports" }), {
      sum: 300_000
    })
    assert.deepInclude(oneOf(collector, "http.client.request.body.size", { "posthog.lane": "crud" }), {
      sum: 3_000
    })
  })

  it("gets one span per call and one per attempt, in the trace of the request that the program answers", async () => {
    const collector = await startCollector()
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 503 : 200, {})
    )
    const { client } = open(server.origin, collector.url, {
      traceHeaders: true,
      telemetry: { otlp: { url: `${collector.url}/`, serviceName: "shop" } }
    })
    await client.execute(readRequest, {
      trace: {
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        tracestate: "rojo=00f067aa0ba902b7, congo=t61rcWkgMzE"
      }
    })
    await client.close()
    const hex = (base64: string) => Buffer.from(base64, "base64").toString("hex")
    const spans = collector.spans()
    const call = spans.find(({ name }) => name === "posthog.call")
    const attempts = spans.filter(({ name }) => name === "posthog.attempt")
    assert.isDefined(call)
    assert.strictEqual(hex(call.parentSpanId), "b7ad6b7169203331")
    assert.strictEqual(attempts.length, 2)
    for (const span of spans) assert.strictEqual(hex(span.traceId), "0af7651916cd43dd8448eb211c80319c")
    for (const span of attempts) assert.strictEqual(span.parentSpanId, call.spanId)
    assert.deepInclude(valuesOf(call), { "posthog.operation": "Query.run", "posthog.attempts": 2 })
    assert.deepStrictEqual(valuesOf(attempts[0]!), {
      "posthog.attempt": 1,
      "http.request.method": "POST",
      "url.template": "/api/projects/:project/query/",
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(server.origin).port),
      "http.response.status_code": 503,
      "error.type": "ServerFailed"
    })
    assert.deepStrictEqual(
      server.received.map(({ headers }) => [headers["traceparent"], headers["tracestate"]]),
      attempts.map(({ spanId }) => [
        `00-0af7651916cd43dd8448eb211c80319c-${hex(spanId)}-01`,
        "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"
      ])
    )
    for (const resource of collector.resources()) assert.deepInclude(resource, { "service.name": "shop" })
    assert.deepStrictEqual([...collector.scopes()], ["@posthog-driver/transport"])
  })

  it("gets no key, no body, no filled path, no query, and no word of what a server said", async () => {
    const collector = await startCollector()
    const leak = `${personalApiKey} ${projectToken} SurelyPrivate`
    const statuses = [400, 401, 402, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 512, 513, 200, 307]
    const server = await startServer((request, response, index) => {
      const status = statuses[index % statuses.length] ?? 200
      const body = { type: "validation_error", code: leak, detail: leak, attr: leak }
      if (request.url?.startsWith("/batch") === true) request.socket.destroy()
      else json(response, status, body, { "x-echo": leak, location: "/SurelyPrivate" })
    })
    const secret = "Bearer SurelyPrivate"
    const { client, records } = open(server.origin, collector.url, {
      retry: { attempts: 1 },
      breaker: false,
      logLevel: "debug",
      telemetry: { otlp: { url: collector.url, headers: { authorization: Redacted.make(secret) } } }
    })
    const request = {
      ...readRequest,
      path: "/api/projects/:project/persons/:id/",
      params: { id: "SurelyPrivate" },
      query: { search: "SurelyPrivate" },
      body: { query: "SurelyPrivate" }
    }
    const failures: Array<unknown> = []
    for (let n = 0; n < statuses.length; n++)
      await client.execute(request).catch((error: unknown) => failures.push(error))
    await client.execute({ ...captureRequest, body: { batch: ["SurelyPrivate"] } }).catch(() => undefined)
    const aborting = new AbortController()
    aborting.abort()
    await client.execute(request, { signal: aborting.signal }).catch(() => undefined)
    await client.close()
    assert.isAtLeast(failures.filter((each) => each instanceof TransportError).length, 15)
    assert.isAtLeast(collector.spans().length, 2 * statuses.length)
    for (const { body, headers, path } of collector.received) {
      assert.strictEqual(headers.authorization, secret)
      for (const word of [personalApiKey, projectToken, "SurelyPrivate"])
        assert.isFalse(body.toString("latin1").includes(word), `${path} holds ${word}`)
    }
    const shown = inspect([records, client.settings], { depth: 20 })
    assert.isFalse(shown.includes(secret))
    assert.isTrue(shown.includes("127.0.0.1"))
  })
})

describe("a collector that is down", { timeout: 30_000 }, () => {
  it("fails no call, is told of once, and loses no metric when it comes back", async () => {
    const collector = await startCollector()
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { client, records } = open(server.origin, collector.url, {
      logLevel: "info",
      telemetry: { otlp: { url: collector.url, intervalMillis: 100 } }
    })
    const news = () => records.filter(({ message }) => message === "telemetry")
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    collector.state = 400
    await client.execute(readRequest)
    await until(() => collector.received.length >= 4)
    collector.state = 200
    await client.execute(readRequest)
    await until(() => news().length === 2)
    await client.close()
    const [bad, good] = news()
    assert.isDefined(bad)
    assert.isDefined(good)
    assert.strictEqual(bad.level, "warning")
    assert.strictEqual(
      bad.attributes["advice"],
      "The collector did not take telemetry: it answered 400. Spans are lost until it does; calls go on."
    )
    assert.strictEqual(good.level, "info")
    assert.match(
      String(good.attributes["advice"]),
      /^The collector takes telemetry again\. Lost: \d+ batches\.$/
    )
    assert.deepInclude(oneOf(collector, "posthog.call.duration"), { count: 2 })
  })

  it("is told of on stderr when no logger is given", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const url = `http://127.0.0.1:${await closedPort()}`
    const lines: Array<string> = []
    const write = vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0)
    try {
      const client = createTransport({
        host: server.origin,
        projectId: 1,
        personalApiKey,
        telemetry: { otlp: { url, intervalMillis: 100 } }
      })
      await client.execute(readRequest)
      while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      await client.close()
    } finally {
      write.mockRestore()
    }
    assert.strictEqual(lines.length, 1)
    assert.deepInclude(JSON.parse(lines[0] ?? ""), { level: "warning", message: "telemetry" })
  })

  it("ends with the client when nobody listens", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { client, records } = open(server.origin, `http://127.0.0.1:${await closedPort()}`)
    await client.execute(readRequest)
    await client.close()
    const problems = records.map(({ attributes }) => String(attributes["advice"]))
    assert.isAtMost(problems.length, 1)
    for (const problem of problems) assert.match(problem, /ECONNREFUSED/)
  })

  it("is waited for two seconds when the client closes, and its connections end then", async () => {
    const collector = await startCollector()
    collector.state = "never"
    const server = await startServer((_request, response) => json(response, 200, {}))
    const { client, records } = open(server.origin, collector.url)
    await client.execute(readRequest)
    const begin = performance.now()
    await client.close()
    const millis = performance.now() - begin
    assert.strictEqual(collector.received.length, 2)
    // Metrics and spans were dropped; that is said once.
    assert.deepStrictEqual(
      records.map(({ attributes, level }) => [level, attributes["advice"]]),
      [
        [
          "warning",
          "The collector did not take telemetry: it had not answered when the client closed. What was left to send is lost."
        ]
      ]
    )
    assert.isAtLeast(millis, 1_900)
    assert.isBelow(millis, 30_000)
  })
})
