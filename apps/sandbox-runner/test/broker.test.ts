import * as inspector from "node:util"
import { assert, describe, it } from "vitest"
import type { RunResult } from "../src/RunResult.ts"
import { isSandboxMissing, runTest, scriptedChecker, type TestRun, whySkipped } from "./support/sandbox.ts"

/** Runs one expression and gives its value, or the reason it was refused for. */
const attempt = (expression: string) =>
  `let answer: any; try { answer = await (${expression}) } catch (error: any) { answer = error.reason }\nexport default answer`

interface Refused {
  readonly _tag: string
  readonly completeness?: object
  readonly [detail: string]: unknown
}

const outcomeOf = async (expression: string, options: TestRun = {}): Promise<[Refused, RunResult]> => {
  const run = await runTest(attempt(expression), options)
  return [run.result as Refused, run]
}

const answerOf =
  (
    rowArrays: readonly (readonly unknown[])[],
    completeness = { status: "complete", proof: "last-page" } as const
  ) =>
  () =>
    Promise.resolve({ columns: [{ name: "n", type: "Int64" }], rowArrays, completeness })

describe.skipIf(isSandboxMissing)(`the broker${whySkipped}`, () => {
  it("answers a query with rows by name and by position, and their completeness", async () => {
    const [result, run] = await outcomeOf(`posthog.query("select n from events")`, {
      posthog: {
        query: () =>
          Promise.resolve({
            columns: [
              { name: "n", type: "Int64" },
              { name: "who", type: "String" }
            ],
            rowArrays: [[1, "ada"]],
            completeness: {
              status: "truncated",
              cause: "your-limit",
              returned: 1,
              howToGetTheRest: "Raise LIMIT."
            },
            warnings: ["look"]
          })
      }
    })
    assert.deepInclude(result, {
      rows: [{ n: 1, who: "ada" }],
      rowArrays: [[1, "ada"]],
      completeness: {
        status: "truncated",
        cause: "your-limit",
        returned: 1,
        howToGetTheRest: "Raise LIMIT."
      },
      warnings: ["look"]
    })
    assert.deepInclude(run.usage, { requests: 1, queries: 1, rows: 1, refused: 0 })
    assert.deepInclude(run.transcript[0], {
      verb: "query",
      text: "select n from events",
      rows: 1,
      outcome: "answered"
    })
  })

  it("carries 64-bit integers, dates and unicode without changing them, both ways", async () => {
    let sent: unknown
    const run = await runTest(
      `const values = { big: 9007199254740993n, at: new Date(Date.UTC(2026, 0, 2)), list: [1, "b", null, 18446744073709551615n], text: "né\\u2028'\\"" }
       const { rows } = await posthog.query("select n from events", { values })
       export default { n: rows[0].n, kind: typeof rows[0].n, small: typeof rows[1].n, huge: 1e21, float: 0.1 }`,
      {
        language: "js",
        posthog: {
          query: (_text, { values }) => {
            sent = values
            return answerOf([[-9007199254740993n], [9007199254740991]])()
          }
        }
      }
    )
    assert.deepStrictEqual(sent, {
      big: 9007199254740993n,
      at: new Date(Date.UTC(2026, 0, 2)),
      list: [1, "b", null, 18446744073709551615n],
      text: "né\u2028'\""
    })
    assert.deepStrictEqual(run.result, {
      n: -9007199254740993n,
      kind: "bigint",
      small: "number",
      huge: 1e21,
      float: 0.1
    })
  })

  it("refuses a verb that was not granted", async () => {
    const [reason, run] = await outcomeOf(`posthog.query("select 1 from events")`, {
      grant: { verbs: ["listObjects"] }
    })
    assert.deepInclude(reason, { _tag: "VerbNotGranted", granted: ["listObjects"] })
    assert.strictEqual(run.usage.queries, 0)
  })

  it("refuses a table that was not granted before the client is asked", async () => {
    let asked = 0
    const posthog = {
      query: () => {
        asked += 1
        return answerOf([])()
      }
    }
    const [reason] = await outcomeOf(`posthog.query("select 1 from events join persons on true")`, {
      posthog,
      grant: { tables: ["events"] }
    })
    assert.deepInclude(reason, { _tag: "TableNotGranted", tables: ["persons"], granted: ["events"] })
    assert.strictEqual(asked, 0)
  })

  it("refuses a query that does not resolve, with its position and fix", async () => {
    const problem = { message: "Unknown table evnts.", start: 14, end: 19, fix: "events" }
    const [reason, run] = await outcomeOf(`posthog.query("select 1 from evnts")`, {
      checker: scriptedChecker(() => ({ isValid: false, errors: [problem], tables: [] }))
    })
    assert.deepInclude(reason, { _tag: "QueryInvalid", ...problem })
    assert.strictEqual(run.usage.queries, 0)
    assert.strictEqual(run.transcript[0]?.outcome, "QueryInvalid")
  })

  it("refuses a query when the checker itself fails", async () => {
    const [reason] = await outcomeOf(`posthog.query("select 1 from events")`, {
      checker: { check: () => Promise.reject(new Error("worker died")) }
    })
    assert.strictEqual(reason._tag, "QueryInvalid")
  })

  it("stops at the granted number of queries", async () => {
    const run = await runTest(
      `const tags = []
       for (let n = 0; n < 3; n++) tags.push(await posthog.query("select 1 from events").then(() => "ok", (error) => [error.reason._tag, error.reason.budget]))
       export default tags`,
      { grant: { queries: 2 }, language: "js" }
    )
    assert.deepStrictEqual(run.result, ["ok", "ok", ["BudgetExceeded", "queries"]])
  })

  it("asks for no more rows than are left, cuts what is over, and says so", async () => {
    const limits: number[] = []
    const run = await runTest(
      `const seen = []
       for (let n = 0; n < 3; n++) seen.push(await posthog.query("select n from events").then(({ rows, completeness }) => [rows.length, completeness], (error) => error.reason._tag))
       export default seen`,
      {
        language: "js",
        grant: { rowsPerQuery: 3, rows: 5 },
        posthog: {
          query: (_text, { limit }) => {
            limits.push(limit)
            return answerOf(Array.from({ length: 4 }, (_, n) => [n]))()
          }
        }
      }
    )
    const cut = (returned: number) => ({
      status: "truncated",
      cause: "row-budget",
      returned,
      howToGetTheRest: `The grant allows ${returned} rows here. Aggregate in HogQL, or run the script with a larger grant.`
    })
    assert.deepStrictEqual(run.result, [[3, cut(3)], [2, cut(2)], "BudgetExceeded"])
    assert.deepStrictEqual(limits, [3, 2])
    assert.strictEqual(run.usage.rows, 5)
  })

  it("names the grant as the cause when the client cut at the grant's limit", async () => {
    const [result] = await outcomeOf(`posthog.query("select n from events")`, {
      grant: { rowsPerQuery: 1 },
      posthog: {
        query: () =>
          Promise.resolve({
            columns: [{ name: "n", type: "Int64" }],
            rowArrays: [[1]],
            completeness: {
              status: "truncated",
              cause: "your-limit",
              returned: 1,
              howToGetTheRest: "Raise your limit."
            }
          })
      }
    })
    assert.deepInclude(result.completeness, { cause: "row-budget", returned: 1 })
  })

  it("cuts an answer at the granted bytes, and refuses the next", async () => {
    const run = await runTest(
      `const first = await posthog.query("select n from events")
       const second = await posthog.query("select n from events").catch((error) => error.reason)
       const third = await posthog.query("select n from events").catch((error) => error.reason)
       export default [first.rows.length, first.completeness.cause, second._tag ?? second.completeness.cause, third]`,
      {
        language: "js",
        grant: { bytes: 2_000 },
        posthog: { query: answerOf(Array.from({ length: 100 }, () => ["x".repeat(100)])) }
      }
    )
    const [rows, cause, , third] = run.result as [number, string, string, { _tag: string; budget: string }]
    assert.isAbove(rows, 10)
    assert.isBelow(rows, 20)
    assert.strictEqual(cause, "byte-budget")
    assert.deepInclude(third, { _tag: "BudgetExceeded", budget: "bytes" })
    assert.isBelow(run.usage.bytes, 2_500)
  })

  it("stops waiting when the granted seconds are over, and tells the client to stop", async () => {
    let aborted = false
    const [reason] = await outcomeOf(`posthog.query("select n from events")`, {
      grant: { seconds: 1 },
      posthog: {
        query: (_text, { signal }) =>
          new Promise(() => {
            signal.addEventListener("abort", () => (aborted = true))
          })
      }
    })
    assert.deepInclude(reason, { _tag: "BudgetExceeded", budget: "seconds" })
    assert.isTrue(aborted)
  })

  it("lists and describes granted objects only", async () => {
    const run = await runTest(
      `export default [
        (await posthog.listObjects()).map(({ name }) => name),
        await posthog.getFields("events"),
        await posthog.getFields("persons").catch((error) => error.reason._tag)
      ]`,
      { grant: { tables: ["events", "system.insights"] }, language: "js" }
    )
    assert.deepStrictEqual(run.result, [
      ["events", "insights"],
      [{ name: "uuid", type: "String" }],
      "TableNotGranted"
    ])
  })

  it("passes on the driver's own reasons, and keeps every other error to itself", async () => {
    const rejected = {
      reason: {
        _tag: "QueryRejected",
        message: "No such column. phx_abcdefghijklmnop",
        start: 7,
        end: 9,
        headers: { authorization: "phx_abcdefghijklmnop" }
      }
    }
    const own = await outcomeOf(`posthog.query("select 1 from events")`, {
      posthog: { query: () => Promise.reject(Object.assign(new Error(), rejected)) }
    })
    assert.deepStrictEqual(own[0], {
      _tag: "QueryRejected",
      message: "No such column. <redacted>",
      start: 7,
      end: 9
    })
    const other = await outcomeOf(`posthog.query("select 1 from events")`, {
      posthog: {
        query: () => Promise.reject(new Error("POST https://host/?personal_api_key=phx_secretsecret failed"))
      }
    })
    assert.strictEqual(other[0]._tag, "RequestFailed")
    assert.notInclude(inspector.inspect(other, { depth: 10 }), "secretsecret")
  })

  it("survives garbage, oversized lines and forged shapes, and answers what follows", async () => {
    const run = await runTest(`
      import fs from "node:fs"
      const write = (text: string) => { for (let at = 0; at < text.length; ) { try { at += fs.writeSync(3, text.slice(at, at + 65536)) } catch (error: any) { if (error.code !== "EAGAIN") throw error } } }
      write("garbage\\n{\\n[]\\nnull\\n\\n\\u0000\\u0001\\n")
      write(JSON.stringify({ kind: "request", id: 7, verb: "drop", text: "x" }) + "\\n")
      write(JSON.stringify({ kind: "request", id: 8, verb: "query", text: 5 }) + "\\n")
      write(JSON.stringify({ kind: "request", id: 9, verb: "query", text: "select 1", sudo: true }) + "\\n")
      write(JSON.stringify({ kind: "request", id: -1, verb: "listObjects" }) + "\\n")
      write('{"__proto__":{"kind":"hello"},"kind":"request","id":10,"verb":"listObjects"}\\n')
      write("y".repeat(3 * 1024 * 1024) + "\\n")
      export default (await posthog.query("select 1 from events")).rows`)
    assert.deepStrictEqual(run.result, [{ n: 1 }])
    assert.strictEqual(run.usage.refused, 11)
    assert.deepInclude(run.transcript.at(-2), {
      verb: "invalid",
      text: "A line is longer than 1048576 bytes."
    })
    assert.strictEqual(run.transcript.at(-1)?.outcome, "answered")
  })

  it("refuses a request that is too long at once, so that the script can catch it and go on", async () => {
    const run = await runTest(`
      const tooLong = await posthog.query("select '" + "x".repeat(3e6) + "'").catch((error: any) => error.reason)
      const values = await posthog.query("select {x} from events", { values: { x: "é".repeat(6e5) } }).catch((error: any) => error.reason)
      const name = await posthog.getFields("x".repeat(2e6)).catch((error: any) => error.reason)
      const { rows } = await posthog.query("select '" + "x".repeat(1e6) + "' from events")
      export default { reasons: [tooLong, values, name], rows }`)
    assert.strictEqual(run.outcome, "succeeded")
    const { reasons, rows } = run.result as { reasons: readonly Refused[]; rows: unknown }
    for (const reason of reasons) {
      assert.strictEqual(reason._tag, "RequestInvalid")
      assert.match(String(reason["message"]), /^The request takes \d+ bytes; at most 1048576 may be asked/)
    }
    assert.deepStrictEqual(rows, [{ n: 1 }])
    assert.strictEqual(run.usage.requests, 1)
  })

  it("answers a request after a line the script wrote itself and left unfinished", async () => {
    for (const length of [1, 3 * 1024 * 1024]) {
      const run = await runTest(`
        import fs from "node:fs"
        const text = "y".repeat(${length})
        for (let at = 0; at < text.length; ) { try { at += fs.writeSync(3, text.slice(at, at + 65536)) } catch (error: any) { if (error.code !== "EAGAIN") throw error } }
        export default (await posthog.query("select 1 from events")).rows`)
      assert.deepStrictEqual(run.result, [{ n: 1 }])
      assert.strictEqual(run.usage.refused, 1)
    }
  })

  it("refuses values that are none of HogQL's", async () => {
    const [reason] = await outcomeOf(
      `posthog.query("select {x} from events", { values: { x: { evil: 1 } as any } })`
    )
    assert.deepInclude(reason, { _tag: "RequestInvalid" })
    const [nan] = await outcomeOf(`posthog.query("select {x} from events", { values: { x: NaN } })`)
    assert.deepInclude(nan, { _tag: "NotEncodable" })
  })

  it("shortens a long query in the transcript and says by how much", async () => {
    const run = await runTest(`await posthog.query("select 1 from events where " + "x".repeat(10000))`)
    assert.match(run.transcript[0]!.text, /… \(6027 more characters\)$/)
  })

  it("answers parallel requests, each to its own caller", async () => {
    const run = await runTest(
      `export default (await Promise.all(Array.from({ length: 60 }, (_, n) => posthog.getFields("o" + n)))).map(([field]) => field.name)`,
      { language: "js", posthog: { getFields: (object) => Promise.resolve([{ name: object }]) } }
    )
    assert.deepStrictEqual(
      run.result,
      Array.from({ length: 60 }, (_, n) => `o${n}`)
    )
  })
})
