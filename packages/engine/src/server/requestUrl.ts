/**
 * The URL a client used, as it wrote it: `next` links lead back to the same host.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"

const requestUrl: Effect.Effect<URL, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  HttpServerRequest.HttpServerRequest,
  (request) => {
    const host = request.headers["host"] ?? "127.0.0.1"
    return URL.parse(request.originalUrl, `http://${host}`) ?? new URL("http://127.0.0.1/")
  }
)

export const requestOrigin = Effect.map(requestUrl, (url) => url.origin)

/** Path and query, without the host. */
export const requestTarget = Effect.map(requestUrl, (url) => url.pathname + url.search)

export const searchParams = Effect.map(requestUrl, (url) => url.searchParams)

/** The same URL with some parameters set, or removed where the value is null; absolute. */
export const urlWith = (
  changes: Readonly<Record<string, string | null>>
): Effect.Effect<string, never, HttpServerRequest.HttpServerRequest> =>
  Effect.map(requestUrl, (url) => {
    // A key must never travel on in a link that is logged or stored.
    url.searchParams.delete("personal_api_key")
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) url.searchParams.delete(name)
      else url.searchParams.set(name, value)
    }
    return url.href
  })
