import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema, Stream } from "effect"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import { HttpClient, HttpClientRequest, type HttpClientError } from "../src/EffectHttp.ts"
import { layerOverClient } from "../src/layers.ts"
import { Transport } from "../src/Transport.ts"
import { openUndici } from "../src/UndiciClient.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

describe("openUndici", () => {
  it("reads answers by arrayBuffer, and refuses every other way by name", async () => {
    const server = await startServer((_request, response) => json(response, 200, [1]))
    const pool = openUndici()
    onTestFinished(pool.close)
    const url = new URL("/a", server.origin)
    const response = await Effect.runPromise(
      pool.send(HttpClientRequest.get(url), url, new AbortController().signal)
    )
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
    assert.include(
      (await Effect.runPromise(Effect.flip(Stream.runDrain(response.stream)))).message,
      "not by stream"
    )
    assert.strictEqual(Buffer.from(await Effect.runPromise(response.arrayBuffer)).toString(), "[1]")
  })

  it("makes an answer that is too large to read a failure that says to ask for less, not to check the host", async () => {
    const server = await startServer((_request, response) => json(response, 200, "x".repeat(200)))
    const pool = openUndici(100)
    onTestFinished(pool.close)
    const overPool = Layer.succeed(HttpClient.HttpClient, HttpClient.make(pool.send))
    const { reason } = await Effect.runPromise(
      Effect.flatMap(Transport, (transport) =>
        Effect.flip(transport.execute({ ...readRequest, schema: Schema.Unknown }))
      ).pipe(Effect.provide(Layer.provide(layerOverClient({ ...options, host: server.origin }), overPool)))
    )
    assert.strictEqual(
      reason.message,
      "The answer (200) cannot be read: it is larger than this client reads at once. Ask for less: fewer rows or columns, or an aggregate."
    )
    assert.isFalse(reason.isRetryable)
    assert.strictEqual(server.received.length, 1)
  })
})
