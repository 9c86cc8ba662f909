/**
 * The kinds of arguments in the function tables against ClickHouse: every function with a value of every type at every place.
 *
 * The compiler sees the types in `typed`, a saved view. In `blind`, a table of the same columns, it sees none, so that everything
 * compiles and ClickHouse decides. The ordinary run looks at each 16th function; with `FAST_CHECK_RUNS` set, at all of them.
 */
import { beforeAll, describe, expect, it } from "vitest"
import { walk } from "../../src/ast/Node.ts"
import type { CallNode, WindowFunctionNode } from "../../src/ast/Expression.ts"
import { hogqlFunctions } from "../../src/functions/findFunction.ts"
import type { HogqlFunction } from "../../src/functions/HogqlFunction.ts"
import { HogqlCompileError } from "../../src/index.ts"
import { createParser } from "../../src/parse/Parser.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { exampleContext } from "./exampleQueries.ts"

const { compile, run, raw } = compileAndRun()
const parser = createParser()

/** A column of every type, in HogQL and in ClickHouse, and a literal for places that take no column. */
const values: Readonly<Record<string, readonly [hogql: string, clickhouse: string, literal: string]>> = {
  text: ["toString(number)", "toString(number)", "'abc'"],
  uint: ["number + 1", "number + 1", "2"],
  int: ["toInt(number)", "toInt64(number)", "-2"],
  float: ["number + 0.5", "number + 0.5", "1.5"],
  decimal: ["toDecimal(number, 2)", "toDecimal64(number, 2)", "toDecimal('1.5', 2)"],
  flag: ["number > 1", "number > 1", "(1 = 1)"],
  bool: ["toBool(number)", "toBool(number)", "true"],
  date: ["toDate('2024-01-02')", "toDate('2024-01-02') + number", "toDate('2024-01-02')"],
  secs: [
    "toDateTime('2024-01-02 00:00:00')",
    "toDateTime('2024-01-02 00:00:00') + number",
    "toDateTime('2024-01-02 00:00:00')"
  ],
  micros: [
    "toDateTime64('2024-01-02 00:00:00', 6, 'UTC')",
    "toDateTime64('2024-01-02 00:00:00', 6, 'UTC') + toIntervalSecond(number)",
    "toDateTime64('2024-01-02 00:00:00', 6, 'UTC')"
  ],
  uuid: [
    "assumeNotNull(toUUID('00000000-0000-4000-8000-000000000001'))",
    "toUUID(concat('00000000-0000-4000-8000-00000000000', toString(number)))",
    "toUUID('00000000-0000-4000-8000-000000000001')"
  ],
  interval: ["toIntervalDay(number)", "toIntervalDay(number)", "toIntervalDay(2)"],
  listText: ["[toString(number)]", "[toString(number)]", "['abc']"],
  listUint: ["[number, 1]", "[number, 1]", "[1, 2]"],
  listFloat: ["[number + 0.5]", "[number + 0.5]", "[1.5]"],
  listTime: [
    "[toDateTime('2024-01-02 00:00:00')]",
    "[toDateTime('2024-01-02 00:00:00') + number]",
    "[now()]"
  ],
  listList: ["[[number]]", "[[number]]", "[[1]]"],
  listTuple: ["[(number, 2)]", "[(number, 2)]", "[(1, 2)]"],
  tupleMixed: ["(number, 'a')", "(number, 'a')", "(1, 'a')"],
  tupleNums: ["(number, 2)", "(number, 2)", "(1, 2)"],
  map: ["map('a', number)", "map('a', number)", "map('a', 1)"]
}
const types = Object.keys(values)

/** The four rows that examples read, beside the columns above. */
const exampleColumns = `number + 1 as n, if(number % 2 = 0, 'a', 'b') as s, toDateTime('2024-01-01 00:00:00') + toIntervalHour(number) as t,
  if(number = 3, null, number + 1) as maybe, [number + 1, 10] as list`
