/**
 * From a request as data to the HTTP request that is sent. Refuses what would be sent wrongly.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { BodyStream, RequestShape } from "./ApiRequest.ts"
import { bodyStreamCode } from "./bodyCodes.ts"
import type { Credentials } from "./Credentials.ts"
import { Headers, HttpBody, HttpClientRequest } from "./EffectHttp.ts"
import { fillPath, isPlainValue } from "./fillPath.ts"
import { stringifyJson } from "./LosslessJson.ts"
import type { TransportSettings } from "./Settings.ts"
import { isTimeLimit } from "./timeLimit.ts"
import { InvalidSettings, RequestRefused } from "./failures/unsent.ts"

/**
 * Fills in the path, attaches the body and the credential. Done at once, and the headers are written once: each of Effect's own functions that
 * add a header copies them all.
 */
export const prepareRequest = (
  request: RequestShape & {
    readonly headers?: Readonly<Record<string, string>>
    /** `application/json` unless given. */
    readonly accept?: string
  },
  settings: TransportSettings,
  credentials: Credentials,
  requestId: string
): Effect.Effect<HttpClientRequest.HttpClientRequest, RequestRefused | InvalidSettings> => {
  const refuse = (problem: string) => Effect.fail(new RequestRefused({ problem }))
  if (request.timeoutMillis !== undefined && !isTimeLimit(request.timeoutMillis)) {
    return refuse("timeoutMillis is not a number of milliseconds above 0")
  }
  const path = fillPath(request, settings.projectId)
  if (Result.isFailure(path)) return refuse(path.failure)
  const query = queryString(request.query)
  if (Result.isFailure(query)) return refuse(query.failure)
  const credential = credentialOf(request)
  const wrongCredential = checkCredential(credential, request, credentials)
  if (wrongCredential !== undefined) return Effect.fail(wrongCredential)
  const url = `${settings.hosts[request.origin]}${path.success}${query.success}`
  const make = (body: HttpBody.HttpBody, more?: Readonly<Record<string, string>>) => {
    const plain = {
      "user-agent": "posthog-driver",
      ...(request.headers && inLowerCase(request.headers)),
      accept: request.accept ?? "application/json",
      "x-request-id": requestId,
      ...more
    }
    const headers = credential === "personal-key" ? credentials.authorize(plain) : plain
    return madeRequest(request.method, url, headers, body)
  }
  if (request.bodyStream !== undefined) {
    return Effect.map(streamedBody(request, request.bodyStream), (body) =>
      HttpClientRequest.setBody(make(HttpBody.empty), body)
    )
  }
  const body =
    credential === "project-token" ? bodyWithToken(request.body, credentials) : Result.succeed(request.body)
  if (Result.isFailure(body)) return refuse(body.failure)
  if (body.success === undefined) return Effect.succeed(make(HttpBody.empty))
  if (request.method === "GET") return refuse("a GET request carries no body")
  const json = stringifyJson(body.success)
  if (Result.isFailure(json)) return refuse(json.failure)
  const text = HttpBody.text(json.success, "application/json")
  return Effect.succeed(
    make(text, { "content-type": text.contentType, "content-length": String(text.contentLength) })
  )
}

/** Middleware writes names in any case. */
const inLowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The names are in lower case, and the object is nobody else's: `Headers.fromInput` would make another for every request. */
const madeRequest = (
  method: RequestShape["method"],
  url: string,
  headers: Readonly<Record<string, string>>,
  body: HttpBody.HttpBody
): HttpClientRequest.HttpClientRequest =>
  HttpClientRequest.makeWith(
    method,
    url,
    nothing.urlParams,
    nothing.hash,
    Headers.fromRecordUnsafe(headers),
    body
  )

const nothing = HttpClientRequest.empty

