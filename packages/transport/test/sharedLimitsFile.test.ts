import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { createTransport } from "../src/createTransport.ts"
import type { LogRecord } from "../src/Logging.ts"
import { openSharedPermits } from "../src/SharedPermits.ts"
import { TransportError } from "../src/TransportError.ts"
import { layerScripted, scriptedClient } from "../src/testing.ts"
import { Transport } from "../src/Transport.ts"
import { directory } from "./support/directory.ts"
import { hold } from "./support/hold.ts"
import { options, readRequest } from "./support/options.ts"
import { granted, one } from "./support/permits.ts"
import { json, startServer } from "./support/server.ts"

const request = { ...readRequest, schema: Schema.Unknown }

describe("sharedLimitsFile", () => {
  const refused = (file: string, sentence: RegExp) =>
    assert.throws(() => createTransport({ ...options, sharedLimitsFile: file }), sentence)

  it("is checked when the transport is made", () => {
    const path = directory()
    const missing =
      /^Transport.settings: sharedLimitsFile: cannot be used \(unable to open database file\); name a file on a local disk/
    refused(join(path, "no", "such", "directory", "limits"), missing)
    refused(path, missing)
    writeFileSync(join(path, "text"), "this is a text, not a database. ".repeat(100))
    refused(join(path, "text"), /cannot be used \(file is not a database\)/)
    refused("", /sharedLimitsFile: is not the path of a file/)
    refused(":memory:", /sharedLimitsFile: is not the path of a file/)
  })

  it("is refused when it does not belong to what SQLite keeps beside it", () => {
    const [file, former] = [join(directory(), "limits"), join(directory(), "former")]
    // As a killed program leaves them.
    const left = () => {
      for (const beside of ["", "-wal", "-shm"]) rmSync(`${former}${beside}`, { force: true })
      createTransport({ ...options, sharedLimitsFile: former })
      const database = new DatabaseSync(former)
      // The journal holds the first page, and not those of the leases.
      database.exec(`WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO lease (name, granted, ends, permits) SELECT 'x', i, i, 1 FROM n;
        PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 1`)
      for (const beside of ["-wal", "-shm"]) copyFileSync(`${former}${beside}`, `${file}${beside}`)
      database.close()
    }
    left()
    refused(file, /sharedLimitsFile: is gone, but what SQLite keeps beside it/)
    left()
    writeFileSync(file, "this is a text, not a database. ".repeat(100))
    refused(file, /cannot be used \(file is not a database\)/)
    assert.match(readFileSync(file, "utf8"), /^this is a text/)
    left()
    writeFileSync(file, "this is a text, not a database. ".repeat(512))
    refused(file, /sharedLimitsFile: is damaged; remove it and what SQLite keeps beside it/)
    left()
    copyFileSync(former, file)
    createTransport({ ...options, sharedLimitsFile: file })
  })

  it("that another process keeps locked fails calls in words of their own", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const sharedLimitsFile = join(directory(), "limits")
    const records: Array<LogRecord> = []
    await using transport = createTransport({
      ...options,
      host: server.origin,
      sharedLimitsFile,
      lanes: { query: { perMinute: 100 } },
      logger: (record) => records.push(record)
    })
    await transport.execute(readRequest)
    const other = await hold(`
      import { DatabaseSync } from "node:sqlite"
      new DatabaseSync(${JSON.stringify(sharedLimitsFile)}).exec("BEGIN IMMEDIATE")
    `)
    const ask = () =>
      transport.execute({ ...readRequest, timeoutMillis: 500 }).catch((error: unknown) => error)
    let failure = await ask()
    // On a busy machine a wait for the file may end after the call's time.
    for (let n = 0; n < 5 && failure instanceof TransportError && failure.reason._tag === "TimedOut"; n++)
      failure = await ask()
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "LaneBusy", kind: "shared-file-locked", lane: "query" })
    assert.strictEqual(
      failure.message,
      "Query.run: The request was not sent: another program keeps the file of sharedLimitsFile locked, so nobody knows what may be sent. Find out which has it open, and try again."
    )
    await other.letGo()
    await transport.execute(readRequest)
    // And removed: it goes on, and says so.
    for (const beside of ["", "-wal", "-shm"]) rmSync(`${sharedLimitsFile}${beside}`)
    for (let n = 0; n < 3; n++) await transport.execute(readRequest)
    const warnings = records.filter(({ message }) => message === "shared limits")
    assert.strictEqual(warnings.length, 1)
    assert.match(String(warnings[0]?.attributes["advice"]), /was removed or replaced while it was in use/)
    assert.isTrue(existsSync(sharedLimitsFile))
  })

  it("does not touch another program's database, nor one of another version", () => {
    const file = join(directory(), "other")
    const other = new DatabaseSync(file)
    other.exec("CREATE TABLE mine (a INTEGER)")
    refused(file, /sharedLimitsFile: is a database of something else; name another file/)
    assert.deepStrictEqual(other.prepare("SELECT name FROM sqlite_master").all().map(Object.values), [
      ["mine"]
    ])
    other.exec("PRAGMA application_id = 1346916429; PRAGMA user_version = 99")
    refused(file, /was written by another version of this package/)
    other.close()
  })

  it.effect("is shared by transports of one project, and by no others", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const sharedLimitsFile = join(directory(), "limits")
        const transportOf = (projectId: number) =>
          Effect.map(
            Layer.build(
              layerScripted(
                scriptedClient(() => ({ json: {} })),
                {
                  ...options,
                  projectId,
                  sharedLimitsFile,
                  lanes: { query: { perMinute: 2 } },
                  timeoutMillis: 5000
                }
              )
            ),
            (context) => Effect.provideContext(Transport, context)
          )
        const call = (transport: Effect.Effect<Transport["Service"]>) =>
          Effect.flatMap(transport, (each) => each.execute(request))
        const [a, b, c] = [yield* transportOf(7), yield* transportOf(7), yield* transportOf(8)]
        yield* call(a)
        const { lanes } = yield* (yield* b).budget
        assert.deepStrictEqual(lanes.query.remaining, { minute: 2, hour: 2400 })
        assert.deepStrictEqual(lanes.query.sharedRemaining, { minute: 1, hour: 2399 })
        assert.isUndefined(lanes.capture.sharedRemaining)
        yield* call(b)
        const fiber = yield* Effect.forkChild(Effect.flip(call(a)))
        yield* TestClock.adjust(2000)
        const error = yield* Fiber.join(fiber)
        assert.deepInclude(error.reason, { _tag: "LaneBusy", kind: "no-permit-in-time" })
        yield* call(c)
      })
    )
  )

  it.effect("serves a lane that the version which wrote the file did not know", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const sharedLimitsFile = join(directory(), "limits")
        // As 0.1.0 leaves it: the same tables, and no row of the new lane.
        const old = yield* openSharedPermits(sharedLimitsFile)
        const kept = old.lane("https://us.posthog.com 7 crud", one(480, 60_500))
        yield* granted(kept)
        const context = yield* Layer.build(
          layerScripted(
            scriptedClient(() => ({ json: {} })),
            { ...options, sharedLimitsFile }
          )
        )
        const transport = yield* Effect.provideContext(Transport, context)
        yield* transport.execute({ ...request, lane: "analytics" })
        const { lanes } = yield* transport.budget
        assert.deepStrictEqual(lanes.analytics.sharedRemaining, { minute: 199, hour: 999 })
        assert.deepStrictEqual(lanes.crud.sharedRemaining, { minute: 479, hour: 4799 })
        assert.deepStrictEqual(lanes.exports.sharedRemaining, { minute: 40, hour: 200 })
      })
    )
  )

  it.effect("fails calls with a typed failure when it is taken away", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const path = directory()
        const sharedLimitsFile = join(path, "limits")
        const context = yield* Layer.build(
          layerScripted(
            scriptedClient(() => ({ json: {} })),
            { ...options, sharedLimitsFile }
          )
        )
        const other = new DatabaseSync(sharedLimitsFile)
        other.exec("DROP TABLE lease")
        other.close()
        const error = yield* Effect.flip(
          Effect.provideContext(
            Effect.flatMap(Transport, (each) => each.execute(request)),
            context
          )
        )
        assert.strictEqual(error.reason._tag, "InvalidSettings")
        assert.match(error.message, /^Query.run: sharedLimitsFile: cannot be used/)
      })
    )
  )
})
