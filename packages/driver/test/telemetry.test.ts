/** Telemetry through this door: the collector gets what the transport of the client does, and a call joins the trace it is given. */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { expect, it, onTestFinished } from "vitest"
import { createPostHog } from "../src/index.ts"
import { keys, settings } from "./scripted.ts"

interface Received {
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  /** Protobuf holds texts as they are. */
  readonly body: string
}

const startServer = async (): Promise<{ origin: string; received: ReadonlyArray<Received> }> => {
  const received: Array<Received> = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push({ path: request.url ?? "", headers: request.headers, body: body.toString("latin1") })
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"count":0,"next":null,"results":[],"columns":[],"types":[]}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // listening on a port, so it is one
  return { origin: `http://127.0.0.1:${port}`, received }
}

it("a collector gets the spans and metrics of a client, in the trace of a call, and nothing of its arguments", async () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c"
  const [api, collector] = [await startServer(), await startServer()]
  const posthog = createPostHog({
    ...settings,
    host: api.origin,
    traceHeaders: true,
    telemetry: { otlp: { url: collector.origin, serviceName: "shop" } }
  })
  const trace = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: "rojo=1" }
  await posthog.persons.list({ search: "SurelyPrivate", trace })
  await posthog.query("select 'SurelyPrivate'", { trace }).catch(() => undefined)
  await posthog.close()

  expect(api.received.length).toBeGreaterThanOrEqual(2)
  for (const { headers } of api.received) {
    expect(headers["traceparent"]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    expect(headers["tracestate"]).toBe("rojo=1")
  }
  const sent = (path: string) =>
    collector.received.filter((each) => each.path === path).map(({ body }) => body)
  const [spans, metrics] = [sent("/v1/traces").join(""), sent("/v1/metrics").join("")]
  for (const text of [
    "posthog.call",
    "posthog.attempt",
    "shop",
    Buffer.from(traceId, "hex").toString("latin1")
  ])
    expect(spans).toContain(text)
  for (const text of ["http.client.request.duration", "posthog.call.duration", "persons"])
    expect(metrics).toContain(text)
  for (const text of ["SurelyPrivate", ...Object.values(keys)]) expect(spans + metrics).not.toContain(text)
})
