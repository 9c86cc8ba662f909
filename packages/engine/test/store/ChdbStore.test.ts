import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as ChdbStore from "../../src/store/ChdbStore.ts"
import { Store } from "../../src/store/Store.ts"
import { childrenOf } from "../lifecycle/engineProcess.ts"

const temporaryStore = Layer.unwrap(
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "engine-store-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
    ),
    (path) => ChdbStore.layer(join(path, "store"))
  )
)

const text = (body: Uint8Array) => Buffer.from(body).toString("utf8")
const rows = (body: Uint8Array) =>
  text(body)
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown[])

const ask = Effect.fnUntraced(function* (sql: string, parameters: Record<string, string> = {}) {
  const store = yield* Store
  const answer = yield* store.query({ sql, parameters, format: "JSONCompactEachRow" })
  return rows(answer.body)
})

const slow = "SELECT count() FROM numbers(400000000000) WHERE sipHash64(number) = 1"

describe("ChdbStore", () => {
  it.layer(temporaryStore, { timeout: "30 seconds", excludeTestServices: true })((it) => {
    it.effect("binds parameters as values", () =>
      Effect.gen(function* () {
        const hostile = "a'\\\n\0 {x:String} \u{1f600}"
        assert.deepStrictEqual(yield* ask("SELECT {p:String}", { p: hostile }), [[hostile]])
      })
    )

    it.effect("names ClickHouse's error by number, name and sentence", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(ask("SELECT nope"))
        assert.strictEqual(error.reason._tag, "StatementFailed")
        if (error.reason._tag !== "StatementFailed") return
        assert.strictEqual(error.reason.code, 47)
        assert.strictEqual(error.reason.symbol, "UNKNOWN_IDENTIFIER")
        assert.match(error.reason.text, /^Unknown expression identifier `nope`/)
      })
    )

    it.effect("gives nothing of a query that failed half-way to the next one", () =>
      Effect.gen(function* () {
        const store = yield* Store
        for (const format of ["JSONCompactEachRow", "JSONCompactEachRowWithNamesAndTypes"] as const) {
          yield* Effect.flip(
            store.query({ sql: "SELECT throwIf(number = 70000) FROM numbers(100000)", format })
          )
          assert.deepStrictEqual(yield* ask("SELECT 1"), [[1]])
        }
      })
    )

    it.effect("writes rows sent twice under one deduplication id once", () =>
      Effect.gen(function* () {
        const store = yield* Store
        yield* store.execute(
          "CREATE TABLE IF NOT EXISTS once (a Int64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100"
        )
        const insert = { table: "once", rows: Buffer.from('{"a":1}\n{"a":2}\n'), deduplicationId: "same" }
        yield* store.insert(insert)
        yield* store.insert(insert)
        assert.deepStrictEqual(yield* ask("SELECT count() FROM once"), [[2]])
      })
    )

    it.effect("stops a running query when interrupted, and asks what waited behind it", () =>
      Effect.gen(function* () {
        const running = yield* Effect.forkChild(ask(slow))
        const waiting = yield* Effect.forkChild(ask("SELECT 7"))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(running)
        assert.deepStrictEqual(yield* Fiber.join(waiting), [[7]])
      })
    )

    it.effect("forgets a waiting query that is interrupted without touching the running one", () =>
      Effect.gen(function* () {
        const running = yield* Effect.forkChild(ask("SELECT sleep(0.4)"))
        const waiting = yield* Effect.forkChild(ask(slow))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(waiting)
        assert.deepStrictEqual(yield* Fiber.join(running), [[0]])
      })
    )

    it.effect("answers for its health at once while a query runs, and leaves that alone", () =>
      Effect.gen(function* () {
        const store = yield* Store
        assert.isTrue(yield* store.answers)
        const running = yield* Effect.forkChild(ask(slow))
        yield* Effect.yieldNow
        assert.isTrue(yield* store.answers)
        assert.isUndefined(running.pollUnsafe())
        yield* Fiber.interrupt(running)
      })
    )

    it.effect.runIf(process.platform === "linux")(
      "does not repeat what must run once when its process dies",
      () =>
        Effect.gen(function* () {
          const store = yield* Store
          yield* store.execute("CREATE TABLE IF NOT EXISTS single (a Int64) ENGINE = MergeTree ORDER BY a")
          const insert = yield* Effect.forkChild(
            Effect.flip(
              store.executeOnce("INSERT INTO single SELECT number + sleepEachRow(1) FROM numbers(3)")
            )
          )
          yield* Effect.yieldNow
          yield* Effect.promise(async () => {
            for (const pid of await childrenOf(process.pid)) {
              const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
              if (command.includes("store-process")) process.kill(pid, "SIGKILL")
            }
          })
          assert.strictEqual((yield* Fiber.join(insert)).reason._tag, "StoreCrashed")
          assert.deepStrictEqual(yield* ask("SELECT count() FROM single"), [[0]])
        })
    )

    it.effect("refuses to write and to read files under readonly", () =>
      Effect.gen(function* () {
        const store = yield* Store
        for (const sql of [
          "SELECT * FROM file('/etc/hosts', 'LineAsString')",
          "CREATE TABLE x (a Int8) ENGINE = Memory"
        ]) {
          const exit = yield* Effect.exit(
            store.query({ sql, format: "JSONCompactEachRow", settings: { readonly: 1 } })
          )
          assert.isTrue(Exit.isFailure(exit), sql)
        }
      })
    )
  })
})
