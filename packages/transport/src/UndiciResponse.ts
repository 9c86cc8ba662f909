/**
 * Effect's `HttpClientResponse` over one exchange of undici's: an answer whose body comes out decompressed.
 */
import { pipeline } from "node:stream"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Pipeable from "effect/Pipeable"
import * as Stream from "effect/Stream"
import type { Dispatcher } from "undici"
import { truncatedBodyCode } from "./bodyCodes.ts"
import { codeOf } from "./connectionFailure.ts"
import { codingOf, decodingFailure, decompress, endlessBody, isDecodingFailure } from "./ContentEncoding.ts"
import {
  Cookies,
  Headers,
  HttpClientError,
  HttpClientResponse,
  HttpIncomingMessage,
  type HttpClientRequest
} from "./EffectHttp.ts"
import { readableStream } from "./readableStream.ts"
import type { Transferred } from "./telemetry/bodySizes.ts"
import type { UndiciExchange } from "./UndiciExchange.ts"

/** An answer whose body is read whole or as a stream, once. */
export class UndiciResponse
  extends Pipeable.Class
  implements HttpClientResponse.HttpClientResponse, Transferred
{
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
    if (coding === undefined) {
      return this.#saysItsEnd || this.status >= 300
        ? this.#whole
        : Effect.flatMap(this.#whole, (bytes) =>
            endsItself(bytes) ? Effect.succeed(bytes) : Effect.fail(this.#broken(endlessBody()))
          )
    }
    return Effect.flatMap(this.#whole, (bytes) =>
      Effect.callback((resume) => {
        const stop = decompress(coding, bytes, this.#most, (plain) =>
          resume(plain instanceof Error ? Effect.fail(this.#broken(plain)) : Effect.succeed(plain))
        )
        return Effect.sync(stop)
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
    const coding = this.#coding
    const body = readableStream(
      () => {
        const travelled = this.#exchange.readStream()
        if (coding === undefined) return this.#saysItsEnd ? travelled : travelled.destroy(endlessBody())
        if (coding === "unknown") return travelled.destroy(decodingFailure(undefined))
        return pipeline(travelled, coding(), () => undefined)
      },
      (cause) => this.#broken(isDecodingFailure(cause) ? decodingFailure(cause) : cause)
    )
    // An answer without content (204, 304) may still name a coding.
    return coding === undefined
      ? body
      : Stream.catch(body, (error) =>
          this.transferredBytes === 0 && codeOf(error) === truncatedBodyCode
            ? Stream.empty
            : Stream.fail(error)
        )
  }

  /**
   * Without any of these a body ends with its connection (RFC 9112, 6.3), and one that broke looks the same: undici takes a reset for the end.
   * What is compressed has an end of its own, and so have most JSON texts.
   */
  get #saysItsEnd(): boolean {
    return (
      "content-length" in this.headers ||
      "transfer-encoding" in this.headers ||
      this.status === 204 ||
      this.status === 304
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

/** Whether a text, if it is JSON, is whole: an object, a list or a text that is cut short ends otherwise, or does not parse. */
const endsItself = (bytes: ArrayBuffer): boolean =>
  /[}\]"]\s*$/.test(Buffer.from(bytes).subarray(-100).toString("latin1"))

type Refusal = Effect.Effect<never, HttpClientError.HttpClientError>
