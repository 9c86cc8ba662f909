import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine } from "../testEngine.ts"
import type { TestEngine } from "../testEngine.ts"

let test: TestEngine

beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
}, 60_000)

afterAll(() => test[Symbol.asyncDispose]())

describe("query_log", () => {
  it("holds a row for each query that came to the database, by its name and id", async () => {
    await test.send("/api/projects/@current/query/", {
      body: {
        client_query_id: "q-1",
        query: { kind: "HogQLQuery", query: "select number from numbers(3)", name: "three numbers" }
      }
    })
    await test.hogql("select throwIf(1) from nowhere")
    assert.deepStrictEqual(
      await test.rows(
        "select query_id, query, hogql_name, status, result_rows, exception_code, is_personal_api_key_request from query_log"
      ),
      [["q-1", "select number from numbers(3)", "three numbers", "QueryFinish", 3, 0, true]]
    )
  })

  it("tells how long a query took, and when", async () => {
    assert.deepStrictEqual(
      await test.rows(
        "select query_duration_ms >= 0, event_date = toDate(event_time), event_time >= query_start_time from query_log where query_id = 'q-1'"
      ),
      [[1, 1, 1]]
    )
  })

  it("notes the number of the error of one that failed", async () => {
    const answer = await test.hogql("select toInt(event) from events where match(event, concat('(', event))")
    assert.strictEqual(answer.status, 200)
    await test.hogql("select toDateTime64(concat('x', ''), 6) from numbers(1)", { name: "broken" })
    const rows = await test.rows(
      "select status, exception_code > 0, result_rows from query_log where hogql_name = 'broken'"
    )
    assert.deepStrictEqual(rows, [["ExceptionWhileProcessing", 1, 0]])
  })
})
