/** How batches reach a collector, against real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { HttpBody, HttpClient, HttpClientRequest } from "../../src/EffectHttp.ts"
import { deliveringClient, type DeliveryNews } from "../../src/telemetry/deliver.ts"
import type { OtlpSettings } from "../../src/telemetry/TelemetryOptions.ts"
import { issue, makeAuthority } from "../support/certificates.ts"
import { startServer, type TestServer } from "../support/server.ts"

const clientOf = (server: TestServer, more: Partial<OtlpSettings> = {}) => {
  const news: Array<DeliveryNews> = []
  const settings = {
    url: server.origin,
    headers: {},
    serviceName: "x",
    intervalMillis: 1_000,
    ca: [],
    ...more
  }
  const client = deliveringClient(settings, (each) => Effect.sync(() => void news.push(each)))
  const deliver = Effect.suspend(() =>
    client.execute(
      HttpClientRequest.post(`${server.origin.replace("127.0.0.1", "localhost")}/v1/traces`).pipe(
        HttpClientRequest.setBody(HttpBody.uint8Array(new Uint8Array([1, 2, 3]), "application/x-protobuf"))
      )
    )
  ).pipe(
    Effect.map(({ status }) => status),
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true)
  )
  return { deliver, news }
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe("a batch", { timeout: 30_000 }, () => {
  it("is one of four on their way at most; the rest is lost, and said once", async () => {
    const server = await startServer(() => undefined)
    const { deliver, news } = clientOf(server)
    const fibers = Array.from({ length: 7 }, () => Effect.runFork(deliver))
    await until(() => server.received.length === 4)
    for (const fiber of fibers.slice(4)) assert.strictEqual(await Effect.runPromise(Fiber.join(fiber)), 204)
    assert.deepStrictEqual(news, [{ problem: "it takes too long to answer", lost: 1 }])
    await Effect.runPromise(Fiber.interruptAll(fibers))
    // Interrupting closes the connections.
    await server.abandoned
    assert.strictEqual(server.received.length, 4)
  })

  it("that is under way when the exporter ends is lost, and said once, unless losses were told before", async () => {
    const server = await startServer(() => undefined)
    const { deliver, news } = clientOf(server)
    const fibers = [Effect.runFork(deliver), Effect.runFork(deliver)]
    await until(() => server.received.length === 2)
    await Effect.runPromise(Fiber.interruptAll(fibers))
    assert.deepStrictEqual(news, [
      { problem: "it had not answered when the client closed", lost: 1, isLast: true }
    ])
  })

  it.each([429, 502, 503, 504])("is sent once more after %d, which passes", async (status) => {
    const server = await startServer((_request, response, index) => {
      response.writeHead(index === 0 ? status : 200, { "retry-after": "3600" }).end()
    })
    const { deliver, news } = clientOf(server)
    assert.strictEqual(await Effect.runPromise(deliver), 204)
    assert.strictEqual(server.received.length, 2)
    assert.deepStrictEqual(news, [])
  })

  it.each([301, 400, 401, 404, 500])("is not sent again after %d, and goes nowhere else", async (status) => {
    const server = await startServer((_request, response) => {
      response.writeHead(status, { location: "/elsewhere" }).end("SurelyPrivate")
    })
    const { deliver, news } = clientOf(server)
    await Effect.runPromise(deliver)
    assert.deepStrictEqual(
      server.received.map(({ url }) => url),
      ["/v1/traces"]
    )
    assert.deepStrictEqual(news, [{ problem: `it answered ${status}`, lost: 1 }])
  })

  it("is lost with a connection that breaks off, after another try", async () => {
    const server = await startServer((request) => void request.socket.destroy())
    const { deliver, news } = clientOf(server, { headers: { "api-key": Redacted.make("SurelyPrivate") } })
    await Effect.runPromise(deliver)
    assert.deepStrictEqual(
      server.received.map(({ headers }) => headers["api-key"]),
      ["SurelyPrivate", "SurelyPrivate"]
    )
    assert.deepStrictEqual(news, [{ problem: "ECONNRESET", lost: 1 }])
  })

  it("goes over TLS to a collector under an authority of one's own, and to no other", async () => {
    const authority = await makeAuthority("collector authority")
    const tls = await issue(authority)
    const server = await startServer((_request, response) => void response.end(), tls)
    const trusting = clientOf(server, { ca: [authority.pem] })
    await Effect.runPromise(trusting.deliver)
    assert.deepStrictEqual([server.received.length, trusting.news], [1, []])
    const plain = clientOf(server)
    await Effect.runPromise(plain.deliver)
    assert.strictEqual(server.received.length, 1)
    assert.deepStrictEqual(plain.news, [{ problem: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", lost: 1 }])
  })
})
