/**
 * From what went wrong on the wire to a reason.
 */
import { bodyStreamCode, notHttpCode } from "./bodyCodes.ts"
import type { HttpClientError } from "./EffectHttp.ts"
import { ProxyRefused, TlsFailed, Unreachable } from "./failures/connection.ts"
import { tlsProblemOf } from "./failures/tlsProblem.ts"
import { RequestRefused } from "./failures/unsent.ts"
import type { TransportReason } from "./TransportError.ts"

/** The reason behind a request that got no answer, or not the whole of one: that one's status is `status`. */
export const connectionFailure = (
  host: string,
  error: HttpClientError.HttpClientError,
  status?: number
): TransportReason => {
  const { code, proxy, proxyStatus } = findIn(error)
  if (proxy !== undefined && proxyStatus !== undefined)
    return new ProxyRefused({ proxy, status: proxyStatus })
  if (code === bodyStreamCode)
    return new RequestRefused({
      problem: "its bodyStream failed, or gave something other than bytes, so at most a part of it was"
    })
  const problem = code === undefined ? undefined : tlsProblemOf(code)
  // The certificate of a proxy is not the server's, and no setting of ours is about it.
  if (problem !== undefined && proxy === undefined) return new TlsFailed({ host, problem, code })
  return new Unreachable({ host, code, proxy, ...(status === undefined ? {} : { status }) })
}

interface Found {
  readonly code: string | undefined
  readonly proxy?: string | undefined
  readonly proxyStatus?: number | undefined
}

/** What the error itself, or one that it wraps, tells (undici wraps; happy eyeballs gathers several). */
const findIn = (error: unknown, depth = 0): Found => {
  if (typeof error !== "object" || error === null || depth > 5) return { code: undefined }
  // Any object may have these.
  const { cause, code, errors, name, proxy, status } = error as Readonly<Record<string, unknown>>
  if (typeof proxy === "string") {
    return {
      proxy,
      proxyStatus: typeof status === "number" ? status : undefined,
      code: findIn(cause, depth + 1).code
    }
  }
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return { code }
  // undici's, and the only one of its errors that has no code.
  if (name === "HTTPParserError") return { code: notHttpCode }
  const inner = findIn(cause, depth + 1)
  if (inner.code !== undefined || inner.proxy !== undefined) return inner
  return Array.isArray(errors) ? findIn(errors[0], depth + 1) : inner
}

/** The code of an error, or of what it wraps. */
export const codeOf = (error: unknown): string | undefined => findIn(error).code
