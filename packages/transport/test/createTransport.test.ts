import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { ServerResponse } from "node:http"
import { createServer } from "node:net"
import { once } from "node:events"
import { onTestFinished } from "vitest"
import { createTransport, createTransportFromEnv, openTransport } from "../src/createTransport.ts"
import type { TransportOptions } from "../src/Settings.ts"
import type { StandardSchema } from "../src/StandardSchema.ts"
import { TransportError } from "../src/TransportError.ts"
import { captureRequest, options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const clientOf = (origin: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({
    ...options,
    host: origin,
    logLevel: "none",
    ...more,
    retry: { baseMillis: 5, capMillis: 20, ...more.retry }
  })
  onTestFinished(client.close)
  return client
}

const failureOf = async (promise: Promise<unknown>): Promise<TransportError> => {
  const failure: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error
  )
  assert.instanceOf(failure, TransportError)
  return failure
}

/** A server below HTTP: what it writes is what arrives. */
const startRawServer = async (answer: string, end: "close" | "reset" | "keep"): Promise<string> => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined)
    socket.once("data", () => {
      socket.write(answer, () => {
        if (end === "close") socket.end()
        if (end === "reset") socket.resetAndDestroy()
      })
    })
    onTestFinished(() => void socket.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : ""
}

describe("createTransport against a real server", () => {
  it("keeps 64-bit integers, decimals in text, null and unicode", async () => {
    const server = await startServer((_request, response) => {
      json(response, 200, '{"results":[[9007199254740993,"1.10",null,"\u{1f994} \\u0000",0.1]]}')
    })
    const { value } = await clientOf(server.origin).execute(readRequest)
    assert.deepStrictEqual(value, { results: [[9007199254740993n, "1.10", null, "\u{1f994} \u0000", 0.1]] })
  })

  it("sends JSON with its length, and asks for the compressions it can undo", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    await clientOf(server.origin).execute({
      ...readRequest,
      body: { n: 9007199254740993n, text: "\u{1f994}" }
    })
    const request = server.received[0]!
    assert.strictEqual(request.body, '{"n":9007199254740993,"text":"\u{1f994}"}')
    assert.deepInclude(request.headers, {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(request.body)),
      accept: "application/json"
    })
    assert.strictEqual(request.headers["accept-encoding"], "gzip, br, zstd")
    assert.notProperty(request.headers, "traceparent")
  })

  it("checks the answer with any standard schema", async () => {
    const server = await startServer((_request, response) => json(response, 200, { rows: [{ n: "1" }] }))
    const client = clientOf(server.origin)
    const row = Schema.toStandardSchemaV1(
      Schema.Struct({ rows: Schema.Array(Schema.Struct({ n: Schema.NumberFromString })) })
    )
    const { value } = await client.execute({ ...readRequest, schema: row })
    assert.strictEqual(value.rows[0]?.n, 1)
    const wrong = Schema.toStandardSchemaV1(
      Schema.Struct({ rows: Schema.Array(Schema.Struct({ n: Schema.Int })) })
    )
    const failure = await failureOf(client.execute({ ...readRequest, schema: wrong }))
    assert.match(failure.message, /another shape at 'rows.0.n'\. Check that the request's schema/)
  })

  it.each([
    ["a Schema of Effect", Schema.Struct({ rows: Schema.String })],
    ["a function", (value: unknown) => value],
    ["a class that parses", { parse: (value: unknown) => value }],
    ["null", null],
    ["a Standard Schema without its validation", { "~standard": { version: 1 } }]
  ])("sends no write whose schema is no Standard Schema: %s", async (_name, odd) => {
    const server = await startServer((_request, response) => json(response, 200, { rows: "" }))
    // As untyped JavaScript can call it.
    const schema = odd as unknown as StandardSchema<unknown>
    const failure = await failureOf(
      clientOf(server.origin).execute({ ...readRequest, safety: "write", schema })
    )
    assert.strictEqual(failure.reason._tag, "RequestRefused")
    assert.include(failure.message, "Schema.toStandardSchemaV1(schema)")
    assert.strictEqual(failure.operation, readRequest.operation)
    assert.strictEqual(server.received.length, 0)
  })

  it("takes a Standard Schema that is a function", async () => {
    const server = await startServer((_request, response) => json(response, 200, { n: 1 }))
    const { "~standard": standard } = Schema.toStandardSchemaV1(Schema.Struct({ n: Schema.Int }))
    const schema = Object.assign((value: unknown) => value, { "~standard": standard })
    const { value } = await clientOf(server.origin).execute({ ...readRequest, schema })
    assert.deepStrictEqual(value, { n: 1 })
  })

  it.each([
    ["throws", () => JSON.parse("secret words") as never],
    ["rejects", () => Promise.reject(new TypeError("secret words"))],
    ["gives no result", () => undefined as never]
  ])("tells a validation that %s from an answer of another shape", async (_name, validate) => {
    const server = await startServer((_request, response) => json(response, 200, { n: "secret words" }))
    const schema: StandardSchema<unknown> = { "~standard": { version: 1, vendor: "test", validate } }
    const failure = await failureOf(clientOf(server.origin).execute({ ...readRequest, schema }))
    assert.strictEqual(failure.reason._tag, "UnexpectedBody")
    assert.include(failure.message, "the request's schema failed by itself")
    assert.notInclude(failure.message, "another shape")
    assert.notInclude(failure.message, "secret words")
    assert.strictEqual(server.received.length, 1)
  })

  it("gets through 503, 503, 200", async () => {
    const server = await startServer((_request, response, index) =>
      index < 2
        ? void response.writeHead(503, { "content-type": "text/html" }).end("<html>")
        : json(response, 200, { ok: true })
    )
    const response = await clientOf(server.origin).execute(readRequest)
    assert.strictEqual(response.attempts, 3)
    assert.deepStrictEqual(response.value, { ok: true })
  })

  it("waits as long as retry-after-ms says", async () => {
    const server = await startServer((_request, response, index) =>
      index === 0
        ? json(
            response,
            429,
            { type: "throttled_error", code: "throttled", detail: "" },
            { "retry-after-ms": "120" }
          )
        : json(response, 200, {})
    )
    const response = await clientOf(server.origin).execute(readRequest)
    assert.isAtLeast(response.elapsedMillis, 119)
    assert.strictEqual(response.attempts, 2)
  })

  for (const [name, handler, tag] of [
    [
      "an HTML 502 after all attempts",
      (response: ServerResponse) => response.writeHead(502, { "content-type": "text/html" }).end("<html>"),
      "ServerFailed"
    ],
    [
      "HTML with status 200",
      (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      "UnexpectedBody"
    ],
    [
      "JSON without its content type",
      (response: ServerResponse) => response.writeHead(200).end("{}"),
      "UnexpectedBody"
    ],
    [
      "text that is not UTF-8",
      (response: ServerResponse) =>
        response.writeHead(200, { "content-type": "application/json" }).end(Buffer.from([0x22, 0xff, 0x22])),
      "UnexpectedBody"
    ],
    [
      "a redirect to another host",
      (response: ServerResponse) => response.writeHead(307, { location: "http://localhost:1/" }).end(),
      "UnexpectedBody"
    ],
    [
      "capture's plain text",
      (response: ServerResponse) => response.writeHead(400).end("request holds no event"),
      "InvalidRequest"
    ]
  ] as const) {
    it(`fails with ${tag} on ${name}`, async () => {
      const server = await startServer((_request, response) => void handler(response))
      const failure = await failureOf(clientOf(server.origin).execute(captureRequest))
      assert.strictEqual(failure.reason._tag, tag)
    })
  }

  it("ends a call on time when the server never answers, and closes the connection", async () => {
    const server = await startServer(() => undefined)
    const failure = await failureOf(clientOf(server.origin).execute({ ...readRequest, timeoutMillis: 80 }))
    assert.deepInclude(failure.reason, { _tag: "TimedOut", timeoutMillis: 80, scope: "call" })
    await server.abandoned
  })

  it("ends a call on time when the body trickles, and closes the connection", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" })
      const timer = setInterval(() => response.write(" "), 5)
      response.on("close", () => clearInterval(timer))
    })
    const failure = await failureOf(clientOf(server.origin).execute({ ...readRequest, timeoutMillis: 100 }))
    assert.strictEqual(failure.reason._tag, "TimedOut")
    await server.abandoned
  })

  it("rejects an aborted call with the signal's reason, and closes the connection", async () => {
    const arrived = Promise.withResolvers<undefined>()
    const server = await startServer(() => arrived.resolve(undefined))
    const controller = new AbortController()
    const call = clientOf(server.origin).execute(readRequest, { signal: controller.signal })
    await arrived.promise
    const reason = { why: "the user left" }
    controller.abort(reason)
    assert.strictEqual(await call.catch((error: unknown) => error), reason)
    await server.abandoned
  })

  it("closes the connection of a call aborted in the middle of its body", async () => {
    const arrived = Promise.withResolvers<undefined>()
    const server = await startServer((_request, response) => {
      response
        .writeHead(200, { "content-type": "application/json" })
        .write("[1,", () => arrived.resolve(undefined))
    })
    const controller = new AbortController()
    const call = clientOf(server.origin).execute(readRequest, { signal: controller.signal })
    await arrived.promise
    controller.abort()
    assert.strictEqual(await call.catch((error: unknown) => error), controller.signal.reason)
    await server.abandoned
  })

  it("makes no request for a signal that is aborted already", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const signal = AbortSignal.abort("too late")
    const failure = await clientOf(server.origin)
      .execute(readRequest, { signal })
      .catch((error: unknown) => error)
    assert.strictEqual(failure, "too late")
    assert.strictEqual(server.received.length, 0)
  })

  it("works on after its very first call was aborted, however early", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    for (let ticks = 0; ticks < 40; ticks++) {
      const client = clientOf(server.origin)
      const controller = new AbortController()
      const first = client
        .execute(readRequest, { signal: controller.signal })
        .catch((error: unknown) => error)
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      controller.abort("at once")
      assert.strictEqual(await first, "at once", `aborted after ${ticks} ticks`)
      assert.strictEqual((await client.execute(readRequest)).status, 200)
    }
  })

  it("ends running calls and their connections when closed", async () => {
    const arrived = Promise.withResolvers<undefined>()
    const server = await startServer(() => arrived.resolve(undefined))
    const client = clientOf(server.origin)
    const call = client.execute(readRequest).catch((error: unknown) => error)
    await arrived.promise
    await client.close()
    await client.close()
    assert.deepInclude(await call, { name: "AbortError", message: "The client was closed." })
    await server.abandoned
    const later = await client.execute(readRequest).catch((error: unknown) => error)
    assert.deepInclude(later, { name: "AbortError" })
  })

  for (const [name, answer, end] of [
    [
      "is cut short by its length",
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
      "close"
    ],
    [
      "is cut short in chunks",
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
      "close"
    ],
    [
      "is reset in its body",
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
      "reset"
    ],
    ["is no HTTP", "SSH-2.0-OpenSSH_9.6\r\n", "keep"],
    ["never begins", "", "close"]
  ] as const) {
    it(`fails with Unreachable, after trying again, when the answer ${name}`, async () => {
      const origin = await startRawServer(answer, end)
      const failure = await failureOf(
        clientOf(origin, { retry: { attempts: 2 } }).execute({ ...readRequest, timeoutMillis: 5000 })
      )
      assert.strictEqual(failure.reason._tag, "Unreachable")
      assert.strictEqual(failure.attempts, 2)
    })
  }

  it.each([
    "SSH-2.0-OpenSSH_9.6\r\n",
    "\x15\x03\x01\x00\x02\x02\x46",
    "HTTP/1.1 200 OK\r\nx-odd: a\0b\r\n\r\n"
  ])("says so when what came is no HTTP: %j", async (answer) => {
    const origin = await startRawServer(answer, "keep")
    const failure = await failureOf(clientOf(origin, { retry: { attempts: 1 } }).execute(readRequest))
    assert.match(
      failure.message,
      /What 127\.0\.0\.1:\d+ answered is not HTTP\. Check the scheme and the port/
    )
  })

  it("says so when the headers of an answer are too large, and asks once", async () => {
    const server = await startServer((_request, response) =>
      json(response, 200, {}, { "x-big": "a".repeat(60_000) })
    )
    const failure = await failureOf(clientOf(server.origin).execute(readRequest))
    assert.match(failure.message, /begins with headers larger than this client reads/)
    assert.strictEqual(failure.attempts, 1)
    assert.isFalse(failure.isRetryable)
  })

  it("names the system's code when nobody listens", async () => {
    const origin = await startRawServer("", "close")
    const free = createServer().listen(0, "127.0.0.1")
    await once(free, "listening")
    const address = free.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    free.close()
    await once(free, "close")
    const failure = await failureOf(clientOf(origin.replace(/\d+$/, String(port))).execute(readRequest))
    assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "ECONNREFUSED" })
  })

  it("sends a hundred calls over few connections", async () => {
    const sockets = new Set<unknown>()
    const server = await startServer((request, response) => {
      sockets.add(request.socket)
      json(response, 200, {})
    })
    const client = clientOf(server.origin)
    for (let n = 0; n < 100; n++) await client.execute(readRequest)
    assert.isAtMost(sockets.size, 4)
  })

  it("follows 308 on the same origin with method and body", async () => {
    const server = await startServer((request, response) =>
      request.url === "/moved/"
        ? json(response, 200, { moved: true })
        : void response.writeHead(308, { location: "/moved/" }).end()
    )
    const { value } = await clientOf(server.origin).execute(readRequest)
    assert.deepStrictEqual(value, { moved: true })
    assert.strictEqual(server.received[1]?.method, "POST")
    assert.strictEqual(server.received[1]?.body, JSON.stringify(readRequest.body))
  })
})

