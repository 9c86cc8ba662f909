/**
 * Queries of hogql-builder, run: what PostHog's language makes of them, and whether the rows are what the row types say.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Engine } from "@posthog-driver/engine"
import { startEngine } from "@posthog-driver/engine"
import {
  add,
  alias,
  allColumns,
  array,
  arrayItem,
  caseWhen,
  cast,
  cohortPeople,
  cte,
  defineTable,
  divide,
  eq,
  events,
  except,
  exists,
  fn,
  groups,
  gt,
  hogql,
  intersect,
  isIn,
  isNotIn,
  isNull,
  itemAt,
  like,
  lt,
  named,
  namedWindow,
  ne,
  numbers,
  over,
  parameter,
  personDistinctIds,
  persons,
  scalar,
  select,
  sessions,
  subquery,
  subtract,
  tuple,
  unionAll,
  unionDistinct,
  value
} from "@posthog-driver/hogql-builder"
import type { AnySelect, InferRow } from "@posthog-driver/hogql-builder"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PostHog } from "../../src/index.ts"
import { createPostHog } from "../../src/index.ts"

let engine: Engine
let posthog: PostHog
let dataDir: string

const shop = [
  ["ann", "view", 0, { price: 5, tags: "a,b" }],
  ["ann", "view", 1, { price: 7, tags: "b" }],
  ["ann", "buy", 2, { price: 7, tags: "" }],
  ["bob", "view", 3, { price: 1, tags: "c" }],
  ["bob", "view", 4, {}],
  ["cid", "buy", 5, { price: 20, tags: "a" }]
] as const

const oddName = "it's \\ `x` {y} -- \u{1f600}\n\t%"

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "driver-builder-"))
  engine = await startEngine({ dataDir, seed: { size: "small", endDate: "2026-11-01" } })
  posthog = createPostHog({
    host: engine.url,
    projectId: engine.projectId,
    personalApiKey: engine.personalApiKey,
    projectToken: engine.projectToken
  })
  for (const [index, [distinctId, event, minute, properties]] of shop.entries())
    await posthog.capture.event({
      event: `shop ${event}`,
      distinctId,
      uuid: `019a0000-0000-7000-8000-0000000000${String(index + 10)}`,
      timestamp: `2026-10-30T12:0${minute}:00.000Z`,
      properties
    })
  await posthog.capture.event({ event: oddName, distinctId: "odd", timestamp: "2026-10-30T12:30:00.000Z" })
  await posthog.capture.flush()
}, 120_000)

afterAll(async () => {
  await posthog.close()
  await engine.close()
  await rm(dataDir, { recursive: true, force: true })
})

const rowsOf = async <Q extends AnySelect>(query: Q): Promise<readonly InferRow<Q>[]> =>
  (await posthog.query(query)).rows

const isShop = like(events.event, "shop %")
const price = events.properties.number("price")

describe("a query of hogql-builder, run", () => {
  it("groups, filters and sorts", async () => {
    const query = select(events)
      .columns({
        who: events.distinct_id,
        n: fn.count(),
        spent: fn.sumIf(price, eq(events.event, "shop buy"))
      })
      .where(isShop)
      .groupBy("who")
      .having(({ n }) => gt(n, 1))
      .orderBy("who")
    const rows: readonly { who: string; n: number; spent: number | null }[] = await rowsOf(query)
    expect(rows).toEqual([
      { who: "ann", n: 3, spent: 7 },
      { who: "bob", n: 2, spent: null }
    ])
  })

  it("reads every value back as it was given, bound or written out", async () => {
    const query = select(events)
      .columns({ event: events.event, same: value(oddName) })
      .where(eq(events.event, oddName))
    expect(await rowsOf(query)).toEqual([{ event: oddName, same: oddName }])
    expect((await posthog.query(query.toHogQL({ inline: true }).query)).rows).toEqual([
      { event: oddName, same: oddName }
    ])
  })

  it("joins a table with itself and with a subquery", async () => {
    const view = alias(events, "view")
    const buyers = subquery(
      select(events)
        .columns({ who: events.distinct_id, bought: fn.max(events.timestamp) })
        .where(eq(events.event, "shop buy"))
        .groupBy("who"),
      "buyers"
    )
    const query = select(view)
      .innerJoin(buyers, eq(view.distinct_id, buyers.who))
      .columns({ who: view.distinct_id, minutes: fn.dateDiff("minute", view.timestamp, buyers.bought) })
      .where(eq(view.event, "shop view"))
      .orderBy("minutes")
    const rows: readonly { who: string; minutes: number }[] = await rowsOf(query)
    expect(rows).toEqual([
      { who: "ann", minutes: 1 },
      { who: "ann", minutes: 2 }
    ])
  })

  it("leaves default values in the unmatched rows of a left join, and null in columns made nullable", async () => {
    const buys = select(events)
      .columns({
        who: events.distinct_id,
        event: events.event,
        maybe: fn.toNullable(events.event),
        price
      })
      .where(eq(events.event, "shop buy"))
    const bought = subquery(buys, "bought")
    const people = subquery(
      select(events).columns({ who: events.distinct_id }).where(isShop).distinct(),
      "people"
    )
    const query = select(people)
      .leftJoin(bought, eq(people.who, bought.who))
      .columns({ who: people.who, event: bought.event, maybe: bought.maybe, price: bought.price })
      .orderBy("who")
    const rows: readonly { who: string; event: string; maybe: string | null; price: number | null }[] =
      await rowsOf(query)
    expect(rows).toEqual([
      { who: "ann", event: "shop buy", maybe: "shop buy", price: 7 },
      { who: "bob", event: "", maybe: null, price: null },
      { who: "cid", event: "shop buy", maybe: "shop buy", price: 20 }
    ])
  })

  it("finds who has no match with an anti join", async () => {
    const bought = subquery(
      select(events).columns({ who: events.distinct_id }).where(eq(events.event, "shop buy")),
      "bought"
    )
    const query = select(events)
      .join("LEFT ANTI JOIN", bought, eq(events.distinct_id, bought.who))
      .columns({ who: events.distinct_id })
      .where(isShop)
      .distinct()
    expect(await rowsOf(query)).toEqual([{ who: "bob" }])
  })

  it("defines tables and values in WITH", async () => {
    const perPerson = cte(
      "per_person",
      select(events).columns({ who: events.distinct_id, n: fn.count() }).where(isShop).groupBy("who")
    )
    const enough = named("enough", value(2))
    const query = select(perPerson)
      .columns({
        who: perPerson.who,
        share: divide(perPerson.n, scalar(select(perPerson).columns({ all: fn.sum(perPerson.n) })))
      })
      .where(gt(perPerson.n, subtract(enough, 1)))
      .orderBy("who")
    expect(query.toHogQL().query).toMatch(/^WITH per_person AS /)
    const rows: readonly { who: string; share: number | null }[] = await rowsOf(query)
    expect(rows).toEqual([
      { who: "ann", share: 0.5 },
      { who: "bob", share: 2 / 6 }
    ])
  })

  it("puts queries together: all, different, common, other", async () => {
    const who = (event: string) =>
      select(events).columns({ who: events.distinct_id }).where(eq(events.event, event)).distinct()
    const views = who("shop view")
    const buys = who("shop buy")
    const sorted = async (query: Parameters<typeof subquery<{ who: typeof events.distinct_id }, "u">>[0]) => {
      const union = subquery(query, "u")
      return (await rowsOf(select(union).columns({ who: union.who }).orderBy("who"))).map((row) => row.who)
    }
    expect(await sorted(unionAll(views, buys) as never)).toEqual(["ann", "ann", "bob", "cid"])
    expect(await sorted(unionDistinct(views, buys) as never)).toEqual(["ann", "bob", "cid"])
    expect(await sorted(intersect(views, buys) as never)).toEqual(["ann"])
    expect(await sorted(except(views, buys) as never)).toEqual(["bob"])
  })

  it("looks at other rows through windows", async () => {
    const perPerson = namedWindow("per_person", {
      partitionBy: [events.distinct_id],
      orderBy: [events.timestamp]
    })
    const query = select(events)
      .columns({
        who: events.distinct_id,
        nth: over(fn.row_number(), perPerson),
        seen: over(fn.sum(value(1)), {
          orderBy: [events.timestamp],
          frame: { unit: "rows", start: "unbounded preceding" }
        }),
        before: over(fn.lag(events.event), { partitionBy: [events.distinct_id], orderBy: [events.timestamp] })
      })
      .where(isShop)
      .orderBy(events.timestamp)
    const rows: readonly { who: string; nth: number; seen: number; before: string | null }[] =
      await rowsOf(query)
    expect(rows).toEqual([
      { who: "ann", nth: 1, seen: 1, before: null },
      { who: "ann", nth: 2, seen: 2, before: "shop view" },
      { who: "ann", nth: 3, seen: 3, before: "shop view" },
      { who: "bob", nth: 1, seen: 4, before: null },
      { who: "bob", nth: 2, seen: 5, before: "shop view" },
      { who: "cid", nth: 1, seen: 6, before: null }
    ])
  })

  it("turns items of arrays into rows", async () => {
    const tag = arrayItem("tag", fn.splitByChar(",", fn.ifNull(events.properties.text("tags"), "")))
    const query = select(events)
      .arrayJoin(tag)
      .columns({ tag, n: fn.count() })
      .where(isShop)
      .where(ne(tag, ""))
      .groupBy("tag")
      .orderBy("tag")
    const rows: readonly { tag: string; n: number }[] = await rowsOf(query)
    expect(rows).toEqual([
      { tag: "a", n: 2 },
      { tag: "b", n: 2 },
      { tag: "c", n: 1 }
    ])
  })

  it("keeps the first rows of each group", async () => {
    const query = select(events)
      .columns({ who: events.distinct_id, event: events.event })
      .where(isShop)
      .orderBy(events.timestamp, "desc")
      .limitBy(1, ["who"])
    expect(await rowsOf(query)).toEqual([
      { who: "cid", event: "shop buy" },
      { who: "bob", event: "shop view" },
      { who: "ann", event: "shop buy" }
    ])
  })

  it("calls functions with lambdas, arrays, tuples, choices and casts", async () => {
    const query = select(numbers("n", 1)).columns({
      doubled: fn.arrayMap((item) => add(item, item), [1, 2, 3]),
      even: fn.arrayFilter((item) => eq(fn.modulo(item, 2), 0), [1, 2, 3, 4]),
      joined: fn.arrayFold((sofar, item) => fn.concat(sofar, item), ["a", "b"], ""),
      pair: tuple("a", 1),
      second: itemAt(array("x", "y"), 2),
      none: fn.coalesce(value(null), "fallback"),
      kind: caseWhen([[gt(value(1), 2), "more"]], "less"),
      number: cast("12.5", "Float"),
      text: cast(5, "String")
    })
    const rows: readonly InferRow<typeof query>[] = await rowsOf(query)
    expect(rows).toEqual([
      {
        doubled: [2, 4, 6],
        even: [2, 4],
        joined: "ab",
        pair: ["a", 1],
        second: "y",
        none: "fallback",
        kind: "less",
        number: 12.5,
        text: "5"
      }
    ])
  })

  it("tests membership in a query, and whether a query has rows", async () => {
    const buyers = select(events).columns({ who: events.distinct_id }).where(eq(events.event, "shop buy"))
    const others = select(events)
      .columns({ who: events.distinct_id })
      .where(isShop)
      .where(isNotIn(events.distinct_id, buyers))
      .where(exists(buyers))
      .distinct()
    expect(await rowsOf(others)).toEqual([{ who: "bob" }])
    const pairs = select(events)
      .columns({ n: fn.count() })
      .where(
        isIn(
          tuple(events.distinct_id, events.event),
          select(events)
            .columns({ a: events.distinct_id, b: events.event })
            .where(eq(events.distinct_id, "ann"))
        )
      )
    expect(await rowsOf(pairs)).toEqual([{ n: 3 }])
  })

  it("takes values under names of the caller's", async () => {
    const query = select(events)
      .columns({ n: fn.count() })
      .where(isShop)
      .where(gt(price, parameter("least", 5)))
    expect(query.toHogQL().values).toHaveProperty("least", 5)
    expect(await rowsOf(query)).toEqual([{ n: 3 }])
  })

  it("groups by several choices of keys", async () => {
    const query = select(events)
      .columns({ who: events.distinct_id, event: events.event, n: fn.count() })
      .where(isShop)
      .groupByRollup("who", "event")
      .orderBy("who")
      .orderBy("event")
    const rows: readonly { who: string; event: string; n: number }[] = await rowsOf(query)
    expect(rows).toContainEqual({ who: "", event: "", n: 6 })
    expect(rows).toContainEqual({ who: "ann", event: "", n: 3 })
    expect(rows).toContainEqual({ who: "ann", event: "shop view", n: 2 })
  })

  it("reads persons through the event and as a table", async () => {
    const query = select(events)
      .innerJoin(persons, eq(events.person_id, persons.id))
      .columns({
        n: fn.uniqExact(events.person_id),
        created: fn.min(persons.created_at),
        none: fn.countIf(isNull(persons.properties.get("no such")))
      })
      .where(isShop)
    const [row] = await rowsOf(query)
    expect(row?.n).toBe(3)
    expect(typeof row?.created).toBe("string")
    expect(row?.none).toBe(6)
  })

  it("has every column of its tables", async () => {
    const { rows } = await posthog.query(select(events).columns(allColumns(events)).where(isShop).limit(1))
    expect(rows).toMatchObject([{ elements_chain_texts: [], elements_chain_href: "", person_mode: "full" }])
    for (const table of [persons, sessions, groups, cohortPeople, personDistinctIds]) {
      const columns = Object.entries(table).filter(([, column]) => typeof column === "object")
      await posthog.query(
        select(table)
          .columns(Object.fromEntries(columns) as never)
          .limit(1) as AnySelect
      )
    }
    const company = await posthog.query(
      select(events).columns({
        name: fn.max(events.group_0.properties.text("name")),
        key: fn.max(events.group_0.key)
      })
    )
    expect(typeof company.rows[0]?.name).toBe("string")
  })

  it("nests in the hogql tag and the other way round", async () => {
    const inner = select(events)
      .columns({ who: events.distinct_id, n: fn.count() })
      .where(isShop)
      .groupBy("who")
    const text = hogql`select max(n) as most from ${inner} where n < ${3}`
    expect((await posthog.query(text)).rows).toEqual([{ most: 2 }])
    const counted = defineTable("events", { event: "string" })
    const query = select(counted)
      .columns({ n: hogql<number>`countIf(${lt(price, 6)})` })
      .where(hogql`event like ${"shop %"}`)
    expect(await rowsOf(query)).toEqual([{ n: 2 }])
  })
})
