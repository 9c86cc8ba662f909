/** Arguments of the wrong kind, and what is converted on the way, on real ClickHouse. */
import { describe, expect, it } from "vitest"
import { HogqlCompileError, type HogqlReason } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { bob } from "../store/rows.ts"

const { compile, rows } = compileAndRun()

const reasonOf = async (query: string): Promise<HogqlReason> => {
  const answer = await compile(query).catch((error: unknown) => error)
  if (answer instanceof HogqlCompileError) return answer.reason
  throw new TypeError(`Compiled, and should not have: ${query}`)
}

describe("an argument that ClickHouse would refuse", () => {
  it.each([
    [
      "select arrayJoin(properties.items) from events",
      "properties.items",
      "JSONExtract(properties.items, 'Array(String)')"
    ],
    ["select arrayMap(x -> x, event) from events", "event", "JSONExtract(event, 'Array(String)')"],
    ["select has(1, 1)", "1", "[1]"],
    ["select toStartOfDay(properties.x) from events", "properties.x", "toDateTime(properties.x)"],
    [
      "select dateDiff('day', timestamp, '2024-01-01') from events",
      "'2024-01-01'",
      "toDateTime('2024-01-01')"
    ],
    ["select round(properties.size) from events", "properties.size", "toFloat(properties.size)"],
    ["select lower(1)", "1", "toString(1)"],
    ["select lower(person_id) from events", "person_id", "toString(person_id)"],
    ["select arrayMap(x -> lower(x), [1])", "x", "toString(x)"],
    ["select arraySum(event) from events", "event", "JSONExtract(event, 'Array(Float64)')"],
    ["select sumIf(event, 1 = 1) from events", "event", "toFloat(event)"],
    ["select avgArray(event) from events", "event", "JSONExtract(event, 'Array(Float64)')"],
    ["select lag(event, 'a') over (order by event) from events", "'a'", "toInt('a')"],
    ["select geoToH3(1, 2.5, 3)", "1", "toFloat(1)"],
    [
      "select date_trunc('hour', toDate('2024-01-01'))",
      "toDate('2024-01-01')",
      "toDateTime(toDate('2024-01-01'))"
    ]
  ])("is refused with its place and a conversion: %s", async (query, place, conversion) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe("TypeMismatch")
    expect(query.slice(reason.start, reason.end)).toBe(place)
    expect(reason.message).toContain(`Write ${conversion}`)
  })
})

