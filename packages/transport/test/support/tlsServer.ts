/** A real HTTPS server on loopback for one test. */
import { once } from "node:events"
import { createServer, type ServerOptions } from "node:https"
import type { AddressInfo } from "node:net"
import { TLSSocket } from "node:tls"
import { onTestFinished } from "vitest"

export interface TlsServer {
  readonly port: number
  /** The protocol of each request that arrived. */
  readonly protocols: ReadonlyArray<string | null>
}

export const startTlsServer = async (options: ServerOptions): Promise<TlsServer> => {
  const protocols: Array<string | null> = []
  const server = createServer(options, (request, response) => {
    protocols.push(request.socket instanceof TLSSocket ? request.socket.getProtocol() : null)
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
  return { port: (server.address() as AddressInfo).port, protocols }
}
