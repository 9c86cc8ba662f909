/** Streamed bodies at their edges, over real sockets: odd chunks, early answers, every coding, and who stops when. */
import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer, type AddressInfo, type Server } from "node:net"
import { Readable } from "node:stream"
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib"
import { onTestFinished } from "vitest"
import type { BodyStream } from "../src/ApiRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import type { TransportOptions } from "../src/Settings.ts"
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

const clientOf = (host: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({ ...options, host, logLevel: "none", ...more, retry: { attempts: 1 } })
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

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

const reasonOf = async (promise: Promise<unknown>) => {
  const failure = await outcomeOf(promise)
  assert.instanceOf(failure, TransportError)
  return failure.reason
}

const readAll = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* chunksOf(...chunks: ReadonlyArray<Uint8Array>) {
  for (const chunk of chunks) {
    await new Promise(setImmediate)
    yield chunk
  }
}

const compressors = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync }

describe("a streamed answer", () => {
  const text = Buffer.from(Array.from({ length: 500_000 }, (_, n) => (n * n * 31) % 253))

  for (const [encoding, compress] of Object.entries(compressors)) {
    it(`of ${encoding} has every byte`, async () => {
      const server = await startServer((_request, response) =>
        response.writeHead(200, { "content-encoding": encoding }).end(compress(text))
      )
      assert.isTrue((await readAll(clientOf(server.origin).stream(exportRequest))).equals(text))
    })

    it(`of ${encoding} that ends too early, or is none, is a failure and never a shorter answer`, async () => {
      const whole = compress(text)
      const bodies = [whole.subarray(0, 1), whole.subarray(0, whole.length >> 1), whole.subarray(0, -1)]
      for (const body of [...bodies, Buffer.from("no such thing")]) {
        const server = await startServer((_request, response) =>
          response.writeHead(200, { "content-encoding": encoding }).end(body)
        )
        const reason = await reasonOf(readAll(clientOf(server.origin).stream(exportRequest)))
        assert.strictEqual(
          reason._tag,
          bodies.includes(body) ? "Unreachable" : "UnexpectedBody",
          `${body.length} bytes`
        )
      }
    })

    it(`of ${encoding} that is broken off by the connection is Unreachable`, async () => {
      const whole = compress(text)
      const server = await startServer((_request, response) => {
        response.writeHead(200, { "content-encoding": encoding, "content-length": String(whole.length) })
        response.write(whole.subarray(0, whole.length >> 1), () => response.destroy())
      })
      const reason = await reasonOf(readAll(clientOf(server.origin).stream(exportRequest)))
      assert.strictEqual(reason._tag, "Unreachable")
    })

    it(`of ${encoding} that is a bomb comes as slowly as it is read`, async () => {
      const bomb = compress(Buffer.alloc(64 * 1024 * 1024))
      const server = await startServer((_request, response) =>
        response.writeHead(200, { "content-encoding": encoding }).end(bomb)
      )
      const before = process.memoryUsage().arrayBuffers
      let read = 0
      for await (const chunk of clientOf(server.origin).stream(exportRequest)) {
        read += chunk.length
        await new Promise(setImmediate)
        if (read > 1024 * 1024) break
      }
      assert.isBelow(process.memoryUsage().arrayBuffers - before, 32 * 1024 * 1024)
    })
  }

  const rest = "content-type: text/csv\r\n"
  const gzip = gzipSync(Buffer.from("whole"))
  for (const connection of ["keep-alive", "close"] as const) {
    for (const end of ["end", "resetAndDestroy"] as const) {
      for (const [name, headers, body, whole] of [
        ["with a length", "content-length: 10\r\n", "half", undefined],
        ["in chunks, before the last", "transfer-encoding: chunked\r\n", "4\r\nhalf\r\n", undefined],
        ["in chunks, in the middle of one", "transfer-encoding: chunked\r\n", "8\r\nhalf", undefined],
        ["in chunks, in the size of one", "transfer-encoding: chunked\r\n", "4\r\nhalf\r\n1", undefined],
        ["in chunks, in the last", "transfer-encoding: chunked\r\n", "4\r\nhalf\r\n0\r\n", undefined],
        ["without a length", "", "half", undefined],
        ["without a length, of gzip", "content-encoding: gzip\r\n", gzip.subarray(0, 15), undefined],
        ["without a length, of gzip that is whole", "content-encoding: gzip\r\n", gzip, "whole"]
      ] as ReadonlyArray<readonly [string, string, string | Buffer, string | undefined]>) {
        it(`${name} (${connection}) that ends by ${end} is ${whole ?? "a failure, never a shorter answer"}`, async () => {
          const origin = await listen(
            createServer((socket) => {
              socket.on("error", () => undefined)
              socket.on("data", () => {
                socket.write(`HTTP/1.1 200 OK\r\n${rest}${headers}connection: ${connection}\r\n\r\n`)
                // So that the reset does not overtake it.
                socket.write(body, () => setTimeout(() => socket[end](), 30))
              })
            })
          )
          const reading = readAll(clientOf(origin).stream(exportRequest))
          if (whole !== undefined) {
            assert.strictEqual((await reading).toString(), whole)
            return
          }
          const reason = await reasonOf(reading)
          assert.strictEqual(reason._tag, headers === "" ? "UnexpectedBody" : "Unreachable", reason.message)
        })
      }
    }
  }

  it("may be empty", async () => {
    const server = await startServer((request, response) => {
      if (request.url?.includes("204") === true) response.writeHead(204).end()
      else if (request.url?.includes("gzip") === true)
        response.writeHead(200, { "content-encoding": "gzip", "content-length": "0" }).end()
      else response.writeHead(200).end()
    })
    for (const path of ["/none/", "/204/", "/gzip/"] as const)
      assert.strictEqual(
        (await readAll(clientOf(server.origin).stream({ ...exportRequest, path }))).length,
        0,
        path
      )
  })

  it("is not asked for until somebody reads, and anew by everyone who does", async () => {
    const server = await startServer((_request, response, index) =>
      response.writeHead(200).end(String(index))
    )
    const bytes = clientOf(server.origin).stream(exportRequest)
    const left = bytes[Symbol.asyncIterator]()
    await left.return?.()
    assert.lengthOf(server.received, 0)
    assert.strictEqual((await readAll(bytes)).toString(), "0")
    const both = await Promise.all([readAll(bytes), readAll(bytes)])
    assert.sameMembers(both.map(String), ["1", "2"])
  })

  it("is not asked for with a signal that is aborted", async () => {
    const server = await startServer((_request, response) => response.writeHead(200).end("abc"))
    const outcome = await outcomeOf(
      readAll(clientOf(server.origin).stream(exportRequest, { signal: AbortSignal.abort("before") }))
    )
    assert.strictEqual(outcome, "before")
    assert.lengthOf(server.received, 0)
  })

  it("that nobody reads on holds up no other", async () => {
    const server = await startServer((request, response) => {
      if (request.url?.includes("small") === true) json(response, 200, {})
      else response.writeHead(200).end(Buffer.alloc(32 * 1024 * 1024))
    })
    const client = clientOf(server.origin, { lanes: { exports: { concurrency: 30 } } })
    const paused = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const iterator = client.stream(exportRequest)[Symbol.asyncIterator]()
        await iterator.next()
        return iterator
      })
    )
    for (let n = 0; n < 20; n++) await client.execute({ ...exportRequest, path: "/small/" })
    assert.strictEqual((await client.budget()).lanes.exports.running, 20)
    for (const iterator of paused) await iterator.return?.()
    assert.strictEqual((await client.budget()).lanes.exports.running, 0)
  })
})