const streamedBody = (
  request: RequestShape,
  { bytes, contentType }: BodyStream
): Effect.Effect<HttpBody.Stream, RequestRefused> => {
  const refuse = (problem: string) => Effect.fail(new RequestRefused({ problem }))
  if (request.body !== undefined) return refuse("it has a body and a bodyStream; leave one out")
  if (request.method === "GET") return refuse("a GET request carries no body")
  if (request.safety !== "write")
    return refuse('a streamed body can be sent only once; its safety must be "write"')
  if (request.credential === "project-token")
    return refuse("the project token travels in a JSON body, not in a streamed one")
  // Requests can come from untyped JavaScript.
  if (typeof (contentType as unknown) !== "string" || !/^[\x21-\x7e][\x20-\x7e]*$/.test(contentType))
    return refuse("the contentType of its bodyStream is no header value")
  if (typeof (Object(bytes) as Partial<typeof bytes>)[Symbol.asyncIterator] !== "function")
    return refuse("the bytes of its bodyStream are no async iterable")
  return Effect.succeed(
    HttpBody.stream(
      Stream.fromAsyncIterable(checkedBytes(bytes), () => new BodyStreamFailure()),
      contentType
    )
  )
}

/**
 * Bytes, and nothing that would be written as its text. Not a generator: one cannot be ended while its source has nothing to give, and the
 * source would never hear that its call is over.
 */
const checkedBytes = (bytes: AsyncIterable<unknown>): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    let source: AsyncIterator<unknown> | undefined
    return {
      next: async () => {
        // Here, where a source that cannot even begin fails as one that breaks off.
        source ??= bytes[Symbol.asyncIterator]()
        const next = await source.next()
        if (next.done === true) return { done: true, value: undefined }
        if (!(next.value instanceof Uint8Array)) throw new BodyStreamFailure()
        return { done: false, value: next.value }
      },
      return: async () => {
        try {
          await source?.return?.()
        } catch {
          // What a source does while it is ended is its own affair; the call has its outcome.
        }
        return { done: true, value: undefined }
      }
    }
  }
})

class BodyStreamFailure extends Error {
  readonly code = bodyStreamCode
}

/** The credential that a request is sent with. */
export const credentialOf = (
  request: Pick<RequestShape, "credential" | "origin" | "body">
): NonNullable<RequestShape["credential"]> => {
  if (request.credential !== undefined) return request.credential
  if (request.origin === "api") return "personal-key"
  return request.body === undefined ? "none" : "project-token"
}

/** What stands against sending the credential. */
const checkCredential = (
  credential: NonNullable<RequestShape["credential"]>,
  request: RequestShape,
  credentials: Credentials
): RequestRefused | InvalidSettings | undefined => {
  switch (credential) {
    case "none":
      return undefined
    case "personal-key":
      if (request.origin !== "api")
        return new RequestRefused({ problem: "the personal key never goes to the ingest host" })
      return credentials.hasPersonalApiKey ? undefined : notSet("personalApiKey")
    case "project-token":
      if (request.origin !== "ingest")
        return new RequestRefused({ problem: "the project token never goes to the API host" })
      return credentials.hasProjectToken ? undefined : notSet("projectToken")
  }
}

const notSet = (setting: string) =>
  new InvalidSettings({ setting, problem: "is not set, and this operation needs it" })

const bodyWithToken = (body: unknown, credentials: Credentials): Result.Result<object, string> => {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return Result.fail("the project token travels in the body, which must be an object")
  if ("api_key" in body || "token" in body)
    return Result.fail("the body names a token of its own; leave it out")
  return Result.succeed(credentials.withToken(body))
}

/** The query with its question mark, or what stands against it. */
const queryString = (query: RequestShape["query"]): Result.Result<string, string> => {
  if (query === undefined) return Result.succeed("")
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== "boolean" && !isPlainValue(value))
      return Result.fail(`the query value '${name}' is no text, number or boolean`)
    const text = String(value)
    if (!text.isWellFormed() || !name.isWellFormed())
      return Result.fail(`the query value '${name.toWellFormed()}' holds half a character`)
    parameters.append(name, text)
  }
  const text = parameters.toString()
  return Result.succeed(text === "" ? "" : `?${text}`)
}
