import { assert, describe, it } from "@effect/vitest"
import { classify } from "../src/classify.ts"
import { redactText } from "../src/Redaction.ts"
import { personalApiKey } from "./support/options.ts"

const context = { lane: "query", nowMillis: 0, redact: (text: string) => redactText(text) } as const
const json = { "content-type": "application/json" }
const html = { "content-type": "text/html; charset=utf-8" }

const reasonOf = (
  status: number,
  headers: Record<string, string>,
  body: unknown
): Readonly<Record<string, unknown>> => {
  const reason = classify(
    { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) },
    context
  )
  return {
    ...Object.fromEntries(Object.entries(reason)),
    isRetryable: reason.isRetryable,
    message: reason.message
  }
}

const drf = (type: string, code: string, detail: string, attr: string | null = null) => ({
  type,
  code,
  detail,
  attr
})

// The bodies are written from PostHog's public source and documentation, read in November 2026.
const table: ReadonlyArray<
  readonly [
    name: string,
    status: number,
    headers: Record<string, string>,
    body: unknown,
    expected: Record<string, unknown>
  ]
> = [
  [
    "a HogQL syntax error",
    400,
    json,
    drf("validation_error", "hogql_syntax_error", "mismatched input 'x'"),
    {
      _tag: "InvalidRequest",
      status: 400,
      code: "hogql_syntax_error",
      detail: "mismatched input 'x'",
      isRetryable: false
    }
  ],
  [
    "a field that is required",
    400,
    json,
    drf("validation_error", "required", "This field is required.", "name"),
    { _tag: "InvalidRequest", attr: "name", code: "required" }
  ],
  [
    "malformed JSON",
    400,
    json,
    drf("invalid_request", "parse_error", "JSON parse error at 0"),
    { _tag: "InvalidRequest", code: "parse_error", detail: undefined }
  ],
  [
    "a capture that holds no event",
    400,
    { "content-type": "text/plain" },
    "request holds no event",
    { _tag: "InvalidRequest", code: "empty_batch", detail: undefined }
  ],
  [
    "a bad request in HTML",
    400,
    html,
    "<h1>Bad Request</h1>",
    { _tag: "InvalidRequest", code: undefined, detail: undefined }
  ],
  [
    "a wrong key",
    401,
    json,
    drf(
      "authentication_error",
      "authentication_failed",
      "Personal API key found in request Authorization header is invalid."
    ),
    { _tag: "Unauthorized", code: "authentication_failed", isRetryable: false }
  ],
  [
    "a wrong token at capture",
    401,
    {},
    "API key is not valid: personal_api_key",
    { _tag: "Unauthorized", code: "invalid_api_key" }
  ],
  [
    "a used-up plan",
    402,
    json,
    drf("server_error", "api_queries_quota_exceeded", "..."),
    { _tag: "QuotaExceeded", code: "api_queries_quota_exceeded", isRetryable: false }
  ],
  [
    "a missing scope",
    403,
    json,
    drf("authentication_error", "permission_denied", "API key missing required scope 'query:read'"),
    { _tag: "Forbidden", missingScope: "query:read", fromProxy: false }
  ],
  [
    "a pinned key",
    403,
    json,
    drf(
      "authentication_error",
      "permission_denied",
      "API key does not have access to the requested project: ID 3."
    ),
    { _tag: "Forbidden", missingScope: undefined, fromProxy: false }
  ],
  ["a firewall", 403, html, "<html>Access denied</html>", { _tag: "Forbidden", fromProxy: true }],
  [
    "an unknown object",
    404,
    json,
    drf("invalid_request", "not_found", "Not found."),
    { _tag: "NotFound", fromProxy: false, isRetryable: false }
  ],
  ["a page that is not there", 404, html, "<html>404</html>", { _tag: "NotFound", fromProxy: true }],
  [
    "a hard delete",
    405,
    json,
    drf("invalid_request", "method_not_allowed", 'Method "DELETE" not allowed.'),
    { _tag: "InvalidRequest", status: 405, detail: undefined }
  ],
  ["a capture body that stopped", 408, {}, "", { _tag: "ServerFailed", status: 408, isRetryable: true }],
  [
    "a concurrent edit",
    409,
    json,
    drf("server_error", "conflict", "..."),
    { _tag: "Conflict", code: "conflict", isRetryable: false }
  ],
  [
    "an event too big",
    413,
    {},
    "maximum event size exceeded: 1000001",
    { _tag: "TooLarge", isRetryable: false }
  ],
  [
    "a wrong media type",
    415,
    json,
    drf("invalid_request", "unsupported_media_type", "..."),
    { _tag: "InvalidRequest", status: 415 }
  ],
  [
    "the request throttle",
    429,
    { ...json, "retry-after": "12" },
    drf("throttled_error", "throttled", "Request was throttled. Expected available in 12 seconds."),
    { _tag: "RateLimited", kind: "throttled", lane: "query", retryAfterMillis: 12_000, isRetryable: true }
  ],
  [
    "the concurrency limit",
    429,
    json,
    drf("throttled_error", "throttled", "Exceeded maximum concurrency limit: 3 for key: app:query"),
    { _tag: "RateLimited", kind: "concurrency", retryAfterMillis: undefined, isRetryable: true }
  ],
  [
    "the read budget",
    429,
    { ...json, "retry-after": "3600" },
    drf("throttled_error", "api_queries_budget_exceeded", "..."),
    { _tag: "RateLimited", kind: "budget", retryAfterMillis: 3_600_000 }
  ],
  ["a 429 of a proxy", 429, html, "<html>slow down</html>", { _tag: "RateLimited", kind: "throttled" }],
  [
    "capture's billing limit",
    429,
    {},
    "billing limit reached",
    { _tag: "QuotaExceeded", code: "billing_limit_reached" }
  ],
  [
    "the billing limit of the private API",
    429,
    json,
    drf("throttled_error", "billing_limit_exceeded", "..."),
    { _tag: "QuotaExceeded", code: "billing_limit_exceeded" }
  ],
  [
    "an unexpected failure",
    500,
    json,
    drf("server_error", "error", "A server error occurred."),
    { _tag: "ServerFailed", status: 500, fromProxy: false, isRetryable: true }
  ],
  ["not implemented", 501, html, "", { _tag: "ServerFailed", status: 501, isRetryable: false }],
  [
    "a gateway in HTML",
    502,
    html,
    "<html>Bad gateway</html>",
    { _tag: "ServerFailed", status: 502, fromProxy: true, isRetryable: true }
  ],
  [
    "a busy cluster",
    503,
    { ...json, "retry-after": "1" },
    drf("server_error", "database_unavailable", "..."),
    {
      _tag: "ServerFailed",
      status: 503,
      code: "database_unavailable",
      retryAfterMillis: 1000,
      isRetryable: true
    }
  ],
  [
    "capture's transient error",
    503,
    {},
    "transient error, please retry",
    { _tag: "ServerFailed", code: "transient_error", fromProxy: false, isRetryable: true }
  ],
  [
    "a gateway timeout in HTML",
    504,
    html,
    "<html>504</html>",
    { _tag: "ServerFailed", status: 504, fromProxy: true, isRetryable: true }
  ],
  [
    "a gateway timeout of capture v1",
    504,
    json,
    { error: "gateway_timeout", error_description: "..." },
    { _tag: "ServerFailed", code: "gateway_timeout", isRetryable: true }
  ],
  [
    "a query out of time",
    504,
    json,
    drf("server_error", "error", "..."),
    { _tag: "ServerFailed", status: 504, fromProxy: false, isRetryable: false }
  ],
  [
    "a query estimated too slow",
    512,
    json,
    drf("server_error", "error", "..."),
    { _tag: "ServerFailed", status: 512, isRetryable: false }
  ],
  [
    "a query out of memory",
    513,
    json,
    drf("server_error", "clickhouse_memory_limit_exceeded", "..."),
    { _tag: "ServerFailed", status: 513, code: "clickhouse_memory_limit_exceeded", isRetryable: false }
  ],
  ["JSON that is not an object", 500, json, "[1]", { _tag: "ServerFailed", fromProxy: true }],
  ["JSON that is broken", 500, json, "{", { _tag: "ServerFailed", fromProxy: true }],
  [
    "a capture v1 refusal",
    400,
    json,
    { error: "missing_event_uuid", error_description: "secret words" },
    { _tag: "InvalidRequest", code: "missing_event_uuid", detail: undefined }
  ]
]

