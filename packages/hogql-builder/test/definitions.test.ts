import { describe, expect, it } from "vitest"
import {
  add,
  cte,
  eq,
  events,
  fn,
  gt,
  hogql,
  isIn,
  lt,
  named,
  namedWindow,
  over,
  recursiveCte,
  scalar,
  select,
  subquery,
  unionAll,
  value
} from "../src/index.ts"
import { reasonOf, untyped } from "./refusal.ts"

const textOf = (query: { toHogQL: () => { query: string } }): string => query.toHogQL().query
const one = select().columns({ n: value(1) })
const first = cte("first_one", one)
const second = cte("second_one", select(first).columns({ n: first.n }))

describe("a table of WITH", () => {
  it("is defined once, before its users, however deep they are", () => {
    const inner = subquery(select(second).columns({ n: second.n }), "deep")
    const query = select(inner)
      .columns({ n: inner.n })
      .where(isIn(inner.n, select(first).columns({ n: first.n })))
      .where(gt(scalar(select(second).columns({ n: second.n })), 0))
    const text = textOf(query)
    expect(text).toMatch(
      /^WITH first_one AS \(.*\), second_one AS \(SELECT first_one\.n AS n FROM first_one\) SELECT deep\.n/
    )
    expect(text.match(/WITH/g)).toHaveLength(1)
    expect(text.match(/ AS \(SELECT/g)).toHaveLength(2)
  })

  it("is defined at the head of a set", () => {
    const query = unionAll(select(first).columns({ n: first.n }), select(second).columns({ n: second.n }))
    expect(textOf(query)).toMatch(
      /^WITH first_one AS \(.*\), second_one AS \(.*\) \(SELECT .*\) UNION ALL \(SELECT .*\)$/
    )
  })

  it("is written in a template inside a query", () => {
    const query = select(events).columns({ n: hogql<number>`(select n from ${first})` })
    expect(textOf(query)).toBe(
      "WITH first_one AS (SELECT {v0} AS n) SELECT ((select n from first_one)) AS n FROM events"
    )
  })

  it("may read itself when it is recursive", () => {
    const days = recursiveCte("days", one, (self) =>
      select(self)
        .columns({ n: add(self.n, 1) })
        .where(lt(self.n, 3))
    )
    expect(textOf(select(days).columns({ n: days.n }))).toBe(
      "WITH RECURSIVE days AS ((SELECT {v0} AS n) UNION ALL (SELECT days.n + {v1} AS n FROM days WHERE days.n < {v2})) SELECT days.n AS n FROM days"
    )
  })

  it.each([
    ["two of one name", () => select(first).crossJoin(cte("first_one", one)), "NameTaken"],
    [
      "two of one name, one of them deep inside",
      () =>
        select(first)
          .columns({ n: first.n })
          .where(isIn(first.n, select(cte("first_one", one)).columns({ n: value(1) }))),
      "NameTaken"
    ],
    [
      "one that hides a table which is read",
      () => {
        const hiding = cte("events", one)
        return select(hiding)
          .columns({ n: hiding.n })
          .where(isIn(hiding.n, select(events).columns({ n: fn.count() })))
          .toHogQL()
      },
      "NameTaken"
    ],
    ["one in a template that stands alone", () => hogql`select * from ${first}`.toHogQL(), "TemplateRefused"],
    ["a name that is reserved", () => cte(untyped("team_id"), one), "NameRefused"],
    [
      "other columns in the step of a recursion",
      () => recursiveCte("r", one, () => untyped(select().columns({ m: value(1) }))),
      "ColumnUnknown"
    ]
  ] as const)("refuses %s", (_what, act, tag) => {
    expect(reasonOf(act)).toMatchObject({ _tag: tag })
  })
})

describe("a named expression", () => {
  it("is defined in the query that uses it, after the tables", () => {
    const least = named("least", value(3))
    const query = select(first).columns({ n: first.n, least }).where(gt(first.n, least))
    expect(textOf(query)).toBe(
      "WITH first_one AS (SELECT {v0} AS n), {v1} AS least SELECT first_one.n AS n, least FROM first_one WHERE first_one.n > least"
    )
  })

  it("is refused when another column has its name", () => {
    const least = named("least", value(3))
    const query = select(first).columns({ least: first.n }).where(gt(first.n, least))
    expect(reasonOf(() => query.toHogQL())).toMatchObject({ _tag: "NameTaken", name: "least" })
  })
})

describe("a set", () => {
  it("puts each query in brackets, so that their limits stay theirs", () => {
    expect(textOf(unionAll(one.limit(1), one.limit(2), one))).toBe(
      "(SELECT {v0} AS n LIMIT 1) UNION ALL (SELECT {v1} AS n LIMIT 2) UNION ALL (SELECT {v2} AS n)"
    )
  })

  it("refuses queries whose columns are in another order, and a single query", () => {
    const a = select().columns({ x: value(1), y: value(2) })
    const b = select().columns({ y: value(2), x: value(1) })
    expect(reasonOf(() => unionAll(a, b))).toMatchObject({ _tag: "ColumnUnknown" })
    expect(reasonOf(() => unionAll(a))).toMatchObject({ _tag: "ArgumentRefused" })
  })
})

describe("over", () => {
  const byDay = namedWindow("by day", { orderBy: [events.timestamp] })

  it("writes the window where it stands, or its name and the window once", () => {
    const query = select(events).columns({
      a: over(fn.count(), {
        partitionBy: [events.event],
        frame: { unit: "range", start: { preceding: 5 }, end: { following: 0 } }
      }),
      b: over(fn.row_number(), byDay),
      c: over(fn.rank(), byDay)
    })
    expect(textOf(query)).toBe(
      "SELECT count() OVER (PARTITION BY events.event RANGE BETWEEN 5 PRECEDING AND 0 FOLLOWING) AS a, " +
        "row_number() OVER `by day` AS b, rank() OVER `by day` AS c FROM events WINDOW `by day` AS (ORDER BY events.timestamp ASC)"
    )
  })

  it.each([
    ["what is no aggregate", () => over(untyped(events.event), {}), "ArgumentRefused"],
    ["no window", () => over(fn.count(), untyped(undefined)), "ArgumentRefused"],
    ["an aggregate with DISTINCT", () => over(fn.distinctly(fn.count(events.event)), {}), "ArgumentRefused"],
    [
      "an aggregate with FILTER, which HogQL would drop",
      () => over(fn.filtered(fn.count(), eq(events.event, "a")), {}),
      "ArgumentRefused"
    ],
    [
      "a frame of text",
      () => over(fn.count(), { frame: { unit: "rows", start: untyped("1 PRECEDING) --") } }),
      "ArgumentRefused"
    ],
    [
      "a frame of another unit",
      () => over(fn.count(), { frame: { unit: untyped("groups"), start: "current row" } }),
      "ArgumentRefused"
    ],
    [
      "a frame of half a row",
      () => over(fn.count(), { frame: { unit: "rows", start: { preceding: 0.5 } } }),
      "ArgumentRefused"
    ],
    [
      "two windows of one name",
      () =>
        select(events).columns({
          a: over(fn.count(), byDay),
          b: over(fn.count(), namedWindow("by day", {}))
        }),
      "NameTaken"
    ],
    [
      "a window function without a window",
      () => select(events).columns({ n: untyped(fn.row_number()) }),
      "ArgumentRefused"
    ]
  ] as const)("refuses %s", (_what, act, tag) => {
    expect(reasonOf(act)).toMatchObject({ _tag: tag })
  })
})
