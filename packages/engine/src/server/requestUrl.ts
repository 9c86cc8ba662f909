/**
 * The URL of a request at the server's own address, which the server has put into the Host header by then: links never lead
 * where a client's header says.
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"

const requestUrl: Effect.Effect<URL, never, HttpServerRequest.HttpServerRequest> = Effect.map(
  HttpServerRequest.HttpServerRequest,
  (request) => {
    const own = new URL(`http://${request.headers["host"] ?? "127.0.0.1"}`)
    // What the client wrote, with its host; a request target may be a whole URL or begin with two slashes: only its path counts.
    const asked = URL.parse(request.originalUrl, own.origin)
    return asked === null ? own : new URL(own.origin + asked.pathname + asked.search)
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
