/** A real HTTP server on loopback for one test. It is closed, with its connections, when the test ends. */
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { onTestFinished } from "vitest"

export interface TestServer {
  readonly origin: string
  /** What has arrived so far. */
  readonly received: ReadonlyArray<{
    method: string
    url: string
    headers: IncomingMessage["headers"]
    body: string
  }>
  /** Resolves when a client's connection ended before its answer was complete. */
  readonly abandoned: Promise<undefined>
  readonly close: () => Promise<void>
}

export const startServer = async (
  handler: (request: IncomingMessage, response: ServerResponse, index: number) => void,
  tls?: { readonly key: string; readonly cert: string }
): Promise<TestServer> => {
  const received: Array<{ method: string; url: string; headers: IncomingMessage["headers"]; body: string }> =
    []
  const abandoned = Promise.withResolvers<undefined>()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Array<Buffer> = []
    response.on("close", () => {
      if (!response.writableFinished) abandoned.resolve(undefined)
    })
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const { headers, method = "", url = "" } = request
      const index = received.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") }) - 1
      handler(request, response, index)
    })
  }
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new TypeError("no port")
  const close = async () => {
    server.closeAllConnections()
    server.close()
    if (server.listening) await once(server, "close")
  }
  onTestFinished(close)
  return {
    origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    received,
    abandoned: abandoned.promise,
    close
  }
}

export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
) => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(typeof body === "string" ? body : JSON.stringify(body))
}
