/**
 * One HTTP exchange up to the headers of its answer, redirects included.
 *
 * 307 and 308 to the same origin are followed with method and body, at most three in a row, because PostHog answers so on its deprecated
 * `/api/environments` paths. Any other redirect is refused: it would carry the key to another host, or turn a POST into a GET.
 */
import * as Effect from "effect/Effect"
import { corruptBodyCode, endlessBodyCode, oversizedBodyCode, truncatedBodyCode } from "./bodyCodes.ts"
import { codeOf, connectionFailure } from "./connectionFailure.ts"
import type { Credentials } from "./Credentials.ts"
import {
  HttpClientRequest,
  type HttpClient,
  type HttpClientError,
  type HttpClientResponse
} from "./EffectHttp.ts"
import { withoutClientSpan } from "./spanlessClient.ts"
import { UnexpectedBody } from "./failures/answers.ts"
import type { TransportReason } from "./TransportError.ts"

/** An answer whose body is not read yet. Header names are in lower case; `set-cookie` is left out. */
export interface OpenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly response: HttpClientResponse.HttpClientResponse
  /** The reason behind a failure to read the body. */
  readonly bodyFailure: (error: HttpClientError.HttpClientError) => TransportReason
}

/** What an exchange tells beside its answer. */
export interface ExchangeObserver {
  /** PostHog has moved the route; `sunset` is when the old one goes, as PostHog wrote it. */
  readonly onMoved: (status: number, sunset: string | undefined) => Effect.Effect<void>
}

const mostRedirects = 3

/** The codes of bodies that came whole, or as far as they are read. */
const undecodable: ReadonlySet<string | undefined> = new Set([
  corruptBodyCode,
  truncatedBodyCode,
  oversizedBodyCode
])

/** Sends the prepared request, and again where PostHog says it moved to. */
export const sendRequest = (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  credentials: Credentials,
  observer: ExchangeObserver
): Effect.Effect<OpenAnswer, TransportReason> =>
  Effect.flatMap(exchange(client, prepared), (answer) => {
    const { headers, status } = answer
    if (status >= 300 && status < 400) return follow(client, prepared, answer, credentials, observer)
    return headers["deprecation"] === undefined
      ? Effect.succeed(answer)
      : Effect.as(observer.onMoved(status, headers["sunset"]), answer)
  })

/** Follows a redirect, and those that it leads to. */
const follow = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest,
  first: OpenAnswer,
  credentials: Credentials,
  observer: ExchangeObserver
): Effect.fn.Return<OpenAnswer, TransportReason> {
  let current = prepared
  let answer = first
  for (let redirects = 0; answer.status >= 300 && answer.status < 400; redirects++) {
    const { headers, response, status } = answer
    // Read to its end, so that its connection can be used again. What it says matters to nobody.
    yield* Effect.catch(response.arrayBuffer, (error) =>
      undecodable.has(codeOf(error)) ? Effect.void : Effect.fail(answer.bodyFailure(error))
    )
    const target = redirectTarget(answer, current.url)
    const problem = problemOf(status, target, current, redirects, credentials)
    if (target === undefined || problem !== undefined) {
      return yield* new UnexpectedBody({
        status,
        problem: problem ?? withoutTarget(status)
      })
    }
    yield* observer.onMoved(status, headers["sunset"])
    // Without its fragment, which is never sent.
    current = HttpClientRequest.setUrl(current, `${target.origin}${target.pathname}${target.search}`)
    answer = yield* exchange(client, current)
  }
  return answer
})

/** 300 and 304 are no redirects unless they name a target, and neither was asked for. */
const withoutTarget = (status: number): string => {
  if (status === 304) return "it says that nothing changed, to a request that did not ask that"
  return status === 300
    ? "it offers several answers and gives none"
    : "it is a redirect without a usable target"
}

/** What stands against following a redirect. */
const problemOf = (
  status: number,
  target: URL | undefined,
  request: HttpClientRequest.HttpClientRequest,
  redirects: number,
  credentials: Credentials
): string | undefined => {
  if (target === undefined) return undefined
  if (target.protocol !== "http:" && target.protocol !== "https:")
    return "it redirects to an address that is not of the web"
  if (target.origin !== new URL(request.url).origin)
    return `it redirects to ${credentials.redact(target.origin)}, which is not the host set`
  if (target.username !== "" || target.password !== "")
    return "it redirects to an address with a user name or a password in it"
  if (redirects === mostRedirects) return "it redirects over and over"
  if (status !== 307 && status !== 308) return "it redirects in a way that is not followed"
  return request.body._tag === "Stream"
    ? "it redirects, and a streamed body cannot be sent a second time"
    : undefined
}

const redirectTarget = ({ headers }: OpenAnswer, base: string): URL | undefined => {
  const location = headers["location"]
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base) : undefined
}

const exchange = (
  client: HttpClient.HttpClient,
  prepared: HttpClientRequest.HttpClientRequest
): Effect.Effect<OpenAnswer, TransportReason> => {
  const host = () => new URL(prepared.url).host
  return Effect.mapBoth(withoutClientSpan(client, client.execute(prepared)), {
    onFailure: (error) => connectionFailure(host(), error),
    onSuccess: (response) => {
      const headers: Record<string, string> = { ...response.headers }
      if ("set-cookie" in headers) delete headers["set-cookie"]
      const { status } = response
      return {
        status,
        headers,
        response,
        bodyFailure: (error: HttpClientError.HttpClientError) => bodyFailure(host(), status, error)
      }
    }
  })
}

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
    case endlessBodyCode:
      return new UnexpectedBody({
        status,
        problem: "it does not say where it ends, so that a broken connection would look like its end",
        advice: "Look for a proxy in between that speaks HTTP/1.0"
      })
    default:
      return connectionFailure(host, error, status)
  }
}
