/** Redirects over real sockets: what is followed, where to, and that nothing reaches another server. */
import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net"
import type { ServerResponse } from "node:http"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import type { LogRecord } from "../src/Logging.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, personalApiKey, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const clientOf = (host: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({
    ...options,
    host,
    logLevel: "none",
    ...more,
    retry: { baseMillis: 1, capMillis: 1, ...more.retry }
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

const redirect = (response: ServerResponse, status: number, location: string) =>
  void response.writeHead(status, { location }).end("moved")

/** Answers 200 under `/new`, and otherwise redirects. */
const startMoved = (status: number, location: string) =>
  startServer((request, response) =>
    request.url?.startsWith("/new") === true
      ? json(response, 200, { ok: true })
      : redirect(response, status, location)
  )

describe("a redirect", () => {
  for (const status of [307, 308]) {
    for (const [method, safety] of [
      ["GET", "read"],
      ["POST", "read"],
      ["POST", "write"],
      ["PATCH", "idempotent-write"],
      ["DELETE", "write"]
    ] as const) {
      it(`${status} of a ${method} (${safety}) is followed with method, body, key and request id`, async () => {
        const server = await startMoved(status, "/new/?a=1")
        const body = method === "POST" || method === "PATCH" ? { n: 1n << 60n } : undefined
        const answer = await clientOf(server.origin).execute({ ...readRequest, method, safety, body })
        assert.strictEqual(answer.attempts, 1)
        const [first, second] = server.received
        assert.deepStrictEqual(
          [second?.method, second?.url, second?.body],
          [method, "/new/?a=1", first?.body]
        )
        assert.strictEqual(second?.body, body === undefined ? "" : '{"n":1152921504606846976}')
        for (const name of ["authorization", "x-request-id", "content-type", "content-length", "accept"])
          assert.strictEqual(second?.headers[name], first?.headers[name], name)
        assert.strictEqual(second?.headers.authorization, `Bearer ${personalApiKey}`)
      })
    }
  }

  for (const location of [
    "/new/",
    "new/",
    "../../../../new/",
    "/new/#fragment",
    "/old/../new/",
    "/new/ü?q=ü",
    "ORIGIN/new/",
    "\t/new/ "
  ]) {
    it(`to '${location}' is followed on the host set`, async () => {
      const server = await startServer((request, response) =>
        request.url?.includes("/new/") === true
          ? json(response, 200, { ok: true })
          : redirect(response, 307, location.replace("ORIGIN", server.origin).replaceAll("ü", "\u00fc"))
      )
      assert.deepStrictEqual((await clientOf(server.origin).execute(readRequest)).value, { ok: true })
      assert.notInclude(server.received[1]?.url, "#")
    })
  }

  for (const location of [
    "http://OTHER/new/",
    "//OTHER/new/",
    "/\\OTHER/new/",
    "\\\\OTHER/new/",
    "http:\\\\OTHER\\new\\",
    "https://HOST/new/",
    "http://localhost:PORT/new/",
    "http://user@HOST/new/",
    "http://user:pass@HOST/new/",
    "http://HOST@OTHER/new/",
    "http://HOST.evil.example/new/",
    "ftp://HOST/new/",
    "javascript:alert(1)",
    "http://",
    "http://[",
    ""
  ]) {
    it(`to '${location}' is refused, once, and nothing reaches another server`, async () => {
      const other = await startServer((_request, response) => json(response, 200, {}))
      const server = await startServer((_request, response) => {
        const { host, port } = new URL(server.origin)
        redirect(
          response,
          307,
          location.replace("OTHER", new URL(other.origin).host).replace("HOST", host).replace("PORT", port)
        )
      })
      const { reason } = await failureOf(clientOf(server.origin).execute(readRequest))
      // An empty one, and one without a host of its own, mean the very address again.
      assert.strictEqual(reason._tag, "UnexpectedBody")
      assert.match(reason.message, /redirect/)
      assert.isAtMost(server.received.length, location === "" ? 4 : 1)
      assert.lengthOf(other.received, 0)
    })
  }

  for (const status of [300, 301, 302, 303, 304, 305, 306, 310, 399]) {
    it(`${status} is refused, for a GET and a POST`, async () => {
      const server = await startMoved(status, "/new/")
      for (const method of ["GET", "POST"] as const) {
        const { attempts, reason } = await failureOf(
          clientOf(server.origin).execute({
            ...readRequest,
            method,
            body: method === "GET" ? undefined : readRequest.body
          })
        )
        assert.deepInclude(reason, { _tag: "UnexpectedBody", status })
        assert.strictEqual(attempts, 1)
      }
      assert.lengthOf(server.received, 2)
    })
  }

  it("is begun anew by a retry: what it leads to failed", async () => {
    const server = await startServer((request, response, index) =>
      request.url !== "/new/"
        ? redirect(response, 308, "/new/")
        : json(response, index === 1 ? 503 : 200, { index })
    )
    const answer = await clientOf(server.origin).execute(readRequest)
    assert.deepInclude(answer, { value: { index: 3 }, attempts: 2 })
  })

  it("is followed at most three times in a row", async () => {
    const server = await startServer((request, response) => {
      const n = Number(/\d+$/.exec(request.url ?? "")?.[0] ?? 0)
      if (n === 3) json(response, 200, { n })
      else redirect(response, 307, `/hop/${n + 1}`)
    })
    assert.deepStrictEqual((await clientOf(server.origin).execute(readRequest)).value, { n: 3 })
    const round = await startServer((_request, response) => redirect(response, 307, "/round/"))
    const failure = await failureOf(clientOf(round.origin).execute(readRequest))
    assert.include(failure.message, "it redirects over and over")
    assert.lengthOf(round.received, 4)
  })

  it("leaves its connection to others, whatever its own body is", async () => {
    const sockets = new Set<Socket>()
    const server = await startServer((request, response) => {
      sockets.add(request.socket)
      if (request.url === "/new/") json(response, 200, {})
      else response.writeHead(307, { location: "/new/", "content-encoding": "gzip" }).end("no gzip")
    })
    const client = clientOf(server.origin)
    for (let n = 0; n < 5; n++) await client.execute(readRequest)
    assert.lengthOf(server.received, 10)
    // Undici lets go of a connection a moment after the end of an answer was told.
    assert.isAtMost(sockets.size, 2)
  })

  it("with a body that never ends costs its call no more than its time, and its connection", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(307, { location: "/new/" }).write("moved")
    })
    const failure = await failureOf(clientOf(server.origin).execute({ ...readRequest, timeoutMillis: 200 }))
    assert.strictEqual(failure.reason._tag, "TimedOut")
    await server.abandoned
  })

  it("is followed for a streamed answer", async () => {
    const server = await startServer((request, response) =>
      request.url === "/new/" ? void response.writeHead(200).end("abc") : redirect(response, 307, "/new/")
    )
    let text = ""
    for await (const chunk of clientOf(server.origin).stream({ ...readRequest }))
      text += Buffer.from(chunk).toString()
    assert.strictEqual(text, "abc")
  })

  it("without a Location, or with two, is refused", async () => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined)
      socket.once("data", (chunk) => {
        const two = chunk.includes("/two/") ? "location: /a/\r\nlocation: http://127.0.0.1:1/\r\n" : ""
        socket.end(`HTTP/1.1 307 Moved\r\n${two}content-length: 0\r\nconnection: close\r\n\r\n`)
      })
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    onTestFinished(() => void server.close())
    const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    for (const path of ["/none/", "/two/"] as const) {
      const { reason } = await failureOf(client.execute({ ...readRequest, path }))
      assert.deepInclude(reason, { _tag: "UnexpectedBody", status: 307 }, path)
    }
  })
})

