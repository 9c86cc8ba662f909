/**
 * Every span, metric, attribute and log key of this package, in one list.
 *
 * Names, units and buckets are OpenTelemetry's where its HTTP conventions have one; the rest begins with `posthog.`. One convention is not
 * followed on purpose: `url.full` is never recorded, because a filled-in path and a query hold people's data. Routes are templates.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
 */

/**
 * One span per call, and below it one per attempt.
 *
 * @since 0.1.0
 */
export const spanNames = {
  call: "posthog.call",
  attempt: "posthog.attempt"
} as const

/**
 * Attribute keys of spans and metrics.
 *
 * @since 0.1.0
 */
export const attributeKeys = {
  operation: "posthog.operation",
  lane: "posthog.lane",
  projectId: "posthog.project_id",
  requestId: "posthog.request_id",
  attempts: "posthog.attempts",
  attempt: "posthog.attempt",
  retry: "posthog.retry",
  cache: "posthog.cache.status",
  reason: "error.type",
  method: "http.request.method",
  resend: "http.request.resend_count",
  route: "url.template",
  server: "server.address",
  port: "server.port",
  status: "http.response.status_code",
  overflow: "otel.metric.overflow"
} as const

/**
 * One metric. `unit` is UCUM; what is in braces says what is counted.
 *
 * @since 0.2.0
 */
export type MetricSpec = {
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly attributes: ReadonlyArray<Exclude<keyof typeof attributeKeys, "overflow">>
} & (
  | { readonly kind: "counter" | "gauge" }
  | { readonly kind: "histogram"; readonly boundaries: ReadonlyArray<number> }
)

/** OpenTelemetry's advice for durations of HTTP requests. */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** A call has a minute unless told otherwise, and may wait for its lane. */
const callSeconds = [...requestSeconds, 15, 30, 60, 120, 300]

const kibibytes = [0.25, 1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144]
const bytes = kibibytes.map((each) => each * 1024)

const perRequest = ["method", "route", "server", "port", "status", "reason", "lane"] as const

/**
 * Every metric.
 *
 * @since 0.2.0
 */
export const metrics = {
  requestDuration: {
    name: "http.client.request.duration",
    kind: "histogram",
    unit: "s",
    description:
      "Duration of HTTP requests, each attempt by itself; of a streamed answer, until its body begins.",
    boundaries: requestSeconds,
    attributes: perRequest
  },
  requestBodySize: {
    name: "http.client.request.body.size",
    kind: "histogram",
    unit: "By",
    description: "Size of request bodies.",
    boundaries: bytes,
    attributes: perRequest
  },
  responseBodySize: {
    name: "http.client.response.body.size",
    kind: "histogram",
    unit: "By",
    description: "Size of response bodies as they travelled, compressed if they were.",
    boundaries: bytes,
    attributes: ["method", "route", "server", "port", "lane"]
  },
  callDuration: {
    name: "posthog.call.duration",
    kind: "histogram",
    unit: "s",
    description: "Duration of calls, waits and retries included.",
    boundaries: callSeconds,
    attributes: ["operation", "lane", "reason"]
  },
  callAttempts: {
    name: "posthog.call.attempts",
    kind: "histogram",
    unit: "{attempt}",
    description: "How often the request of a call was sent.",
    boundaries: [0, 1, 2, 3, 4, 6, 8, 12, 20],
    attributes: ["operation", "lane", "reason"]
  },
  retries: {
    name: "posthog.retries",
    kind: "counter",
    unit: "{retry}",
    description: 'Failures sent again ("sent"), or not because the retry budget is used up ("no-budget").',
    attributes: ["lane", "retry", "reason"]
  },
  circuitState: {
    name: "posthog.circuit.state",
    kind: "gauge",
    unit: "{state}",
    description: "0: closed. 1: half-open. 2: open.",
    attributes: ["server", "port", "lane"]
  },
  laneWait: {
    name: "posthog.lane.wait",
    kind: "histogram",
    unit: "s",
    description: "How long attempts waited for a permit of their lane.",
    boundaries: callSeconds,
    attributes: ["lane"]
  },
  cacheRequests: {
    name: "posthog.cache.requests",
    kind: "counter",
    unit: "{request}",
    description: 'Requests with a cache, by where their answer came from: "hit", "stale", "shared", "miss".',
    attributes: ["lane", "cache"]
  },
  outboxDepth: {
    name: "posthog.outbox.depth",
    kind: "gauge",
    unit: "{event}",
    description: "Events that wait to be sent.",
    attributes: []
  }
} as const satisfies Readonly<Record<string, MetricSpec>>

/**
 * Messages of log records.
 *
 * @since 0.1.0
 */
export const logMessages = {
  call: "call",
  retry: "retry",
  noRetry: "no retry",
  circuit: "circuit",
  redirect: "redirect",
  body: "body",
  broken: "broken",
  secrets: "secrets",
  audit: "audit",
  sharedLimits: "shared limits",
  telemetry: "telemetry"
} as const

/**
 * Keys of log records, beside `time`, `level` and `message`.
 *
 * @since 0.1.0
 */
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
