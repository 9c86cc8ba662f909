import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as fc from "fast-check"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { parseJson } from "../../src/json.ts"
import { repairNumber, repairValue } from "../../src/ingest/repair.ts"
import * as ChdbStore from "../../src/store/ChdbStore.ts"
import { Store } from "../../src/store/Store.ts"
import { temporaryDirectory } from "../testEngine.ts"

const temporaryStore = Layer.unwrap(
  Effect.map(
    Effect.acquireRelease(Effect.promise(temporaryDirectory), (path) =>
      Effect.promise(() => rm(path, { recursive: true, force: true }))
    ),
    (path) => ChdbStore.layer(join(path, "store"))
  )
)

const repaired = (json: string): string => JSON.stringify(repairValue(parseJson(json, repairNumber)))

const number = fc.oneof(
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc.integer({ min: -400, max: 400 }).map((exponent) => `1.5e${exponent}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value))
)
const text = fc.string({ unit: "binary" }).map((value) => JSON.stringify(value))
const loneSurrogate = fc.constantFrom('"\\ud800"', '"a\\udfffb"', '"\\ud83d\\ude00"', '"\\u0000"')
const scalar = fc.oneof(number, text, loneSurrogate, fc.constantFrom("true", "false", "null"))
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 4 }).map((members) => `[${members.join(",")}]`),
  fc.integer({ min: 1, max: 1_100 }).map((depth) => "[".repeat(depth) + "]".repeat(depth))
)
const document = fc
  .array(fc.tuple(text, value), { maxLength: 5 })
  .map((members) => `{"marker":"here"${members.map(([key, member]) => `,${key}:${member}`).join("")}}`)

describe("repairValue", () => {
  it("keeps 64-bit integers to the last digit and makes larger ones text", () => {
    assert.strictEqual(
      repaired(
        "[9007199254740993,-9223372036854775808,18446744073709551615,18446744073709551616,-9223372036854775809,1e400]"
      ),
      '[9007199254740993,-9223372036854775808,18446744073709551615,"18446744073709551616","-9223372036854775809","1e400"]'
    )
  })

  it("leaves what needs no repair as it is", () => {
    const json = '{"a":[1,2.5,"x",null,true,{"b":"\u{1f600}"}],"":1}'
    assert.strictEqual(repaired(json), json)
  })

  it.layer(temporaryStore, { timeout: "30 seconds", excludeTestServices: true })((it) => {
    it.effect("makes every document one whose properties ClickHouse can read", () =>
      Effect.gen(function* () {
        const store = yield* Store
        const documents = fc.sample(document, { numRuns: 400, seed: 1 }).map(repaired)
        yield* store.execute(
          "CREATE TABLE IF NOT EXISTS documents (text String) ENGINE = MergeTree ORDER BY tuple()"
        )
        yield* store.insert({
          table: "documents",
          rows: Buffer.from(documents.map((text) => `${JSON.stringify({ text })}\n`).join("")),
          deduplicationId: "documents"
        })
        const answer = yield* store.query({
          sql: "SELECT count(), countIf(JSONExtractString(text, 'marker') = 'here') FROM documents",
          format: "JSONCompactEachRow"
        })
        assert.strictEqual(
          Buffer.from(answer.body).toString().trim(),
          `[${documents.length}, ${documents.length}]`
        )
      })
    )
  })
})