describe("arguments that do not fit together", () => {
  it.each([
    ["select least('a', 1)", "1", "nothing in common"],
    ["select has([1], 'a')", "'a'", "nothing in common"],
    ["select [1] || ['a']", "['a']", "nothing in common"],
    ["select nullIf(event, timestamp) from events", "timestamp", "nothing in common"],
    ["select nullIf(person_id, 'nobody') from events", "'nobody'", "UUID and is none"],
    ["select nullIf(timestamp, 'soon') from events", "'soon'", "time and is none"],
    ["select cosineDistance([1, 2], (3, 4))", "(3, 4)", "nothing in common"],
    ["select addDays(1, 1)", "1", "is a value of type Integer."],
    ["select [1, 2][toFloat('1'):2]", "toFloat('1')", "whole item numbers"],
    ["select count(distinct) from events", "count(distinct)", "needs what has to differ"],
    ["select transform('a', ['a'], ['b'], 1)", "1", "nothing in common"],
    ["select lead(event, 1, 0) over (order by event) from events", "0", "nothing in common"],
    ["select arrayFold((acc, x) -> acc + x, [1.5], 0)", "0", "gives a value of type Float"],
    ["select arraySum(['a'])", "['a']", "a list of numbers"],
    ["select arrayReduce('sum', ['a'])", "['a']", "a list of numbers"],
    ["select arraySum(x -> 'a', [1])", "'a'", "has to give a number"],
    ["select arrayFilter(x -> 'a', [1])", "'a'", "has to give a condition"],
    ["select lower(x -> x)", "x -> x", "takes no lambda"],
    ["select arrayMap((x, y) -> x, [1])", "(x, y) -> x", "walks through 1 list"],
    ["select sum(now()) from events", "now()", "a number"],
    ["select sumMerge(1) from events", "1", "the state of an aggregate"],
    ["select lower(map('a', 1))", "map('a', 1)", "is a map"],
    ["select [1] + ['a']", "[1] + ['a']", "not defined between"],
    [
      "select toDate(timestamp) - timestamp from events",
      "toDate(timestamp) - timestamp",
      "not defined between"
    ],
    ["select arraySum([1, null])", "[1, null]", "arrayMap(x -> ifNull(x, 0), [1, NULL])"],
    ["select arraySum(x -> toFloat(x), ['1'])", "toFloat(x)", "ifNull(toFloat(x), 0)"],
    ["select transform(event, ['a'], [1]) from events", "event", "nothing in common"],
    ["select mapFilter(k -> k = 'a', map('a', 1))", "k -> k = 'a'", "keys and values"],
    ["select (1, 2).3", "(1, 2).3", "2 items"],
    ["select (1, 2)[3]", "(1, 2)[3]", "no item 3"],
    ["select [(1, 2)].3", "[(1, 2)].3", "no item 3"],
    ["select (1, 'a') = (1, 2)", "(1, 'a') = (1, 2)", "Tuple(Integer, String)"],
    ["select (timestamp, event) > ('soon', 'a') from events", "'soon'", "time and is none"],
    ["select (event, uuid) = ('a', 'b') from events", "'b'", "UUID and is none"],
    ["select toDate('2024-01-01') = 5", "toDate('2024-01-01') = 5", "compared with"],
    ["select uuid = distinct_id from events", "uuid = distinct_id", "toString(uuid)"]
  ])("%s", async (query, place, told) => {
    const reason = await reasonOf(query)
    expect(query.slice(reason.start, reason.end)).toBe(place)
    expect(reason.message).toContain(told)
  })

  it("but nullIf reads a written text as what it stands beside", async () => {
    const query = `select count(), countIf(nullIf(id, '${bob}') is null) from persons where id = '${bob}'`
    expect(await rows(query)).toEqual([[1, 1]])
  })

  it.each([
    ["arrayMap((a, b) -> a + b, [(1, 2)])", [3]],
    ["[1, 2] + [3, 4]", [4, 6]],
    ["(1, 2) * (3, 4)", 11],
    ["7 / [2]", [3.5]],
    [
      "toDateTime('2024-01-01 00:00:00') + (toIntervalDay(1), toIntervalHour(1)) = toDateTime('2024-01-02 01:00:00')",
      1
    ],
    ["map('a', 1)['a']", 1],
    ["dotProduct([1, 2], [3, 4])", 11],
    ["cosineDistance([1, 0], [0, 1])", 1],
    ["[L1Distance([1, 2], [3, 4]), LinfDistance([1, 2], [3, 4]), LpDistance([1, 2], [3, 4], 1)]", [4, 2, 4]],
    ["[1, 2, 3][1:map('a', 2)['a']]", [1, 2]],
    ["nullIf(toDate('1970-01-01'), '1970-01-01')", null],
    ["nullIf(toDateTime('2024-01-01 00:00:00'), '2024-01-01')", null],
    ["nullIf(toInt('0'), '0')", null],
    ["(toDate('2024-01-02'), 'a') > ('2024-01-01', 'b')", 1],
    ["(1, (toDate('2024-01-02'), 'a')) = (1, ('2024-01-02', 'a'))", 1],
    ["('2024-01-01 00:00:00', 1) = (toDateTime('2024-01-01 00:00:00'), 1)", 1],
    [
      "tuple(toInt('2'), toUUID('00000000-0000-0000-0000-000000000001')) < ('10', '00000000-0000-0000-0000-000000000002')",
      1
    ],
    ["arrayReduce('sum', [1, 2])", 3],
    ["has(map('a', 1), 'a')", 1],
    ["coalesce(null, 'a')", "a"],
    ["[1] || [2]", [1, 2]],
    ["arraySum(arrayMap(x -> ifNull(toFloat(x), 0), ['1', 'x']))", 1],
    ["arrayMax([1, null])", 1],
    ["toDecimal('50', 6) % 24", 2],
    ["modulo(toDecimal('50', 6), 24)", 2],
    [
      "floor((toDateTime64('2024-01-02 01:30:00', 6) - toDateTime64('2024-01-01 00:00:00.5', 6)) / 3600) % 24",
      1
    ],
    ["[1] || 'a'", "[1]a"]
  ])("but %s gives %j", async (hogql, gives) => {
    expect(await rows(`select ${hogql}`)).toEqual([[gives]])
  })
})

