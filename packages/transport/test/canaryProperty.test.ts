/**
 * Plants keys in every input of a call and every part of an answer, and looks for them in everything that a call leaves behind:
 * its failure, its log at its most talkative, its spans, the audit log, and what can be asked of the transport afterwards.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import type { ApiRequest } from "../src/ApiRequest.ts"
import { layerMiddleware } from "../src/Middleware.ts"
import { layerOverProvider } from "../src/layers.ts"
import { layerSecrets } from "../src/SecretProvider.ts"
import { scriptedClient, type ScriptedAnswer } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { RequestRefused } from "../src/failures/unsent.ts"
import { observe } from "./support/observe.ts"
import { personalApiKey, projectToken } from "./support/options.ts"

/** Of an older form, which looks like no key of PostHog; and one that signs. */
const olderKey = "0canary1older2personal3key4without5prefix6"
const signingKey = "canary-signing-key-0123456789-abcdef"

/** Keys of others that a server could quote, which this transport does not know. */
const foreign = [
  ["phs", "CanaryForeignSecret0123456789"],
  ["pha", "CanaryForeignAccess0123456789"]
].map((parts) => parts.join("_"))

/** A key without a shape can be told from other text only by who holds it, so what is planted depends on the key in use. */
const canariesOf = (personal: string) => [personal, projectToken, signingKey, ...foreign]

const inputsOf = (personal: string): fc.Arbitrary<Planted> => {
  const key = fc.constantFrom(...canariesOf(personal))
  const word = fc.constantFrom(
    "",
    "a",
    " ",
    "\n",
    '"',
    "'",
    "<b>",
    "{",
    ",",
    ":",
    "=",
    "&",
    "%",
    "é",
    "\u0000",
    "Bearer "
  )
  /** A text around a key, as it stands or as it looks inside JSON or an address. */
  const text = fc
    .tuple(word, key, fc.constantFrom("plain", "json", "url"), word)
    .map(([before, each, form, after]) =>
      [
        before,
        form === "json" ? JSON.stringify(each) : form === "url" ? encodeURIComponent(each) : each,
        after
      ].join("")
    )
  const maybe = (arbitrary: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant("x") }, arbitrary)

  const request = fc.record({
    operation: maybe(text),
    origin: fc.constantFrom("api", "ingest"),
    method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
    path: fc.oneof(
      { weight: 4, arbitrary: fc.constant("/api/projects/:project/things/:id/") },
      key.map((each) => `/api/${each}/`),
      key.map((each) => `/api/:${each}/`)
    ),
    params: maybe(text).map((id) => ({ id })),
    query: fc.dictionary(maybe(text), maybe(text), { maxKeys: 2 }),
    body: fc.oneof(fc.constant(undefined), text, fc.dictionary(maybe(text), maybe(text), { maxKeys: 3 })),
    safety: fc.constantFrom("read", "write", "idempotent-write"),
    lane: fc.constantFrom("query", "crud", "capture"),
    credential: fc.constantFrom(undefined, "personal-key", "project-token", "none")
  })

  const headerText = text.map((each) => each.replaceAll(/[^\x20-\x7e]/g, ""))
  const answer: fc.Arbitrary<ScriptedAnswer> = fc.oneof(
    fc
      .record({
        status: fc.constantFrom(
          200,
          201,
          301,
          307,
          400,
          401,
          402,
          403,
          404,
          405,
          409,
          413,
          418,
          429,
          500,
          503,
          504,
          512
        ),
        headers: fc.record(
          {
            "content-type": fc.constantFrom(
              "application/json",
              "text/html",
              "application/json; charset=utf-8"
            ),
            location: headerText.map((each) => `https://us.posthog.com/${encodeURIComponent(each)}/`),
            "retry-after": fc.oneof(fc.constantFrom("1", "99999"), headerText),
            "x-posthog-query-bytes-read": headerText,
            "set-cookie": headerText,
            "content-encoding": fc.constantFrom("identity", "gzip", "x")
          },
          { requiredKeys: [] }
        ),
        json: fc.oneof(
          text,
          fc.record(
            { type: maybe(text), code: maybe(text), detail: text, attr: maybe(text) },
            { requiredKeys: [] }
          ),
          fc.record({ type: fc.constant("validation_error"), detail: text, attr: text }),
          fc.dictionary(text, fc.oneof(text, fc.array(text)), { maxKeys: 3 })
        )
      })
      .map(({ headers, json, status }) => ({ status, headers, json })),
    fc
      .record({ status: fc.constantFrom(200, 400, 401, 500), text })
      .map(({ status, text: body }) => ({ status, text: body })),
    key.map((each) => ({ failWith: each.replaceAll("-", "_").toUpperCase() })),
    fc.constantFrom({ failWith: "ECONNRESET" }, "never" as const)
  )

  return fc.record({
    // Combinations that make no sense are refused, in words that are looked at too.
    request: request as unknown as fc.Arbitrary<Planted["request"]>,
    answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
    actor: maybe(text),
    middleware: fc.constantFrom("none", "none", "none", "fails", "changes"),
    planted: key,
    personal: fc.constant(personal)
  })
}

