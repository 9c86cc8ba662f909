import { afterAll, describe, expect, it } from "vitest"
import { findDroppedClauses } from "../../src/parse/DroppedClauses.ts"
import { createParser } from "../../src/parse/Parser.ts"

const parser = createParser()
afterAll(() => parser.close())

describe("findDroppedClauses", () => {
  it.each([
    ["select a from t order by a desc nulls first", "NULLS FIRST", "nulls first"],
    ["select a from t group by a with totals", "WITH TOTALS", "with totals"],
    ["select a from t group by a with rollup", "WITH ROLLUP", "with rollup"],
    ["select a from t group by a with cube", "WITH CUBE", "with cube"],
    ["select a from t order by a collate 'en'", "COLLATE", "collate 'en'"],
    ["select a from t natural left join u", "NATURAL JOIN", "natural left"],
    ["select sum(a) filter (where (b)) over (order by c) from t", "FILTER with OVER", "filter"],
    ["select any(a) ignore nulls from t", "IGNORE NULLS", "ignore nulls"],
    ["select quantile(0.5)(distinct a) over (order by c) from t", "DISTINCT with OVER", "distinct"],
    ["select '😀' union all (select 2) order by 1", "This ORDER BY", "order"],
    ["(select 1) order by 1", "This ORDER BY", "order"],
    ["(select 1 limit 5) limit 3", "This LIMIT", "limit"],
    ["select * from (select 1 union all (select 2) order by 1) where 1", "This ORDER BY", "order"]
  ])("reports what is dropped from %s", async (text, construct, piece) => {
    const found = findDroppedClauses(text, await parser.parseSelect(text))
    expect(found.map((clause) => [clause.construct, text.slice(clause.start, clause.end)])).toEqual([
      [construct, piece]
    ])
    expect(found[0]?.severity).toBe("warning")
    expect(found[0]?.message).toMatch(/^.+ has no effect: PostHog's parser drops it without a word\. .+\.$/)
  })

  it.each([
    ["select a from t global join u on 1", "GLOBAL JOIN", "global"],
    ["select distinct on (a) b from t", "DISTINCT ON", "distinct on"],
    ["select a from t where a like any('x', 'y')", "LIKE ANY", "like any"]
  ])("takes a misread word for an error in %s", async (text, construct, piece) => {
    const found = findDroppedClauses(text, await parser.parseSelect(text))
    expect(
      found.map((clause) => [clause.severity, clause.construct, text.slice(clause.start, clause.end)])
    ).toEqual([["error", construct, piece]])
  })

  it.each([
    ["select count() from events wher is_test", "wher", "Did you mean WHERE instead of `wher`?"],
    ["select count() from events e wher is_test", "e", "Leave one out."],
    ["select 1 from a join b x y on 1", "x", "Leave one out."],
    ["select 1 from a.b as x as y", "x", "Leave one out."],
    ["select 1 from numbers(5) x y", "x", "Leave one out."],
    ["select 1 from (select (1)) x y", "x", "Leave one out."],
    ["select 1 from t `x` `y`", "`x`", "Leave one out."]
  ])("reports the alias that is lost in %s", async (text, piece, advice) => {
    const found = findDroppedClauses(text, await parser.parseSelect(text))
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([piece])
    expect(found[0]?.severity).toBe("error")
    expect(found[0]?.message).toContain(advice)
  })

  it.each([
    'select 1 from events e join `persons` as `p``\\n"` on 1, numbers(1, 2) n, (select 1) AS s, {t} x, t z final sample 1/2',
    "select 1 from events as e(a, b) left join (values (1, 2)) as v(c, d) on 1",
    "select 1 from a as x array join b as y",
    "select a from t order by (a + 1) desc, -b, [c], {'d': 1}, x -> 1 limit (5)",
    "select a from t order by a nulls last",
    "with totals as (select 1) select * from totals",
    "select sum(a) filter (where b) from t",
    "select quantile(0.5)(distinct a) from t where (b) and f(distinct c) = 1",
    "select a from t sample 1/10 offset 1/2 limit 1, 2 by a limit 4, 5",
    "select 1 union all (select 2) limit 3 offset 4",
    "select sum(x) over (partition by a order by b desc) from t window w as (order by c)",
    "select limit, offset from t order by limit",
    "select t.nulls, 'order by nulls first' as first from t -- with totals",
    "select group_concat(x order by y), percentile_cont(0.5) within group (order by z) from t"
  ])("has nothing to say about %s", async (text) => {
    expect(findDroppedClauses(text, await parser.parseSelect(text))).toEqual([])
  })
})
