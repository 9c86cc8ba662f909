/** What a query's author did wrong is told as a 400 with ClickHouse's name for it, in words that quote nothing. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { startTestEngine, type TestEngine } from "../testEngine.ts"

let test: TestEngine
beforeAll(async () => {
  test = await startTestEngine({ seed: "none" })
})
afterAll(() => test[Symbol.asyncDispose]())

describe("a query that ClickHouse refuses", () => {
  it.each([
    ["select base64Decode(concat('!!', 'secret'))", "incorrect_data"],
    ["select toIPv4(concat('sec', 'ret'))", "cannot_parse_ipv4"],
    ["select match('secret', concat('(', event)) from (select 'x' as event)", "cannot_compile_regexp"],
    ["select arrayMap((a, b) -> a, [1], [1, 2])", "sizes_of_arrays_dont_match"],
    ["select JSONExtract('{}', concat('secret', ''))", "unknown_type"],
    ["select JSONExtract('{}', concat('Int64 ', 'secret'))", "unknown_type"],
    ["select JSONExtract('{}', 'a', 'Secret')", "hogql_query_error"],
    ["select JSONExtractKeysAndValues('{\"a\":1}', 'Secret')", "hogql_query_error"],
    ["select quantile(2)(1)", "hogql_query_error"]
  ])("%s", async (query, code) => {
    const { json, status } = await test.hogql(query)
    assert.strictEqual(status, 400, JSON.stringify(json))
    assert.strictEqual(json.type, "validation_error")
    assert.strictEqual(json.code, code)
    if (json.code !== "hogql_query_error") assert.notMatch(json.detail, /secret|SELECT|__table|param|\/tmp/i)
  })

  it("is told which function it was", async () => {
    const { json } = await test.hogql("select plus(map('a', [1])['a'], 3)")
    assert.match(json.detail, /^An argument has a type .+ \(In plus, line 1, column 8\.\)$/)
  })
})