describe("classify", () => {
  for (const [name, status, headers, body, expected] of table) {
    it(`knows ${name} (${status})`, () => {
      const reason = reasonOf(status, headers, body)
      for (const [key, value] of Object.entries(expected)) {
        assert.deepStrictEqual(reason[key], value, key)
      }
      assert.match(String(reason["message"]), /^[A-Z].*\.$|PostHog says: /)
    })
  }

  it("reads only the beginning of a detail that does not end, and quotes no part of a key", () => {
    const around = (end: number) =>
      `${"x ".repeat(9_990)}${" ".repeat(end)}${personalApiKey} ${"y".repeat(3e4)}`
    for (const detail of [
      `phx_${"a".repeat(5e6)}`,
      "phx_".repeat(3e6),
      "\u202e".repeat(3e6),
      ...Array.from({ length: 60 }, (_, end) => around(end)),
      // Masking makes it so short that its end can be seen.
      `${`phx_${"a".repeat(1000)} `.repeat(19)}${" ".repeat(900)}${personalApiKey}${" y".repeat(3e4)}`
    ]) {
      const shown = String(reasonOf(400, json, drf("validation_error", "x", detail))["detail"])
      assert.isAtMost(shown.length, 500)
      assert.isTrue(shown.endsWith("..."))
      assert.notInclude(shown, personalApiKey.slice(0, 10))
    }
  })

  it("takes keys and control characters out of the detail and keeps it short", () => {
    const detail = `bad\u001b[2K\r\n\u202e ${personalApiKey} ${"x".repeat(900)}`
    const shown = String(reasonOf(400, json, drf("validation_error", "invalid_input", detail))["detail"])
    assert.isTrue(shown.startsWith("bad [2K  phx_Ca...ef xxx"))
    assert.strictEqual(shown.length, 500)
  })

  it("passes on no code or field name that does not look like one", () => {
    const reason = reasonOf(400, json, drf("validation_error", "a b\n", "d", "<script>"))
    assert.strictEqual(reason["code"], undefined)
    assert.strictEqual(reason["attr"], undefined)
  })
})
