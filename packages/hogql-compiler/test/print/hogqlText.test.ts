/** What is printed parses to the same tree, with PostHog's own parser as the judge. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import type { QueryNode } from "../../src/ast/Query.ts"
import { createParser } from "../../src/parse/Parser.ts"
import { hogqlText } from "../../src/print/hogqlText.ts"
import { bareTree } from "./bareTree.ts"

const parser = createParser()
afterAll(() => parser.close())

const sameTree = async (query: QueryNode): Promise<void> => {
  const flat = hogqlText(query)
  expect(flat).not.toContain("\n")
  expect(bareTree(await parser.parseSelect(flat)), flat).toEqual(bareTree(query))
  const pretty = hogqlText(query, { pretty: true })
  expect(bareTree(await parser.parseSelect(pretty)), pretty).toEqual(bareTree(query))
  // Normalised text stays as it is.
  expect(hogqlText(await parser.parseSelect(flat))).toBe(flat)
}

const golden = readFileSync(join(import.meta.dirname, "../golden/queries.txt"), "utf8")
  .split("\n=>\n")
  .map((part) => part.split("\n").at(-1) ?? "")
  .filter((line) => /^(select|with)/i.test(line))

describe("hogqlText", () => {
  it("prints the golden queries to the same tree", async () => {
    expect(golden.length).toBeGreaterThan(10)
    for (const query of golden) await sameTree(await parser.parseSelect(query))
  }, 60_000)

  it.each([
    // literals and names
    "select 1, -1, 1.0, -1.5, 0.1, 1e21, 1e-7, 1e400, -inf, nan, true, false, null, 9007199254740993, 18446744073709551616",
    "select 'it''s', '\\\\', '\\n\\t\\r\\b\\f\\v\\a', '😀\u2028%{x}--', '', 'a\\'b'",
    'select `a b`, "c""d", `e``f`, `select`, `from`.`null`, `true`, `inf`, `1`, `日本`, `a\\nb`, `` from `t u`.`v`',
    "select *, t.*, `*`, properties.`1`, properties.1, properties.a.b.2.3, properties['x'], properties[1]",
    // operators and their brackets
    "select a + b - c, a - (b - c), (a + b) * c, a * (b * c), a / b / c, a % b, 0 - x, -x, - -5, -(1), (-5) * 2, 2 - -3",
    "select (a and b) or c, a and (b or c), not a and b, not (a and b), not(a), not not a, not (a = b), (not a) = b",
    "select a = b, (a = b) = c, a = (b = c), a < b, a != b, a is null, a is not null, a = null, not a is null",
    "select a like 'x', a not ilike 'x', a =~ 'x', a !~ 'x', a =~* 'x', a !~* 'x'",
    "select a in (1), a in (1, 2), a not in (1,), a in [1, 2], a in b, a in (select 1), a in {x}, a in (b + 1), a in tuple(1)",
    "select a in cohort 2, a not in cohort 'x', a between 1 and 2, a not between b + 1 and c, (a between 1 and 2) and b",
    "select a is distinct from b, a is not distinct from b, a <=> b, (a is distinct from b) is null",
    "select a ? b : c, a ?? b, a || b || c, case when a then b end, case a when 1 then 2 else 3 end, interval 7 day, interval '1 day'",
    // calls
    "select f(), f(a, b), f(1)(2), count(*), count(distinct a, b), sum(a) filter (where b > 1), quantile(0.5)(x), exists(select 1)",
    "select group_concat(x order by y desc, z), percentile_cont(0.5) within group (order by z)",
    "select f(x -> x + 1, [1]), f((x, y) -> x, a), f(a, x -> x), f(() -> 1), f(a, b, (x) -> (y) -> x)",
    "select `if`(a, b, c), `my func`(1), left(a, 1), date(a), any(b), first(c), f(name := 1)",
    "select (f)(1), a.f(1), x::Decimal(10, 2), cast(x as Decimal(10, 2)), x::int, try_cast(x as String), cast(a + 1 as Nullable(String))",
    "select rank() over (), sum(a) over w, lag(a, 1) over (partition by b order by c desc rows between 1 preceding and current row), f(0.5)(x) over (order by a range between unbounded preceding and unbounded following), f(a) over (rows 2 preceding) from t window w as (order by a), v as (partition by b)",
    // collections
    "select [], [1, a], (1, 2), (1,), tuple(), {}, {'a': 1, b: [2]}, a[1], a[b + 1], a['k'], a[1:2], a[:2], a[1:], a[:], a[-1]",
    "select a?.b, a?.['b'], a?.[1], a?.1, (a + b).1, (a, b).2, f(a).1.2, [1][1], (a = b)[1], #1",
    "select a as b, f(a as b), (a as b) + 1, * exclude (a, `b c`), columns('x.*'), columns(a, b), f(*columns('a'))",
    "select {a}, {a.b}, {f(1)}, {'x'}, {(select 1)}",
    "select <A b='c' d={e + 1} f><B />{x}</A>",
    // clauses
    "select distinct a from t prewhere b where c group by d having e order by f desc, g limit 5 offset 6",
    "select a from t order by b with fill from 1 to 10 step 2",
    "select a from t limit 1 by b limit 5",
    "select a from t limit 5 offset 1 by b, c limit 3 offset 4",
    "select a from t order by a limit 10 with ties",
    "select a from t limit 10 %",
    "select a from t group by rollup(a, b)",
    "select a from t group by cube(a)",
    "select a from t group by grouping sets ((a, b), (a), ())",
    "select a from t group by all",
    "select a from t having b qualify c order by d",
    "select a from t qualify c window w as (order by d)",
    "select a from t array join b as c, d as e",
    "select a from t left array join b as c where d",
    "select 1 limit {n} offset {m}",
    // tables
    "select 1 from a, b as c, d",
    "select 1 from a x join b y on x.c = y.c left join c using (d, e) right join d using d full outer join e on 1 cross join f",
    "select 1 from a any left join b on 1 semi join c on 1 left anti join d on 1 asof join e on 1 inner any join f on 1",
    "select 1 from t final sample 1/2 offset 1/3",
    "select 1 from t as z final sample 0.1",
    "select 1 from t as x(a, b) left join (values (1, 2), (3, 4)) as v(c, d) on 1",
    "select 1 from numbers(1, 2) as n, {t} as p, system.insights, (select 1) as s",
    "select 1 from (a join b on 1) join c on 2",
    "select 1 from t pivot (sum(a) for b in (1, 2) group by c)",
    "select 1 from t unpivot (a for b in (c, d))",
    "select 1 from t unpivot include nulls (a for b in (c, d)) as u",
    "select 1 from <Table name='x' /> as t",
    // with and sets
    "with a as (select 1), 2 as b, f(c) as d select * from a",
    "with recursive a as (select 1 union all select 2 from a) select 1 from a",
    "with a (x, y) as materialized (select 1, 2), b as not materialized (select 1) select 1",
    "with recursive a (x) using key (x) as (select 1 union select 2) select 1",
    "with (x -> x) as f select f",
    "select 1 union all select 2 union distinct select 3 intersect select 4 except select 5",
    "select 1 union select 2",
    "select 1 limit 1 union all select 2 order by 1 limit 3",
    "select 1 union all (select 2) limit 3",
    "select 1 union all (select 2 limit 1) limit 3 offset 4",
    "(select 1 union all select 2) union all select 3",
    "select 1 union all (select 2 except select 3)",
    "with a as (select 1) select * from a union all select 2 from a",
    "select (select 1), (select 1 union all select 2) from (select 1 union all select 2)"
  ])("prints %s to the same tree", async (text) => {
    await sameTree(await parser.parseSelect(text))
  })

  it("writes one line, or a line for each clause", async () => {
    const query = await parser.parseSelect(
      "/* why */ select event,count( ) as n from events e left join (select id,properties from persons) p on e.person_id=p.id where timestamp>now()-interval 7 day and event in ('a','b') and (properties.a='x' or properties.b is null) group by event order by n desc limit 10"
    )
    expect(hogqlText(query)).toBe(
      "SELECT event, count() AS n FROM events AS e LEFT JOIN (SELECT id, properties FROM persons) AS p ON e.person_id = p.id WHERE timestamp > now() - toIntervalDay(7) AND event IN ('a', 'b') AND (properties.a = 'x' OR properties.b IS NULL) GROUP BY event ORDER BY n DESC LIMIT 10"
    )
    expect(hogqlText(query, { pretty: true })).toBe(
      [
        "SELECT event, count() AS n",
        "FROM events AS e",
        "LEFT JOIN (",
        "  SELECT id, properties",
        "  FROM persons",
        ") AS p ON e.person_id = p.id",
        "WHERE",
        "  timestamp > now() - toIntervalDay(7)",
        "  AND event IN ('a', 'b')",
        "  AND (properties.a = 'x' OR properties.b IS NULL)",
        "GROUP BY event",
        "ORDER BY n DESC",
        "LIMIT 10"
      ].join("\n")
    )
  })
})