describe("the deprecated prefix", () => {
  it("is reported once for all that ask at the same time, streams and writes too", async () => {
    const records: Array<LogRecord> = []
    const server = await startServer((request, response) => {
      const url = request.url ?? ""
      if (url.startsWith("/api/environments/"))
        redirect(response, 308, url.replace("environments", "projects"))
      else json(response, 200, {})
    })
    const client = clientOf(server.origin, {
      logLevel: "warning",
      logger: (record) => void records.push(record)
    })
    const request = { ...readRequest, path: "/api/environments/:project/query/" } as const
    const drain = async () => {
      for await (const chunk of client.stream(request)) assert.isAbove(chunk.length, 0)
    }
    await Promise.all([
      ...Array.from({ length: 8 }, () => client.execute(request)),
      drain(),
      client.execute({
        ...request,
        path: "/api/environments/:project/insights/",
        safety: "write",
        lane: "crud"
      })
    ])
    assert.strictEqual(records.length, 1)
    assert.strictEqual(server.received.filter(({ url }) => url.startsWith("/api/projects/")).length, 10)
  })

  it("is not followed to another host", async () => {
    const other = await startServer((_request, response) => json(response, 200, {}))
    const server = await startServer((request, response) =>
      redirect(response, 307, `${other.origin}${request.url?.replace("environments", "projects") ?? ""}`)
    )
    const failure = await failureOf(
      clientOf(server.origin).execute({ ...readRequest, path: "/api/environments/:project/query/" })
    )
    assert.include(failure.message, "which is not the host set")
    assert.lengthOf(other.received, 0)
  })
})
