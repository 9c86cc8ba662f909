/**
 * Effect's `HttpClient` over undici. Loaded by `import()` from `layers.ts` when the first request is made: loading undici takes longer than
 * starting a small program.
 *
 * Time limits are the caller's; undici's own are off, except the one on connecting. Idle connections do not keep the process alive.
 * Redirects are not followed here. Answers come out decompressed.
 */
import type { LookupFunction } from "node:net"
import { Readable, pipeline } from "node:stream"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Pipeable from "effect/Pipeable"
import * as Stream from "effect/Stream"
import { Pool, type Dispatcher } from "undici"
import { longestKeepAliveMillis, type ConnectionSettings } from "./Connections.ts"
import { abandonedRequests } from "./abandonedRequests.ts"
import { makeConnector, ProxyFailure, proxyHeaders, type Connector } from "./connector.ts"
import {
  acceptedEncodings,
  codingOf,
  decodingFailure,
  decompress,
  isDecodingFailure
} from "./ContentEncoding.ts"
import {
  Cookies,
  Headers,
  HttpClientError,
  HttpClientResponse,
  HttpIncomingMessage,
  type HttpClientRequest
} from "./EffectHttp.ts"
import type { ProxySettings } from "./Proxy.ts"
import { readableStream } from "./readableStream.ts"
import type { Transferred } from "./telemetry/bodySizes.ts"
import type { TlsSettings } from "./Tls.ts"
import { UndiciExchange } from "./UndiciExchange.ts"

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

class UndiciResponse extends Pipeable.Class implements HttpClientResponse.HttpClientResponse, Transferred {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies = Cookies.empty
  readonly remoteAddress = Option.none<string>()
  readonly #exchange: UndiciExchange
  readonly #coding: ReturnType<typeof codingOf>
  readonly #most: number

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    exchange: UndiciExchange,
    status: number,
    answerHeaders: Dispatcher.ResponseData["headers"],
    most: number
  ) {
    super()
    this.request = request
    this.status = status
    const headers = Headers.fromInput(answerHeaders)
    this.#coding = codingOf(headers["content-encoding"])
    // What is handed on is plain: these two would describe what travelled.
    this.headers =
      this.#coding === undefined
        ? headers
        : Headers.removeMany(headers, ["content-encoding", "content-length"])
    this.#exchange = exchange
    this.#most = most
  }

  get transferredBytes(): number {
    return this.#exchange.transferredBytes
  }

  get url(): string {
    return this.request.url
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    const coding = this.#coding
    if (coding === undefined) return this.#whole
    return Effect.flatMap(this.#whole, (bytes) =>
      Effect.tryPromise({
        try: () => decompress(coding, bytes, this.#most),
        catch: (cause) => this.#broken(cause)
      })
    )
  }

  get #whole(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return Effect.callback((resume) => {
      this.#exchange.readWhole(this.#most, (body) =>
        resume(body instanceof Error ? Effect.fail(this.#broken(body)) : Effect.succeed(body))
      )
      return Effect.sync(() => this.#exchange.abort())
    })
  }

  /** The body as it arrives. While nobody pulls, the server has to wait. Ending the stream early closes the connection. */
  get stream(): Stream.Stream<Uint8Array, HttpClientError.HttpClientError> {
    return readableStream(
      () => {
        const body = this.#exchange.readStream()
        if (this.#coding === undefined) return body
        if (this.#coding === "unknown") return body.destroy(decodingFailure(undefined))
        return pipeline(body, this.#coding.stream(), () => undefined)
      },
      (cause) => this.#broken(isDecodingFailure(cause) ? decodingFailure(cause) : cause)
    )
  }

  // The transport decodes bodies itself; the other ways are refused rather than half supported.
  get text(): Refusal {
    return this.#refuse("text")
  }
  get json(): Refusal {
    return this.#refuse("json")
  }
  get urlParamsBody(): Refusal {
    return this.#refuse("urlParamsBody")
  }
  get formData(): Refusal {
    return this.#refuse("formData")
  }
  get upgrade(): Refusal {
    return this.#refuse("upgrade")
  }

  toJSON(): unknown {
    return { _id: "HttpClientResponse", status: this.status }
  }
  override toString(): string {
    return JSON.stringify(this.toJSON())
  }
  [Inspectable.NodeInspectSymbol](): unknown {
    return this.toJSON()
  }

  #refuse(way: string): Refusal {
    const { request } = this
    const description = `this client reads answers by arrayBuffer or stream, not by ${way}`
    return Effect.fail(
      new HttpClientError.HttpClientError({
        reason: new HttpClientError.DecodeError({ request, response: this, description })
      })
    )
  }
  #broken(cause: unknown): HttpClientError.HttpClientError {
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request: this.request, response: this, cause })
    })
  }
}

type Refusal = Effect.Effect<never, HttpClientError.HttpClientError>
