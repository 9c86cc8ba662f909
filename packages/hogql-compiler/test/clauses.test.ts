/** Every clause of SELECT beyond the common ones, on real ClickHouse; each answer worked out by hand from `store/rows.ts`. */
import { describe, expect, it } from "vitest"
import type { CompileContext } from "../src/index.ts"
import { compileAndRun } from "./store/compileAndRun.ts"
import { ann, bob, cat } from "./store/rows.ts"

const { rows, raw, compile } = compileAndRun()

interface Case {
  readonly fact: string
  readonly query: string
  readonly answer: readonly (readonly unknown[])[]
  readonly context?: Partial<CompileContext>
}

const check = (cases: readonly Case[]): void => {
  it.each(cases)("$fact", async ({ query, answer, context }) => {
    expect(await rows(query, context)).toEqual(answer)
  })
}

describe("GROUP BY", () => {
  check([
    {
      fact: "rolls up from the last key to the first",
      query: `select event, distinct_id, count() as n from events where event in ('signup', '$pageview')
              group by rollup(event, distinct_id) order by event, distinct_id, n`,
      answer: [
        ["", "", 6],
        ["$pageview", "", 4],
        ["$pageview", "ann", 2],
        ["$pageview", "anon-1", 1],
        ["$pageview", "bob", 1],
        ["signup", "", 2],
        ["signup", "ann", 1],
        ["signup", "bob", 1]
      ]
    },
    {
      fact: "makes a cube of every subset of the keys",
      query: `select event, distinct_id, count() as n from events where event = 'signup'
              group by cube(event, distinct_id) order by event, distinct_id`,
      answer: [
        ["", "", 2],
        ["", "ann", 1],
        ["", "bob", 1],
        ["signup", "", 2],
        ["signup", "ann", 1],
        ["signup", "bob", 1]
      ]
    },
    {
      fact: "takes sets of keys one after the other",
      query: `select event, distinct_id, count() as n from events where event != 'purchase'
              group by grouping sets ((event), (distinct_id), ()) order by event, distinct_id, n`,
      answer: [
        ["", "", 6],
        ["", "ann", 3],
        ["", "anon-1", 1],
        ["", "bob", 2],
        ["$pageview", "", 4],
        ["signup", "", 2]
      ]
    },
    {
      fact: "ALL groups by whatever is no aggregate",
      query:
        "select event, toDate(timestamp) as day, count() from events where distinct_id = 'bob' group by all order by day, event",
      answer: [
        ["$pageview", "2024-03-02", 1],
        ["signup", "2024-03-02", 1],
        ["purchase", "2024-03-03", 1]
      ]
    }
  ])
})

describe("LIMIT", () => {
  check([
    {
      fact: "WITH TIES keeps the rows that are equal to the last",
      query:
        "select * from (select event, count() as n from events group by event order by n desc limit 1 with ties) order by event",
      answer: [
        ["$pageview", 4],
        ["purchase", 4]
      ]
    },
    {
      fact: "in percent keeps a share of the rows, rounded up",
      query: "select number from numbers(10) order by number limit 25 %",
      answer: [[0], [1], [2]]
    },
    {
      fact: "of 100 % keeps every row, and of 0 % none",
      query:
        "select (select count() from (select number from numbers(1000) limit 100 %)), (select count() from (select number from numbers(1000) limit 0 %))",
      answer: [[1000, 0]]
    },
    {
      fact: "BY takes the first rows of each group",
      query: "select event, timestamp from events order by timestamp limit 1 by event",
      answer: [
        ["$pageview", "2024-03-01 22:30:00.000000"],
        ["signup", "2024-03-01 22:40:00.000000"],
        ["purchase", "2024-03-02 10:00:00.123456"]
      ]
    }
  ])

  it("is put on every member of a UNION, as PostHog does", async () => {
    const context = { defaultLimit: 2 }
    const union = "select 'a', number from numbers(5) union all select 'b', number from numbers(5) limit 3"
    expect((await rows(union, context)).map(([name]) => name).sort()).toEqual(["a", "a", "b", "b", "b"])
    expect((await compile(union, context)).limit).toEqual({ source: "members", value: 5 })
    const capped = await compile("select 1 limit 70 union distinct select 2", { maximumLimit: 50 })
    expect(capped.limit).toEqual({ source: "members", value: 100 })
  })

  it("is put around INTERSECT and EXCEPT, whose answer would otherwise be wrong", async () => {
    const except = "select number from numbers(10) except select number from numbers(9)"
    expect(await rows(except, { defaultLimit: 2 })).toEqual([[9]])
    expect((await compile(except, { defaultLimit: 2 })).limit).toEqual({ source: "default", value: 2 })
  })

  it("belongs to the whole after members in brackets", async () => {
    const bracketed = "(select number from numbers(3)) union all (select number from numbers(3)) limit 4"
    expect(await rows(bracketed)).toHaveLength(4)
    expect((await compile(bracketed)).limit).toEqual({ source: "query", value: 4 })
  })

  it("of a subquery is left alone", async () => {
    const inner =
      "select count() from (select number from numbers(500) union all select number from numbers(500))"
    expect(await rows(inner)).toEqual([[1000]])
  })

  it("that is calculated is the smaller of itself and the maximum", async () => {
    const calculated = await compile("select number from numbers(100) limit 2 * 30", { maximumLimit: 10 })
    expect(calculated.limit).toEqual({ source: "query", value: null })
    expect(await rows("select number from numbers(100) limit 2 * 30", { maximumLimit: 10 })).toHaveLength(10)
    expect(await rows("select number from numbers(100) limit 2 * 3", { maximumLimit: 10 })).toHaveLength(6)
  })
})

