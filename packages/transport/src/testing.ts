/**
 * A scripted `HttpClient` for tests: it answers from a list and records what was sent.
 *
 * No socket is opened, so time can be a `TestClock`. What a real server does to a connection is not imitated; test that
 * against a real server.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HttpClient, HttpClientError, HttpClientResponse, type HttpClientRequest } from "./EffectHttp.ts"
import { layerOverClient } from "./layers.ts"
import type { TransportOptions } from "./Settings.ts"
import type { Transport } from "./Transport.ts"
import type { TransportError } from "./TransportError.ts"

/**
 * A request as it would have gone out. Holds the credentials: compare, do not print.
 *
 * @since 0.1.0
 */
export interface SentRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The body as text, or undefined. */
  readonly body: string | undefined
}

/**
 * One scripted answer: status, headers and body (an object is sent as JSON), the connection failing with a system code, or
 * no answer ever.
 *
 * @since 0.1.0
 */
export type ScriptedAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly text?: string }
  | { readonly failWith: string }
  | "never"

/**
 * A script and what it has received so far.
 *
 * @since 0.1.0
 */
export interface ScriptedClient {
  readonly sent: ReadonlyArray<SentRequest>
  readonly layer: Layer.Layer<HttpClient.HttpClient>
}

/**
 * A client that answers the n-th request with the n-th answer and, when a function is given, by calling it. A request
 * beyond the list is a defect: the test sent more than it meant to.
 *
 * @since 0.1.0
 */
export const scriptedClient = (
  answers: ReadonlyArray<ScriptedAnswer> | ((request: SentRequest, index: number) => ScriptedAnswer)
): ScriptedClient => {
  const sent: Array<SentRequest> = []
  const client = HttpClient.make((request, url) =>
    Effect.suspend(() => {
      const seen = sentRequest(request, url)
      const index = sent.push(seen) - 1
      const answer = typeof answers === "function" ? answers(seen, index) : answers[index]
      if (answer === undefined) {
        return Effect.die(`The script has no answer for request ${index + 1}: ${seen.method} ${url.pathname}`)
      }
      if (answer === "never") return Effect.never
      if ("failWith" in answer) {
        const cause = Object.assign(new Error(answer.failWith), { code: answer.failWith })
        return Effect.fail(
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({ request, cause })
          })
        )
      }
      return Effect.succeed(HttpClientResponse.fromWeb(request, webResponse(answer)))
    })
  )
  return { sent, layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/**
 * The transport over a script.
 *
 * @since 0.1.0
 */
export const layerScripted = (
  script: ScriptedClient,
  options: TransportOptions
): Layer.Layer<Transport, TransportError> => Layer.provide(layerOverClient(options), script.layer)

const sentRequest = (request: HttpClientRequest.HttpClientRequest, url: URL): SentRequest => ({
  method: request.method,
  url: url.href,
  headers: { ...request.headers },
  body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined
})

const bodilessStatuses: ReadonlySet<number> = new Set([204, 205, 304])

const webResponse = (answer: Exclude<ScriptedAnswer, "never" | { readonly failWith: string }>): Response => {
  const { headers = {}, status = 200 } = answer
  if (bodilessStatuses.has(status)) return new Response(null, { status, headers })
  return "json" in answer
    ? new Response(JSON.stringify(answer.json), {
        status,
        headers: { "content-type": "application/json", ...headers }
      })
    : new Response(answer.text ?? "", { status, headers })
}
