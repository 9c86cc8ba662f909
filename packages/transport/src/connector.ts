/**
 * How one connection is made: to the host itself, or through a proxy's tunnel.
 *
 * A name with several addresses (IPv6 and IPv4) is tried address by address. Node gives up on an address after 250 ms, which is less than a
 * slow way across the world takes; here each has a second.
 *
 * Connections in the making are known, so that closing the pool ends them too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8305 (happy eyeballs)
 */
import { request as requestOverHttp, type ClientRequest } from "node:http"
import { request as requestOverHttps } from "node:https"
import type { LookupFunction, Socket } from "node:net"
import { buildConnector } from "undici"
import type { ConnectionSettings } from "./Connections.ts"
import { proxyAuthorization } from "./Credentials.ts"
import { pinnedIdentity } from "./PinnedIdentity.ts"
import type { ProxySettings } from "./Proxy.ts"
import type { TlsSettings } from "./Tls.ts"
import { AbandonedFailure } from "./UndiciExchange.ts"

const addressMillis = 1_000

/** A proxy that did not open the way: it answered no (`status`), or could not be reached (`cause`). */
export class ProxyFailure extends Error {
  readonly proxy: string
  readonly status: number | undefined
  constructor(proxy: string, status: number | undefined, cause?: unknown) {
    super("the proxy did not open a tunnel", { cause })
    this.proxy = proxy
    this.status = status
  }
}

/** Makes connections, and can end those it is making. */
export interface Connector {
  readonly connect: buildConnector.connector
  /** Ends those that are being made. Whoever waits for one is told. */
  readonly abandon: () => void
  readonly close: () => void
}

/** A connector for one host. */
export const makeConnector = (options: {
  readonly connections: ConnectionSettings
  readonly tls: TlsSettings
  /** The proxy whose tunnel is used; none for a direct connection. */
  readonly tunnel: ProxySettings | undefined
  readonly lookup?: LookupFunction
}): Connector => {
  const { tls, tunnel } = options
  const pending = new Set<Socket | ClientRequest>()
  const build = buildConnector({
    timeout: options.connections.connectTimeoutMillis,
    // A connection carries one request at a time, so that ending one call ends its connection and nobody else's.
    allowH2: false,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressMillis,
    minVersion: tls.minVersion,
    ...(tls.ca.length === 0 ? {} : { ca: [...tls.ca] }),
    ...(tls.pins.length === 0 ? {} : { checkServerIdentity: pinnedIdentity(tls.pins) }),
    ...(options.lookup === undefined ? {} : { lookup: options.lookup })
  })
  const direct: buildConnector.connector = (to, callback) => {
    // undici's connector gives back the socket it began, which its type does not say.
    const begin = build as unknown as (...args: Parameters<buildConnector.connector>) => Socket
    const socket = begin(to, (...result) => {
      pending.delete(socket)
      callback(...result)
    })
    pending.add(socket)
  }
  return {
    connect:
      tunnel === undefined
        ? direct
        : (to, callback) => {
            const opening = openTunnel(tunnel, to, options.connections.connectTimeoutMillis, (result) => {
              pending.delete(opening)
              if (result instanceof ProxyFailure) callback(result, null)
              else direct({ ...to, httpSocket: result }, callback)
            })
            pending.add(opening)
          },
    abandon: () => {
      for (const each of pending) each.destroy(new AbandonedFailure())
    },
    close: () => {
      for (const each of pending) each.destroy()
    }
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
const openTunnel = (
  proxy: ProxySettings,
  to: buildConnector.Options,
  timeoutMillis: number,
  done: (result: Socket | ProxyFailure) => void
): ClientRequest => {
  const { hostname, port, protocol } = new URL(proxy.origin)
  const authority = `${to.hostname.includes(":") ? `[${to.hostname}]` : to.hostname}:${to.port || "443"}`
  const request = (protocol === "https:" ? requestOverHttps : requestOverHttp)({
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : port,
    method: "CONNECT",
    path: authority,
    agent: false,
    headers: { host: authority, ...proxyHeaders(proxy) }
  })
  const timer = setTimeout(
    () => request.destroy(Object.assign(new RangeError("no tunnel in time"), { code: "ETIMEDOUT" })),
    timeoutMillis
  )
  request.once("connect", ({ statusCode = 0 }, socket, head) => {
    clearTimeout(timer)
    if (statusCode < 200 || statusCode > 299) {
      socket.on("error", () => undefined).destroy()
      done(new ProxyFailure(proxy.origin, statusCode))
      return
    }
    if (head.length > 0) socket.unshift(head)
    done(socket)
  })
  request.once("error", (cause) => {
    clearTimeout(timer)
    done(new ProxyFailure(proxy.origin, undefined, cause))
  })
  request.end()
  return request
}

/** What a proxy is told about who asks. */
export const proxyHeaders = (proxy: ProxySettings): Record<string, string> =>
  proxy.authorization === undefined ? {} : { "proxy-authorization": proxyAuthorization(proxy.authorization) }
