/** A real HTTP proxy on loopback: it opens tunnels, and passes plain requests on. It reaches every name at one address. */
import { once } from "node:events"
import { createServer, request as makeRequest } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { onTestFinished } from "vitest"

export interface TestProxy {
  readonly origin: string
  readonly port: number
  /** What it was asked, `CONNECT name:port` or `GET http://...`. */
  readonly asked: ReadonlyArray<string>
  /** What it was told about who asks. */
  readonly authorizations: ReadonlyArray<string | undefined>
}

export const startProxy = async (options: {
  /** The port on loopback behind every name. */
  readonly to: number
  /** Answers every request with this, instead of passing it on. */
  readonly refuseWith?: number
}): Promise<TestProxy> => {
  const asked: Array<string> = []
  const authorizations: Array<string | undefined> = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    authorizations.push(request.headers["proxy-authorization"])
    if (options.refuseWith !== undefined) {
      return void response.writeHead(options.refuseWith, { "content-type": "text/html" }).end("<html>")
    }
    const headers = { ...request.headers }
    delete headers["proxy-authorization"]
    const { pathname, search } = new URL(request.url ?? "")
    const onward = makeRequest(
      { host: "127.0.0.1", port: options.to, method: request.method, path: pathname + search, headers },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers))
    )
    request.pipe(onward)
  })
  server.on("connect", (request, socket, head) => {
    asked.push(`CONNECT ${request.url}`)
    authorizations.push(request.headers["proxy-authorization"])
    socket.on("error", () => undefined)
    if (options.refuseWith !== undefined) {
      return void socket.end(`HTTP/1.1 ${options.refuseWith} No\r\ncontent-length: 2\r\n\r\nno`)
    }
    const onward = connect(options.to, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    onward.on("error", () => socket.destroy())
    socket.on("close", () => onward.destroy())
    onTestFinished(() => void onward.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, port, asked, authorizations }
}