describe("an answer that is read at once, and ends with its connection", () => {
  for (const end of ["end", "resetAndDestroy"] as const) {
    for (const [status, body, expected] of [
      [200, '{"n":1}\n', { n: 1 }],
      [200, "[1]", [1]],
      [200, '"abc"', "abc"],
      [200, "", "UnexpectedBody"],
      [200, "12", "UnexpectedBody"],
      [200, '{"n":1', "UnexpectedBody"],
      [200, '{"n":[1]', "UnexpectedBody"],
      [204, "", undefined],
      [502, "<html>no", "ServerFailed"]
    ] as const) {
      it(`by ${end} is ${typeof expected === "string" ? expected : "whole"} when it is ${status} ${body}`, async () => {
        const origin = await listen(
          createServer((socket) => {
            socket.on("error", () => undefined)
            socket.on("data", () => {
              socket.write(
                `HTTP/1.1 ${status} x\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${body}`,
                () => setTimeout(() => socket[end](), 30)
              )
            })
          })
        )
        const outcome = await outcomeOf(clientOf(origin).execute(exportRequest))
        if (outcome instanceof TransportError) assert.strictEqual<unknown>(outcome.reason._tag, expected)
        else assert.deepStrictEqual((outcome as { readonly value: unknown }).value, expected)
      })
    }
  }
})