const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value, (_name, each: unknown) => (typeof each === "bigint" ? "" : each)),
    String(value)
  ].join("\n")

const assertClean = (personal: string, what: string, left: string) => {
  for (const canary of canariesOf(personal)) {
    for (const form of [canary, encodeURIComponent(canary)]) {
      assert.isFalse(left.includes(form), `${what} shows ${canary}: ${left.slice(0, 1500)}`)
    }
  }
}

interface Planted {
  readonly request: Omit<ApiRequest<unknown>, "schema">
  readonly answers: ReadonlyArray<ScriptedAnswer>
  readonly actor: string
  readonly middleware: "none" | "fails" | "changes"
  readonly planted: string
  readonly personal: string
}

const callOf = (planted: Planted) => {
  const folder = mkdtempSync(join(tmpdir(), "transport-canary-"))
  const { logger, records, spans, trace } = observe()
  const script = scriptedClient((_sent, index) => planted.answers[index % planted.answers.length] ?? "never")
  const layer = layerOverProvider({
    host: "https://us.posthog.com",
    projectId: 7,
    logger,
    logLevel: "debug",
    timeoutMillis: 30_000,
    signing: { keyId: "gateway" },
    audit: { file: join(folder, "audit.jsonl"), actor: planted.actor, params: true }
  }).pipe(
    Layer.provide(
      Layer.mergeAll(
        script.layer,
        layerSecrets({
          from: "custom",
          read: () =>
            Promise.resolve({
              personalApiKey: planted.personal,
              projectToken,
              signingKey
            })
        }),
        layerMiddleware((sent, next) =>
          planted.middleware === "fails"
            ? Effect.fail(new RequestRefused({ problem: planted.planted }))
            : next(
                planted.middleware === "changes"
                  ? { ...sent, path: `/api/:${planted.planted}/`, headers: { "x-team": planted.planted } }
                  : sent
              )
        )
      )
    )
  )
  const call = Effect.gen(function* () {
    const transport = yield* Transport
    const schema = Schema.Struct({ a: Schema.Struct({ b: Schema.Int }) })
    const exit = yield* Effect.exit(transport.execute({ ...planted.request, schema }))
    return {
      exit,
      transport: shown(transport),
      health: yield* transport.health,
      budget: yield* transport.budget
    }
  })
  return { folder, records, spans, run: trace(Effect.provide(call, layer)) }
}

describe("no planted key is shown", () => {
  for (const personal of [personalApiKey, olderKey])
    it(`by failure, log, span, audit line, or the transport itself: ${personal.slice(0, 5)}...`, async () => {
      let failures = 0
      let lines = 0
      await fc.assert(
        fc.asyncProperty(inputsOf(personal), async (each) => {
          const { folder, records, run, spans } = callOf(each)
          try {
            const { budget, exit, health, transport } = await Effect.runPromise(
              Effect.gen(function* () {
                const fiber = yield* Effect.forkChild(run)
                // The audit log is written for real, so virtual time waits for it.
                while (fiber.pollUnsafe() === undefined) {
                  yield* TestClock.adjust("5 seconds")
                  yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
                }
                return yield* Fiber.join(fiber)
              }).pipe(Effect.provide(TestClock.layer()))
            )
            if (Exit.isFailure(exit)) {
              failures += 1
              const error = Cause.squash(exit.cause)
              assertClean(personal, "the failure", shown(error))
              assertClean(personal, "its stack", String((error as Error).stack) + Cause.pretty(exit.cause))
            }
            assertClean(personal, "a log record", shown(records))
            for (const { attributes, events, name, status } of spans) {
              assertClean(personal, "a span", shown({ name, attributes: [...attributes], events, status }))
            }
            for (const name of readdirSync(folder)) {
              const left = readFileSync(join(folder, name), "utf8")
              if (!name.includes("lock")) lines += left.split("\n").length - 1
              assertClean(personal, "the audit log", left)
            }
            assertClean(personal, "the transport", transport + shown(health) + shown(budget))
          } finally {
            rmSync(folder, { recursive: true })
          }
        }),
        { numRuns: 150 }
      )
      // Else nothing was looked at.
      assert.isAbove(failures, 50)
      assert.isAbove(lines, 10)
    }, 120_000)
})