const columnsOf = (at: 0 | 1): string =>
  [exampleColumns, ...types.map((type) => `${values[type]?.[at] ?? ""} as c_${type}`)].join(", ")

const blindColumns = ["n", "s", "t", "maybe", "list", ...types.map((type) => `c_${type}`)]
const context = {
  ...exampleContext,
  views: [{ name: "typed", query: `select ${columnsOf(0)} from numbers(4)` }],
  warehouseTables: [
    {
      name: "blind",
      columns: blindColumns.map((name) => ({ name, type: "Unknown" as const })),
      source: { table: "blind" }
    }
  ]
}

beforeAll(() => {
  raw(`CREATE VIEW blind AS SELECT ${columnsOf(1)} FROM numbers(4)`)
})

interface Attempt {
  readonly place: number
  readonly type: string
  readonly column: string
  readonly literal: string
}

/** Each call of the example with one argument replaced. */
const attemptsFor = async ({ name, example }: HogqlFunction): Promise<readonly Attempt[]> => {
  const text = `select ${example.hogql}`
  const tree = await parser.parseSelect(text)
  let found: CallNode | WindowFunctionNode | undefined
  walk(tree, (node) => {
    if ((node.node === "Call" || node.node === "WindowFunction") && node.name === name) found ??= node
    return true
  })
  const args = found === undefined ? [] : found.node === "Call" ? found.args : found.exprs
  return args.flatMap((argument, place) =>
    argument.node === "Lambda"
      ? []
      : types.map((type) => {
          const put = (given: string) =>
            text.slice("select ".length, argument.span.start) + given + text.slice(argument.span.end)
          return {
            place,
            type,
            column: put(`c_${type}`),
            literal: put(values[type]?.[2] ?? "")
          }
        })
  )
}

const sourceOf = ({ kind, example }: HogqlFunction, table: string): string => {
  const from = example.from?.replace(/\brows\b/, table) ?? table
  return ` from ${from}${kind === "window" ? " order by n" : ""} limit 5`
}

/** "refused" by the compiler, "taken" by ClickHouse, or ClickHouse's name of what went wrong. */
const outcomeOf = async (hogql: string): Promise<string> => {
  try {
    run(await compile(hogql, context))
    return "taken"
  } catch (cause) {
    if (cause instanceof HogqlCompileError) return "refused"
    return /\(([A-Z_0-9]+)\)\s*$/.exec(cause instanceof Error ? cause.message : "")?.[1] ?? "UNKNOWN"
  }
}

/** What speaks of a type, and not of the value that happens to be in it. */
const aboutTypes = new Set(["ILLEGAL_TYPE_OF_ARGUMENT", "TYPE_MISMATCH", "NO_COMMON_TYPE", "ILLEGAL_COLUMN"])

/** A HogQL type is right where ClickHouse takes one of its own types that it stands for. */
const families = [
  ["uint", "int"],
  ["flag", "bool"],
  ["secs", "micros"]
]

const at = (name: string, place: number, given: readonly string[] = types): readonly string[] =>
  given.map((type) => `${name}(${"_, ".repeat(place)}${type})`)
const whole = ["uint", "int", "flag", "bool"]
const tuples = ["tupleMixed", "tupleNums"]
const lists = types.filter((type) => type.startsWith("list"))

