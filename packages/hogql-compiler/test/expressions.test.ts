/** What can stand in a SELECT list, comparisons and casts, on real ClickHouse; each answer worked out by hand from `store/rows.ts`. */
import { describe, expect, it } from "vitest"
import { compileAndRun } from "./store/compileAndRun.ts"
import { checkFacts } from "./store/facts.ts"

const { rows, compile } = compileAndRun()

describe("the SELECT list", () => {
  checkFacts(rows, [
    {
      fact: "leaves columns out of *",
      query: "select * exclude (a, s.c) from (select 1 as a, 2 as b, 3 as c) s",
      answer: [[2]]
    },
    {
      fact: "takes the columns of all tables whose name matches",
      query: "select columns('^n') from (select 1 as n1, 2 as m) a cross join (select 3 as n2, 4 as k) b",
      answer: [[1, 3]]
    },
    {
      fact: "takes a list in COLUMNS, and spreads columns into a call",
      query:
        "select columns(b, a + 1), concat(*columns('^t')) from (select 1 as a, 2 as b, 'x' as t1, 'y' as t2)",
      answer: [[2, 2, "xy"]]
    },
    {
      fact: "slices arrays from the first item on",
      query: "select [1, 2, 3, 4][2:3], [1, 2, 3][2:], [1, 2, 3][:2], [1, 2, 3][3:2]",
      answer: [[[2, 3], [2, 3], [1, 2], []]]
    },
    {
      fact: "makes marked tuples of objects and tags",
      query:
        "select {'a': 1, 'b': ['x', 2]}, <a href='https://x.com'>{event}</a> from events where event = 'signup' limit 1",
      answer: [
        [
          ["__hx_tag", "__hx_obj", "a", 1, "b", ["x", 2]],
          ["__hx_tag", "a", "href", "https://x.com", "children", ["signup"]]
        ]
      ]
    },
    {
      fact: "takes every tag that PostHog's screens show",
      query: "select <marquee>a</marquee>, <blink>b</blink>, <redacted>c</redacted>",
      answer: [
        [
          ["__hx_tag", "marquee", "children", ["a"]],
          ["__hx_tag", "blink", "children", ["b"]],
          ["__hx_tag", "redacted", "children", ["c"]]
        ]
      ]
    },
    {
      fact: "uses an alias given inside an expression",
      query: "select (number + 1 as next) * next as square, next from numbers(3) where next > 1",
      answer: [
        [4, 2],
        [9, 3]
      ]
    },
    {
      fact: "writes an alias of a lambda out within the lambda",
      query: `select arrayMap(d -> (d + 1 as i) * i + (i * 2 as twice) - twice, [1, 2]),
                     arrayMap(d -> (d * 10 as i) + arraySum(z -> z + i, [1, 2]), [1])`,
      // (1+1)² and (2+1)²; the second lambda has an i of its own: 10 + (1+10) + (2+10).
      answer: [[[4, 9], [33]]]
    },
    {
      fact: "uses an alias of a list that is grouped further on in the lambda, and one from outside",
      query: `select (1 as one), arrayMap(d -> arraySum(arraySlice(groupArray(n), indexOf(groupArray(day) as days, d) as i, arrayLastIndex(z -> z = d, days) - i + one)), [1, 2, 3])
              from (select day, n from (values (1, 5), (1, 7), (3, 9)) as v (day, n) order by day, n)`,
      // Day 1 has 5 and 7. Day 2 has no place, and nothing from place 0 on is nothing. Day 3 has 9.
      answer: [[1, [12, 0, 9]]]
    },
    {
      fact: "takes an alias of a lambda before a column of its name, and the column outside",
      query:
        "select arrayMap(d -> concat((upper(d) as event), event), ['x']), event from events where event = 'signup' limit 1",
      answer: [[["XX"], "signup"]]
    },
    {
      fact: "unfolds what aliases of the SELECT list stand for",
      query: `select arrayZip(a, b) as pairs, pair.1 as x, pair.2 + x as sum, i, length(pairs)
              from (select [1, 2] as a, [30, 40] as b) array join pairs as pair, arrayEnumerate(pairs) as i order by i`,
      answer: [
        [
          [
            [1, 30],
            [2, 40]
          ],
          1,
          31,
          1,
          2
        ],
        [
          [
            [1, 30],
            [2, 40]
          ],
          2,
          42,
          2,
          2
        ]
      ]
    },
    {
      fact: "unfolds an alias that goes before a column, and the column where the alias is made of its items",
      query: `select (select groupArray(item) from (select arrayFilter(x -> x > 1, items) as items, item from (select [1, 2, 3] as items) array join items as item)),
                     (select groupArray(items) from (select item * 10 as items from (select [1, 2, 3] as items) array join items as item))`,
      answer: [
        [
          [2, 3],
          [10, 20, 30]
        ]
      ]
    },
    {
      fact: "unfolds an alias of aliases, whatever a lambda in it calls its argument",
      query: `select (number + 1 as next) * 2 as twice, arrayMap(v -> v * next, range(twice)) as list, v from numbers(2)
              left array join arrayFilter(v -> v > 0, list) as v order by number, v`,
      // next is 1, so the list is [0, 1]; next is 2, so the list is [0, 2, 4, 6].
      answer: [
        [2, [0, 1], 1],
        [4, [0, 2, 4, 6], 2],
        [4, [0, 2, 4, 6], 4],
        [4, [0, 2, 4, 6], 6]
      ]
    },
    {
      fact: "folds lists of numbers into a list",
      query:
        "select arrayFold((sums, x, n) -> arrayMap(i -> sums[i] + x[i] * n, range(1, length(sums) + 1)), [[1, 2], [10, 20]], [1, 3], [toInt(0), toInt(0)]) as sums, sums[1] + sums[2]",
      // 1 + 10 · 3 and 2 + 20 · 3.
      answer: [[[31, 62], 93]]
    },
    {
      fact: "names a list inside ARRAY JOIN",
      query: "select item, length(list) from numbers(1) array join ([7, 8] as list) as item order by item",
      answer: [
        [7, 2],
        [8, 2]
      ]
    },
    {
      fact: "unfolds several arrays side by side",
      query:
        "select x, y from events array join [1, 2] as x, ['a', 'b'] as y where event = 'signup' and distinct_id = 'bob' order by x",
      answer: [
        [1, "a"],
        [2, "b"]
      ]
    },
    {
      fact: "keeps a row whose array is empty with LEFT ARRAY JOIN only",
      query: `select (select count() from events left array join JSONExtractArrayRaw(ifNull(properties.items, '')) as item),
                     (select count() from events inner array join JSONExtractArrayRaw(ifNull(properties.items, '')) as item)`,
      // Two events have items, "a" and "b", and "c"; eight have none.
      answer: [[11, 3]]
    },
    {
      fact: "filters by a window's value with QUALIFY",
      query:
        "select distinct_id, event from events qualify row_number() over (partition by distinct_id order by timestamp desc) = 1 order by distinct_id",
      answer: [
        ["ann", "purchase"],
        ["anon-1", "$pageview"],
        ["bob", "purchase"],
        ["cat", "purchase"]
      ]
    },
    {
      fact: "counts in a window's frame",
      query: `select timestamp, count() over w, sum(1) over (partition by distinct_id order by timestamp rows between 1 preceding and current row)
              from events where distinct_id = 'bob' window w as (partition by distinct_id order by timestamp) order by timestamp`,
      answer: [
        ["2024-03-02 11:00:00.000000", 1, 1],
        ["2024-03-02 11:00:05.000000", 2, 2],
        ["2024-03-03 09:00:00.000000", 3, 2]
      ]
    },
    {
      fact: "takes subqueries in any place of an expression",
      query: `select (select count() from events) - 1, exists(select 1 from events where event = 'none'),
                     arrayMap(x -> x + (select 1), [1]), if((select true), 'yes', 'no')`,
      answer: [[9, 0, [2], "yes"]]
    },
    {
      fact: "keeps a lambda's argument apart from what has the same name outside",
      query:
        "select arrayMap(event -> concat(event, '!'), ['a']), arrayMap(x -> arrayMap(x -> x * 10, [x, x + 1]), [1]) from events where event = 'signup' limit 1",
      answer: [[["a!"], [[10, 20]]]]
    },
    {
      fact: "knows an alias in WHERE, GROUP BY, HAVING and ORDER BY",
      query:
        "select lower(event) as name, count() as n from events where name != 'purchase' group by name having n > 2 order by name",
      answer: [["$pageview", 4]]
    }
  ])
})

