import { events, fn, select } from "@posthog-driver/hogql-builder"
import { describe, expect, expectTypeOf, it, vi } from "vitest"
import type { Cell } from "../../src/index.ts"
import { bodyOf, failure, refusal, rows, scripted } from "../scripted.ts"

const metadata = (errors: ReadonlyArray<object>) => ({
  json: { isValid: false, errors, warnings: [], notices: [] }
})

describe("query", () => {
  it("sends the text, the values, a name and an id of its own to the project's query endpoint", async () => {
    const { posthog, sent } = scripted([rows(["a"], [[1]], { hasMore: false })])
    const result = await posthog.query("select {x} as a", {
      values: { x: 2n ** 60n },
      name: "mine",
      refresh: "force_blocking"
    })
    expect(sent[0]).toMatchObject({ method: "POST", url: "https://posthog.test/api/projects/7/query/" })
    expect(sent[0]?.body).toContain('"values":{"x":1152921504606846976}')
    expect(bodyOf(sent[0])).toMatchObject({
      query: { kind: "HogQLQuery", query: "select {x} as a" },
      name: "mine",
      client_query_id: result.queryId,
      refresh: "force_blocking"
    })
  })

  it("takes anything that can say itself in HogQL", async () => {
    const { posthog, sent } = scripted([rows(["a"], [[1]], { hasMore: false })])
    await posthog.query(
      { toHogQL: () => ({ query: "select {p0}", values: { p0: "it's" } }) },
      { values: { other: 1 } }
    )
    expect(bodyOf(sent[0])).toMatchObject({
      query: { query: "select {p0}", values: { p0: "it's", other: 1 } }
    })
  })

  it("knows the row type of a builder query, and takes the caller's word for text", async () => {
    const { posthog } = scripted(() => rows(["n"], [[3]], { hasMore: false }))
    const built = await posthog.query(select(events).columns({ n: fn.count() }))
    expectTypeOf(built.rows[0]!.n).toEqualTypeOf<number>()
    expect(built.rows[0]?.n).toBe(3)
    const named = await posthog.query<{ n: number }>("select 3 as n")
    expectTypeOf(named.rows[0]!.n).toEqualTypeOf<number>()
    const plain = await posthog.query("select 3 as n")
    expectTypeOf(plain.rows[0]!).toEqualTypeOf<Record<string, Cell>>()
  })

  it("keeps what PostHog says about cache, cost, time and the query it ran", async () => {
    const { posthog } = scripted([
      {
        headers: { "X-PostHog-Query-Bytes-Read": "2048", "X-PostHog-Query-Budget-Remaining-Bytes": "1e9" },
        ...rows(["n", "n"], [[1, 2]], {
          hasMore: false,
          hogql: "SELECT 1 AS n, 2 AS n LIMIT 100",
          is_cached: true,
          last_refresh: "2026-11-01T00:00:00Z",
          timings: [{ k: "./execute", t: 0.25 }],
          somethingNew: { ignored: true }
        })
      }
    ])
    const result = await posthog.query("select 1 as n, 2 as n")
    expect(result).toMatchObject({
      hogql: "SELECT 1 AS n, 2 AS n LIMIT 100",
      cached: true,
      lastRefresh: "2026-11-01T00:00:00Z",
      budget: { bytesRead: 2048, remainingBytes: 1e9 },
      rows: [{ n: 1, n_2: 2 }],
      rowArrays: [[1, 2]],
      columns: [
        { name: "n", type: "String" },
        { name: "n_2", type: "String" }
      ]
    })
    expect(result.timings).toMatchObject({ attempts: 1, server: [{ stage: "./execute", seconds: 0.25 }] })
    expect(result.warnings[0]).toContain('"n_2"')
  })

  it.each([
    ["select a from t\norder by '😀', b nulls first", "NULLS FIRST has no effect", "(line 2, column 17)"],
    ["select a from t group by a with totals limit 5", "WITH TOTALS has no effect", "(line 1, column 28)"],
    ["select count() from events wher is_test", "Did you mean WHERE", "(line 1, column 28)"],
    ["(select 1) order by 1", "ORDER BY has no effect", "(line 1, column 12)"]
  ])("warns that PostHog does not run %j as it is written", async (text, sentence, place) => {
    const { posthog } = scripted([rows(["n"], [[1]])])
    const { warnings } = await posthog.query(text)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(sentence)
    expect(warnings[0]).toContain(place)
  })

  it("keeps 64-bit integers exact", async () => {
    const text =
      '{"columns":["big"],"types":[["big","UInt64"]],"results":[[18446744073709551615]],"hasMore":false}'
    const { posthog } = scripted([{ headers: { "content-type": "application/json" }, text }])
    expect((await posthog.query("select 1")).rows).toEqual([{ big: 18446744073709551615n }])
  })

  it("asks for one row more than LIMIT n and hides it", async () => {
    const { posthog, sent } = scripted([rows(["n"], [[1], [2], [3]])])
    const result = await posthog.query("select n from numbers(9) limit 2")
    expect(bodyOf(sent[0])).toMatchObject({ query: { query: "select n from numbers(9) limit 3" } })
    expect(result.rows).toEqual([{ n: 1 }, { n: 2 }])
    expect(result.rowArrays).toHaveLength(2)
    expect(result.completeness).toMatchObject({ status: "truncated", cause: "your-limit", returned: 2 })
  })

  it("sends a text it cannot read as it is, and makes no claim about its LIMIT", async () => {
    const { posthog, sent } = scripted([rows(["n"], [[1]])])
    const result = await posthog.query("select ((1 limit 2")
    expect(bodyOf(sent[0])).toMatchObject({ query: { query: "select ((1 limit 2" } })
    expect(result.completeness.status).toBe("unknown")
  })

  it("says unknown when PostHog does not say whether more follows", async () => {
    const { posthog } = scripted([rows(["n"], [[1]])])
    expect((await posthog.query("select 1")).completeness.status).toBe("unknown")
  })

  it.each(["", " \n\t ", "-- only a comment limit"])(
    "refuses the empty query %j without a request",
    async (text) => {
      const { posthog, sent } = scripted([])
      expect((await failure(posthog.query(text))).reason).toMatchObject({
        _tag: "QueryRejected",
        code: "empty_query"
      })
      expect(sent).toHaveLength(0)
    }
  )

  it("refuses OFFSET without a request and names keyset paging", async () => {
    const { posthog, sent } = scripted([])
    for (const text of [
      "select 1 limit 5 offset 5",
      "select * from (select 1 limit 1 offset 1)",
      "select 1 limit 5, 10"
    ]) {
      const { reason } = await failure(posthog.query(text))
      expect(reason).toMatchObject({ _tag: "QueryRejected", code: "offset_refused" })
      expect(reason.message).toContain("ORDER BY timestamp, uuid")
    }
    expect(sent).toHaveLength(0)
  })

  it.each([
    [{ limit: 0 }, "limit"],
    [{ limit: 1.5 }, "limit"],
    [{ refresh: "async" as "blocking" }, "refresh"],
    [{ values: { a: 2 ** 60 } }, "bigint"],
    [{ values: { a: Number.NaN } }, "values.a"],
    [{ values: { a: new Date(Number.NaN) } }, "invalid date"],
    [{ values: { a: {} as string } }, "values.a"]
  ])("refuses the options %j without a request", async (options, said) => {
    const { posthog, sent } = scripted([])
    const { reason } = await failure(posthog.query("select 1", options))
    expect(reason._tag).toBe("RequestRefused")
    expect(reason.message).toContain(said)
    expect(sent).toHaveLength(0)
  })

  it("refuses one value given twice", async () => {
    const { posthog } = scripted([])
    const query = { toHogQL: () => ({ query: "select {a}", values: { a: 1 } }) }
    expect((await failure(posthog.query(query, { values: { a: 2 } }))).reason._tag).toBe("RequestRefused")
  })

  it("names the place and the fix that PostHog's validator gives", async () => {
    const { posthog, sent } = scripted([
      refusal(400, "validation_error", "hogql_query_error", "Unknown table `evnts`."),
      metadata([{ message: "Unknown table", start: 14, end: 19, fix: "events" }])
    ])
    const { reason } = await failure(posthog.query("select 1 from evnts limit 3"))
    expect(reason).toMatchObject({
      _tag: "QueryRejected",
      code: "hogql_query_error",
      message: "Unknown table `evnts`.",
      start: 14,
      end: 19,
      fix: "events"
    })
    // Positions are asked for the text that was given, not for the one that was sent.
    expect(bodyOf(sent[1])).toMatchObject({
      query: { kind: "HogQLMetadata", query: "select 1 from evnts limit 3" }
    })
  })

  it("takes no place from a validator that complains about something else", async () => {
    const { posthog, sent } = scripted([
      refusal(400, "validation_error", "hogql_query_error", "Unknown field `evnt`."),
      metadata([{ message: "Unresolved placeholder: {v0}", start: 7, end: 11 }])
    ])
    const { reason } = await failure(posthog.query("select {v0}, evnt", { values: { v0: 1 } }))
    expect(reason).not.toHaveProperty("start")
    expect(bodyOf(sent[1])).toMatchObject({ query: { globals: { v0: 1 } } })
  })

  it("takes the place of the fault that was refused, among several", async () => {
    const { posthog } = scripted([
      refusal(400, "validation_error", "hogql_query_error", "Unknown field `evnt`."),
      metadata([
        { message: "Unknown function `cnt`.", start: 1, end: 2 },
        { message: "Unknown field `evnt`.", start: 7, end: 11 }
      ])
    ])
    const { reason } = await failure(posthog.query("select evnt, cnt()"))
    expect(reason).toMatchObject({ start: 7, end: 11 })
  })

  it("rejects without a place when the validator does not answer", async () => {
    const { posthog } = scripted([
      refusal(400, "validation_error", "hogql_syntax_error", "no viable alternative"),
      { status: 500, text: "boom" }
    ])
    const { reason } = await failure(posthog.query("select from"))
    expect(reason).toMatchObject({ _tag: "QueryRejected", code: "hogql_syntax_error" })
    expect(reason).not.toHaveProperty("start")
  })

  it("takes an error inside a 200 for what it is", async () => {
    const { posthog } = scripted([{ json: { error: "it failed", results: [], columns: [] } }])
    expect((await failure(posthog.query("select 1"))).reason).toMatchObject({
      _tag: "QueryRejected",
      message: "it failed"
    })
  })

  it.each([
    [504, "QueryTimedOut"],
    [512, "QueryTooExpensive"],
    [513, "QueryTooExpensive"]
  ])("says what %i means and does not try again", async (status, tag) => {
    const { posthog, sent } = scripted([refusal(status, "server_error", "error", "…")], {
      retry: { attempts: 3 }
    })
    expect((await failure(posthog.query("select 1"))).reason._tag).toBe(tag)
    expect(sent).toHaveLength(1)
  })

  it("does not take a gateway's 504 for PostHog's", async () => {
    const { posthog } = scripted([{ status: 504, headers: { "content-type": "text/html" }, text: "<html>" }])
    expect((await failure(posthog.query("select 1"))).reason._tag).toBe("ServerFailed")
  })

  it.each([
    ["no results", { json: { query_status: { complete: false } }, status: 202 }],
    ["rows that are no arrays", { json: { columns: ["a"], results: [{ a: 1 }] } }],
    ["a row of another width", rows(["a", "b"], [[1]])]
  ])("refuses an answer with %s", async (_what, answer) => {
    const { posthog } = scripted([answer])
    expect((await failure(posthog.query("select 1"))).reason._tag).toBe("UnexpectedBody")
  })

  it("cancels on PostHog when it is aborted, and rejects with the signal's reason", async () => {
    const controller = new AbortController()
    const { posthog, sent } = scripted((_request, index) => {
      if (index > 0) return { json: { message: "cancelled" } }
      queueMicrotask(() => controller.abort("enough"))
      return "never"
    })
    await expect(posthog.query("select 1", { signal: controller.signal })).rejects.toBe("enough")
    const id: unknown = bodyOf(sent[0])["client_query_id"]
    expect(sent[1]).toMatchObject({
      method: "DELETE",
      url: `https://posthog.test/api/projects/7/query/${String(id)}/`
    })
  })

  it("asks PostHog to cancel nothing that still waited for its lane", async () => {
    const [running, waiting] = [new AbortController(), new AbortController()]
    const { posthog, sent } = scripted(({ method }) => (method === "DELETE" ? { json: {} } : "never"), {
      lanes: { query: { concurrency: 1 } }
    })
    const first = posthog.query("select 1", { signal: running.signal })
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    const second = posthog.query("select 2", { signal: waiting.signal })
    const third = failure(posthog.query("select 3", { timeoutMillis: 20 }))
    await new Promise(setImmediate)
    waiting.abort("enough")
    await expect(second).rejects.toBe("enough")
    expect((await third).reason._tag).toMatch(/TimedOut|LaneBusy/)
    running.abort("enough")
    await expect(first).rejects.toBe("enough")
    expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE"])
  })

  it("cancels on PostHog when its time is over", async () => {
    const { posthog, sent } = scripted((_request, index) =>
      index === 0 ? "never" : { status: 404, json: {} }
    )
    const { reason } = await failure(posthog.query("select 1", { timeoutMillis: 20 }))
    expect(reason._tag).toBe("TimedOut")
    expect(sent[1]?.method).toBe("DELETE")
  })
})
