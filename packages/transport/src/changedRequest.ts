/**
 * What a middleware may make of a request: another path, params, query, body and headers.
 *
 * Not the rest: it decides which limits, keys and policies the request runs under. Not headers that carry a credential or decide where a
 * request goes.
 */
import type { RequestShape } from "./ApiRequest.ts"
import type { MiddlewareRequest } from "./Middleware.ts"

const changeable = ["path", "params", "query", "body", "headers"] as const
const fixed = ["operation", "origin", "method", "safety", "lane", "attempt", "requestId"] as const
const known: ReadonlySet<string> = new Set([...changeable, ...fixed])

/** Names that carry a credential, choose the receiver, or frame the message (RFC 9110 and 9112), and this package's own. */
const reserved =
  /^(authorization|cookie2?|host|:.*|forwarded|x-forwarded-host|proxy-.*|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|content-encoding|content-type|accept|accept-encoding|x-request-id|traceparent|content-digest|signature|signature-input)$/i

/** What a middleware sees of a request. It gets objects of its own, but for the body. */
export const middlewareRequest = (
  { body, lane, method, operation, origin, params, path, query, safety }: RequestShape,
  requestId: string,
  attempt: number
): MiddlewareRequest => ({
  ...{ operation, origin, method, path, safety, lane, body },
  ...(params === undefined ? {} : { params: { ...params } }),
  ...(query === undefined ? {} : { query: { ...query } }),
  headers: {},
  attempt,
  requestId
})

/** The request with what a middleware made of it. What it took away is not there any more. */
export const withChanges = (
  request: RequestShape,
  { body, headers, params = {}, path, query = {} }: MiddlewareRequest
): RequestShape & Pick<MiddlewareRequest, "headers"> => ({ ...request, path, params, query, body, headers })

/** What stands against a changed request, or undefined. It may come from untyped JavaScript. */
export const changeProblem = (
  original: MiddlewareRequest,
  request: MiddlewareRequest
): string | undefined => {
  if (Object(request) !== request) return "a middleware called next without a request"
  const changed =
    fixed.find((name) => request[name] !== original[name]) ??
    Object.keys(request).find((name) => !known.has(name))
  if (changed !== undefined)
    return `a middleware changed '${changed}'; it may change ${changeable.slice(0, -1).join(", ")} and headers`
  if (typeof (request.path as unknown) !== "string") return "a middleware gave a path that is no text"
  for (const name of ["params", "query", "headers"] as const) {
    const value: unknown = request[name]
    if (Object(value) !== value && (value !== undefined || name === "headers"))
      return `a middleware gave something other than an object as ${name}`
  }
  for (const [name, value] of Object.entries<unknown>(request.headers)) {
    if (
      typeof value !== "string" ||
      !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ||
      /[^\t\x20-\x7e]/.test(value)
    )
      return "a middleware set a header whose name or value HTTP does not allow"
    if (reserved.test(name)) return `a middleware set the header '${name}', which is the transport's own`
  }
  return undefined
}
