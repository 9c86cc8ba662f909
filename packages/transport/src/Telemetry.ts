/**
 * Every span name, attribute key and log key of this package, in one list.
 *
 * Names follow OpenTelemetry's HTTP conventions where there is one. Routes are templates; no query string, header, body or
 * filled-in path is ever recorded.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */

/** One span per call, and below it one per attempt. */
export const spanNames = {
  call: "posthog.call",
  attempt: "posthog.attempt"
} as const

/** Attribute keys of spans. */
export const attributeKeys = {
  operation: "posthog.operation",
  lane: "posthog.lane",
  projectId: "posthog.project_id",
  requestId: "posthog.request_id",
  attempts: "posthog.attempts",
  attempt: "posthog.attempt",
  reason: "posthog.reason",
  method: "http.request.method",
  route: "url.template",
  server: "server.address",
  status: "http.response.status_code"
} as const

/** Messages of log records. */
export const logMessages = {
  call: "call",
  retry: "retry",
  noRetry: "no retry",
  circuit: "circuit",
  redirect: "redirect",
  body: "body",
  secrets: "secrets",
  audit: "audit"
} as const

/** Keys of log records, beside `time`, `level` and `message`. */
export const logKeys = {
  operation: "operation",
  method: "method",
  route: "route",
  status: "status",
  ms: "ms",
  attempt: "attempt",
  requestId: "requestId",
  reason: "reason",
  waitMs: "waitMs",
  advice: "advice",
  body: "body",
  host: "host",
  lane: "lane",
  state: "state",
  cache: "cache"
} as const
