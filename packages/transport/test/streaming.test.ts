/** Bodies as they come, over real sockets: what stops when the other side stops, and what ends when. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { once } from "node:events"
import { createServer, type Server, type Socket } from "node:net"
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { createGzip } from "node:zlib"
import { onTestFinished } from "vitest"
import type { RequestShape } from "../src/ApiRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import type { LogRecord } from "../src/Logging.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { Transport } from "../src/Transport.ts"
import { layer } from "../src/layers.ts"
import { TransportError } from "../src/TransportError.ts"
import { options } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const exportRequest = {
  operation: "Exports.read",
  origin: "api",
  method: "GET",
  path: "/api/projects/:project/exports/1/content/",
  safety: "read",
  lane: "exports"
} as const

const uploadRequest = {
  operation: "Uploads.create",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/uploads/",
  safety: "write",
  lane: "crud"
} as const

const clientOf = (origin: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({
    ...options,
    host: origin,
    logLevel: "none",
    ...more,
    retry: { baseMillis: 5, ...more.retry }
  })
  onTestFinished(client.close)
  return client
}

const listen = async (server: Server): Promise<string> => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** As {@link startServer}, but the request's body is not read for it. */
const startReader = async (
  handler: (request: IncomingMessage, response: ServerResponse) => void
): Promise<string> => {
  const server = createHttpServer(handler)
  onTestFinished(() => server.closeAllConnections())
  return listen(server)
}

const failureOf = async (promise: Promise<unknown>): Promise<TransportError> => {
  const failure: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error
  )
  assert.instanceOf(failure, TransportError)
  return failure
}

const readAll = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Waits until a count has stopped growing. */
const settled = async (count: () => number): Promise<number> => {
  for (let before = -1, same = 0; ;) {
    await pause(20)
    same = count() === before && before > 0 ? same + 1 : 0
    if (same === 10) return before
    before = count()
  }
}

const mebibyte = 1024 * 1024

