/** Every clause of SELECT beyond the common ones, on real ClickHouse; each answer worked out by hand from `store/rows.ts`. */
import { describe, expect, it } from "vitest"
import { compileAndRun } from "./store/compileAndRun.ts"
import { checkFacts } from "./store/facts.ts"
import { ann, bob, cat } from "./store/rows.ts"

const { rows, raw, compile } = compileAndRun()

describe("GROUP BY", () => {
  checkFacts(rows, [
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
  checkFacts(rows, [
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
  checkFacts(rows, [
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
  checkFacts(rows, [
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
  checkFacts(rows, [
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

describe("people", () => {
  it("are joined to their events whatever the words", async () => {
    expect(
      await rows(
        `select p.id, count() from persons p left outer join events e on e.person_id = p.id group by p.id order by 2 desc limit 1`
      )
    ).toEqual([[ann, 6]])
  })
})
