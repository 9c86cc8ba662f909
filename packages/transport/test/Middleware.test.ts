import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { createTransport } from "../src/createTransport.ts"
import { layerLogging, type LogRecord } from "../src/Logging.ts"
import { layerMiddleware, type Middleware, type MiddlewareRequest } from "../src/Middleware.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { ServerFailed } from "../src/failures/answers.ts"
import { RequestRefused } from "../src/failures/unsent.ts"
import { TransportError } from "../src/TransportError.ts"
import { captureRequest, options, personalApiKey, projectToken, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const ok: ScriptedAnswer = { json: { n: 1 } }
const request = { ...readRequest, schema: Schema.Unknown }

const execute = (script: ReturnType<typeof scriptedClient>, middleware: ReadonlyArray<Middleware>) =>
  Effect.flatMap(Transport, (transport) => transport.execute(request)).pipe(
    Effect.provide(
      layerScripted(script, { ...options, retry: { baseMillis: 1, capMillis: 1 } }).pipe(
        Layer.provide(layerMiddleware(...middleware))
      )
    )
  )

const adding =
  (name: string, value: string): Middleware =>
  (sent, next) =>
    next({ ...sent, headers: { ...sent.headers, [name]: value } })

describe("layerMiddleware", () => {
  it.effect("changes headers, query and body of what is sent, and the credential is still attached", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok])
      yield* execute(script, [
        (sent, next) =>
          next({
            ...sent,
            headers: { "X-Team": "growth" },
            query: { source: "ci" },
            body: { ...Object(sent.body), name: "weekly" }
          })
      ])
      const [sent] = script.sent
      assert.strictEqual(sent?.url, "https://us.posthog.com/api/projects/7/query/?source=ci")
      assert.strictEqual(sent?.headers["x-team"], "growth")
      assert.strictEqual(sent?.headers["authorization"], `Bearer ${personalApiKey}`)
      assert.deepInclude(JSON.parse(sent?.body ?? ""), { ...readRequest.body, name: "weekly" })
    })
  )

  it.effect("changes path and params together, and is refused with params that its path does not name", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok])
      const path = "/api/projects/:project/query/:id/"
      yield* execute(script, [(sent, next) => next({ ...sent, path, params: { id: "a b" } })])
      assert.strictEqual(script.sent[0]?.url, "https://us.posthog.com/api/projects/7/query/a%20b/")
      const { reason } = yield* Effect.flip(
        execute(script, [(sent, next) => next({ ...sent, path, params: { id: "1", other: "2" } })])
      )
      assert.deepStrictEqual(
        reason,
        new RequestRefused({ problem: "the params hold 'other', which the path does not name" })
      )
      assert.strictEqual(script.sent.length, 1)
    })
  )

  it.effect("writes log records that carry the call's request id", () =>
    Effect.gen(function* () {
      const records: Array<LogRecord> = []
      const script = scriptedClient([ok])
      yield* execute(script, [(sent, next) => Effect.andThen(Effect.logWarning("mine"), next(sent))]).pipe(
        Effect.provide(layerLogging({ logger: (record) => records.push(record) }))
      )
      assert.deepStrictEqual(
        records.map(({ attributes, message }) => [message, attributes["requestId"]]),
        [["mine", script.sent[0]?.headers["x-request-id"]]]
      )
    })
  )

  it.effect("runs the first of the list outermost, around every attempt", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const watching =
        (name: string): Middleware =>
        (sent, next) =>
          Effect.gen(function* () {
            seen.push(`${name} sends ${sent.attempt}`)
            return yield* next(sent).pipe(
              Effect.tap(({ status }) => Effect.sync(() => seen.push(`${name} got ${status}`))),
              Effect.tapError(({ _tag }) => Effect.sync(() => seen.push(`${name} got ${_tag}`)))
            )
          })
      const script = scriptedClient([{ status: 503, text: "" }, ok])
      const fiber = yield* Effect.forkChild(execute(script, [watching("outer"), watching("inner")]))
      yield* TestClock.adjust("1 second")
      const answer = yield* Fiber.join(fiber)
      assert.strictEqual(answer.attempts, 2)
      assert.deepStrictEqual(seen, [
        ...["outer sends 1", "inner sends 1", "inner got ServerFailed", "outer got ServerFailed"],
        ...["outer sends 2", "inner sends 2", "inner got 200", "outer got 200"]
      ])
    })
  )

  it.effect("shows what the one before it changed", () =>
    Effect.gen(function* () {
      const script = scriptedClient([ok])
      let seen: MiddlewareRequest | undefined
      yield* execute(script, [
        adding("x-a", "1"),
        (sent, next) => {
          seen = sent
          return next(sent)
        }
      ])
      assert.deepStrictEqual(seen?.headers, { "x-a": "1" })
    })
  )

  it.effect("can answer with a failure of its own, without anything sent", () =>
    Effect.gen(function* () {
      const script = scriptedClient([])
      const error = yield* Effect.flip(
        execute(script, [() => Effect.fail(new RequestRefused({ problem: "outside of office hours" }))])
      )
      assert.strictEqual(error.message, "Query.run: The request was not sent: outside of office hours.")
      assert.lengthOf(script.sent, 0)
    })
  )

  it.effect("never sees a key, in a request of either origin", () =>
    Effect.gen(function* () {
      const seen: Array<MiddlewareRequest> = []
      const script = scriptedClient([ok, { json: { status: 1 } }])
      yield* Effect.gen(function* () {
        const transport = yield* Transport
        yield* transport.execute(request)
        yield* transport.execute({ ...captureRequest, schema: Schema.Unknown })
      }).pipe(
        Effect.provide(
          layerScripted(script, options).pipe(
            Layer.provide(
              layerMiddleware((sent, next) => {
                seen.push(sent)
                return next(sent)
              })
            )
          )
        )
      )
      assert.lengthOf(seen, 2)
      const text = JSON.stringify(seen)
      assert.notInclude(text, personalApiKey)
      assert.notInclude(text, projectToken)
    })
  )

  for (const [name, change] of [
    ["the origin", { origin: "ingest" }],
    ["the method", { method: "DELETE" }],
    ["the lane", { lane: "crud" }],
    ["the header authorization", { headers: { Authorization: "Bearer other" } }],
    ["the header host", { headers: { Host: "attacker.example" } }],
    ["the header x-forwarded-host", { headers: { "x-forwarded-host": "attacker.example" } }],
    ["the header :authority", { headers: { ":authority": "attacker.example" } }],
    ["a header with a line break", { headers: { "x-a": "1\r\nhost: attacker.example" } }],
    ["a path that names another host", { path: "//attacker.example/api/" }],
    ["a path that is an address", { path: "https://attacker.example/" }],
    ["a path that climbs", { path: "/api/../../x/" }],
    ["a path with a user part", { path: "@attacker.example/" }]
  ] as const) {
    it.effect(`sends nothing when a middleware changes ${name}`, () =>
      Effect.gen(function* () {
        const script = scriptedClient([])
        const error = yield* Effect.flip(execute(script, [(sent, next) => next({ ...sent, ...change })]))
        assert.strictEqual(error.reason._tag, "RequestRefused")
        assert.lengthOf(script.sent, 0)
      })
    )
  }
})

