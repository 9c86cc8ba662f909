import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { observe } from "./support/observe.ts"
import { personalApiKey, projectToken } from "./support/options.ts"
import { busy, execute, ok, reasonOf, throttled } from "./support/execute.ts"

describe("what a call leaves behind", () => {
  it.effect("is one log record per call, with the route and never the path", () =>
    Effect.gen(function* () {
      const { logger, records } = observe()
      const script = scriptedClient([ok])
      const { requestId } = yield* execute(
        script,
        {
          method: "GET",
          body: undefined,
          path: "/api/projects/:project/persons/:id/",
          params: { id: "someone@example.org" }
        },
        { logger, logLevel: "info" }
      )
      assert.deepStrictEqual(records, [
        {
          time: "1970-01-01T00:00:00.000Z",
          level: "info",
          message: "call",
          attributes: {
            operation: "Query.run",
            method: "GET",
            route: "/api/projects/:project/persons/:id/",
            requestId,
            ms: 0,
            attempt: 1,
            status: 200
          }
        }
      ])
    })
  )

  it.effect("is silent below warning unless asked, but announces a long wait", () =>
    Effect.gen(function* () {
      const { logger, records } = observe()
      const script = scriptedClient([throttled({ "retry-after": "5" }), busy, ok])
      const fiber = yield* Effect.forkChild(execute(script, {}, { logger }))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        records.map(({ level, message }) => [level, message]),
        [["warning", "retry"]]
      )
      assert.deepInclude(records[0]?.attributes, { reason: "RateLimited", status: 429, attempt: 1 })
    })
  )

  it.effect("has no status of an attempt before, when the last one got no answer", () =>
    Effect.gen(function* () {
      const { logger, records } = observe()
      const script = scriptedClient([busy, { failWith: "ECONNRESET" }])
      const fiber = yield* Effect.forkChild(
        reasonOf(script, {}, { logger, logLevel: "info", retry: { attempts: 2 } })
      )
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Unreachable")
      assert.deepStrictEqual(
        records.map(({ attributes, message }) => [message, attributes["status"]]),
        [
          ["retry", 503],
          ["call", undefined]
        ]
      )
    })
  )

  it.effect("shows a failing server's text only at debug level, redacted", () =>
    Effect.gen(function* () {
      const { logger, records } = observe()
      const answer: ScriptedAnswer = {
        status: 400,
        text: `token=${projectToken} and Bearer ${personalApiKey} <b>`
      }
      yield* reasonOf(scriptedClient([answer]), {}, { logger, logLevel: "info" })
      assert.deepStrictEqual(
        records.map(({ message }) => message),
        ["call"]
      )
      yield* reasonOf(scriptedClient([answer]), {}, { logger, logLevel: "debug" })
      assert.deepStrictEqual(
        records.map(({ message }) => message),
        ["call", "body", "call"]
      )
      assert.strictEqual(records[1]?.attributes["body"], "token=<redacted> and Bearer <redacted> <b>")
      assert.strictEqual(records[2]?.attributes["reason"], "InvalidRequest")
    })
  )

  it.effect("is nothing at all at level none, and a logger that throws does not matter", () =>
    Effect.gen(function* () {
      const logger = () => {
        throw new TypeError("logger")
      }
      yield* execute(scriptedClient([ok]), {}, { logger, logLevel: "debug" })
      yield* reasonOf(scriptedClient([{ text: "" }]), { schema: Schema.String }, { logger, logLevel: "none" })
    })
  )

  it.effect("is one span per call and one per attempt, with no URL in it", () =>
    Effect.gen(function* () {
      const { spans, trace } = observe()
      const script = scriptedClient([busy, ok])
      const request = {
        path: "/api/projects/:project/persons/:id/",
        params: { id: "someone" },
        query: { search: "words" }
      }
      const fiber = yield* Effect.forkChild(trace(execute(script, request)))
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        spans.map(({ kind, name }) => [name, kind]),
        [
          ["posthog.call", "internal"],
          ["posthog.attempt", "client"],
          ["posthog.attempt", "client"]
        ]
      )
      assert.deepInclude(Object.fromEntries(spans[0]!.attributes), {
        "posthog.operation": "Query.run",
        "posthog.lane": "query",
        "posthog.attempts": 2
      })
      assert.deepStrictEqual(Object.fromEntries(spans[1]!.attributes), {
        "posthog.attempt": 1,
        "http.request.method": "POST",
        "url.template": "/api/projects/:project/persons/:id/",
        "server.address": "us.posthog.com",
        "server.port": 443,
        "error.type": "ServerFailed",
        "http.response.status_code": 503
      })
      assert.deepInclude(Object.fromEntries(spans[2]!.attributes), {
        "posthog.attempt": 2,
        "http.request.resend_count": 1,
        "http.response.status_code": 200
      })
    })
  )

  it.effect("begins a trace where the program has no tracer, when its headers are to be sent", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok, ok])
      yield* execute(script)
      yield* execute(script, {}, { traceHeaders: true })
      const [plain, traced] = script.sent
      assert.notProperty(plain?.headers, "traceparent")
      assert.match(traced?.headers["traceparent"] ?? "", /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    })
  )

  it.effect("is no trace header unless asked for", () =>
    Effect.gen(function* () {
      const { spans, trace } = observe()
      const script = scriptedClient([ok, ok])
      yield* trace(execute(script))
      for (const name of ["traceparent", "b3", "tracestate"])
        assert.notProperty(script.sent[0]?.headers, name)
      yield* trace(execute(script, {}, { traceHeaders: true }))
      const attempt = spans.at(-1)
      assert.strictEqual(
        script.sent[1]?.headers["traceparent"],
        `00-${attempt?.traceId}-${attempt?.spanId}-01`
      )
    })
  )
})
