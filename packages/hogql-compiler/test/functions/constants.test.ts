/** Written arguments that cannot be right are refused with their place, and nothing that ClickHouse takes is. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hogqlFunctions } from "../../src/functions/findFunction.ts"
import { HogqlCompileError } from "../../src/index.ts"
import { readRegex } from "../../src/resolve/calls/constants/readRegex.ts"
import { zoneNames } from "../../src/resolve/calls/constants/zoneNames.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { project } from "../store/project.ts"
import { exampleContext, sourceOf } from "./exampleQueries.ts"

const { compile, compiler, raw, run } = compileAndRun()
const runs = process.env["FAST_CHECK_RUNS"]

/** The argument between the marks is to blame; the second text is what ClickHouse is asked. */
const refused: readonly (readonly [marked: string, clickhouse: string])[] = [
  ["toTimeZone(now(), ¶'Foo/Bar'¶)", "toTimeZone(now(), 'Foo/Bar')"],
  ["now(¶'europe/berlin'¶)", "now('europe/berlin')"],
  ["toDateTime('2024-01-01', ¶'CET '¶)", "toDateTime('2024-01-01', 'CET ')"],
  ["parseDateTimeBestEffort('2024-01-01', ¶'x'¶)", "parseDateTimeBestEffort('2024-01-01', 'x')"],
  ["dateDiff(¶'dayz'¶, now(), now())", "dateDiff('dayz', now(), now())"],
  ["dateTrunc(¶'fortnight'¶, now())", "dateTrunc('fortnight', now())"],
  ["age(¶'eon'¶, now(), now())", "age('eon', now(), now())"],
  ["dateName(¶'x'¶, now())", "dateName('x', now())"],
  ["toStartOfInterval(now(), ¶toIntervalDay(0)¶)", "toStartOfInterval(now(), toIntervalDay(0))"],
  ["toStartOfInterval(now(), ¶toIntervalDay(-1)¶)", "toStartOfInterval(now(), toIntervalDay(-1))"],
  ["today() - toIntervalDay(¶'x'¶)", "today() - toIntervalDay('x')"],
  ["match('a', ¶'('¶)", "match('a', '(')"],
  ["'a' =~ ¶'[z-a]'¶", "match('a', '[z-a]')"],
  ["'a' !~* ¶'a**'¶", "match('a', '(?i)a**')"],
  ["replaceRegexpAll('a', '(a)', ¶'\\\\2'¶)", "replaceRegexpAll('a', '(a)', '\\\\2')"],
  ["regexpExtract('a', '(a)', ¶2¶)", "regexpExtract('a', '(a)', 2)"],
  ["extractGroups('a', ¶'a'¶)", "extractGroups('a', 'a')"],
  ["splitByRegexp(¶'('¶, 'a')", "splitByRegexp('(', 'a')"],
  ["splitByChar(¶'ab'¶, 'a')", "splitByChar('ab', 'a')"],
  ["intDiv(1, ¶0¶)", "intDiv(1, 0)"],
  ["1 % ¶0¶", "1 % 0"],
  ["round(1.5, ¶32768¶)", "round(1.5, 32768)"],
  ["factorial(¶21¶)", "factorial(21)"],
  ["range(1, 8, ¶0¶)", "range(1, 8, 0)"],
  ["leftPad('7', ¶-1¶)", "leftPad('7', -1)"],
  ["repeat('a', ¶1000001¶)", "repeat('a', 1000001)"],
  ["arrayResize([1], ¶1073741825¶)", "arrayResize([1], 1073741825)"],
  ["bitTest(1, ¶100¶)", "bitTest(1, 100)"],
  ["tupleElement((1, 2), ¶0¶)", "tupleElement((1, 2), 0)"],
  ["tupleElement((1, 2), ¶3¶)", "tupleElement((1, 2), 3)"],
  ["bar(1, 0, 10, ¶1001¶)", "bar(1, 0, 10, 1001)"],
  ["h3EdgeAngle(¶16¶)", "h3EdgeAngle(16)"],
  ["LpNorm((1, 2), ¶0.5¶)", "LpNorm((1, 2), 0.5)"],
  ["toDateTime64('2024-01-01 00:00:00', ¶10¶)", "toDateTime64('2024-01-01 00:00:00', 10)"],
  ["toDateTime(¶'never'¶)", "parseDateTime64BestEffort('never', 6)"],
  ["toDateTime(¶'2024-02-30'¶)", "parseDateTime64BestEffort('2024-02-30', 6)"],
  ["toIPv4(¶'1.2.3'¶)", "toIPv4('1.2.3')"],
  ["toIPv6(¶'x'¶)", "toIPv6('x')"],
  ["isIPAddressInRange('1.2.3.4', ¶'1.2.3.4'¶)", "isIPAddressInRange('1.2.3.4', '1.2.3.4')"],
  ["base64Decode(¶'YQ'¶)", "base64Decode('YQ')"],
  ["base58Decode(¶'0'¶)", "base58Decode('0')"],
  ["toBool(¶'maybe'¶)", "toBool('maybe')"],
  ["formatDateTime(now(), ¶'%'¶)", "formatDateTime(now(), '%')"],
  ["topK(¶5592406¶)(1)", "topK(5592406)(1)"],
  ["windowFunnel(¶'strict_order'¶)(now(), 1)", "windowFunnel('strict_order')(now(), 1)"],
  ["windowFunnel(1, ¶'strict'¶)(now(), 1)", "windowFunnel(1, 'strict')(now(), 1)"],
  ["nth_value(1, ¶0¶) over ()", "nth_value(1, 0) over ()"]
]

