/**
 * One small request, sent directly, to something other than PostHog (a secret store, a collector), over Node's own client.
 *
 * Not over the transport's pool: that one is bound to PostHog's certificates, proxies and limits, and a connection kept open to what is asked
 * once in a while is a handle for nothing. Redirects are not followed: they would carry a token along.
 */
import { request as requestOverHttp, type ClientRequest, type IncomingMessage } from "node:http"
import { request as requestOverHttps } from "node:https"
import * as Effect from "effect/Effect"
import { duration } from "./failures/duration.ts"

/** A request as data. `headers` and `body` can hold secrets. */
export interface DirectRequest {
  readonly method: "GET" | "POST"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Sent with its length. */
  readonly body?: Uint8Array | undefined
  /** PEM certificates to trust instead of the public ones; those unless given. */
  readonly ca?: ReadonlyArray<string> | undefined
  /** Time for the whole answer. */
  readonly timeoutMillis: number
}

/** A whole answer. */
export interface DirectAnswer {
  readonly status: number
  readonly bytes: Buffer
}

/** No whole answer: the system's code, or what else went wrong. Never the text of an error, which can quote a request. */
export interface NoAnswer {
  readonly problem: string
  /** When an answer had begun, and its body broke off. */
  readonly status: number | undefined
}

const longestAnswerBytes = 1024 * 1024

/** Sends a request and reads its whole answer, of 1 MiB at most. Interrupting ends the connection. */
export const sendDirectly = ({
  body,
  ca = [],
  headers,
  method,
  timeoutMillis,
  url
}: DirectRequest): Effect.Effect<DirectAnswer, NoAnswer> =>
  Effect.callback<DirectAnswer, NoAnswer>((resume) => {
    const fail = (problem: string, status?: number) => resume(Effect.fail({ problem, status }))
    const receive = (answer: IncomingMessage) => {
      const chunks: Array<Buffer> = []
      let length = 0
      answer.on("data", (chunk: Buffer) => {
        length += chunk.length
        if (length <= longestAnswerBytes) return void chunks.push(chunk)
        fail("the answer is larger than 1 MiB", answer.statusCode)
        sent.destroy()
      })
      answer.on("error", (cause) => fail(codeOf(cause), answer.statusCode))
      answer.on("end", () =>
        resume(Effect.succeed({ status: answer.statusCode ?? 0, bytes: Buffer.concat(chunks) }))
      )
    }
    let sent: ClientRequest
    try {
      sent = (url.protocol === "https:" ? requestOverHttps : requestOverHttp)(
        url,
        {
          method,
          agent: false,
          headers: {
            ...headers,
            ...(body === undefined ? {} : { "content-length": String(body.byteLength) })
          },
          ...(ca.length === 0 ? {} : { ca: [...ca] })
        },
        receive
      )
    } catch (cause) {
      // Node checks headers before it sends, and throws.
      fail(codeOf(cause))
      return
    }
    sent.on("error", (cause) => fail(codeOf(cause)))
    sent.end(body)
    return Effect.sync(() => sent.destroy())
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeoutMillis,
      orElse: () => Effect.fail({ problem: `no answer within ${duration(timeoutMillis)}`, status: undefined })
    })
  )

const codeOf = (cause: unknown): string => {
  const { code } = cause as NodeJS.ErrnoException // any error of a socket, or of Node's own, has one
  return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "the connection failed"
}
