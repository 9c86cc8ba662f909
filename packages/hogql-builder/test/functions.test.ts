import { describe, expect, it } from "vitest"
import { compile } from "../src/compile.ts"
import { ast } from "../src/expression.ts"
import {
  add,
  and,
  between,
  divide,
  eq,
  events,
  fn,
  gt,
  gte,
  HogqlBuildError,
  ilike,
  isIn,
  isNotIn,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  match,
  modulo,
  multiply,
  ne,
  not,
  notBetween,
  notIlike,
  notLike,
  notMatch,
  or,
  persons,
  sessions,
  subtract,
  value
} from "../src/index.ts"
import type { AnyExpression } from "../src/index.ts"
import { parseExpression } from "./judge/parser.ts"

const { event, timestamp, properties } = events
const isA = eq(event, "a")
const isB = eq(event, "b")
const price = properties.number("price")

const cases: readonly (readonly [AnyExpression, string])[] = [
  [eq(event, "a"), "events.event = 'a'"],
  [ne(event, "a"), "events.event != 'a'"],
  [lt(price, 1), "toFloat(events.properties.price) < 1"],
  [lte(price, 1), "toFloat(events.properties.price) <= 1"],
  [gt(price, 1), "toFloat(events.properties.price) > 1"],
  [gte(price, -1), "toFloat(events.properties.price) >= (-1)"],
  [like(event, "a%"), "events.event LIKE 'a%'"],
  [notLike(event, "a%"), "events.event NOT LIKE 'a%'"],
  [ilike(event, "a%"), "events.event ILIKE 'a%'"],
  [notIlike(event, "a%"), "events.event NOT ILIKE 'a%'"],
  [match(event, "^\\d+$"), "events.event =~ '^\\\\d+$'"],
  [notMatch(event, "a"), "events.event !~ 'a'"],
  [isIn(event, ["a", "b"]), "events.event IN ['a', 'b']"],
  [isNotIn(event, ["a"]), "events.event NOT IN ['a']"],
  [isIn(event, []), "0"],
  [isNotIn(event, []), "1"],
  [between(price, 1, 2), "toFloat(events.properties.price) BETWEEN 1 AND 2"],
  [notBetween(price, 1, 2), "toFloat(events.properties.price) NOT BETWEEN 1 AND 2"],
  [
    and(between(price, 1, 2), isA),
    "(toFloat(events.properties.price) BETWEEN 1 AND 2) AND events.event = 'a'"
  ],
  [eq(between(price, 1, 2), true), "(toFloat(events.properties.price) BETWEEN 1 AND 2) = true"],
  [isNull(event), "events.event IS NULL"],
  [isNotNull(event), "events.event IS NOT NULL"],
  [and(isA, or(isA, isB)), "events.event = 'a' AND (events.event = 'a' OR events.event = 'b')"],
  [and(), "1"],
  [or(), "0"],
  [or(isA), "events.event = 'a'"],
  [not(isA), "not(events.event = 'a')"],
  [add(timestamp, fn.interval(1, "week")), "events.timestamp + toIntervalWeek(1)"],
  [
    subtract(multiply(price, 2), divide(price, 3)),
    "(toFloat(events.properties.price) * 2) - (toFloat(events.properties.price) / 3)"
  ],
  [modulo(sessions.$pageview_count, 2), "sessions.$pageview_count % 2"],
  [properties.get("$browser"), "events.properties.$browser"],
  [properties.get("a b.c"), "events.properties.`a b.c`"],
  [properties.get("100%", "x", 2, "y"), "events.properties['100%']['x'][2]['y']"],
  [properties.get("a", "b", "1"), "events.properties.a.b.`1`"],
  [events.person.properties.text("email"), "toString(events.person.properties.email)"],
  [properties.dateTime("at"), "toDateTime(events.properties.at)"],
  [
    properties.boolean("ok"),
    "toBool(transform(toString(events.properties.ok), ['true', 'false'], [1, 0], NULL))"
  ],
  [fn.count(), "count()"],
  [fn.count(price), "count(toFloat(events.properties.price))"],
  [fn.countIf(isA), "countIf(events.event = 'a')"],
  [fn.uniq(events.person_id, event), "uniq(events.person_id, events.event)"],
  [fn.uniqIf(events.person_id, isA), "uniqIf(events.person_id, events.event = 'a')"],
  [fn.uniqExact(event), "uniqExact(events.event)"],
  [fn.sum(price), "sum(toFloat(events.properties.price))"],
  [fn.sumIf(price, isA), "sumIf(toFloat(events.properties.price), events.event = 'a')"],
  [fn.avg(price), "avg(toFloat(events.properties.price))"],
  [fn.avgIf(price, isA), "avgIf(toFloat(events.properties.price), events.event = 'a')"],
  [fn.min(timestamp), "min(events.timestamp)"],
  [fn.max(timestamp), "max(events.timestamp)"],
  [fn.any(event), "any(events.event)"],
  [fn.argMin(event, timestamp), "argMin(events.event, events.timestamp)"],
  [fn.argMax(event, timestamp), "argMax(events.event, events.timestamp)"],
  [fn.quantile(0.9, price), "quantile(0.9)(toFloat(events.properties.price))"],
  [fn.median(price), "median(toFloat(events.properties.price))"],
  [fn.groupArray(event), "groupArray(events.event)"],
  [fn.groupUniqArray(event), "groupUniqArray(events.event)"],
  [
    fn.windowFunnel({ windowSeconds: 3600 }, timestamp, isA, isB),
    "windowFunnel(3600)(toDateTime(events.timestamp), events.event = 'a', events.event = 'b')"
  ],
  [
    fn.windowFunnel({ windowSeconds: 60, mode: "strict_order" }, timestamp, isA),
    "windowFunnel(60, 'strict_order')(toDateTime(events.timestamp), events.event = 'a')"
  ],
  [fn.now(), "now()"],
  [fn.today(), "today()"],
  [fn.interval(-7, "day"), "toIntervalDay(-7)"],
  [fn.interval(sessions.$pageview_count, "second"), "toIntervalSecond(sessions.$pageview_count)"],
  [fn.interval(1, "minute"), "toIntervalMinute(1)"],
  [fn.interval(1, "hour"), "toIntervalHour(1)"],
  [fn.interval(1, "month"), "toIntervalMonth(1)"],
  [fn.interval(1, "quarter"), "toIntervalQuarter(1)"],
  [fn.interval(1, "year"), "toIntervalYear(1)"],
  [fn.toStartOfMinute(timestamp), "toStartOfMinute(events.timestamp)"],
  [fn.toStartOfHour(timestamp), "toStartOfHour(events.timestamp)"],
  [fn.toStartOfDay(timestamp), "toStartOfDay(events.timestamp)"],
  [fn.toStartOfWeek(timestamp), "toStartOfWeek(events.timestamp)"],
  [fn.toStartOfMonth(timestamp), "toStartOfMonth(events.timestamp)"],
  [fn.toStartOfQuarter(timestamp), "toStartOfQuarter(events.timestamp)"],
  [fn.toStartOfYear(timestamp), "toStartOfYear(events.timestamp)"],
  [
    fn.toStartOfInterval(timestamp, fn.interval(15, "minute")),
    "toStartOfInterval(events.timestamp, toIntervalMinute(15))"
  ],
  [fn.toHour(timestamp), "toHour(events.timestamp)"],
  [fn.toDayOfWeek(timestamp), "toDayOfWeek(events.timestamp)"],
  [fn.toMonth(timestamp), "toMonth(events.timestamp)"],
  [fn.toYear(timestamp), "toYear(events.timestamp)"],
  [fn.toUnixTimestamp(timestamp), "toUnixTimestamp(events.timestamp)"],
  [
    fn.dateDiff("day", new Date(0), timestamp),
    "dateDiff('day', toDateTime('1970-01-01 00:00:00.000', 'UTC'), events.timestamp)"
  ],
  [fn.toDate(timestamp), "toDate(events.timestamp)"],
  [fn.toDateTime("2026-01-01"), "toDateTime('2026-01-01')"],
  [fn.if(isA, event, 1), "if(events.event = 'a', events.event, 1)"],
  [fn.coalesce(properties.get("a"), null), "coalesce(events.properties.a, NULL)"],
  [fn.nullIf(event, ""), "nullIf(events.event, '')"],
  [fn.toFloat(properties.get("a")), "toFloat(events.properties.a)"],
  [fn.toInt(properties.get("a")), "toInt(events.properties.a)"],
  [fn.toString(timestamp), "toString(events.timestamp)"],
  [fn.lower(event), "lower(events.event)"],
  [fn.upper(event), "upper(events.event)"],
  [fn.trim(event), "trim(events.event)"],
  [fn.domain(properties.get("$current_url")), "domain(events.properties.$current_url)"],
  [fn.path(properties.get("$current_url")), "path(events.properties.$current_url)"],
  [fn.length(event), "length(events.event)"],
  [fn.concat(event, "-", events.distinct_id), "concat(events.event, '-', events.distinct_id)"],
  [fn.startsWith(event, "$"), "startsWith(events.event, '$')"],
  [fn.endsWith(event, "$"), "endsWith(events.event, '$')"],
  [fn.replaceAll(event, "a", "b"), "replaceAll(events.event, 'a', 'b')"],
  [fn.extract(event, "(a)"), "extract(events.event, '(a)')"],
  [fn.abs(price), "abs(toFloat(events.properties.price))"],
  [fn.floor(price), "floor(toFloat(events.properties.price))"],
  [fn.ceil(price), "ceil(toFloat(events.properties.price))"],
  [fn.round(price), "round(toFloat(events.properties.price))"],
  [fn.round(price, 2), "round(toFloat(events.properties.price), 2)"],
  [fn.least(price, 1), "least(toFloat(events.properties.price), 1)"],
  [fn.greatest(price, 1), "greatest(toFloat(events.properties.price), 1)"],
  [fn.arrayJoin(sessions.$urls), "arrayJoin(sessions.$urls)"],
  [fn.has(sessions.$urls, "a"), "has(sessions.$urls, 'a')"],
  [value(["a", null]), "['a', NULL]"],
  [persons.is_identified, "persons.is_identified"]
]