describe("a streamed request body", () => {
  const startCollecting = async () => {
    const bodies: Array<string> = []
    const origin = await startReader((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        bodies.push(Buffer.concat(chunks).toString())
        json(response, 200, {})
      })
    })
    return { bodies, client: clientOf(origin) }
  }

  for (const [name, makeBytes, expected] of [
    ["without a chunk", () => chunksOf(), ""],
    ["of empty chunks", () => chunksOf(Buffer.alloc(0), Buffer.alloc(0)), ""],
    [
      "with empty chunks between others",
      () => chunksOf(Buffer.alloc(0), Buffer.from("ab"), Buffer.alloc(0), Buffer.from("cd"), Buffer.alloc(0)),
      "abcd"
    ],
    [
      "of views into larger memory",
      () => chunksOf(new Uint8Array(Buffer.from("xabcdx")).subarray(1, 5)),
      "abcd"
    ],
    ["of a Node stream", () => Readable.from([Buffer.from("ab"), Buffer.from("cd")]), "abcd"],
    ["of a web stream", () => new Blob(["abcd"]).stream(), "abcd"]
  ] as ReadonlyArray<readonly [string, () => BodyStream["bytes"], string]>) {
    it(`${name} arrives as it is`, async () => {
      const { bodies, client } = await startCollecting()
      await client.execute({ ...uploadRequest, bodyStream: { contentType: "text/csv", bytes: makeBytes() } })
      assert.deepStrictEqual(bodies, [expected])
    })
  }

  it("is sent with a streamed answer, too", async () => {
    const origin = await startReader((request, response) => {
      response.writeHead(200)
      request.pipe(response)
    })
    const bytes = chunksOf(Buffer.from("ab"), Buffer.from("cd"))
    const answer = await readAll(
      clientOf(origin).stream({ ...uploadRequest, bodyStream: { contentType: "text/csv", bytes } })
    )
    assert.strictEqual(answer.toString(), "abcd")
  })

  for (const connection of ["keep-alive", "close"] as const) {
    for (const [status, tag] of [
      [413, "TooLarge"],
      [401, "Unauthorized"],
      [503, "ServerFailed"]
    ] as const) {
      it(`that PostHog refuses with ${status} before it has all of it (${connection}) says why, and is read no further`, async () => {
        const origin = await startReader((request, response) => {
          request.on("error", () => undefined)
          json(response, status, {}, { connection })
        })
        const count = { chunks: 0, isOver: false }
        const bytes = (async function* () {
          try {
            for (; count.chunks < 100_000; count.chunks++) {
              yield Buffer.alloc(65_536)
              await new Promise(setImmediate)
            }
          } finally {
            count.isOver = true
          }
        })()
        const client = clientOf(origin)
        const reason = await reasonOf(
          client.execute({
            ...uploadRequest,
            timeoutMillis: 8_000,
            bodyStream: { contentType: "text/csv", bytes }
          })
        )
        assert.strictEqual(reason._tag, tag)
        while (!count.isOver) await new Promise(setImmediate)
        assert.isBelow(count.chunks, 100_000)
      })
    }
  }

  it("whose server goes away in the middle is Unreachable, and is not sent again", async () => {
    let connections = 0
    const origin = await listen(
      createServer((socket) => {
        connections += 1
        socket.on("error", () => undefined)
        socket.once("data", () => socket.resetAndDestroy())
      })
    )
    const source = { isOver: false }
    const bytes = (async function* () {
      try {
        for (;;) {
          yield Buffer.alloc(65_536)
          await new Promise(setImmediate)
        }
      } finally {
        source.isOver = true
      }
    })()
    const client = createTransport({ ...options, host: origin, logLevel: "none" })
    onTestFinished(client.close)
    const reason = await reasonOf(
      client.execute({ ...uploadRequest, bodyStream: { contentType: "text/csv", bytes } })
    )
    assert.strictEqual(reason._tag, "Unreachable")
    while (!source.isOver) await new Promise(setImmediate)
    assert.strictEqual(connections, 1)
  })

  it("that waits for its own source holds up no other request, and ends with its signal", async () => {
    const { client } = await startCollecting()
    const source = { isOver: false }
    const never = Promise.withResolvers<never>()
    const bytes: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => never.promise,
        return: () => {
          source.isOver = true
          return Promise.resolve({ done: true, value: undefined })
        }
      })
    }
    const controller = new AbortController()
    const waiting = outcomeOf(
      client.execute(
        { ...uploadRequest, bodyStream: { contentType: "text/csv", bytes } },
        { signal: controller.signal }
      )
    )
    for (let n = 0; n < 5; n++)
      await client.execute({ ...uploadRequest, bodyStream: { contentType: "text/csv", bytes: chunksOf() } })
    controller.abort("enough")
    assert.strictEqual(await waiting, "enough")
    while (!source.isOver) await new Promise(setImmediate)
  })

  it.each([
    [
      "fails as it begins",
      () => {
        throw new Error("not today")
      }
    ],
    ["gives no iterator", () => undefined],
    ["gives an iterator that is none", () => ({})],
    [
      "fails at once",
      () => ({
        next: () => {
          throw new Error("not today")
        },
        return: () => {
          throw new Error("nor now")
        }
      })
    ]
  ])("whose source %s is refused, and says nothing about the host", async (_name, begin) => {
    const { client } = await startCollecting()
    const bytes = { [Symbol.asyncIterator]: begin } as never
    const reason = await reasonOf(
      client.execute({ ...uploadRequest, bodyStream: { contentType: "text/csv", bytes } })
    )
    assert.match(reason.message, /its bodyStream failed, or gave something other than bytes/)
    assert.isTrue((await client.health()).circuits.every(({ failures }) => failures === 0))
  })

  it("that is no async iterable is refused", async () => {
    for (const bytes of [[Buffer.from("ab")], "ab", undefined, null, 7]) {
      const bodyStream = { contentType: "text/csv", bytes: bytes as never }
      const reason = await reasonOf(clientOf("http://127.0.0.1:1").execute({ ...uploadRequest, bodyStream }))
      assert.strictEqual(
        reason.message,
        "The request was not sent: the bytes of its bodyStream are no async iterable."
      )
    }
  })

  it("cannot be signed, and says what to do, for a call and for a stream, before anything is read", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const client = clientOf(server.origin, { signing: { keyId: "a", key: "0123456789".repeat(4) } })
    let isRead = false
    const bytes: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        isRead = true
        return chunksOf()[Symbol.asyncIterator]()
      }
    }
    const request = { ...uploadRequest, bodyStream: { contentType: "text/csv", bytes } }
    for (const call of [client.execute(request), readAll(client.stream(request))]) {
      const reason = await reasonOf(call)
      assert.strictEqual(
        reason.message,
        "The request was not sent: a streamed body cannot be signed, because its digest goes before it; give it as body."
      )
    }
    assert.isFalse(isRead)
    assert.lengthOf(server.received, 0)
  })
})
