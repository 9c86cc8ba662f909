import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import { HttpClientRequest, type HttpClientError } from "../src/EffectHttp.ts"
import { resolveSettings } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { openUndici } from "../src/UndiciClient.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"
import { openWire } from "./support/wire.ts"

describe("openUndici", () => {
  it("reads answers by arrayBuffer or stream, and refuses every other way by name", async () => {
    const server = await startServer((_request, response) => json(response, 200, [1]))
    const { settings } = await Effect.runPromise(resolveSettings(options))
    const pool = openUndici(settings)
    onTestFinished(pool.close)
    const url = new URL("/a", server.origin)
    const response = await Effect.runPromise(pool.send(HttpClientRequest.get(url)))
    assert.strictEqual(response.url, url.href)
    assert.strictEqual(inspect(response), "{ _id: 'HttpClientResponse', status: 200 }")
    assert.strictEqual(String(response), '{"_id":"HttpClientResponse","status":200}')
    for (const way of ["text", "json", "urlParamsBody", "formData", "upgrade"] as const) {
      assert.include(
        (
          await Effect.runPromise(
            Effect.flip(Effect.asVoid<unknown, HttpClientError.HttpClientError, never>(response[way]))
          )
        ).message,
        `not by ${way}`
      )
    }
    assert.strictEqual(Buffer.from(await Effect.runPromise(response.arrayBuffer)).toString(), "[1]")
    const again = await Effect.runPromise(pool.send(HttpClientRequest.get(url)))
    const chunks = await Effect.runPromise(Stream.runCollect(again.stream))
    assert.strictEqual(Buffer.concat(chunks).toString(), "[1]")
  })

  it("makes an answer that is too large to read a failure that says to ask for less, not to check the host", async () => {
    const server = await startServer((_request, response) => json(response, 200, "x".repeat(200)))
    const send = await openWire({ ...options, host: server.origin }, { longestAnswerBytes: 100 })
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.strictEqual(
      failure.reason.message,
      "The answer (200) cannot be read: it is larger than this client reads at once. Ask for less: fewer rows or columns, or an aggregate."
    )
    assert.isFalse(failure.isRetryable)
    assert.strictEqual(server.received.length, 1)
  })

  it("ends an answer that never ends when it is too large, while it comes", async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).flushHeaders()
      const more = setInterval(() => response.write("1".repeat(40)), 5)
      response.on("close", () => clearInterval(more))
    })
    const send = await openWire({ ...options, host: server.origin }, { longestAnswerBytes: 100 })
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.match(failure.reason.message, /larger than this client reads at once/)
    await server.abandoned
  })
})
