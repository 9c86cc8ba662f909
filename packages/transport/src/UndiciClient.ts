/**
 * Effect's `HttpClient` over undici. Loaded by `import()` from `layers.ts` when the first request is made: loading undici takes longer than
 * starting a small program.
 *
 * Time limits are the caller's; undici's own are off, except the one on connecting. Idle connections do not keep the process alive.
 * Redirects are not followed here. Answers come out decompressed.
 */
import type { LookupFunction } from "node:net"
import { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Pool } from "undici"
import { longestKeepAliveMillis, type ConnectionSettings } from "./Connections.ts"
import { abandonedRequests } from "./abandonedRequests.ts"
import { makeConnector, ProxyFailure, proxyHeaders, type Connector } from "./connector.ts"
import { acceptedEncodings } from "./ContentEncoding.ts"
import { HttpClientError, type HttpClientRequest, type HttpClientResponse } from "./EffectHttp.ts"
import type { ProxySettings } from "./Proxy.ts"
import type { TlsSettings } from "./Tls.ts"
import { UndiciExchange } from "./UndiciExchange.ts"
import { UndiciResponse } from "./UndiciResponse.ts"

/** The largest answer read at once: a JSON text must fit into one string, and those end at 512 MiB. */
const longestAnswerBytes = 256 * 1024 * 1024

/** What the connections are made with. */
export interface UndiciOptions {
  readonly connections: ConnectionSettings
  readonly tls: TlsSettings
  /** By origin; an origin that is not named is reached directly. */
  readonly proxies: Readonly<Record<string, ProxySettings>>
  /** The most bytes of an answer read at once, compressed or not. 256 MiB unless given. */
  readonly longestAnswerBytes?: number
  /** Turns a name into addresses; the system's unless given. */
  readonly lookup?: LookupFunction
}

/** A pool of connections: how to send over it, and how to end every connection at once. */
export interface UndiciPool {
  readonly send: (
    request: HttpClientRequest.HttpClientRequest
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
  readonly close: () => Promise<void>
}

/** Opens a pool. Connections are made as requests need them. */
export const openUndici = (options: UndiciOptions): UndiciPool => {
  const most = options.longestAnswerBytes ?? longestAnswerBytes
  const routes = new Map<string, Route>()
  const routeTo = (origin: string): Route => {
    const known = routes.get(origin)
    if (known !== undefined) return known
    const route = makeRoute(origin, options)
    routes.set(origin, route)
    return route
  }
  return {
    send: (request) =>
      Effect.callback((resume) => {
        // The transport's own addresses are an origin and a path, and nothing after.
        const originEnd = request.url.indexOf("/", "https://".length)
        const { abandon, headers, isForwarded, pool, refusal } = routeTo(request.url.slice(0, originEnd))
        const fail = (error: Error) => resume(Effect.fail(failed(request, error)))
        const exchange = new UndiciExchange((status, answerHeaders) => {
          const refused = refusal(status)
          if (refused === undefined)
            resume(Effect.succeed(new UndiciResponse(request, exchange, status, answerHeaders, most)))
          else {
            exchange.abort()
            fail(refused)
          }
        }, fail)
        pool.dispatch(
          {
            path: isForwarded ? request.url : request.url.slice(originEnd),
            method: request.method,
            headers: { ...request.headers, "accept-encoding": acceptedEncodings, ...headers(request.url) },
            body: bodyOf(request)
          },
          exchange
        )
        return Effect.sync(() => {
          exchange.abort()
          if (exchange.isUnsent) abandon(exchange)
        })
      }),
    close: async () => {
      for (const route of routes.values()) await route.close()
    }
  }
}

/** The way to one origin. */
interface Route {
  readonly pool: Pool
  /** Through a proxy without a tunnel: the proxy reads the whole address, and does the rest. */
  readonly isForwarded: boolean
  readonly headers: (url: string) => Readonly<Record<string, string>> | undefined
  /** An answer that is the proxy's own, as a failure. */
  readonly refusal: (status: number) => ProxyFailure | undefined
  /** A request was ended while it waited for a connection. */
  readonly abandon: (exchange: UndiciExchange) => void
  readonly close: () => Promise<void>
}

const makeRoute = (origin: string, options: UndiciOptions): Route => {
  const proxy = options.proxies[origin]
  return proxy !== undefined && origin.startsWith("http:")
    ? forwardedRoute(proxy, options)
    : directRoute(origin, proxy, options)
}

/** To the host itself, if need be through a tunnel. */
const directRoute = (origin: string, tunnel: ProxySettings | undefined, options: UndiciOptions): Route => {
  const connector = makeConnector({ ...options, tunnel })
  const pool = openPool(origin, options, connector.connect)
  return {
    pool,
    isForwarded: false,
    headers: () => undefined,
    refusal: () => undefined,
    abandon: abandonedRequests(pool, connector),
    close: () => closeRoute(pool, connector)
  }
}

/** Plain HTTP through a proxy: it reads the whole address, and does the rest. The demands on the server are not made of it. */
const forwardedRoute = (proxy: ProxySettings, options: UndiciOptions): Route => {
  const tls = { minVersion: options.tls.minVersion, pins: [], ca: [] }
  const connector = makeConnector({ ...options, tls, tunnel: undefined })
  const pool = openPool(proxy.origin, options, (to, callback) =>
    connector.connect(to, (...result) => {
      const [cause] = result
      if (cause === null) callback(...result)
      else callback(new ProxyFailure(proxy.origin, undefined, cause), null)
    })
  )
  return {
    pool,
    isForwarded: true,
    headers: (url) => ({ host: new URL(url).host, ...proxyHeaders(proxy) }),
    refusal: (status) => (status === 407 ? new ProxyFailure(proxy.origin, status) : undefined),
    abandon: abandonedRequests(pool, connector),
    close: () => closeRoute(pool, connector)
  }
}

const openPool = (origin: string, { connections }: UndiciOptions, connect: Connector["connect"]): Pool =>
  new Pool(origin, {
    connections: connections.perHost,
    keepAliveTimeout: connections.keepAliveMillis,
    keepAliveMaxTimeout: longestKeepAliveMillis,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect
  })

const closeRoute = async (pool: Pool, connector: Connector): Promise<void> => {
  connector.close()
  await pool.destroy()
}

const failed = (request: HttpClientRequest.HttpClientRequest, cause: unknown) =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): Uint8Array | Readable | null => {
  if (body._tag === "Uint8Array") return body.body
  return body._tag === "Stream" ? Readable.from(Stream.toAsyncIterable(body.stream)) : null
}