describe("WITH FILL", () => {
  check([
    {
      fact: "makes up the days without an event, in the project's zone",
      query: `select toStartOfDay(timestamp) as day, count() from events where event = 'purchase' and timestamp < '2024-03-05'
              group by day order by day with fill from '2024-03-01' to '2024-03-05' step interval 1 day`,
      context: { timezone: "Europe/Berlin" },
      answer: [
        ["2024-03-01 00:00:00", 0],
        ["2024-03-02 00:00:00", 1],
        ["2024-03-03 00:00:00", 1],
        ["2024-03-04 00:00:00", 0]
      ]
    },
    {
      fact: "goes over dates and numbers",
      query:
        "select toDate(timestamp) as day, count() from events where event = 'purchase' group by day order by day with fill from '2024-03-02' to '2024-03-05' step 1 limit 3",
      answer: [
        ["2024-03-02", 1],
        ["2024-03-03", 1],
        ["2024-03-04", 0]
      ]
    },
    {
      fact: "goes down with a negative step",
      query: "select number from numbers(3) order by number desc with fill from 4 to 0 step -2",
      answer: [[4], [2], [1], [0]]
    },
    {
      fact: "is carried on by INTERPOLATE",
      query:
        "select number * 2 as n, 'x' as mark from numbers(2) order by n with fill to 4 step 1 interpolate (mark as concat(mark, 'y'))",
      answer: [
        [0, "x"],
        [1, "xy"],
        [2, "x"],
        [3, "xy"]
      ]
    }
  ])
})

describe("SAMPLE", () => {
  const share = (condition: string) => raw(`select count() from events where team_id = 1 and ${condition}`)

  it("takes all events of a share of the distinct ids, always the same", async () => {
    // The hash of a distinct id is spread over 64 bits; half of them lie below 2^63.
    const below = share("cityHash64(distinct_id) < 9223372036854775808")
    expect(await rows("select count() from events sample 0.5")).toEqual(below)
    expect(await rows("select count() from events as e sample 1/2")).toEqual(below)
    expect(await rows("select count() from events sample 1/2 offset 1/2")).toEqual(
      share("cityHash64(distinct_id) >= 9223372036854775808")
    )
  })

  it("of 1 is every row, of any table", async () => {
    expect(await rows("select count() from persons sample 1")).toEqual([[3]])
  })

  it("holds for one table of a join", async () => {
    expect(
      await rows(
        "select count() from persons p join events e sample 0.5 on toString(e.person_id) = toString(p.id)"
      )
    ).toEqual(await rows("select count() from events sample 0.5"))
  })
})