describe("fn and conditions", () => {
  it.each(cases.map(([expression, text]) => ({ text, expression })))(
    "print $text",
    async ({ text, expression }) => {
      expect(compile(expression[ast], { inline: true }).query).toBe(text)
      await parseExpression(text)
    }
  )

  const untyped = (given: unknown) => given as never
  it.each([
    ["level", () => fn.quantile(1.5, price)],
    ["level", () => fn.quantile(Number.NaN, price)],
    ["level", () => fn.quantile(untyped("0) or (1"), price)],
    ["windowSeconds", () => fn.windowFunnel({ windowSeconds: 0.5 }, timestamp, isA)],
    ["windowSeconds", () => fn.windowFunnel({ windowSeconds: 0 }, timestamp, isA)],
    ["mode", () => fn.windowFunnel({ windowSeconds: 1, mode: untyped("x") }, timestamp, isA)],
    ["unit", () => fn.interval(1, untyped("toString"))],
    ["unit", () => fn.dateDiff(untyped("') or ('"), timestamp, timestamp)],
    ["amount", () => fn.interval(1.5, "day")]
  ] as const)("refuse a wrong %s", (argument, act) => {
    try {
      act()
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(HogqlBuildError)
      expect(error).toMatchObject({ reason: { _tag: "ArgumentRefused", argument } })
    }
  })
})