describe("a written argument that cannot be right", () => {
  it.each(refused)("%s", async (marked, clickhouse) => {
    expect(() => raw(`select ${clickhouse}`)).toThrow()
    const query = `select ${marked}`
    const start = query.indexOf("¶")
    const end = query.indexOf("¶", start + 1) - 1
    const { errors } = await compiler().check(query.replaceAll("¶", ""), project)
    expect(errors.map((error) => [error.start, error.end])).toEqual([[start, end]])
    await expect(compile(query.replaceAll("¶", ""))).rejects.toBeInstanceOf(HogqlCompileError)
  })

  it.each([
    ["toTimeZone(now(), 'europe/berlin')", "'Europe/Berlin'"],
    ["dateDiff('dayz', now(), now())", "'day'"]
  ])("%s gets the name that was meant", async (hogql, fix) => {
    const { errors } = await compiler().check(`select ${hogql}`, project)
    expect(errors[0]?.fix?.text).toBe(fix)
  })

  it.each([
    ...["toTimeZone(now(), 'Asia/Calcutta')", "toTimeZone(now(), '')", "dateDiff('dd', now(), now())"],
    ...["dateTrunc('DAY', now())", "match('a', 'a)')", "replaceRegexpOne('a', '', '\\\\1')", "1.5 % 0"],
    ...["intDiv(1, 1)", "round(1.5, 32767)", "factorial(20)", "leftPad('7', 1000000)", "bitTest(1, 7)"],
    ...[
      "bitTest(300, 15)",
      "tupleElement((1, 2), -2)",
      "bar(1, 0, 10, 1000)",
      "h3EdgeAngle(15)",
      "topK(5592405)(1)"
    ],
    ...[
      "toDateTime('Jan')",
      "toDateTime('2024-00-10')",
      "toBool('Enabled')",
      "base64Decode('Y Q==')",
      "toIPv6('1.2.3.4')"
    ],
    ...["toDateTime64('2024-01-01 00:00:00', 9)", "formatDateTime(now(), '%%')", "repeat('a', -1)"],
    ...["windowFunnel(1, 'strict_order', 'allow_reentry')(now(), 1)"]
  ])("is not %s", async (hogql) => {
    expect(run(await compile(`select ${hogql}`))).toHaveLength(1)
  })
})

describe("time zones", () => {
  it("are ClickHouse's", () => {
    expect([...zoneNames].toSorted()).toEqual(
      raw("select time_zone from system.time_zones order by 1").flat()
    )
  })
})

