import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Schema, SchemaGetter } from "effect"
import { TestClock } from "effect/testing"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { observe } from "./support/observe.ts"
import { captureRequest, personalApiKey, projectToken } from "./support/options.ts"
import { busy, execute, ok, reasonOf, throttled } from "./support/execute.ts"

describe("Transport.execute", () => {
  it.effect("gives the decoded value with what is known about the call", () =>
    Effect.gen(function* () {
      const script = scriptedClient([
        { json: { n: 1 }, headers: { "X-PostHog-Query-Bytes-Read": "12", "set-cookie": "a=b" } }
      ])
      const response = yield* execute(script, { schema: Schema.Struct({ n: Schema.Int }) })
      assert.deepStrictEqual(response.value, { n: 1 })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.attempts, 1)
      assert.strictEqual(response.headers["x-posthog-query-bytes-read"], "12")
      assert.notProperty(response.headers, "set-cookie")
      assert.strictEqual(script.sent[0]?.headers["x-request-id"], response.requestId)
    })
  )

  it.effect("tells onAttempt of each attempt before it is sent, and of none that is not", () =>
    Effect.gen(function* () {
      const script = scriptedClient([busy, ok])
      const told: Array<readonly [attempt: number, sent: number]> = []
      const onAttempt = (attempt: number) => told.push([attempt, script.sent.length])
      const fiber = yield* Effect.forkChild(execute(script, { onAttempt }))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      yield* reasonOf(script, { onAttempt, path: "/api/persons/:id/" })
      assert.deepStrictEqual(told, [
        [1, 0],
        [2, 1]
      ])
    })
  )

  it.effect("sends the personal key to the API and the token, in the body, to the ingest host", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok, { json: { status: 1 } }])
      yield* execute(script)
      yield* execute(script, captureRequest)
      const [query, capture] = script.sent
      assert.strictEqual(query?.url, "https://us.posthog.com/api/projects/7/query/")
      assert.strictEqual(query?.headers["authorization"], `Bearer ${personalApiKey}`)
      assert.notInclude(query?.body, projectToken)
      assert.strictEqual(capture?.url, "https://us.i.posthog.com/batch/")
      assert.notProperty(capture?.headers, "authorization")
      assert.deepStrictEqual(JSON.parse(capture?.body ?? ""), {
        api_key: projectToken,
        ...captureRequest.body
      })
    })
  )

  it.effect("sends no credential when none is asked for, and none to the ingest host without a body", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok, ok])
      yield* execute(script, { method: "GET", path: "/_readyz", body: undefined, credential: "none" })
      yield* execute(script, { method: "GET", path: "/_readiness", body: undefined, origin: "ingest" })
      for (const { headers, url } of script.sent) {
        assert.notProperty(headers, "authorization")
        assert.notInclude(url, projectToken)
      }
    })
  )

  for (const [request, problem] of [
    [{ credential: "personal-key", origin: "ingest" }, /personal key never goes to the ingest host/],
    [{ credential: "project-token" }, /project token never goes to the API host/],
    [{ ...captureRequest, body: [1] }, /must be an object/],
    [{ ...captureRequest, body: { api_key: "other" } }, /token of its own/],
    [{ ...captureRequest, body: { token: "other" } }, /token of its own/],
    [{ method: "GET" }, /GET request carries no body/],
    [{ body: { n: Number.NaN } }, /NaN/],
    [{ path: "api/projects/" }, /does not begin with/],
    [{ path: "//evil.example/api/" }, /plain segments/],
    [{ path: "/api/../admin/" }, /plain segments/],
    [{ path: "/api/%2e%2e/admin/" }, /plain segments/],
    [{ path: "/api/projects/7/query/?a=1" }, /plain segments/],
    [{ path: "/api/persons/:id/" }, /parameter 'id' is missing/],
    [{ path: "/api/persons/:id/", params: { id: "" } }, /parameter 'id' is missing, empty/],
    [{ path: "/api/persons/:id/", params: { id: ".." } }, /or a dot/],
    [{ params: { project: 42 } }, /'project' is set by the client/],
    [{ params: { id: 7 } }, /params hold 'id', which the path does not name/],
    [{ path: "/api/persons/:id/", params: { id: 7, ide: 8 } }, /params hold 'ide'/],
    [{ path: "/api/persons/:id/", params: { id: "\ud800" } }, /half a character/],
    [{ path: "/api/persons/:id/", params: { id: Number.NaN } }, /parameter 'id' is neither a text/],
    [{ path: "/api/persons/:id/", params: { id: {} as never } }, /parameter 'id' is neither a text/],
    [{ query: { search: "\ud800" } }, /query value 'search' holds half a character/],
    [{ query: { search: null as never } }, /query value 'search' is no text/],
    [{ query: { limit: Number.NaN } }, /query value 'limit' is no text/],
    [{ safety: "Write" as never }, /its safety must be one of read, write, idempotent-write/],
    [{ safety: undefined as never }, /its safety must be one of/],
    [{ lane: "constructor" as never }, /its lane must be one of query/],
    [{ origin: "app" as never }, /its origin must be one of api, ingest/],
    [{ method: "get" as never }, /its method must be one of GET/],
    [{ credential: "key" as never }, /its credential must be one of personal-key/],
    [{ path: 5 as never }, /its path is not a text/],
    [{ operation: undefined as never }, /its operation is not a text/],
    [{ safety: "read", cache: null as never }, /its cache must be an object/],
    [{ query: null as never }, /its query must be an object/],
    [{ params: "7" as never }, /its params must be an object/],
    [{ bodyStream: null as never, body: undefined }, /its bodyStream must be an object/],
    [
      { bodyStream: { contentType: ["a/b"] } as never, body: undefined, safety: "write" },
      /contentType of its bodyStream/
    ],
    [{ onAttempt: {} as never }, /its onAttempt must be a function/],
    [{ headers: { host: "evil.example" } } as object, /its headers is not known/],
    [{ timeoutMilis: 500 } as object, /its timeoutMilis is not known; perhaps timeoutMillis is meant/],
    [{ retries: 3 } as object, /its retries is not known; there are operation, origin, /],
    [{ [personalApiKey]: 1 }, /its phx_Ca\.\.\.ef is not known/],
    [
      { safety: "read", cache: { ttlMillis: 5, staleMilis: 5 } as never },
      /its cache\.staleMilis is not known; perhaps cache\.staleMillis is meant/
    ],
    [{ timeoutMillis: 0 }, /timeoutMillis/],
    [{ timeoutMillis: Number.NaN }, /timeoutMillis/]
  ] as ReadonlyArray<readonly [Partial<ApiRequest<unknown>>, RegExp]>) {
    it.effect(`sends nothing for ${JSON.stringify(request).slice(0, 60)}: ${problem.source}`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([])
        const reason = yield* reasonOf(script, request)
        assert.strictEqual(reason._tag, "RequestRefused")
        assert.match(reason.message, problem)
        assert.strictEqual(script.sent.length, 0)
      })
    )
  }

  it.effect("sends nothing when the key an operation needs is not set", () =>
    Effect.gen(function* () {
      const script = scriptedClient([])
      assert.match(
        (yield* reasonOf(script, {}, { personalApiKey: undefined })).message,
        /^personalApiKey: is not set/
      )
      assert.match(
        (yield* reasonOf(script, captureRequest, { projectToken: undefined })).message,
        /^projectToken: is not set/
      )
    })
  )

  it.effect("encodes path parameters and query values, and leaves undefined ones out", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok])
      yield* execute(script, {
        method: "GET",
        body: undefined,
        path: "/api/projects/:project/persons/:id/",
        params: { id: "a/../b?c#d e" },
        query: { search: "x&y=1", limit: 5, archived: false, cursor: undefined }
      })
      assert.strictEqual(
        script.sent[0]?.url,
        "https://us.posthog.com/api/projects/7/persons/a%2F..%2Fb%3Fc%23d%20e/?search=x%26y%3D1&limit=5&archived=false"
      )
    })
  )

  it.effect("decodes an answer without a body as undefined", () =>
    Effect.gen(function* () {
      const script = scriptedClient([{ status: 204 }])
      assert.isUndefined(
        (yield* execute(script, { method: "DELETE", body: undefined, schema: Schema.Undefined })).value
      )
    })
  )

  it.effect("asks again after a failure that passes, and says how often it asked", () =>
    Effect.gen(function* () {
      const script = scriptedClient([busy, { failWith: "ECONNRESET" }, ok])
      const fiber = yield* Effect.forkChild(execute(script))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).attempts, 3)
      assert.strictEqual(script.sent.length, 3)
      assert.strictEqual(script.sent[0]?.headers["x-request-id"], script.sent[2]?.headers["x-request-id"])
    })
  )

  it.effect("gives up after the attempts it has, with the last failure", () =>
    Effect.gen(function* () {
      const script = scriptedClient(() => busy)
      const fiber = yield* Effect.forkChild(Effect.flip(execute(script, {}, { retry: { attempts: 3 } })))
      yield* TestClock.adjust("1 minute")
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error.attempts, 3)
      assert.strictEqual(error.reason._tag, "ServerFailed")
      assert.isTrue(error.isRetryable)
    })
  )

  for (const [name, request, answer] of [
    ["a plain write", { safety: "write" }, busy],
    ["what PostHog refuses", {}, { status: 400, json: { type: "validation_error", code: "x", detail: "y" } }],
    [
      "a query that ran out of time",
      {},
      { status: 504, json: { type: "server_error", code: "error", detail: "" } }
    ],
    ["a query out of memory", {}, { status: 513, json: { type: "server_error", code: "error", detail: "" } }],
    ["HTML with status 200", {}, { text: "<html>" }]
  ] as ReadonlyArray<readonly [string, Partial<ApiRequest<unknown>>, ScriptedAnswer]>) {
    it.effect(`does not repeat ${name}`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([answer])
        yield* reasonOf(script, request)
        assert.strictEqual(script.sent.length, 1)
      })
    )
  }

  for (const [name, headers, millis] of [
    ["the seconds in Retry-After", { "retry-after": "30" }, 30_000],
    ["the date in Retry-After", { "retry-after": "Thu, 01 Jan 1970 00:00:20 GMT" }, 20_000],
    ["retry-after-ms", { "retry-after-ms": "1500" }, 1500]
  ] as const) {
    it.effect(`asks again after ${name}, not sooner`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([throttled(headers), ok])
        const fiber = yield* Effect.forkChild(execute(script))
        yield* TestClock.adjust(millis - 1)
        assert.strictEqual(script.sent.length, 1)
        yield* TestClock.adjust(251)
        assert.strictEqual((yield* Fiber.join(fiber)).attempts, 2)
      })
    )
  }

  it.effect("returns a Retry-After above the ceiling at once instead of sleeping", () =>
    Effect.gen(function* () {
      const script = scriptedClient([throttled({ "retry-after": "3600" })])
      const reason = yield* reasonOf(script, { timeoutMillis: 7_200_000 })
      assert.deepInclude(reason, {
        _tag: "RateLimited",
        kind: "throttled",
        lane: "query",
        retryAfterMillis: 3_600_000
      })
    })
  )

  it.effect("ends the whole call when its time is over", () =>
    Effect.gen(function* () {
      const script = scriptedClient(["never"])
      const fiber = yield* Effect.forkChild(reasonOf(script, { timeoutMillis: 5000 }))
      yield* TestClock.adjust(4999)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "TimedOut", timeoutMillis: 5000, scope: "call" })
    })
  )

  it.effect("ends one attempt when its time is over, and tries again within the call's", () =>
    Effect.gen(function* () {
      const script = scriptedClient(["never", ok])
      const fiber = yield* Effect.forkChild(execute(script, {}, { attemptTimeoutMillis: 1000 }))
      yield* TestClock.adjust(2000)
      assert.strictEqual((yield* Fiber.join(fiber)).attempts, 2)
    })
  )

  it.effect("stops at once when interrupted, even while it waits", () =>
    Effect.gen(function* () {
      const script = scriptedClient([throttled({ "retry-after": "30" })])
      const fiber = yield* Effect.forkChild(execute(script))
      yield* TestClock.adjust(1000)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
      assert.strictEqual(script.sent.length, 1)
    })
  )

  for (const [name, answer, problem] of [
    [
      "HTML",
      { text: "<!doctype html>", headers: { "content-type": "text/html" } },
      /does not say it is JSON/
    ],
    [
      "JSON that is not",
      { text: "{", headers: { "content-type": "application/json" } },
      /says it is JSON but is not/
    ],
    ["JSON of another shape", { json: { rows: [{ n: "secret words" }] } }, /has another shape at 'rows.0.n'/],
    ["nothing at all", { text: "" }, /has another shape/],
    ["a compressed body", { json: {}, headers: { "content-encoding": "br" } }, /compressed/],
    [
      "a redirect elsewhere",
      { status: 308, headers: { location: "https://evil.example/a" } },
      /redirects to https:\/\/evil.example, which is not the host set/
    ],
    [
      "a redirect out of the web",
      { status: 308, headers: { location: "javascript:alert(1)" } },
      /redirects to an address that is not of the web/
    ],
    ["304", { status: 304, text: "" }, /says that nothing changed, to a request that did not ask that/],
    ["300", { status: 300, text: "" }, /offers several answers and gives none/],
    [
      "a redirect to plain http",
      { status: 307, headers: { location: "http://us.posthog.com/" } },
      /redirects to http:\/\/us.posthog.com/
    ],
    ["a redirect that changes the method", { status: 302, headers: { location: "/login" } }, /not followed/],
    ["a redirect to nowhere", { status: 307 }, /without a usable target/]
  ] as ReadonlyArray<readonly [string, ScriptedAnswer, RegExp]>) {
    it.effect(`fails with UnexpectedBody on ${name}, without quoting it`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([answer])
        const schema = Schema.Struct({ rows: Schema.Array(Schema.Struct({ n: Schema.Int })) })
        const reason = yield* reasonOf(script, { schema })
        assert.strictEqual(reason._tag, "UnexpectedBody")
        assert.match(reason.message, problem)
        assert.notInclude(reason.message, "secret words")
        assert.strictEqual(script.sent.length, 1)
      })
    )
  }

  for (const [name, odd] of [
    ["none", undefined],
    ["null", null],
    ["a function", (value: unknown) => value],
    [
      "one of another library",
      { "~standard": { version: 1, vendor: "test", validate: () => ({ value: 1 }) } }
    ]
  ] as ReadonlyArray<readonly [string, unknown]>) {
    it.effect(`sends no write whose schema is no Schema: ${name}`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([ok])
        // As untyped JavaScript can call it.
        const schema = odd as Schema.Decoder<unknown>
        const reason = yield* reasonOf(script, { safety: "write", schema })
        assert.strictEqual(reason._tag, "RequestRefused")
        assert.include(reason.message, "its schema is no Schema of Effect")
        assert.strictEqual(script.sent.length, 0)
      })
    )
  }

  it.effect("tells a schema that throws from an answer of another shape", () =>
    Effect.gen(function* () {
      const script = scriptedClient([{ json: { n: "secret words" } }])
      const parsed = Schema.String.pipe(
        Schema.decodeTo(Schema.Unknown, {
          decode: SchemaGetter.transform((text: string): unknown => JSON.parse(text)),
          encode: SchemaGetter.transform(String)
        })
      )
      const reason = yield* reasonOf(script, { schema: Schema.Struct({ n: parsed }) })
      assert.strictEqual(reason._tag, "UnexpectedBody")
      assert.include(reason.message, "the request's schema failed by itself")
      assert.notInclude(reason.message, "secret words")
    })
  )

  it.effect(
    "says where an answer has another shape in a hundred characters at most: names can be somebody's, too",
    () =>
      Effect.gen(function* () {
        const script = scriptedClient([{ json: { [`a${"b".repeat(500)}`]: "secret words" } }])
        const reason = yield* reasonOf(script, { schema: Schema.Record(Schema.String, Schema.Int) })
        assert.match(reason.message, /has another shape at 'ab{99}'\./)
      })
  )

  it.effect("follows 307 on the same origin with method, body and key, and says so", () =>
    Effect.gen(function* () {
      const { logger, records } = observe()
      const script = scriptedClient([{ status: 307, headers: { location: "/api/projects/7/new/?a=1" } }, ok])
      assert.strictEqual((yield* execute(script, {}, { logger })).attempts, 1)
      const [first, second] = script.sent
      assert.strictEqual(second?.url, "https://us.posthog.com/api/projects/7/new/?a=1")
      assert.deepStrictEqual({ ...second, url: "" }, { ...first, url: "" })
      assert.deepInclude(records[0], { level: "warning", message: "redirect" })
    })
  )

  it.effect("leaves out the fragment of where it is redirected", () =>
    Effect.gen(function* () {
      const script = scriptedClient([{ status: 307, headers: { location: "/api/new/?a=1#part" } }, ok])
      yield* execute(script)
      assert.strictEqual(script.sent[1]?.url, "https://us.posthog.com/api/new/?a=1")
    })
  )

  it.effect("does not follow a redirect that names a user", () =>
    Effect.gen(function* () {
      const location = "https://somebody@us.posthog.com/api/"
      const script = scriptedClient([{ status: 307, headers: { location } }])
      const { message } = yield* reasonOf(script)
      assert.match(message, /user name or a password/)
      assert.notInclude(message, "somebody")
    })
  )

  it.effect("gives up on redirects that go round", () =>
    Effect.gen(function* () {
      const script = scriptedClient(() => ({ status: 307, headers: { location: "/api/" } }))
      assert.match((yield* reasonOf(script)).message, /over and over/)
      assert.strictEqual(script.sent.length, 4)
    })
  )
})
