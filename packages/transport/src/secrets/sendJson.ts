/**
 * One small JSON request to a secret store, over Node's own client.
 *
 * Not over the transport's pool: that one is bound to PostHog's certificates, proxies and limits, and a connection kept open
 * to a store that is asked once an hour is a handle for nothing. Redirects are not followed: they would carry a token along.
 */
import { request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { parseJson } from "../LosslessJson.ts"
import { duration } from "../failures/duration.ts"

/** A request as data. `headers` and `body` can hold secrets. */
export interface JsonRequest {
  readonly method: "GET" | "POST"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, string>> | undefined
  readonly ca?: ReadonlyArray<string> | undefined
  readonly timeoutMillis: number
}

/** `json` is undefined when the body is empty or not JSON. */
export interface JsonAnswer {
  readonly status: number
  readonly json: unknown
}

/** No whole answer: the system's code, or what else went wrong. Never the text of an error, which can quote a request. */
export interface NoAnswer {
  readonly problem: string
}

const longestAnswerBytes = 1024 * 1024

/** Sends a request and reads its whole answer. Interrupting ends the connection. */
export const sendJson = (request: JsonRequest): Effect.Effect<JsonAnswer, NoAnswer> =>
  Effect.callback<JsonAnswer, NoAnswer>((resume) => {
    const fail = (problem: string) => resume(Effect.fail({ problem }))
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const options = {
      method: request.method,
      agent: false,
      headers: {
        accept: "application/json",
        "user-agent": "posthog-driver",
        ...request.headers,
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) })
      },
      ...(request.ca === undefined ? {} : { ca: [...request.ca] })
    }
    const receive = (answer: IncomingMessage) => {
      const chunks: Array<Buffer> = []
      let bytes = 0
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= longestAnswerBytes) return void chunks.push(chunk)
        fail("the answer is larger than 1 MiB")
        sent.destroy()
      })
      answer.on("error", (cause) => fail(codeOf(cause)))
      answer.on("end", () => {
        const parsed = parseJson(Buffer.concat(chunks).toString("utf8"))
        const json = Result.isSuccess(parsed) ? parsed.success : undefined
        resume(Effect.succeed({ status: answer.statusCode ?? 0, json }))
      })
    }
    const sent =
      request.url.protocol === "https:"
        ? httpsRequest(request.url, options, receive)
        : httpRequest(request.url, options, receive)
    sent.on("error", (cause) => fail(codeOf(cause)))
    sent.end(body)
    return Effect.sync(() => sent.destroy())
  }).pipe(
    Effect.timeoutOrElse({
      duration: request.timeoutMillis,
      orElse: () => Effect.fail({ problem: `no answer within ${duration(request.timeoutMillis)}` })
    })
  )

const codeOf = (cause: Error): string => {
  const { code } = cause as NodeJS.ErrnoException // any error of a socket has one
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "the connection failed"
}