describe("an answer as it comes", () => {
  it("has every byte, in order, decompressed", async () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251))
    const server = await startServer((request, response) => {
      response.writeHead(200, { "content-type": "text/csv", "content-encoding": "gzip" })
      assert.strictEqual(request.headers.accept, "*/*")
      const gzip = createGzip()
      gzip.pipe(response)
      gzip.end(body)
    })
    assert.isTrue((await readAll(clientOf(server.origin).stream(exportRequest))).equals(body))
  })

  for (const encoding of ["identity", "gzip"] as const) {
    it(
      `stops the server when nobody reads on (${encoding}), and goes on when somebody does`,
      { timeout: 30_000 },
      async () => {
        const whole = 64 * mebibyte
        let written = 0
        const server = await startServer((_request, response) => {
          response.writeHead(200, { "content-encoding": encoding })
          // Noise, so that compressing it makes it no smaller.
          const chunk = Buffer.from(Array.from({ length: 65_536 }, (_, n) => (n * n * 31) % 251))
          const out = encoding === "gzip" ? createGzip({ level: 0 }) : response
          if (out !== response) out.pipe(response)
          const write = () => {
            for (; written < whole;) {
              written += chunk.length
              if (!out.write(chunk)) return void out.once("drain", write)
            }
            out.end()
          }
          write()
        })
        const iterator = clientOf(server.origin).stream(exportRequest)[Symbol.asyncIterator]()
        const first = await iterator.next()
        let read = first.done === true ? 0 : first.value.length
        const paused = await settled(() => written)
        assert.isBelow(paused, whole / 2)
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
          read += next.value.length
        assert.strictEqual(read, whole)
      }
    )
  }

  it("closes the connection when the loop is left", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("abc"))
    for await (const chunk of clientOf(server.origin).stream(exportRequest)) {
      assert.strictEqual(Buffer.from(chunk).toString(), "abc")
      break
    }
    await server.abandoned
  })

  it("ends in time while it is read, and closes the connection", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("abc"))
    const client = clientOf(server.origin)
    const failure = await failureOf(readAll(client.stream({ ...exportRequest, timeoutMillis: 150 })))
    assert.deepInclude(failure.reason, { _tag: "TimedOut", timeoutMillis: 150, scope: "call" })
    await server.abandoned
  })

  it("ends in time while nobody reads it, and whoever comes back is told", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("abc"))
    const iterator = clientOf(server.origin)
      .stream({ ...exportRequest, timeoutMillis: 200 })
      [Symbol.asyncIterator]()
    await iterator.next()
    await server.abandoned
    assert.deepInclude((await failureOf(iterator.next())).reason, { _tag: "TimedOut" })
  })

  it("is asked for again until it begins", async () => {
    const server = await startServer((_request, response, index) =>
      index < 2 ? json(response, 503, {}) : void response.writeHead(200).end("third")
    )
    assert.strictEqual((await readAll(clientOf(server.origin).stream(exportRequest))).toString(), "third")
  })

  it("that breaks off is a failure after what came, and is not asked for again", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy())
    })
    const seen: Array<string> = []
    const failure = await failureOf(
      (async () => {
        for await (const chunk of clientOf(server.origin).stream(exportRequest))
          seen.push(Buffer.from(chunk).toString())
      })()
    )
    assert.deepInclude(failure.reason, { _tag: "Unreachable" })
    assert.deepInclude(failure, { operation: "Exports.read", attempts: 1 })
    assert.strictEqual(seen.join(""), "half")
    assert.strictEqual(server.received.length, 1)
  })

  for (const [how, end] of [
    ["it is read to its end", (response: ServerResponse) => void response.end()],
    ["it breaks off", (response: ServerResponse) => void response.destroy()],
    ["its time is over", () => undefined],
    ["its loop is left", () => undefined]
  ] as const) {
    it(`keeps its permit until ${how}`, async () => {
      let response: ServerResponse | undefined
      const server = await startServer((_request, answer) => {
        response = answer
        answer.writeHead(200).write("first")
      })
      const client = clientOf(server.origin, { lanes: { exports: { concurrency: 1 } } })
      const running = async () => (await client.budget()).lanes.exports.running
      const chunks = client
        .stream({ ...exportRequest, timeoutMillis: how === "its time is over" ? 100 : 10_000 })
        [Symbol.asyncIterator]()
      await chunks.next()
      assert.strictEqual(await running(), 1)
      if (response !== undefined) end(response)
      if (how === "its loop is left") await chunks.return?.()
      else if (how === "its time is over") while ((await running()) > 0) await new Promise(setImmediate)
      else await chunks.next().catch(() => undefined)
      assert.strictEqual(await running(), 0)
    })
  }

  it("ends its connection when a middleware fails after it began", { timeout: 10_000 }, async () => {
    let closed: Promise<unknown> | undefined
    const server = await startServer((request, answer) => {
      closed = once(request.socket, "close")
      answer.writeHead(200).write("first")
    })
    const client = clientOf(server.origin, {
      middleware: [
        async (sent, next) => {
          await next(sent)
          throw new RangeError("a bug")
        }
      ]
    })
    const [outcome] = await Promise.allSettled([readAll(client.stream(exportRequest))])
    assert.strictEqual(outcome.status, "rejected")
    await closed
  })

  it("that breaks off is told by a record of its own, after that of its call", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy())
    })
    const records: Array<LogRecord> = []
    const client = clientOf(server.origin, {
      logLevel: "info",
      logger: (record) => void records.push(record)
    })
    const { requestId } = await failureOf(readAll(client.stream(exportRequest)))
    assert.strictEqual(records.map(({ message }) => message).join(), "call,broken")
    assert.deepInclude(records[1]?.attributes, { requestId, status: 200, reason: "Unreachable" })
  })

  it("of truncated gzip is a failure that says so", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" })
      const gzip = createGzip()
      gzip.on("data", (chunk: Buffer) => response.write(chunk))
      gzip.write("x".repeat(50_000))
      gzip.flush(() => response.end())
    })
    const failure = await failureOf(readAll(clientOf(server.origin).stream(exportRequest)))
    assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "ERR_CONTENT_TRUNCATED" })
  })

  it("in a coding that was not asked for is refused", async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(200, { "content-encoding": "compress" }).end("abc")
    )
    const failure = await failureOf(readAll(clientOf(server.origin).stream(exportRequest)))
    assert.strictEqual(failure.reason._tag, "UnexpectedBody")
  })

  it("is a typed failure when PostHog refuses", async () => {
    const server = await startServer((_request, response) =>
      json(response, 404, { type: "invalid_request", code: "not_found", detail: "", attr: null })
    )
    const failure = await failureOf(readAll(clientOf(server.origin).stream(exportRequest)))
    assert.deepInclude(failure.reason, { _tag: "NotFound", code: "not_found" })
  })

  it("rejects with the signal's reason when it is aborted, and with AbortError when the client is closed", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("abc"))
    const client = clientOf(server.origin)
    const controller = new AbortController()
    const aborted = client.stream(exportRequest, { signal: controller.signal })[Symbol.asyncIterator]()
    await aborted.next()
    const waiting = aborted.next().catch((error: unknown) => error)
    controller.abort("the user left")
    assert.strictEqual(await waiting, "the user left")
    const open = client.stream(exportRequest)[Symbol.asyncIterator]()
    await open.next()
    const next = open.next().catch((error: unknown) => error)
    await client.close()
    assert.deepInclude(await next, { name: "AbortError" })
    const later = await readAll(client.stream(exportRequest)).catch((error: unknown) => error)
    assert.deepInclude(later, { name: "AbortError" })
  })

  it("is a Stream behind the Effect door, and interrupting it closes the connection", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("abc"))
    const chunks = await Effect.runPromise(
      Effect.flatMap(Transport, (transport) =>
        transport.stream(exportRequest).pipe(Stream.take(1), Stream.runCollect)
      ).pipe(Effect.provide(layer({ ...options, host: server.origin })))
    )
    assert.strictEqual(Buffer.concat(chunks).toString(), "abc")
    await server.abandoned
  })
})

