/** Requests beside the pool, to secret stores and collectors, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { IncomingMessage, ServerResponse } from "node:http"
import { sendDirectly, type DirectRequest } from "../src/sendDirectly.ts"
import { startServer } from "./support/server.ts"

const asked = (
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  more: Partial<DirectRequest> = {}
) =>
  Effect.gen(function* () {
    const server = yield* Effect.promise(() => startServer(handler))
    const url = new URL("/v1/secret?version=2", server.origin)
    const send = sendDirectly({ method: "GET", url, headers: {}, timeoutMillis: 20_000, ...more })
    return { send, server }
  })

describe("sendDirectly", () => {
  it.live("gives the whole answer, whatever its status, and says what it sends", () =>
    Effect.gen(function* () {
      const { send, server } = yield* asked(
        (_request, response) => void response.writeHead(418).end("teapot"),
        {
          method: "POST",
          headers: { "x-token": "a" },
          body: Buffer.from("äb")
        }
      )
      const { bytes, status } = yield* send
      assert.deepStrictEqual([status, bytes.toString()], [418, "teapot"])
      const [received] = server.received
      assert.deepInclude(received, { method: "POST", url: "/v1/secret?version=2", body: "äb" })
      assert.deepInclude(received?.headers, { "x-token": "a", "content-length": "3" })
    })
  )

  it.live("does not follow a redirect, which would carry a token along", () =>
    Effect.gen(function* () {
      const { send, server } = yield* asked(
        (_request, response) => void response.writeHead(307, { location: "/elsewhere" }).end()
      )
      assert.strictEqual((yield* send).status, 307)
      assert.strictEqual(server.received.length, 1)
    })
  )

  it.live("ends an answer of more than a mebibyte", () =>
    Effect.gen(function* () {
      const { send, server } = yield* asked((_request, response) => {
        const more = setInterval(() => response.write(Buffer.alloc(256 * 1024)), 2)
        response.on("close", () => clearInterval(more))
      })
      assert.deepStrictEqual(yield* Effect.flip(send), {
        problem: "the answer is larger than 1 MiB",
        status: 200
      })
      yield* Effect.promise(() => server.abandoned)
    })
  )

  it.live("tells an answer that broke off, with its status, from none at all", () =>
    Effect.gen(function* () {
      const half = yield* asked((request, response) => {
        response.writeHead(200, { "content-length": "10" }).write("half")
        setTimeout(() => request.socket.destroy(), 20)
      })
      assert.deepStrictEqual(yield* Effect.flip(half.send), { problem: "ECONNRESET", status: 200 })
      const none = yield* asked((request) => void request.socket.destroy())
      assert.deepStrictEqual(yield* Effect.flip(none.send), { problem: "ECONNRESET", status: undefined })
    })
  )

  it.live("fails for a header that cannot be sent, and sends nothing", () =>
    Effect.gen(function* () {
      for (const value of ["a\r\nx-evil: 1", "\u4e2d"]) {
        const { send, server } = yield* asked((_request, response) => void response.end(), {
          headers: { "x-token": value }
        })
        assert.deepStrictEqual(yield* Effect.flip(send), { problem: "ERR_INVALID_CHAR", status: undefined })
        assert.strictEqual(server.received.length, 0)
      }
    })
  )

  it.live("ends the connection when its time is over, and when it is interrupted", () =>
    Effect.gen(function* () {
      const slow = yield* asked((_request, response) => void response.writeHead(200).write("and"), {
        timeoutMillis: 50
      })
      assert.deepStrictEqual(yield* Effect.flip(slow.send), {
        problem: "no answer within 50 ms",
        status: undefined
      })
      yield* Effect.promise(() => slow.server.abandoned)
      const arrived = Promise.withResolvers<undefined>()
      const silent = yield* asked(() => arrived.resolve(undefined))
      const fiber = yield* Effect.forkChild(silent.send)
      yield* Effect.promise(() => arrived.promise)
      yield* Fiber.interrupt(fiber)
      yield* Effect.promise(() => silent.server.abandoned)
    })
  )
})