/** What HogQL's types do not tell, and the engine says with its place when ClickHouse does. */
const beyondTypes = new Set([
  // The types of a map's keys and values.
  ...at("has", 0, ["map"]),
  ...at("mapContains", 1),
  ...at("mapPopulateSeries", 0, ["map"]),
  ...at("transform", 0, ["map"]),
  ...at("arrayElement", 0, ["map"]),
  // A Decimal of 64 bits is taken, and one of more is not.
  ...at("arrayResize", 1, ["decimal"]),
  // What the tuple of tumble() and hop() holds, and a tuple whose values are alike.
  ...["tumbleStart", "tumbleEnd", "hopStart", "hopEnd"].flatMap((name) => at(name, 0, tuples)),
  ...at("tupleToNameValuePairs", 0, tuples),
  // The unit of an interval.
  ...["hop", "hopStart", "hopEnd"].flatMap((name) => [
    ...at(name, 1, ["interval"]),
    ...at(name, 2, ["interval"])
  ]),
  // 16 bytes, which are a text too, and whole numbers of 32 or of 64 bits.
  ...at("IPv6NumToString", 0, ["text"]),
  ...at("cutIPv6", 0, ["text"]),
  ...at("IPv4ToIPv6", 0, whole),
  ...at("h3ToString", 0, whole),
  // Holes of a polygon.
  ...at("pointInPolygon", 1, ["listList"]),
  // One map or tuple of two lists, or two lists.
  ...["sumMap", "minMap", "maxMap"].flatMap((name) => at(name, 0, [...lists, ...tuples])),
  ...["in", "notIn"].flatMap((name) => at(name, 0, ["interval"]))
])

/** What ClickHouse takes and makes no sense: the compiler compares no number with a text or a date, counts rows in whole numbers, and has no conditions with a fraction. */
const senseless = new Set([
  ...["in", "notIn"].flatMap((name) => [...at(name, 0, ["date"]), ...at(name, 1, ["text", "date"])]),
  ...["lagInFrame", "leadInFrame"].flatMap((name) => at(name, 0, ["interval"])),
  ...["nth_value", "lagInFrame", "leadInFrame"].flatMap((name) => at(name, 1, ["date", "secs", "interval"])),
  ...["and", "or"].flatMap((name) => [...at(name, 0, ["float"]), ...at(name, 1, ["float"])]),
  // NULL stands for the row before the first, and a list cannot be NULL.
  ...["lag", "lead"].flatMap((name) => at(name, 0, [...lists, "map"]))
])

/** Functions of PostHog's own that are printed by hand and want a text, though what they print would take more. */
const stricter = new Set(["crawlerFact", "channelLookup", "languageCodeToName"])

const every = process.env["FAST_CHECK_RUNS"] === undefined ? 16 : 1
const functions = [...hogqlFunctions.values()]
  .filter(({ isCombined }) => !isCombined)
  .filter((_, index) => index % every === 0)

describe("an argument of any type", () => {
  it("is taken or refused as ClickHouse does", async () => {
    const [taken, refused]: [string[], string[]] = [[], []]
    for (const called of functions) {
      const failing = new Map<string, string[]>()
      for (const { place, type, column, literal } of await attemptsFor(called)) {
        const what = `${called.name}(${"_, ".repeat(place)}${type})`
        const from = sourceOf(called, "typed")
        const withColumn = await outcomeOf(`select ${column}${from}`)
        if (withColumn === "refused") {
          if (called.special !== undefined && stricter.has(called.special)) continue
          const blind = await outcomeOf(`select ${column}${sourceOf(called, "blind")}`)
          if (blind === "taken" && !senseless.has(what)) refused.push(what)
        } else if (aboutTypes.has(withColumn) && !beyondTypes.has(what)) {
          // Some places take nothing but a literal.
          const withLiteral = await outcomeOf(`select ${literal}${from}`)
          if (aboutTypes.has(withLiteral)) failing.set(`${place}`, [...(failing.get(`${place}`) ?? []), type])
        }
      }
      for (const [place, failed] of failing) {
        const whole = failed.filter((type) => {
          const family = families.find((each) => each.includes(type)) ?? [type]
          return family.every((each) => failed.includes(each))
        })
        for (const type of whole) taken.push(`${called.name}(${"_, ".repeat(Number(place))}${type})`)
      }
    }
    expect({ takenAndFailed: taken, refusedAndTaken: refused }).toEqual({
      takenAndFailed: [],
      refusedAndTaken: []
    })
  }, 3_600_000)
})
