/** Everything at once: whatever PostHog answers and whoever gives up, every call ends in its time and nothing is left behind. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"
import { mostInAnyWindow } from "./support/windows.ts"

const limited = (code: string, detail: string, headers: Record<string, string> = {}): ScriptedAnswer => ({
  status: 429,
  headers,
  json: { type: "throttled_error", code, detail, attr: null }
})

const answer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ScriptedAnswer>({ json: { n: 1 } }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<ScriptedAnswer>(
      { status: 503, text: "" },
      { status: 503, text: "", headers: { "retry-after": "7" } },
      { status: 500, json: { type: "server_error", code: "error" } },
      { status: 504, json: { type: "server_error", code: "error" } },
      { status: 400, json: { type: "validation_error", code: "hogql_syntax_error" } },
      { text: "<html>" },
      { failWith: "ECONNRESET" },
      { failWith: "ENOTFOUND" },
      "never",
      limited("throttled", "Request was throttled.", { "retry-after": "20" }),
      limited("throttled", "Exceeded maximum concurrency limit: 3 for key: x"),
      limited("api_queries_budget_exceeded", "Used up.", { "retry-after": "1800" })
    )
  }
)

const call = fc.record({
  gapMillis: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(60_000)),
  lane: fc.constantFrom("query" as const, "crud" as const),
  kind: fc.constantFrom("read" as const, "cached" as const, "idempotent-write" as const, "write" as const),
  body: fc.nat(2),
  timeoutMillis: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 200_000 })),
  abortMillis: fc.oneof(
    { weight: 5, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.nat(20_000) }
  )
})

const requestOf = ({
  body,
  kind,
  lane,
  timeoutMillis
}: typeof call extends fc.Arbitrary<infer C> ? C : never) => {
  const request: ApiRequest<unknown> = {
    ...readRequest,
    schema: Schema.Unknown,
    lane,
    body: { body },
    timeoutMillis,
    safety: kind === "cached" ? "read" : kind
  }
  return kind === "cached" ? { ...request, cache: { ttlMillis: 30_000, staleMillis: 30_000 } } : request
}

const runs = process.env["FAST_CHECK_RUNS"]

describe("all policies together", { timeout: Math.max(30_000, Number(runs ?? 100) * 100) }, () => {
  it("end every call in its time, in a value, a typed failure or an abort, and keep nothing", async () => {
    const ends = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 40, size: "max" }),
        fc.array(answer, { minLength: 1, maxLength: 60, size: "max" }),
        (calls, answers) =>
          Effect.gen(function* () {
            const sentAt: Array<number> = []
            const clock = yield* Clock.Clock
            const script = scriptedClient((_sent, index) => {
              sentAt.push(clock.currentTimeMillisUnsafe())
              return answers[index % answers.length] ?? "never"
            })
            const context = yield* Layer.build(
              layerScripted(script, {
                ...options,
                logLevel: "none",
                attemptTimeoutMillis: 50_000,
                lanes: { query: { perMinute: 5, queue: 10 }, crud: { perMinute: 5, concurrency: 2 } },
                breaker: { failures: 3 }
              })
            )
            const { budget, execute } = yield* Effect.provideContext(Transport, context)
            const fibers = []
            for (const each of calls) {
              yield* TestClock.adjust(each.gapMillis)
              const begun = clock.currentTimeMillisUnsafe()
              const ended = execute(requestOf(each)).pipe(
                Effect.timeoutOption(each.abortMillis),
                Effect.exit,
                Effect.map((exit) => ({ exit, took: clock.currentTimeMillisUnsafe() - begun, each }))
              )
              fibers.push(yield* Effect.forkChild(ended))
            }
            yield* TestClock.adjust("10 minutes")
            for (const fiber of fibers) {
              const { each, exit, took } = yield* Fiber.join(fiber)
              assert.isAtMost(took, Math.min(each.timeoutMillis, each.abortMillis))
              if (Exit.isSuccess(exit)) {
                ends.add("value")
                continue
              }
              const [reason] = exit.cause.reasons
              const error = reason?._tag === "Fail" ? reason.error : undefined
              assert.instanceOf(error, TransportError)
              ends.add(error.reason._tag)
            }
            const { lanes } = yield* budget
            for (const lane of [lanes.query, lanes.crud]) {
              assert.deepInclude(lane, { running: 0, waiting: 0 })
            }
            assert.isAtMost(mostInAnyWindow(sentAt, 60_000), 10)
          }).pipe(Effect.scoped, Effect.provide(TestClock.layer()), Effect.runPromise)
      ),
      runs === undefined ? { numRuns: 100, seed: 20240501 } : { numRuns: Number(runs) }
    )
    // All of these were met: the ordinary run is seeded, so that it does not depend on luck.
    for (const end of ["value", "LaneBusy", "CircuitOpen", "RateLimited", "TimedOut", "ServerFailed"]) {
      assert.include([...ends], end)
    }
  })
})
