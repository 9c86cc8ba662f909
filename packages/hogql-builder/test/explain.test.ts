import { describe, expect, it } from "vitest"
import { and, cte, eq, events, fn, gt, hogql, identifier, isIn, or, select, unionAll } from "../src/index.ts"
import { parseQuery } from "./judge/parser.ts"

const daily = cte(
  "daily",
  select(events)
    .columns({ day: fn.toStartOfDay(events.timestamp), n: fn.count() })
    .groupBy("day")
)
const query = select(daily)
  .columns({ day: daily.day, n: daily.n })
  .where(gt(daily.n, 10))
  .where(or(eq(daily.n, 11), and(gt(daily.n, 12), gt(daily.n, 13))))
  .where(isIn(daily.n, select(events).columns({ n: fn.count() }).where(eq(events.event, "x"))))
  .orderBy("day")
  .limit(3)

describe("explain", () => {
  it("writes a clause a line, indented, and the values below", () => {
    expect(query.explain()).toBe(
      [
        "WITH daily AS (",
        "  SELECT",
        "    toStartOfDay(events.timestamp) AS day,",
        "    count() AS n",
        "  FROM events",
        "  GROUP BY day",
        ")",
        "SELECT",
        "  daily.day AS day,",
        "  daily.n AS n",
        "FROM daily",
        "WHERE daily.n > {v0}",
        "  AND (daily.n = {v1} OR (daily.n > {v2} AND daily.n > {v3}))",
        "  AND daily.n IN (",
        "    SELECT count() AS n",
        "    FROM events",
        "    WHERE events.event = {v4}",
        "  )",
        "ORDER BY day ASC",
        "LIMIT 3",
        "-- v0 = 10",
        "-- v1 = 11",
        "-- v2 = 12",
        "-- v3 = 13",
        '-- v4 = "x"'
      ].join("\n")
    )
  })

  it("reads as the query that is sent", async () => {
    for (const given of [query, unionAll(query, query)])
      expect(await parseQuery(given.explain())).toEqual(await parseQuery(given.toHogQL().query))
  })

  it("shows what a terminal would act on by its code, in values and in names", () => {
    const text = select(events)
      .columns({ "a\u001b[31m\u202eb": events.event })
      .where(eq(events.event, "x\u001b]0;title\u0007\n-- y\u2028\u{e0041}"))
      .explain()
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
    expect(text).toContain("a\\u{1b}[31m\\u{202e}b")
    // A value stays on the line of its comment.
    expect(text.split("\n").at(-1)).toMatch(/^-- v0 = "x/)
  })

  it("shortens long values and says how long they are", () => {
    const text = select(events)
      .columns({ event: events.event })
      .where(eq(events.event, "é".repeat(1_000_000)))
      .explain()
    expect(text.length).toBeLessThan(400)
    expect(text).toContain("… (1000002 characters)")
  })

  it("leaves the text of templates alone", () => {
    const text = select(events)
      .columns({
        a: hogql<number>`length('a  b' -- a comment
      )`,
        b: identifier("x")
      })
      .explain()
    expect(text).toContain("length('a  b' -- a comment\n      )")
  })
})
