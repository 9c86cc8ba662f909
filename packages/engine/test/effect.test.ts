import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { rm } from "node:fs/promises"
import { inspect } from "node:util"
import { attachOrStart, EmbeddedEngine, layer } from "../src/effect.ts"
import { temporaryDirectory } from "./testEngine.ts"

const dataDir = Effect.acquireRelease(Effect.promise(temporaryDirectory), (path) =>
  Effect.promise(() => rm(path, { recursive: true, force: true }))
)

describe("EmbeddedEngine.layer", () => {
  it.live(
    "serves while its scope is open, keeps its keys covered, and fails as the Promise door does",
    () =>
      Effect.gen(function* () {
        const path = yield* dataDir
        const served = Effect.gen(function* () {
          const engine = yield* EmbeddedEngine
          const live = yield* Effect.promise(() =>
            fetch(`${engine.url}/_livez`).then((response) => response.status)
          )
          const attached = yield* Effect.scoped(attachOrStart({ dataDir: path }))
          const { reason } = yield* Effect.flip(engine.truth)
          return { url: engine.url, live, engine, attached, reason }
        })
        const { url, live, engine, attached, reason } = yield* Effect.provide(
          served,
          layer({ dataDir: path, seed: "none" })
        )
        assert.deepStrictEqual(
          [live, attached.attached, attached.url, reason._tag],
          [200, true, url, "NotSeeded"]
        )
        assert.notInclude(
          inspect(engine, { depth: 5 }) + JSON.stringify(engine),
          Redacted.value(engine.personalApiKey)
        )
        const after = yield* Effect.promise(() => fetch(url).catch((error: unknown) => error))
        assert.instanceOf(after, TypeError)
        const refused = yield* Effect.flip(Effect.scoped(Layer.build(layer({ dataDir: path, port: -1 }))))
        assert.strictEqual(refused.reason._tag, "InvalidOption")
      }).pipe(Effect.scoped),
    30_000
  )
})
