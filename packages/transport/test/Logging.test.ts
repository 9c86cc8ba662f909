import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { formatLogRecord, layerLogging, parseLogLevel, type LogRecord } from "../src/Logging.ts"

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