describe("what is written out and cannot be right", () => {
  it.each([
    ["select JSONExtract('{}', 'a', 'Foo')", "'Foo'"],
    ["select JSONExtract('{}', 'a', 'int64')", "'int64'"],
    ["select JSONExtract('{}', 'a', 'Array(Int64')", "'Array(Int64'"],
    ["select JSONExtract('{}', 'a', '')", "''"],
    ["select JSONExtract('{}', 'a')", "'a'"],
    ["select JSONExtractKeysAndValues('{}', 'Foo')", "'Foo'"],
    ["select quantile(2)(1)", "2"],
    ["select quantiles(0.5, -0.1)(1)", "-0.1"],
    ["select quantileIf('a')(1, 1 = 1)", "'a'"],
    ["select topK(0)(1)", "0"],
    ["select groupArray(-1)(event) from events", "-1"],
    ["select windowFunnel(-1)(timestamp, event = 'a') from events", "-1"]
  ])("%s", async (query, place) => {
    const reason = await reasonOf(query)
    expect(reason._tag).toBe("WrongArguments")
    expect(query.slice(reason.start, reason.end)).toBe(place)
  })

  it.each([
    ["Tuple(a Int64, `b c` Array(Nullable(DateTime(\\'UTC\\'))))", [0, []]],
    ["Decimal(10, 2)", 0],
    ["double precision", 0],
    ["INT UNSIGNED", 0],
    ["Map(String, LowCardinality(String))", {}],
    ["Enum8(\\'a\\' = 0, \\'b\\' = -1)", "a"]
  ])("but not the type %s", async (type, gives) => {
    expect(await rows(`select JSONExtract('{}', 'x', '${type}')`)).toEqual([[gives]])
  })
})

describe("an argument that ClickHouse would refuse and HogQL takes", () => {
  it("is a whole number as the default of toFloatOrDefault", async () => {
    expect(await rows("select toFloatOrDefault('x', 0), toFloatOrDefault('2.5', 1)")).toEqual([[0, 2.5]])
  })

  it("is a time in seconds as the origin for a stored time", async () => {
    expect(
      await rows(`select date_bin(toIntervalHour(1), timestamp, toDateTime('2024-01-01 00:15:00')),
        toStartOfInterval(timestamp, toIntervalDay(1), toDateTime('2024-01-01 06:00:00'))
        from events order by timestamp limit 1`)
    ).toEqual([["2024-03-01 22:15:00.000000", "2024-03-01 06:00:00.000000"]])
  })
})

describe("FILTER and WITHIN GROUP", () => {
  const numbers = "(select number as n, number % 3 as third from numbers(10))"

  it("filter before they count what differs", async () => {
    // 5 to 9 leave the remainders 2, 0, 1, 2, 0.
    expect(
      await rows(`select count(distinct third) filter (where n > 4), sum(distinct third) filter (where n > 4),
        count(distinct third) filter (where n > 8) from ${numbers}`)
    ).toEqual([[3, 3, 1]])
  })

  it("count a share from the other end when the order is descending", async () => {
    expect(
      await rows(`select percentile_cont(0.75) within group (order by n desc), percentile_cont(0.25) within group (order by n)
        from ${numbers}`)
    ).toEqual([[2.25, 2.25]])
    expect(
      await reasonOf(`select percentile_disc(0.5) within group (order by n desc) from ${numbers}`)
    ).toMatchObject({
      _tag: "NotSupported"
    })
  })
})

describe("survey answers", () => {
  const event = (properties: object) => `(select '${JSON.stringify(properties)}' as properties)`

  it.each([
    ["getSurveyResponse(0)", { $survey_response: "first" }, "first"],
    ["getSurveyResponse(2)", { $survey_response_2: "third" }, "third"],
    ["getSurveyResponse(0, 'q')", { $survey_response_q: "by id", $survey_response: "by index" }, "by id"],
    ["getSurveyResponse(0)", { $survey_questions: [{ id: "q" }], $survey_response_q: "by id" }, "by id"],
    ["getSurveyResponse(0)", {}, null],
    ["getSurveyResponse(0, 'q', true)", { $survey_response_q: ["a", "b"] }, ['"a"', '"b"']],
    ["getSurveyResponse(1, 'q', true)", { $survey_response_1: ["c"] }, ['"c"']]
  ])("%s of %j", async (call, properties, answer) => {
    expect(await rows(`select ${call} from ${event(properties)}`)).toEqual([[answer]])
  })
})
