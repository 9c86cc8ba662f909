import { describe, expect, it } from "vitest"
import { eq, events, fn, hogql, lt, over, tuple, value } from "../src/index.ts"
import type { AnyExpression } from "../src/index.ts"
import { parseExpression } from "./judge/parser.ts"

const list = value([1, 2])
const isOne = (item: AnyExpression) => eq(item as never, 1 as never)
const entry = (key: AnyExpression, item: AnyExpression) => tuple(key, item)
const start = new Date("2026-01-01T00:00:00Z")
const { timestamp } = events
const number = events.session.$pageview_count
const condition = eq(events.event, "a")

/** Functions whose arguments have a shape of their own. */
const special: Readonly<Record<string, () => AnyExpression>> = {
  age: () => fn.age("day", start, timestamp),
  arrayAll: () => fn.arrayAll(isOne, list),
  arrayCount: () => fn.arrayCount(isOne, list),
  arrayExists: () => fn.arrayExists(isOne, list),
  arrayFill: () => fn.arrayFill(isOne, list),
  arrayFilter: () => fn.arrayFilter(isOne, list),
  arrayFirst: () => fn.arrayFirst(isOne, list),
  arrayFirstIndex: () => fn.arrayFirstIndex(isOne, list),
  arrayFold: () => fn.arrayFold((sofar) => sofar, list, 0),
  arrayLast: () => fn.arrayLast(isOne, list),
  arrayLastIndex: () => fn.arrayLastIndex(isOne, list),
  arrayMap: () => fn.arrayMap(isOne, list),
  arrayReverseFill: () => fn.arrayReverseFill(isOne, list),
  arrayReverseSplit: () => fn.arrayReverseSplit(isOne, list),
  arraySplit: () => fn.arraySplit(isOne, list),
  dateAdd: () => fn.dateAdd("day", 1, timestamp),
  dateDiff: () => fn.dateDiff("day", start, timestamp),
  dateSub: () => fn.dateSub("day", 1, timestamp),
  dateTrunc: () => fn.dateTrunc("day", timestamp),
  date_diff: () => fn.date_diff("day", start, timestamp),
  date_part: () => fn.date_part("dow", timestamp),
  date_trunc: () => fn.date_trunc("day", timestamp),
  dense_rank: () => over(fn.dense_rank(), {}),
  first_value: () => over(fn.first_value(number), {}),
  groupArraySample: () => fn.groupArraySample(3, number),
  groupArraySampleIf: () => fn.groupArraySampleIf(3, number, condition),
  if: () => fn.if(condition, 1, 2),
  lag: () => over(fn.lag(number, 1, 0), {}),
  lagInFrame: () => over(fn.lagInFrame(number), {}),
  last_value: () => over(fn.last_value(number), {}),
  lead: () => over(fn.lead(number), {}),
  leadInFrame: () => over(fn.leadInFrame(number), {}),
  mapApply: () => fn.mapApply(entry, fn.map("a", 1)),
  mapFilter: () => fn.mapFilter((_key, item) => isOne(item), fn.map("a", 1)),
  nth_value: () => over(fn.nth_value(number, 2), {}),
  quantile: () => fn.quantile(0.5, number),
  quantileExact: () => fn.quantileExact(0.5, number),
  quantileIf: () => fn.quantileIf(0.5, number, condition),
  quantiles: () => fn.quantiles([0.5, 0.9], number),
  quantilesIf: () => fn.quantilesIf([0.5], number, condition),
  quantilesMerge: () => fn.quantilesMerge([0.5], number),
  quantilesMergeIf: () => fn.quantilesMergeIf([0.5], number, condition),
  quantilesState: () => fn.quantilesState([0.5], number),
  quantilesStateIf: () => fn.quantilesStateIf([0.5], number, condition),
  rank: () => over(fn.rank(), {}),
  row_number: () => over(fn.row_number(), {}),
  topK: () => fn.topK(3, number),
  windowFunnel: () => fn.windowFunnel({ windowSeconds: 60 }, timestamp, condition)
}

/** What `fn` holds besides HogQL's functions, and what is written as a literal. */
const others: Readonly<Record<string, readonly [() => AnyExpression, string]>> = {
  array: [() => fn.array(1, events.event), "[1, events.event]"],
  tuple: [() => fn.tuple(1), "(1,)"],
  interval: [() => fn.interval(1, "day"), "toIntervalDay(1)"],
  lambda: [() => fn.lambda((a, b) => lt(a, b)), "((_x1, _x2) -> (_x1 < _x2))"],
  combined: [
    () => fn.combined("avgOrNullIf", number, condition),
    "avgOrNullIf(events.session.$pageview_count, events.event = 'a')"
  ],
  distinctly: [() => fn.distinctly(fn.count(number)), "count(DISTINCT events.session.$pageview_count)"],
  filtered: [() => fn.filtered(fn.count(), condition), "count() FILTER (WHERE events.event = 'a')"],
  ordered: [
    () => fn.ordered(fn.groupArray(events.event), [timestamp, "desc"]),
    "groupArray(events.event ORDER BY events.timestamp DESC)"
  ]
}

const printed = (expression: AnyExpression): string => hogql`${expression}`.toHogQL({ inline: true }).query

type AnyFunction = (...args: readonly AnyExpression[]) => AnyExpression
const plain = Object.entries(fn as unknown as Readonly<Record<string, AnyFunction>>).filter(
  ([name]) => !(name in special) && !(name in others)
)

describe("fn", () => {
  it("has all of HogQL's functions", () => {
    expect(Object.keys(fn)).toHaveLength(820)
  })

  it("prints each under its own name", async () => {
    for (const [name, call] of plain) {
      const text = printed(call(value(1), value(2)))
      expect(text).toMatch(new RegExp(`^${name}\\(1(?:, 2)?\\)$`))
      expect(await parseExpression(text)).toMatchObject({ node: "Call", name })
    }
  })

  it.each(Object.entries(special))("prints %s under its own name", async (name, make) => {
    const text = printed(make())
    expect(text.replace(/^\(/, "")).toMatch(new RegExp(`^${name}\\(`))
    expect(await parseExpression(text)).toMatchObject({ name })
  })

  it.each(Object.entries(others))("prints what %s makes", async (_name, [make, text]) => {
    expect(printed(make())).toBe(text)
    await parseExpression(text)
  })
})
