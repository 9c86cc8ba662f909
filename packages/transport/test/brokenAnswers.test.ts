import { assert, describe, it } from "@effect/vitest"
import type { ServerResponse } from "node:http"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { TransportError } from "../src/TransportError.ts"
import { options } from "./support/options.ts"
import { startServer } from "./support/server.ts"

const request = {
  operation: "Project.current",
  origin: "api",
  method: "GET",
  path: "/api/projects/:project/",
  safety: "write",
  lane: "crud"
} as const

const reasonOf = async (answer: (response: ServerResponse) => void) => {
  const server = await startServer((_request, response) => answer(response))
  const client = createTransport({ ...options, host: server.origin, logLevel: "none" })
  onTestFinished(client.close)
  const error: unknown = await client.execute(request).catch((cause: unknown) => cause)
  assert(error instanceof TransportError && error.reason._tag === "Unreachable", String(error))
  return error.reason
}

describe("an answer that does not come whole", () => {
  it("is told from one that did not come at all", async () => {
    const none = await reasonOf((response) => void response.destroy())
    assert.isUndefined(none.status)
    assert.match(none.message, /^No answer came from 127/)
    const half = await reasonOf(
      (response) =>
        void response.writeHead(201, { "content-length": "100" }).write("{", () => response.destroy())
    )
    assert.strictEqual(half.status, 201)
    assert.match(half.message, /^The answer of 127.* broke off before its end/)
  })
})