const pieces = fc.constantFrom(
  ...["a", "z", "1", "é", "😀", "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "-", ":"],
  ...[
    "\\",
    "\\d",
    "\\b",
    "\\pN",
    "\\p{Greek}",
    "\\p{^L}",
    "\\1",
    "\\12",
    "\\0",
    "\\x41",
    "\\x{1F600}",
    "\\x"
  ],
  ...[
    "\\Q",
    "\\E",
    "\\z",
    "\\Z",
    "\\C",
    "(?i)",
    "(?:",
    "(?P<n>",
    "(?<n>",
    "(?=",
    "(?!",
    "(?i-s:",
    "{2}",
    "{2,}"
  ],
  ...[
    "{2,1}",
    "{1001}",
    "{,3}",
    "[a-z]",
    "[^]",
    "[[:alpha:]]",
    "[[:foo:]]",
    "[]a]",
    "[z-a]",
    "-]",
    "\\-",
    "\\]"
  ],
  ...["\\_", " ", "\n", "\\ ", "\\\n", "<", ">", "\\8", "\\u", "\\n"]
)
const patterns = fc.array(pieces, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""))

describe("a regular expression", () => {
  it("is refused only where ClickHouse cannot compile it", () => {
    fc.assert(
      fc.property(patterns, (pattern) => {
        fc.pre(readRegex(pattern).problem !== undefined)
        expect(() => run({ sql: "select match('xyz', {p:String})", parameters: { p: pattern } })).toThrow(
          /compile re2/
        )
      }),
      runs === undefined ? { numRuns: 300, seed: 20240501 } : { numRuns: Number(runs) }
    )
  })
})

/** Kinds of arguments are another check's. */
const kinds = /Code: (?:43|386)\./

/** What only ClickHouse finds wrong with a written argument, by the functions of which it does. */
const remainder = new Set<string>([
  ...["IPv6CIDRToRange", "JSON_VALUE", "_toDate", "arrayFold", "assumeNotNull", "convertCharset"],
  ...["convertCurrency", "dateAdd", "dateSub", "date_bin", "divideDecimal", "format", "geohashesInBox"],
  ...["hasToken", "hasTokenCaseInsensitive", "hop", "hopEnd", "hopStart", "lagInFrame"],
  ...["languageCodeToName", "leadInFrame", "nth_value", "pointInPolygon", "range", "toFloatOrDefault"],
  ...["toIPv4", "toIPv6", "toJSONString", "to_char", "transform", "translate", "translateUTF8"],
  ...["tupleElement"]
])
/** Cells of H3 that do not exist, keys of maps that are NULL, and patterns for Hyperscan. */
const families = /^(h3|map|multi)/

const examples = [...new Set(hogqlFunctions.values())].filter(({ isCombined }) => !isCombined)
const odd = [
  "''",
  "'x'",
  "'é'",
  "'('",
  "'2024-13-45'",
  "-1",
  "0",
  "2",
  "100",
  "300",
  "1000001",
  "1099511627776",
  "1.5"
]
const literal = /'(?:[^'\\]|\\.|'')*'|(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])/g

const replaced = fc.constantFrom(...examples).chain((called) => {
  const { hogql } = called.example
  const places = [...hogql.matchAll(literal)]
  return fc
    .tuple(fc.constantFrom(...odd), fc.nat({ max: Math.max(0, places.length - 1) }))
    .map(([value, place]) => {
      const found = places[place]
      if (found === undefined) return { called, hogql }
      const rest = hogql.slice(found.index + found[0].length)
      return { called, hogql: hogql.slice(0, found.index) + value + rest }
    })
})

describe("an example with another literal in it", () => {
  it(
    "is refused, or runs, but for known functions",
    async () => {
      await fc.assert(
        fc.asyncProperty(replaced, async ({ called, hogql }) => {
          const order = called.kind === "window" ? " order by n" : ""
          const query = `select ${hogql} as c${sourceOf(called)}${order}`
          const compiled = await compile(query, exampleContext).catch((cause: unknown) => {
            expect(cause, query).toBeInstanceOf(HogqlCompileError)
            expect((cause as HogqlCompileError).reason.start, query).toBeDefined()
          })
          if (compiled === undefined) return
          try {
            run(compiled)
          } catch (cause) {
            if (kinds.test(String(cause)) || families.test(called.name)) return
            expect([...remainder], `${query}\n${String(cause)}`).toContain(called.name)
          }
        }),
        runs === undefined ? { numRuns: 400, seed: 20240501 } : { numRuns: Number(runs) }
      )
    },
    runs === undefined ? 60_000 : 3_600_000
  )
})