describe("a header", () => {
  it.effect.each([
    // Credentials.
    ...["Authorization", "Proxy-Authorization", "Cookie", "Cookie2"],
    // Who receives it, and on whose behalf.
    ...["Host", ":authority", ":path", "Forwarded", "X-Forwarded-Host", "Proxy-Connection"],
    // How the message is framed and read.
    ...[
      "Connection",
      "Keep-Alive",
      "TE",
      "Trailer",
      "Transfer-Encoding",
      "Upgrade",
      "Expect",
      "Content-Length"
    ],
    ...["Content-Encoding", "Content-Type", "Accept", "Accept-Encoding"],
    // What this package says of the request.
    ...["X-Request-Id", "Traceparent", "Content-Digest", "Signature", "Signature-Input"]
  ])("%s is not a middleware's to set, in any case", (name) =>
    Effect.gen(function* () {
      const script = scriptedClient([])
      for (const written of [name, name.toLowerCase(), name.toUpperCase()]) {
        const error = yield* Effect.flip(
          execute(script, [(sent, next) => next({ ...sent, headers: { [written]: "1" } })])
        )
        assert.strictEqual(error.reason._tag, "RequestRefused")
      }
      assert.lengthOf(script.sent, 0)
    })
  )
})

describe("createTransport with middleware", () => {
  it("adds headers, sees the status, and passes the value on", async () => {
    const server = await startServer((_request, response) => json(response, 200, { n: 1 }))
    const statuses: Array<number> = []
    await using transport = createTransport({
      ...options,
      host: server.origin,
      middleware: [
        async (sent, next) => {
          const answer = await next({ ...sent, headers: { "x-team": "growth" } })
          statuses.push(answer.status)
          return answer
        }
      ]
    })
    const { value } = await transport.execute(readRequest)
    assert.deepStrictEqual(value, { n: 1 })
    assert.deepStrictEqual(statuses, [200])
    assert.strictEqual(server.received[0]?.headers["x-team"], "growth")
  })

  it("rejects inside with the attempt's TransportError, and outside with the same reason", async () => {
    const server = await startServer((_request, response) =>
      json(response, 404, { type: "x", code: "not_found" })
    )
    let inside: unknown
    await using transport = createTransport({
      ...options,
      host: server.origin,
      middleware: [
        (sent, next) =>
          next(sent).catch((error: unknown) => {
            inside = error
            throw error
          })
      ]
    })
    const outside: unknown = await transport.execute(readRequest).catch((error: unknown) => error)
    assert.instanceOf(inside, TransportError)
    assert.instanceOf(outside, TransportError)
    assert.strictEqual(outside.reason._tag, "NotFound")
  })

  it("fails with the reason that a middleware throws, and rejects with a bug as it is", async () => {
    const busy = new ServerFailed({ status: 512, fromProxy: false })
    const bug = new TypeError("a bug of the middleware")
    const cases: ReadonlyArray<readonly [Error, unknown]> = [
      [new TransportError({ operation: "x", reason: busy }), busy],
      [bug, bug]
    ]
    for (const [thrown, expected] of cases) {
      await using transport = createTransport({
        ...options,
        middleware: [() => Promise.reject(thrown)]
      })
      const error: unknown = await transport.execute(readRequest).catch((cause: unknown) => cause)
      assert.strictEqual(error instanceof TransportError ? error.reason : error, expected)
    }
  })

  it("aborts the middleware's signal and the socket with the call", async () => {
    const server = await startServer(() => undefined)
    const controller = new AbortController()
    let aborted = false
    await using transport = createTransport({
      ...options,
      host: server.origin,
      middleware: [
        (sent, next, signal) => {
          signal.addEventListener("abort", () => (aborted = true))
          setTimeout(() => controller.abort(new Error("enough")), 50)
          return next(sent)
        }
      ]
    })
    const error: unknown = await transport
      .execute(readRequest, { signal: controller.signal })
      .catch((cause: unknown) => cause)
    assert.strictEqual((error as Error).message, "enough")
    assert.isTrue(aborted)
    await server.abandoned
  })

  it("refuses a middleware that is no function", () => {
    assert.throws(
      () => createTransport({ ...options, middleware: ["x" as never] }),
      /^Transport.settings: middleware: must be a list of functions/
    )
  })
})
