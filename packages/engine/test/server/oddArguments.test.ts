/**
 * Every function of the compiler's document, called with arguments that make no sense: rows, or a 400 that says where.
 *
 * The ordinary run is seeded and short; `FAST_CHECK_RUNS=20000` looks at about every pair of function and argument, with another seed each time.
 */
import { readFileSync } from "node:fs"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { startTestEngine, type TestEngine } from "../testEngine.ts"

let test: TestEngine
beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
})
afterAll(() => test[Symbol.asyncDispose]())

const runs = process.env["FAST_CHECK_RUNS"]

const document = readFileSync(new URL("../../../hogql-compiler/docs/functions.md", import.meta.url), "utf8")

/** As `quantile(p)(a)`: with all arguments that can be left out, and with none of them. */
const signatures = [...document.matchAll(/^\| `([^`]+)` \|/gm)].flatMap(([, signature = ""]) => {
  const plain = signature.replaceAll(/,? ?…/g, "").replaceAll("over ()", "over (order by n)")
  return [plain.replaceAll(/[[\]]/g, ""), plain.replace(/\[.*\]/, "")]
})

const odd = [
  ...["''", "'x'", "'é😀('", "'1'", "'2024-02-30'", "'%'", "'\\\\'", "repeat('x', 5000)"],
  ...["-1", "0", "1", "300", "1000000000000", "9223372036854775807", "-9223372036854775808", "1e308", "1.5"],
  ...["NULL", "true", "[]", "[1, 2]", "['a']", "[NULL]", "[[1]]", "(1, 'a')", "tuple()", "map('a', 1)"],
  ...["toDate('2024-01-01')", "toDateTime('2024-01-01 00:00:00')", "toIntervalDay(1)", "x -> x"],
  ...["toUUID('00000000-0000-4000-8000-000000000001')", "0 / 0", "n", "s", "t", "list"]
]

const from = `(select number + 1 as n, if(number % 2 = 0, 'a', 'b') as s,
  toDateTime('2024-01-01 00:00:00') + toIntervalHour(number) as t, [number + 1, 10] as list from numbers(4))`

const calls = fc
  .tuple(fc.constantFrom(...signatures), fc.infiniteStream(fc.constantFrom(...odd)))
  .map(([signature, values]) => {
    const open = signature.indexOf("(")
    const given = signature.slice(open).replaceAll(/\b[a-mo-z]\b/g, () => values.next().value ?? "")
    return `${signature.slice(0, open)}${given}`
  })

/** Calls that are fine, so that a place can be wrong. */
const before = "select lower('a'), 1 + 1, toDate('2024-01-01'), toString([1]), "
const queryOf = (call: string): string => `${before}${call}, upper('b'), if(1, 2, 3) from ${from} limit 10`

const compileCodes = new Set(["hogql_query_error", "hogql_syntax_error"])
let asked = 0
let failed = 0
const unplaced: string[] = []

const placed = / \([^()]*line 1, column (\d+)[^()]*\)$/

describe("a function called with arguments that make no sense", () => {
  it(
    "gives rows or a 400 with the place of the call, never a failure of the server",
    async () => {
      assert.isAbove(signatures.length, 1000)
      await fc.assert(
        fc.asyncProperty(calls, async (call) => {
          const query = queryOf(call)
          asked++
          const { json, status } = await test.hogql(query)
          // Too slow and too big are answers of their own.
          assert.include([200, 400, 504, 513], status, `${query}: ${JSON.stringify(json)}`)
          if (status !== 400 || compileCodes.has(json.code)) return
          failed++
          const column = Number(placed.exec(json.detail)?.[1])
          if (Number.isNaN(column)) unplaced.push(`${call}: ${json.detail}`)
          else
            assert.isTrue(
              column > before.length && column <= before.length + call.length,
              `${query}: ${json.detail}`
            )
        }),
        runs === undefined ? { numRuns: 250, seed: 20240501 } : { numRuns: Number(runs) }
      )
      // What an aggregate only finds out with rows, ClickHouse tells without the aggregate's name.
      assert.isAtMost(unplaced.length, 0.005 * asked, unplaced.join("\n"))
      // The rest is refused before ClickHouse sees it.
      assert.isBelow(failed, 0.05 * asked, `${failed} of ${asked} failed in ClickHouse`)
    },
    runs === undefined ? 60_000 : 3_600_000
  )
})
