/** A real HTTPS server on loopback for one test. */
import { once } from "node:events"
import type { IncomingHttpHeaders } from "node:http"
import { createServer, type ServerOptions } from "node:https"
import type { AddressInfo } from "node:net"
import { TLSSocket } from "node:tls"
import { onTestFinished } from "vitest"

export interface TlsServer {
  readonly port: number
  /** The protocol of each request that arrived. */
  readonly protocols: ReadonlyArray<string | null>
  /** Its headers. */
  readonly received: ReadonlyArray<IncomingHttpHeaders>
}

export const startTlsServer = async (options: ServerOptions): Promise<TlsServer> => {
  const protocols: Array<string | null> = []
  const received: Array<IncomingHttpHeaders> = []
  const server = createServer(options, (request, response) => {
    protocols.push(request.socket instanceof TLSSocket ? request.socket.getProtocol() : null)
    received.push(request.headers)
    request.resume()
    response.writeHead(200, { "content-type": "application/json" }).end('{"secure":true}')
  })
  server.on("tlsClientError", () => undefined)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, protocols, received }
}
