import { afterAll, describe, expect, it } from "vitest"
import { createCompiler, HogqlCompileError } from "../../src/index.ts"
import { project } from "../store/project.ts"

const compiler = createCompiler()
afterAll(() => compiler.close())

/** The pieces of the text that errors point at. */
const blamed = async (query: string): Promise<readonly string[]> => {
  const { errors } = await compiler.check(query, project)
  return errors.map(({ start, end }) => query.slice(start, end))
}

describe("check", () => {
  it.each([
    ["select evnt, cuont(), properties.x > 5 from events", ["evnt", "cuont", "properties.x > 5"]],
    [
      "select evnt from events where tmestamp > now() group by foo order by bar",
      ["evnt", "tmestamp", "foo", "bar"]
    ],
    ["select upper(foo), lower(bar) from events", ["foo", "bar"]],
    ["select cuont(evnt) from events", ["cuont", "evnt"]],
    ["select concat(a1, b1, c1) from events", ["a1", "b1", "c1"]],
    ["select a1 from events where b1 = 1 and c1 > 2 or not d1", ["a1", "b1", "c1", "d1"]],
    ["select e.evnt from events e join persons p on e.foo = p.id and p.bar = 1", ["evnt", "e.foo", "p.bar"]],
    ["with a as (select foo from events), b as (select bar from events) select 1", ["foo", "bar"]],
    ["select foo from events union all select bar from events", ["foo", "bar"]],
    ["select arrayMap(x -> x + foo, [bar]) from events", ["foo", "bar"]],
    ["select count() from events where event in (select foo from events) and bar", ["foo", "bar"]],
    ["select sum(properties.a), sum(properties.b) from events", ["properties.a", "properties.b"]],
    ["select event from events limit 'x' offset 3", ["'x'", "3"]],
    ["select foo from evnts e join persons p on e.x = p.ids where p.idd = 1", ["evnts", "ids", "idd"]]
  ])("finds everything that is wrong with %s", async (query, places) => {
    expect([...(await blamed(query))].sort()).toEqual([...places].sort())
  })

  it.each([
    ["select foo, bar.baz, count() from evnts where x > 5 and y = 'a' group by foo, z order by t", ["evnts"]],
    ["select e.foo, p.id from evnts e join persons p on e.person = p.id", ["evnts"]],
    ["select x, y from (select * from evnts)", ["evnts"]],
    ["with a as (select * from evnts) select foo.bar, sum(b) from a group by foo", ["evnts"]],
    ["select foo as a, a + 1 as b, b > 5 from events where a = 'x' group by a order by b", ["foo"]],
    ["select a, b.c from (select foo as a, bar as b from events) where a > 5 and b.c = 1", ["foo", "bar"]],
    ["select foo + properties.x from events", ["foo"]],
    ["select event, count() from events group by evnt", ["evnt"]],
    ["select foo as a from events where person_id in cohort a", ["foo"]],
    ["select foo as a from events limit a", ["foo"]],
    ["select distinct on (event) event from events", ["distinct on"]],
    ["select event from events where event like any('a', 'b')", ["like any"]],
    ["select * from evnts union all select 1, 2, 3", ["evnts"]],
    ["select x from events array join foo as x where x = 5", ["foo"]],
    ["select arrayMap(x -> x.a.b, foo), foo[1], foo.1 from events", ["foo", "foo", "foo"]],
    ["select count(foo) as n from events having n > 'x'", ["foo", "n > 'x'"]]
  ])("blames nobody for what follows from another error: %s", async (query, places) => {
    expect([...(await blamed(query))].sort()).toEqual([...places].sort())
  })

  it("names an error once, even where its node is resolved twice", async () => {
    expect(await blamed("select 1 from events where foo between 1 and 2 and (foo1, 2) in ((1, 2))")).toEqual([
      "foo",
      "foo1"
    ])
  })

  it("finds nothing where compiling succeeds, and first what compiling fails with", async () => {
    for (const query of [
      "select foo, bar from events",
      "select cuont(foo) from evnts",
      "select event from events where sum(1) > 1 and foo",
      "select event, count() from events",
      "select foo from events limit 5 offset 3",
      "with recursive a as (select 1 union all select foo from a) select bar from a",
      "select count() from events where person_id in cohort 99 or foo",
      "select event as e, foo as e from events",
      "select 1 from events e join events e on foo",
      "select a from (select 1 as a) join events using (a)"
    ]) {
      const refused: unknown = await compiler.compile(query, project).then(
        () => undefined,
        (cause: unknown) => cause
      )
      const { errors } = await compiler.check(query, project)
      expect(refused).toBeInstanceOf(HogqlCompileError)
      expect(errors.map(({ message }) => message)).toContain((refused as HogqlCompileError).message)
    }
  })

  it("stops counting at a hundred errors", async () => {
    const items = Array.from({ length: 300 }, (_, index) => `c${index}`).join(", ")
    expect(await blamed(`select ${items} from events`)).toHaveLength(100)
  })
})