describe("createTransport", () => {
  it("throws for a wrong setting before anything is sent", () => {
    assert.throws(
      () => createTransport({ ...options, host: "us.posthog.com" }),
      TransportError,
      /^Transport.settings: host: /
    )
    assert.throws(
      () => createTransport({ ...options, projectToken: options.personalApiKey }),
      TransportError,
      /projectToken/
    )
  })

  it.each([null, undefined, "https://us.posthog.com"])(
    "is refused %j in the place of options",
    async (given) => {
      assert.throws(() => createTransport(given as never), TransportError, /options: must be an object/)
      const failure: unknown = await openTransport(given as never).catch((error: unknown) => error)
      assert.instanceOf(failure, TransportError)
      assert.match(failure.message, /options: must be an object/)
    }
  )

  it("throws from the environment, naming what is missing", () => {
    assert.throws(
      () => createTransportFromEnv({ envFile: false, settings: { personalApiKey: options.personalApiKey } }),
      TransportError,
      /POSTHOG_HOST, POSTHOG_PROJECT_ID: are not set/
    )
  })

  it.each([NaN, -1, 1.5, Infinity, "12"])("refuses %s as the depth of an outbox", async (events) => {
    const client = clientOf("http://127.0.0.1:9")
    const { message, reason } = await failureOf(client.reportOutboxDepth(events as number)) // a program can be untyped
    assert.strictEqual(reason._tag, "InvalidSettings")
    assert.strictEqual(message, "Transport.reportOutboxDepth: events: must be a whole number from 0.")
  })

  it("opens nothing until the first call", async () => {
    const client = createTransport(options)
    assert.strictEqual(client.settings.hosts.kind, "us-cloud")
    await client[Symbol.asyncDispose]()
  })
})