describe("FROM", () => {
  check([
    {
      fact: "reads rows written out, under names of their own",
      query: "select id, upper(name) from (values (1, 'a'), (2, 'b')) as v (id, name) order by id desc",
      answer: [
        [2, "B"],
        [1, "A"]
      ]
    },
    {
      fact: "calls the columns of VALUES col0, col1 unless told otherwise",
      query: "select values.col0, col1 from (values (1, null), (2.5, 'x')) order by col0",
      answer: [
        [1, null],
        [2.5, "x"]
      ]
    },
    {
      fact: "names the columns of a subquery, a WITH item and a table anew",
      query: `with w as (select event, distinct_id from events where event = 'signup')
              select s.a, t.b, e.u = e.u from (select 1, 2) as s (a, z) cross join w as t (x, b) cross join events as e (u, v)
              where t.b = 'bob' and e.v = 'signup' limit 1`,
      answer: [[1, "bob", 1]]
    },
    {
      fact: "joins by columns of the same name, which are one then",
      query: `select distinct_id, a.n, b.n from (select distinct_id, count() as n from events group by distinct_id) a
              join (select distinct_id, max(timestamp) > '2024-03-09 18:00:00' as n from events group by distinct_id) b using (distinct_id)
              order by distinct_id`,
      answer: [
        ["ann", 5, 1],
        ["anon-1", 1, 0],
        ["bob", 3, 0],
        ["cat", 1, 0]
      ]
    },
    {
      fact: "takes a merged column from the right in a RIGHT JOIN",
      query: `select k, a.v, b.v from (select 1 as k, 'a' as v) a right join (select arrayJoin([1, 2]) as k, 'b' as v) b using k order by k`,
      answer: [
        [1, "a", "b"],
        [2, "", "b"]
      ]
    },
    {
      fact: "keeps only what has a partner, or has none, with SEMI and ANTI",
      query: `select * from (
                select 'semi' as word, p.id from persons p semi join events e on e.person_id = p.id and e.event = 'signup'
                union all select 'anti', p.id from persons p left anti join events e on e.person_id = p.id and e.event = 'signup'
              ) order by word, id`,
      answer: [
        ["anti", cat],
        ["semi", ann],
        ["semi", bob]
      ]
    },
    {
      fact: "takes one partner only with ANY, from either side",
      query: `select count() from persons p any join events e on e.person_id = p.id
              union all select count() from persons p any left join events e on e.person_id = p.id
              union all select count() from events e any right join persons p on e.person_id = p.id`,
      answer: [[3], [3], [3]]
    },
    {
      fact: "says ALL and OUTER where they are meant anyway",
      query:
        "select count() from persons p all inner join events e on e.person_id = p.id where e.event = 'signup'",
      answer: [[2]]
    }
  ])

  it("finds the nearest row before with ASOF, unmatched rows kept by LEFT", async () => {
    const nearest = (join: string) =>
      rows(`select a.event, a.timestamp, b.event from events a
            ${join} (select distinct_id, timestamp, event from events where event != '$pageview') b
            on a.distinct_id = b.distinct_id and a.timestamp > b.timestamp where a.distinct_id = 'bob' order by a.timestamp`)
    expect(await nearest("asof join")).toEqual([["purchase", "2024-03-03 09:00:00.000000", "signup"]])
    expect(await nearest("asof left join")).toEqual([
      ["$pageview", "2024-03-02 11:00:00.000000", ""],
      ["signup", "2024-03-02 11:00:05.000000", ""],
      ["purchase", "2024-03-03 09:00:00.000000", "signup"]
    ])
  })

  it("never shows another project's rows, whatever the join", async () => {
    for (const join of ["right semi join", "right anti join", "any right join", "full join", "asof join"]) {
      const on =
        join === "asof join" ? "p.id = e.person_id and p.created_at <= e.timestamp" : "p.id = e.person_id"
      const found = await rows(
        `select count() from persons p ${join} events e on ${on} where e.properties.amount = 1000`
      )
      expect(found).toEqual([[0]])
    }
  })
})

describe("WITH", () => {
  check([
    {
      fact: "RECURSIVE reads itself until nothing follows, in 64 bits",
      query:
        "with recursive r(n) as (select 250 as n union all select n + 1 from r where n < 260) select count(), max(n) from r",
      answer: [[11, 260]]
    },
    {
      fact: "MATERIALIZED and its opposite change nothing",
      query:
        "with a as materialized (select 1 as x), b as not materialized (select x + 1 as y from a) select x, y from a cross join b",
      answer: [[1, 2]]
    },
    {
      fact: "an item can have the name of a table, and read that table",
      query: "with events as (select event from events where event = 'signup') select count() from events",
      answer: [[2]]
    },
    {
      fact: "names values, scalar subqueries among them, for subqueries too",
      query:
        "with (select max(timestamp) from events) as last, 'signup' as wanted select count() from (select event from events where event = wanted and timestamp < last)",
      answer: [[2]]
    },
    {
      fact: "an inner item hides an outer one of the same name",
      query: "with a as (select 1 as x) select x, (with a as (select 2 as x) select x from a) from a",
      answer: [[1, 2]]
    }
  ])

  it("RECURSIVE walks a graph from its root", async () => {
    const walk = `with recursive walk as (
        select 'root' as node, 0 as depth
        union all
        select e.child, w.depth + 1 from walk w join (values ('root', 'a'), ('a', 'b'), ('b', 'c'), ('x', 'y')) as e (parent, child) on e.parent = w.node
      ) select node, depth from walk order by depth`
    expect(await rows(walk)).toEqual([
      ["root", 0],
      ["a", 1],
      ["b", 2],
      ["c", 3]
    ])
  })
})

describe("the SELECT list", () => {
  check([
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
  check([
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

describe("people", () => {
  it("are joined to their events whatever the words", async () => {
    expect(
      await rows(
        `select p.id, count() from persons p left outer join events e on e.person_id = p.id group by p.id order by 2 desc limit 1`
      )
    ).toEqual([[ann, 6]])
  })
})