describe("a request's body as it comes", () => {
  it("arrives with every byte", async () => {
    const received = Promise.withResolvers<Buffer>()
    const origin = await startReader((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        assert.strictEqual(request.headers["content-type"], "text/csv")
        assert.strictEqual(request.headers["transfer-encoding"], "chunked")
        received.resolve(Buffer.concat(chunks))
        json(response, 201, { ok: true })
      })
    })
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, n) => n % 249))
    const bytes = (async function* () {
      for (let n = 0; n < sent.length; n += 7_000) {
        yield sent.subarray(n, n + 7_000)
        await pause(0)
      }
    })()
    const answer = await clientOf(origin).execute({
      ...uploadRequest,
      bodyStream: { contentType: "text/csv", bytes }
    })
    assert.deepStrictEqual(answer.value, { ok: true })
    assert.isTrue((await received.promise).equals(sent))
  })

  const endless = (count: { produced: number; ended?: boolean }) =>
    (async function* () {
      try {
        for (;;) {
          count.produced += 65_536
          yield new Uint8Array(65_536)
          await pause(0)
        }
      } finally {
        count.ended = true
      }
    })()

  it("is produced no faster than the server takes it, and its iterator ends with the call", async () => {
    const sockets: Array<Socket> = []
    const origin = await listen(
      createServer({ pauseOnConnect: true }, (socket) => {
        sockets.push(socket)
        onTestFinished(() => void socket.destroy())
      })
    )
    const count = { produced: 0, ended: false }
    const controller = new AbortController()
    const call = clientOf(origin)
      .execute(
        { ...uploadRequest, bodyStream: { contentType: "text/plain", bytes: endless(count) } },
        { signal: controller.signal }
      )
      .catch((error: unknown) => error)
    const stopped = await settled(() => count.produced)
    assert.isBelow(stopped, 32 * mebibyte)
    controller.abort("enough")
    assert.strictEqual(await call, "enough")
    while (!count.ended) await pause(5)
  })

  it("ends with the time of the call", async () => {
    const origin = await startReader(() => undefined)
    const count = { produced: 0, ended: false }
    const failure = await failureOf(
      clientOf(origin).execute({
        ...uploadRequest,
        timeoutMillis: 150,
        bodyStream: { contentType: "text/plain", bytes: endless(count) }
      })
    )
    assert.strictEqual(failure.reason._tag, "TimedOut")
    while (!count.ended) await pause(5)
  })

  it("that fails is a refusal that names it, once, and the server sees no complete request", async () => {
    let completed = 0
    let begun = 0
    const origin = await startReader((request) => {
      begun += 1
      request.on("error", () => undefined)
      request.on("end", () => (completed += 1))
      request.resume()
    })
    for (const bytes of [
      (async function* () {
        yield Buffer.from("abc")
        await pause(20)
        throw new RangeError("the file went away")
      })(),
      (async function* () {
        await pause(1)
        yield "text" as never
      })()
    ]) {
      const failure = await failureOf(
        clientOf(origin).execute({ ...uploadRequest, bodyStream: { contentType: "text/plain", bytes } })
      )
      assert.strictEqual(
        failure.reason.message,
        "The request was not sent: its bodyStream failed, or gave something other than bytes, so at most a part of it was."
      )
      assert.strictEqual(failure.attempts, 1)
    }
    assert.isAtMost(begun, 2)
    assert.strictEqual(completed, 0)
  })

  it("is not sent a second time by a redirect", async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(307, { location: "/elsewhere/" }).end()
    )
    const bytes = (async function* () {
      await pause(0)
      yield Buffer.from("abc")
    })()
    const failure = await failureOf(
      clientOf(server.origin).execute({ ...uploadRequest, bodyStream: { contentType: "text/plain", bytes } })
    )
    assert.include(failure.message, "it redirects, and a streamed body cannot be sent a second time")
    assert.strictEqual(server.received.length, 1)
  })

  const bodyStream = { contentType: "text/csv", bytes: (async function* () {})() }
  for (const [name, request, problem] of [
    ["a read", { safety: "read", bodyStream }, 'its safety must be "write"'],
    ["a write that may be repeated", { safety: "idempotent-write", bodyStream }, "can be sent only once"],
    ["a request with a body", { body: {}, bodyStream }, "leave one out"],
    ["a GET", { method: "GET", bodyStream }, "a GET request carries no body"],
    [
      "the project token",
      { origin: "ingest", credential: "project-token", bodyStream },
      "the project token travels in a JSON body"
    ],
    [
      "a content type with a line break",
      { bodyStream: { ...bodyStream, contentType: "text/csv\r\nx: y" } },
      "no header value"
    ]
  ] as ReadonlyArray<readonly [string, Partial<RequestShape>, string]>) {
    it(`cannot be that of ${name}`, async () => {
      const failure = await failureOf(
        clientOf("http://127.0.0.1:1").execute({ ...uploadRequest, ...request })
      )
      assert.strictEqual(failure.reason._tag, "RequestRefused")
      assert.include(failure.message, problem)
    })
  }
})

describe("the doors", () => {
  it("have the same operations", async () => {
    const client = createTransport(options)
    const service = await Effect.runPromise(
      Effect.provide(Effect.map(Transport, Object.keys), layer(options))
    )
    const own = ["close"]
    assert.sameMembers(
      Object.keys(client).filter((name) => !own.includes(name)),
      service
    )
    assert.isDefined(Schema.Unknown)
  })
})
