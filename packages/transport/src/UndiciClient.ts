/**
 * Effect's `HttpClient` over undici. The only file that imports undici, loaded by `import()` from `layers.ts` when the first
 * request is made: loading undici takes longer than starting a small program.
 *
 * Time limits are the caller's; undici's own are off, except the one on connecting (10 s). Idle connections do not keep the
 * process alive. Redirects are not followed and nothing is decompressed here.
 */
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Pipeable from "effect/Pipeable"
import * as Stream from "effect/Stream"
import { Agent, type Dispatcher } from "undici"
import {
  Cookies,
  Headers,
  HttpClientError,
  HttpClientResponse,
  HttpIncomingMessage,
  type HttpClientRequest
} from "./EffectHttp.ts"

/** The largest answer read at once: a JSON text must fit into one string, and those end at 512 MiB. */
const longestAnswerBytes = 256 * 1024 * 1024

/** A pool of connections: how to send over it, and how to end every connection at once. */
export interface UndiciPool {
  readonly send: (
    request: HttpClientRequest.HttpClientRequest,
    url: URL,
    signal: AbortSignal
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
  readonly close: () => Promise<void>
}

/** Opens a pool. Connections are made as requests need them. */
export const openUndici = (maxResponseSize = longestAnswerBytes): UndiciPool => {
  const agent = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 10_000 },
    maxResponseSize
  })
  return {
    send: (request, url, signal) =>
      Effect.map(
        Effect.tryPromise({
          try: () =>
            agent.request({
              origin: url.origin,
              path: url.pathname + url.search,
              method: request.method,
              headers: request.headers,
              body: request.body._tag === "Uint8Array" ? request.body.body : null,
              signal
            }),
          catch: (cause) =>
            new HttpClientError.HttpClientError({
              reason: new HttpClientError.TransportError({ request, cause })
            })
        }),
        (answer) => new UndiciResponse(request, answer, url.href)
      ),
    close: () => agent.destroy()
  }
}

class UndiciResponse extends Pipeable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies = Cookies.empty
  readonly remoteAddress = Option.none<string>()
  readonly #body: Dispatcher.ResponseData["body"]

  constructor(request: HttpClientRequest.HttpClientRequest, answer: Dispatcher.ResponseData, url: string) {
    super()
    this.request = request
    this.url = url
    this.status = answer.statusCode
    this.headers = Headers.fromInput(answer.headers)
    this.#body = answer.body
    // A body that fails while nobody reads it would end the process; its reader gets the failure in any case.
    answer.body.on("error", () => undefined)
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.HttpClientError> {
    return Effect.tryPromise({ try: () => this.#body.arrayBuffer(), catch: (cause) => this.#broken(cause) })
  }

  // The transport reads whole bodies and decodes them itself; the other ways are refused rather than half supported.
  get text(): Refusal {
    return this.#refuse("text")
  }
  get json(): Refusal {
    return this.#refuse("json")
  }
  get stream(): Stream.Stream<never, HttpClientError.HttpClientError> {
    return Stream.fromEffect(this.#refuse("stream"))
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
    const description = `this client reads answers by arrayBuffer, not by ${way}`
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
