/** Pins: what may not change by accident. The expected side is a literal. */
import { assert, describe, it } from "@effect/vitest"
import * as effectDoor from "../../src/effect.ts"
import * as facadeDoor from "../../src/facade.ts"
import * as promiseDoor from "../../src/index.ts"
import * as testingDoor from "../../src/testing.ts"

const failures = [
  "CircuitOpen",
  "AuditUnavailable",
  "Conflict",
  "Forbidden",
  "InvalidRequest",
  "InvalidSettings",
  "LaneBusy",
  "NotFound",
  "ProxyRefused",
  "QuotaExceeded",
  "RateLimited",
  "RequestRefused",
  "SecretUnavailable",
  "ServerFailed",
  "TimedOut",
  "TlsFailed",
  "TooLarge",
  "TransportError",
  "Unauthorized",
  "UnexpectedBody",
  "Unreachable"
]

describe("the surface", () => {
  it("exports these names", () => {
    assert.deepStrictEqual(
      Object.keys(promiseDoor).sort(),
      [
        ...failures,
        "createSignatureVerifier",
        "createTransport",
        "createTransportFromEnv",
        "environmentNames",
        "formatLogRecord",
        "openTransport",
        "openTransportFromEnv",
        "verifyAuditLog"
      ].sort()
    )
    assert.deepStrictEqual(
      Object.keys(effectDoor).sort(),
      [
        ...failures,
        "SecretProvider",
        "Transport",
        "TransportReason",
        "attributeKeys",
        "checkTransportOptions",
        "environmentNames",
        "environmentNamesProject",
        "environmentOptions",
        "formatLogRecord",
        "layer",
        "layerConfig",
        "layerLogging",
        "layerMiddleware",
        "layerOverClient",
        "layerOverProvider",
        "layerSecrets",
        "logKeys",
        "logMessages",
        "makeSignatureVerifier",
        "metrics",
        "parseJson",
        "spanNames",
        "stringifyJson",
        "traceParent",
        "verifyAuditLog"
      ].sort()
    )
    assert.deepStrictEqual(Object.keys(facadeDoor).sort(), ["makeRunner"])
    assert.deepStrictEqual(Object.keys(testingDoor).sort(), ["layerScripted", "scriptedClient"])
  })

  it("has the same failure classes behind both doors, each named as its tag", () => {
    for (const name of failures as ReadonlyArray<
      Exclude<keyof typeof promiseDoor & keyof typeof effectDoor, "verifyAuditLog">
    >) {
      assert.strictEqual(promiseDoor[name], effectDoor[name])
    }
    const error = new promiseDoor.TransportError({
      operation: "Query.run",
      reason: new promiseDoor.RateLimited({ lane: "query", kind: "throttled", retryAfterMillis: 1500 })
    })
    assert.strictEqual(error.name, "TransportError")
    assert.strictEqual(error._tag, "TransportError")
    assert.strictEqual(error.reason.name, "RateLimited")
    assert.isTrue(error.isRetryable)
    assert.strictEqual(
      error.message,
      "Query.run: PostHog's limit on query requests is used up. Try again in 1.5 s."
    )
  })

  it("reads these variables", () => {
    assert.deepStrictEqual(promiseDoor.environmentNames, {
      host: ["POSTHOG_HOST", "POSTHOG_API_URL"],
      ingestHost: ["POSTHOG_INGEST_HOST"],
      projectId: ["POSTHOG_PROJECT_ID"],
      personalApiKey: ["POSTHOG_PERSONAL_API_KEY", "POSTHOG_API_KEY"],
      projectToken: ["POSTHOG_PROJECT_TOKEN", "POSTHOG_PROJECT_API_KEY"],
      signingKey: ["POSTHOG_SIGNING_KEY"],
      logLevel: ["POSTHOG_LOG_LEVEL"],
      logFormat: ["POSTHOG_LOG_FORMAT"],
      configFile: ["POSTHOG_CONFIG_FILE"]
    })
  })

  it("uses these names in telemetry", () => {
    assert.deepStrictEqual(effectDoor.spanNames, { call: "posthog.call", attempt: "posthog.attempt" })
    assert.deepStrictEqual(Object.values(effectDoor.attributeKeys), [
      "posthog.operation",
      "posthog.lane",
      "posthog.project_id",
      "posthog.request_id",
      "posthog.attempts",
      "posthog.attempt",
      "posthog.retry",
      "posthog.cache.status",
      "error.type",
      "http.request.method",
      "http.request.resend_count",
      "url.template",
      "server.address",
      "server.port",
      "http.response.status_code",
      "otel.metric.overflow"
    ])
    assert.deepStrictEqual(
      Object.values(effectDoor.metrics).map(({ kind, name, unit }) => [name, kind, unit]),
      [
        ["http.client.request.duration", "histogram", "s"],
        ["http.client.request.body.size", "histogram", "By"],
        ["http.client.response.body.size", "histogram", "By"],
        ["posthog.call.duration", "histogram", "s"],
        ["posthog.call.attempts", "histogram", "{attempt}"],
        ["posthog.retries", "counter", "{retry}"],
        ["posthog.circuit.state", "gauge", "{state}"],
        ["posthog.lane.wait", "histogram", "s"],
        ["posthog.cache.requests", "counter", "{request}"],
        ["posthog.outbox.depth", "gauge", "{event}"]
      ]
    )
    assert.deepStrictEqual(Object.values(effectDoor.logKeys), [
      "operation",
      "method",
      "route",
      "status",
      "ms",
      "attempt",
      "requestId",
      "reason",
      "waitMs",
      "advice",
      "body",
      "host",
      "lane",
      "state",
      "cache"
    ])
    assert.deepStrictEqual(Object.values(effectDoor.logMessages), [
      "call",
      "retry",
      "no retry",
      "circuit",
      "redirect",
      "body",
      "broken",
      "secrets",
      "audit",
      "shared limits",
      "telemetry"
    ])
  })
})
