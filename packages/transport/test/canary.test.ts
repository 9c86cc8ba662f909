/** Makes every failure, and looks for the keys in everything it leaves behind. */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { layerScripted, scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { observe } from "./support/observe.ts"
import { captureRequest, options, personalApiKey, projectToken, readRequest } from "./support/options.ts"

const leak = `${personalApiKey} ${projectToken} Bearer ${personalApiKey} {"api_key":"${projectToken}"} ?token=${projectToken}`
const detail = { type: "validation_error", code: personalApiKey, detail: leak, attr: personalApiKey }

const answers: ReadonlyArray<readonly [string, ScriptedAnswer]> = [
  ...[400, 401, 402, 403, 404, 405, 408, 409, 413, 429, 500, 502, 503, 504, 512, 513].flatMap(
    (status): ReadonlyArray<readonly [string, ScriptedAnswer]> => [
      [`${status} JSON`, { status, json: detail, headers: { "x-echo": leak } }],
      [`${status} text`, { status, text: leak }]
    ]
  ),
  ["200 text", { text: leak }],
  ["200 broken JSON", { text: leak, headers: { "content-type": "application/json" } }],
  ["200 another shape", { json: { [personalApiKey]: leak } }],
  ["a redirect", { status: 307, headers: { location: `https://evil.example/?token=${projectToken}` } }],
  ["a connection failure", { failWith: "ECONNRESET" }],
  ["no answer", "never"]
]

const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? "" : each)),
    String(value)
  ].join("\n")

const assertClean = (what: string, text: string) => {
  for (const secret of [personalApiKey, projectToken]) {
    assert.isFalse(text.includes(secret), `${what} shows a key: ${text.slice(0, 2000)}`)
  }
}

describe("no key is shown by", () => {
  for (const request of [readRequest, captureRequest] as ReadonlyArray<Omit<ApiRequest<unknown>, "schema">>) {
    for (const [name, answer] of answers) {
      it.effect(`${request.operation} ending in ${name}`, () =>
        Effect.gen(function* () {
          const { logger, records, spans, trace } = observe()
          const script = scriptedClient(() => answer)
          const call = Effect.flatMap(Transport, (transport) =>
            transport.execute({
              ...request,
              schema: Schema.Struct({ a: Schema.Struct({ b: Schema.Int }) }),
              query: { token: projectToken }
            })
          ).pipe(Effect.provide(layerScripted(script, { ...options, logger, logLevel: "debug" })))
          const fiber = yield* Effect.forkChild(Effect.exit(trace(call)))
          yield* TestClock.adjust("10 minutes")
          const exit = yield* Fiber.join(fiber)
          assert.isTrue(Exit.isFailure(exit))
          if (Exit.isSuccess(exit)) return
          const error = Cause.squash(exit.cause)
          assertClean("the failure", shown(error))
          assertClean("its stack", String((error as Error).stack) + Cause.pretty(exit.cause))
          assertClean("a log record", shown(records))
          for (const span of spans) {
            assertClean(
              "a span",
              shown({
                name: span.name,
                attributes: [...span.attributes],
                events: span.events,
                status: span.status
              })
            )
          }
          assert.isAbove(records.length, 0)
          assert.isAbove(spans.length, 1)
        })
      )
    }
  }

  it.effect("what the policies refuse, report, keep and write to the shared file", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const directory = mkdtempSync(join(tmpdir(), "canary-"))
        onTestFinished(() => rmSync(directory, { recursive: true }))
        const { logger, records } = observe()
        const state: { answer: ScriptedAnswer } = { answer: { json: { kept: leak } } }
        const transport = yield* Effect.provide(
          Transport,
          yield* Layer.build(
            layerScripted(
              scriptedClient(() => state.answer),
              {
                ...options,
                logger,
                logLevel: "debug",
                sharedLimitsFile: join(directory, "limits"),
                retry: { attempts: 1, budget: 0 },
                breaker: { failures: 1 },
                lanes: { crud: { concurrency: 1, queue: 0 } }
              }
            )
          )
        )
        const request = { ...readRequest, query: { token: projectToken }, schema: Schema.Unknown }
        const cached = { ...request, cache: { ttlMillis: 1000 } }
        yield* transport.execute(cached)
        assert.strictEqual((yield* transport.execute(cached)).cache?.status, "hit")
        state.answer = "never"
        const running = yield* Effect.forkChild(transport.execute({ ...request, lane: "crud" }))
        yield* TestClock.adjust(1)
        const busy = yield* Effect.flip(transport.execute({ ...request, lane: "crud" }))
        assert.strictEqual(busy.reason._tag, "LaneBusy")
        yield* Fiber.interrupt(running)
        state.answer = { status: 503, json: detail }
        yield* Effect.exit(transport.execute(request))
        const open = yield* Effect.flip(transport.execute(request))
        assert.strictEqual(open.reason._tag, "CircuitOpen")
        assertClean("a refusal", shown([busy, open]))
        assertClean("a report", shown([yield* transport.budget, yield* transport.health, transport]))
        assertClean("a log record", shown(records))
        for (const file of readdirSync(directory)) {
          assertClean("the shared file", readFileSync(join(directory, file), "latin1"))
        }
      })
    )
  )

  it.effect("what is refused before it is sent", () =>
    Effect.gen(function* () {
      const transport = yield* Transport
      const request = { ...readRequest, schema: Schema.Unknown }
      for (const odd of [
        { ...request, query: { [personalApiKey]: Number.NaN } },
        { ...request, path: "/api/projects/:project/things/:id/", params: { id: "", [projectToken]: "" } },
        { ...request, body: { [projectToken]: Number.NaN, toJSON: () => Number.NaN } },
        { ...request, cache: { ttlMillis: 1000 }, query: { [personalApiKey]: Number.NaN } }
      ]) {
        const failure = yield* Effect.flip(transport.execute(odd))
        assert.strictEqual(failure.reason._tag, "RequestRefused")
        assertClean("a refusal", shown(failure))
      }
    }).pipe(Effect.provide(layerScripted(scriptedClient([]), options)))
  )

  it.effect("the service and its settings", () =>
    Effect.gen(function* () {
      const transport = yield* Transport
      assertClean("the service", shown(transport))
    }).pipe(Effect.provide(layerScripted(scriptedClient([]), options)))
  )
})
