import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import {
  formatLogRecord,
  formatLogRecordPretty,
  layerLogging,
  parseLogLevel,
  type LogRecord
} from "../src/Logging.ts"
import { createTransport } from "../src/createTransport.ts"
import { personalApiKey, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const logAll = Effect.all([
  Effect.logTrace("t"),
  Effect.logDebug("d"),
  Effect.logInfo("i"),
  Effect.logWarning("w", 2),
  Effect.logError("e"),
  Effect.logFatal("f")
]).pipe(Effect.annotateLogs({ rows: 3, ok: true, nested: { left: "out" } }))

describe("layerLogging", () => {
  it.effect("hands records at or above the level to the logger, with flat attributes", () =>
    Effect.gen(function* () {
      const records: Array<LogRecord> = []
      yield* logAll.pipe(Effect.provide(layerLogging({ logger: (record) => records.push(record) })))
      assert.deepStrictEqual(
        records.map(({ level, message }) => `${level} ${message}`),
        ["warning w 2", "error e", "error f"]
      )
      assert.deepStrictEqual(records[0]?.attributes, { rows: 3, ok: true })
      records.length = 0
      yield* logAll.pipe(
        Effect.provide(layerLogging({ logger: (record) => records.push(record), logLevel: "debug" }))
      )
      assert.deepStrictEqual(
        records.map(({ level }) => level),
        ["debug", "info", "warning", "error", "error"]
      )
    })
  )
})

describe("a logger that fails", () => {
  it("loses its record, and neither the call nor the process, whether it throws or rejects", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const unhandled: Array<unknown> = []
    const note = (cause: unknown) => void unhandled.push(cause)
    process.on("unhandledRejection", note)
    try {
      const loggers: ReadonlyArray<() => unknown> = [
        () => {
          throw new Error("the sink is down")
        },
        async () => Promise.reject(new Error("the sink is down")),
        // A thenable of another library.
        () => ({ then: (_done: unknown, fail: (cause: Error) => void) => fail(new Error("it is down")) })
      ]
      for (const logger of loggers) {
        let records = 0
        const client = createTransport({
          host: server.origin,
          projectId: 1,
          personalApiKey,
          logLevel: "info",
          logger: () => {
            records += 1
            return logger()
          }
        })
        assert.strictEqual((await client.execute(readRequest)).status, 200)
        await client.close()
        assert.isAbove(records, 0)
      }
      // Node tells of a rejection nobody took after the microtasks of a turn.
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepStrictEqual(unhandled, [])
    } finally {
      process.off("unhandledRejection", note)
    }
  })
})

describe("parseLogLevel", () => {
  it.effect("reads a level in any case, and warn for warning", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* parseLogLevel("x", " WARN "), "warning")
      assert.strictEqual(yield* parseLogLevel("x", "None"), "none")
      assert.match(
        (yield* Effect.flip(parseLogLevel("x", "constructor"))).message,
        /^x: must be one of debug, info/
      )
    })
  )
})

describe("formatLogRecord", () => {
  it("is one line of JSON whatever the values hold", () => {
    const line = formatLogRecord({
      time: "t",
      level: "info",
      message: "a\nb",
      attributes: { operation: "x\u001b", ms: 1 }
    })
    assert.strictEqual(line, '{"time":"t","level":"info","message":"a\\nb","operation":"x\\u001b","ms":1}')
  })
})

describe("formatLogRecordPretty", () => {
  const record = (attributes: LogRecord["attributes"], message = "call"): string =>
    formatLogRecordPretty({ time: "2026-11-26T00:40:12.345Z", level: "warning", message, attributes })

  it("is one line: time, level, message, attributes, and what to do last", () => {
    assert.strictEqual(
      record({
        advice: "Wait.",
        operation: "Query.run",
        route: "/api/projects/:project/query/",
        ms: 12,
        ok: true
      }),
      "00:40:12.345 WARNING call operation=Query.run route=/api/projects/:project/query/ ms=12 ok=true - Wait."
    )
  })

  it("quotes what has an end that cannot be seen, and escapes what could move the cursor or turn the text", () => {
    assert.strictEqual(
      record({ a: "x y=z", b: "", c: '"', d: "\u001b[2K\r\n", e: "\u202eabc\u2028" }, "m\u001b[0m"),
      String.raw`00:40:12.345 WARNING m\u001b[0m a="x y=z" b="" c="\"" d="\u001b[2K\r\n" e="\u202eabc\u2028"`
    )
  })

  it("holds no control character whatever the values", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, value) => {
        assert.notMatch(record({ value, advice: message }, message), /[\p{Cc}\p{Cf}\u2028\u2029]/u)
      })
    )
  })
})

describe("a log record", () => {
  it("carries the request id of its call, whatever it tells of", async () => {
    const server = await startServer((_request, response, index) => {
      if (index === 0) {
        json(response, 308, {}, { location: "/moved/" })
        return
      }
      json(response, 503, { detail: "no" })
    })
    const records: Array<LogRecord> = []
    await using transport = createTransport({
      ...{ host: server.origin, projectId: 7, personalApiKey, logLevel: "debug" },
      ...{ breaker: { failures: 2 }, retry: { attempts: 3, baseMillis: 1, capMillis: 2 } },
      logger: (record) => records.push(record)
    })
    await transport.execute(readRequest).catch(() => undefined)
    const ids = server.received.map(({ headers }) => String(headers["x-request-id"]))
    assert.includeMembers(
      records.map(({ message }) => message),
      ["redirect", "body", "retry", "circuit", "call"]
    )
    for (const { attributes, message } of records)
      assert.strictEqual(attributes["requestId"], ids[0], message)
  })

  it.each([
    ["debug", ["body", "call", "call", "retry"]],
    ["info", ["call", "call", "retry"]],
    [undefined, []],
    ["warning", []],
    ["none", []]
  ] as const)("is there from its level on: %s", async (logLevel, expected) => {
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 503 : 200, { detail: "no" })
    )
    const records: Array<LogRecord> = []
    await using transport = createTransport({
      ...{
        host: server.origin,
        projectId: 7,
        personalApiKey,
        logLevel,
        retry: { baseMillis: 1, capMillis: 2 }
      },
      logger: (record) => records.push(record)
    })
    for (let n = 0; n < 2; n++) await transport.execute(readRequest)
    assert.deepStrictEqual(records.map(({ message }) => message).sort(), [...expected])
  })

  it.effect("has keys masked, whoever wrote them into it", () =>
    Effect.gen(function* () {
      const records: Array<LogRecord> = []
      yield* Effect.logWarning(`the key ${personalApiKey}`).pipe(
        Effect.annotateLogs({ note: `and ${personalApiKey}` }),
        Effect.provide(layerLogging({ logger: (record) => records.push(record) }))
      )
      assert.strictEqual(records[0]?.message, "the key phx_Ca...ef")
      assert.deepStrictEqual(records[0]?.attributes, { note: "and phx_Ca...ef" })
    })
  )
})
