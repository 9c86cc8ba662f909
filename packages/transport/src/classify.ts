/**
 * PostHog's ways to say no: the one table from an answer to a reason.
 *
 * The private API answers JSON `{ type, code, detail, attr }`; capture and flags answer plain text; what stands in front of
 * them (load balancers, firewalls) answers HTML. Only JSON is parsed, and only when the content type says so. Of a server's
 * text nothing is passed on, except the `detail` of a `validation_error`, which is written for whoever made the request.
 *
 * @see https://posthog.com/docs/api/queries (read 2026-11)
 */
import * as Result from "effect/Result"
import type { Lane } from "./ApiRequest.ts"
import { parseJson } from "./LosslessJson.ts"
import { beginningOf } from "./Redaction.ts"
import { retryAfterMillis } from "./RetryAfter.ts"
import {
  Conflict,
  Forbidden,
  InvalidRequest,
  NotFound,
  QuotaExceeded,
  RateLimited,
  ServerFailed,
  TooLarge,
  Unauthorized
} from "./failures/answers.ts"
import type { TransportReason } from "./TransportError.ts"

/** An answer as it came, its body read. Header names are in lower case. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Whether the content type says JSON (`application/json`, `application/problem+json`). */
export const isJsonAnswer = (answer: Pick<RawAnswer, "headers">): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(answer.headers["content-type"] ?? "")

const refusalTypes: ReadonlySet<unknown> = new Set([
  "validation_error",
  "authentication_error",
  "invalid_request",
  "throttled_error",
  "server_error"
])

/** Whether a value is what the private API answers when it refuses: none of PostHog's objects has these types, a code and a detail. */
export const isRefusal = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false
  const { code, detail, type } = value as Readonly<Record<string, unknown>> // any object may have these
  return refusalTypes.has(type) && typeof code === "string" && typeof detail === "string"
}

/** The reason behind an answer of 400 and above. */
export const classify = (
  answer: RawAnswer,
  context: {
    readonly lane: Lane
    readonly nowMillis: number
    readonly redact: (text: string) => string
  }
): TransportReason => {
  const { status } = answer
  const error = readError(answer, context.redact)
  const { code } = error
  const waitMillis = retryAfterMillis(answer.headers, context.nowMillis)
  switch (status) {
    case 401:
      return new Unauthorized({ code })
    case 402:
      return new QuotaExceeded({ code })
    case 403:
      return new Forbidden({
        code,
        missingScope: missingScopeOf(error.detail),
        fromProxy: error.from === "proxy"
      })
    case 404:
      return new NotFound({ code, fromProxy: error.from === "proxy" })
    case 409:
      return new Conflict({ code })
    case 413:
      return new TooLarge({})
    case 429:
      if (code === "billing_limit_reached" || code === "billing_limit_exceeded")
        return new QuotaExceeded({ code })
      return new RateLimited({ lane: context.lane, kind: limitKindOf(error), retryAfterMillis: waitMillis })
  }
  if (status === 408 || status >= 500) {
    return new ServerFailed({ status, code, fromProxy: error.from === "proxy", retryAfterMillis: waitMillis })
  }
  return new InvalidRequest({
    status,
    code,
    attr: error.attr,
    detail:
      error.type === "validation_error" && error.detail !== undefined
        ? cleanDetail(error.detail, context.redact)
        : undefined
  })
}

/** What an error body says, as far as it is one of PostHog's. */
interface ErrorBody {
  readonly from: "posthog" | "proxy"
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly attr?: string | undefined
  readonly detail?: string | undefined
}

const readError = (answer: RawAnswer, redact: (text: string) => string): ErrorBody => {
  const identifier = (value: unknown) => identifierOf(value, redact)
  if (!isJsonAnswer(answer)) {
    const code = captureTexts.find(([prefix]) => answer.text.startsWith(prefix))?.[1]
    return { from: code === undefined ? "proxy" : "posthog", code }
  }
  const parsed = parseJson(answer.text)
  if (Result.isFailure(parsed) || typeof parsed.success !== "object" || parsed.success === null)
    return { from: "proxy" }
  const body = parsed.success as Readonly<Record<string, unknown>> // an object or an array: reading a name is safe
  // The private API's form, then the form of capture v1: { error, error_description }.
  const code = identifier(body["code"]) ?? identifier(body["error"])
  const isPostHog =
    typeof body["type"] === "string" || code !== undefined || typeof body["detail"] === "string"
  return {
    from: isPostHog ? "posthog" : "proxy",
    type: identifier(body["type"]),
    code,
    attr: identifier(body["attr"]),
    detail: typeof body["detail"] === "string" ? body["detail"] : undefined
  }
}

/** Codes and field names go into messages and logs, so only what looks like one passes, and nothing that looks like a key. */
const identifierOf = (value: unknown, redact: (text: string) => string): string | undefined =>
  typeof value === "string" && /^[A-Za-z0-9_.[\]-]{1,100}$/.test(value) && redact(value) === value
    ? value
    : undefined

/** What the capture and flags services answer, by how it begins; the codes are ours. */
const captureTexts: ReadonlyArray<readonly [prefix: string, code: string]> = [
  ["failed to decode request", "request_decoding_error"],
  ["failed to parse request", "request_parsing_error"],
  ["failed to hydrate events", "request_parsing_error"],
  ["request holds no event", "empty_batch"],
  ["request missing data payload", "empty_body"],
  ["event submitted with an empty event name", "missing_event_name"],
  ["event submitted without a distinct_id", "missing_distinct_id"],
  ["event submitted with invalid timestamp", "invalid_event_timestamp"],
  ["event submitted with invalid cookieless mode", "invalid_cookieless_mode"],
  ["payload empty after filtering", "empty_batch"],
  ["invalid event could not be processed", "invalid_event"],
  ["event submitted without an api_key", "missing_api_key"],
  ["batch submitted with inconsistent api_key", "inconsistent_api_key"],
  ["API key is not valid", "invalid_api_key"],
  ["maximum event size exceeded", "event_too_large"],
  ["billing limit reached", "billing_limit_reached"],
  ["rate limited", "rate_limited"],
  ["transient error", "transient_error"]
]

const missingScopeOf = (detail: string | undefined): string | undefined =>
  /^API key missing required scope '([a-z_]{1,60}:[a-z_]{1,20})'/.exec(detail ?? "")?.[1]

/** The request throttle and the concurrency limit share a code; only the text tells them apart. */
const limitKindOf = (error: ErrorBody): RateLimited["kind"] => {
  if (error.code === "api_queries_budget_exceeded") return "budget"
  return error.detail?.startsWith("Exceeded maximum concurrency limit") === true ? "concurrency" : "throttled"
}

const longestDetail = 500

/** Control characters out (they can rewrite a terminal line), keys out, at most 500 characters. */
const cleanDetail = (detail: string, redact: (text: string) => string): string => {
  const beginning = beginningOf(detail)
  const plain = redact(beginning)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim()
  return plain.length <= longestDetail && beginning.length === detail.length
    ? plain
    : `${plain.slice(0, longestDetail - 3).toWellFormed()}...`
}
