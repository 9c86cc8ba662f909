/**
 * One attempt: send, read the whole answer, decide what it means.
 *
 * Redirects: 307 and 308 to the same origin are followed with method and body, at most three in a row, because PostHog
 * answers so on its deprecated `/api/environments` paths. Any other redirect is refused: it would carry the key to another
 * host, or turn a POST into a GET.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { ApiRequest } from "./ApiRequest.ts"
import { classify, isJsonAnswer, type RawAnswer } from "./classify.ts"
import { codeOf, connectionFailure } from "./connectionFailure.ts"
import { corruptBodyCode, oversizedBodyCode } from "./bodyCodes.ts"
import type { Credentials } from "./Credentials.ts"
import { HttpClientRequest, type HttpClient, type HttpClientError } from "./EffectHttp.ts"
import { parseJson } from "./LosslessJson.ts"
import { UnexpectedBody, type TransportReason } from "./TransportError.ts"

/** What an attempt tells beside its result. */
export interface AttemptObserver {
  readonly onAnswer: (answer: RawAnswer) => Effect.Effect<void>
  readonly onRedirect: (status: number) => Effect.Effect<void>
}

/** What an attempt gives when it succeeds. */
export interface AttemptResult<A> {
  readonly value: A
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Sends the prepared request once and decodes its answer. */
export const attempt = Effect.fnUntraced(function* <A>(
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  request: ApiRequest<A>,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.fn.Return<AttemptResult<A>, TransportReason> {
  const answer = yield* send(client, prepared, credentials, observer)
  yield* observer.onAnswer(answer)
  if (answer.status >= 400) {
    const nowMillis = yield* Clock.currentTimeMillis
    return yield* classify(answer, { lane: request.lane, nowMillis, redact: credentials.redact })
  }
  const value = yield* decode(answer, request.schema, credentials)
  return { value, status: answer.status, headers: answer.headers }
})

const mostRedirects = 3

const send = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  credentials: Credentials,
  observer: AttemptObserver
): Effect.fn.Return<RawAnswer, TransportReason> {
  let current = prepared
  for (let redirects = 0; ; redirects++) {
    const answer = yield* sendOnce(client, current)
    if (answer.status < 300 || answer.status >= 400) return answer
    const target = redirectTarget(answer, current.url)
    if (target === undefined) {
      return yield* new UnexpectedBody({
        status: answer.status,
        problem: "it is a redirect without a usable target"
      })
    }
    if (target.origin !== new URL(current.url).origin) {
      return yield* new UnexpectedBody({
        status: answer.status,
        problem: `it redirects to ${credentials.redact(target.origin)}, which is not the host set`
      })
    }
    if ((answer.status !== 307 && answer.status !== 308) || redirects === mostRedirects) {
      return yield* new UnexpectedBody({
        status: answer.status,
        problem:
          redirects === mostRedirects
            ? "it redirects over and over"
            : "it redirects in a way that is not followed"
      })
    }
    yield* observer.onRedirect(answer.status)
    current = HttpClientRequest.setUrl(current, target.href)
  }
})

const redirectTarget = (answer: RawAnswer, base: string): URL | undefined => {
  const location = answer.headers["location"]
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base) : undefined
}

const sendOnce = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest
): Effect.fn.Return<RawAnswer, TransportReason> {
  const host = new URL(prepared.url).host
  const response = yield* Effect.mapError(client.execute(prepared), (error) => connectionFailure(host, error))
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => name !== "set-cookie")
  )
  const { status } = response
  const bytes = yield* Effect.mapError(response.arrayBuffer, (error) => bodyFailure(host, status, error))
  const encoding = headers["content-encoding"]
  if (encoding !== undefined && encoding !== "identity" && bytes.byteLength > 0) {
    return yield* new UnexpectedBody({ status, problem: "it is compressed, which was not asked for" })
  }
  const text = yield* Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () => new UnexpectedBody({ status, problem: "it is not UTF-8 text" })
  })
  return { status, headers, text }
})

/** The reason behind a body that could not be read to its end. */
const bodyFailure = (
  host: string,
  status: number,
  error: HttpClientError.HttpClientError
): TransportReason => {
  switch (codeOf(error)) {
    case oversizedBodyCode:
      return new UnexpectedBody({
        status,
        problem: "it is larger than this client reads at once",
        advice: "Ask for less: fewer rows or columns, or an aggregate"
      })
    case corruptBodyCode:
      return new UnexpectedBody({ status, problem: "it says it is compressed but does not decompress" })
    default:
      return connectionFailure(host, error)
  }
}

const decode = Effect.fnUntraced(function* <A>(
  answer: RawAnswer,
  schema: Schema.Decoder<A>,
  credentials: Credentials
): Effect.fn.Return<A, UnexpectedBody> {
  const { status } = answer
  let json: unknown
  if (answer.text !== "") {
    if (!isJsonAnswer(answer))
      return yield* new UnexpectedBody({ status, problem: "it does not say it is JSON" })
    const parsed = parseJson(answer.text)
    if (Result.isFailure(parsed))
      return yield* new UnexpectedBody({ status, problem: "it says it is JSON but is not" })
    json = parsed.success
  }
  return yield* Effect.mapError(
    Schema.decodeUnknownEffect(schema)(json),
    (error) =>
      new UnexpectedBody({
        status,
        problem: `its JSON has another shape${credentials.redact(placeOf(error.issue))}`
      })
  )
})

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Where the first difference is. Only the path: the value found there is somebody's data. */
const placeOf = (issue: SchemaIssue.Issue): string => {
  const path = issuesOf(issue).issues[0]?.path?.map((each) => (typeof each === "object" ? each.key : each))
  return path === undefined || path.length === 0 ? "" : ` at '${path.map(String).join(".").slice(0, 100)}'`
}
