import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import { HttpClientRequest, type HttpClientError } from "../src/EffectHttp.ts"
import { openUndici } from "../src/UndiciClient.ts"
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
})