describe("a comparison", () => {
  const count = async (condition: string) =>
    (await rows(`select count() from events where ${condition}`))[0]?.[0]

  it("reads a written text beside a number, or a yes or no, as PostHog does", async () => {
    expect(await count("properties.amount = '20'")).toBe(1)
    expect(await count("'5.5' = properties.amount")).toBe(1)
    expect(await count("properties.amount > '10'")).toBe(2)
    expect(await count("properties.amount != '20'")).toBe(9)
    expect(await count("properties.amount in ('20', '100')")).toBe(2)
    expect(await count("properties.paid = 'true'")).toBe(2)
    expect(await count("properties.paid != 'true'")).toBe(8)
  })

  it("looks for a text among numbers by their digits", async () => {
    expect(await count("properties.size in (10, 11)")).toBe(1)
    expect(await count("properties.size not in [10]")).toBe(9)
    expect(await count("(event, properties.size) in (('purchase', 10))")).toBe(1)
  })

  it("of tuples can be null when what is in them can", async () => {
    const { columns } = await compile(
      "select (1, properties.x) = (1, 'a'), (1, event) = (1, 'a') from events"
    )
    expect(columns.map(({ nullable }) => nullable)).toEqual([true, false])
  })

  it("reads an item of every tuple in a list", async () => {
    expect(
      await rows("select arraySort(groupArray((distinct_id, 1)).1) from events where event = 'signup'")
    ).toEqual([[["ann", "bob"]]])
  })
})

describe("a cast", () => {
  checkFacts(rows, [
    {
      fact: "gives null for what does not convert",
      query:
        "select 'x'::int, cast('12' as int), try_cast('x' as float), '1.50'::Decimal(10, 2), cast('300' as uint8), cast('7' as Int16)",
      answer: [[null, 12, null, 1.5, null, 7]]
    },
    {
      fact: "reads lists and tuples from text",
      query:
        "select cast('[1,2]' as Array(Int64)), cast((1, 2) as Tuple(String, Int8)), cast(['1', null] as Array(Nullable(String)))",
      answer: [
        [
          [1, 2],
          ["1", 2],
          ["1", null]
        ]
      ]
    },
    {
      fact: "knows Postgres's names",
      query: "select 'true'::boolean, 1::text, '5'::double precision, '2024-03-01'::date",
      answer: [[true, "1", 5, "2024-03-01"]]
    }
  ])
})
