import { describe, expect, it } from "vitest"
import {
  alias,
  arrayItem,
  defineTable,
  eq,
  events,
  fn,
  persons,
  sample,
  select,
  sessions,
  subquery
} from "../src/index.ts"
import { reasonOf, untyped } from "./refusal.ts"

const p = alias(persons, "p")
const isPerson = eq(events.person_id, p.id)
const textOf = (query: { toHogQL: () => { query: string } }): string => query.toHogQL().query

describe("a join", () => {
  it("prints each kind with its condition, in the order of the calls", () => {
    const other = alias(sessions, "s")
    const query = select(events)
      .leftJoin(p, isPerson)
      .join("LEFT ANY JOIN", other, { using: ["distinct_id", "session_id"] })
      .crossJoin(sessions)
      .columns({ n: fn.count() })
    expect(textOf(query)).toBe(
      "SELECT count() AS n FROM events LEFT JOIN persons AS p ON events.person_id = p.id " +
        "LEFT ANY JOIN sessions AS s USING (distinct_id, session_id) CROSS JOIN sessions"
    )
  })

  it("reads a table under another name, properties and nested columns too", () => {
    const e = alias(events, "e")
    const query = select(e).columns({
      a: e.properties.number("price", 1),
      b: e.person.properties.get("x y"),
      c: e.session.$entry_pathname
    })
    expect(textOf(query)).toBe(
      "SELECT toFloat(e.properties.price[1]) AS a, e.person.properties.`x y` AS b, e.session.$entry_pathname AS c FROM events AS e"
    )
  })

  it("names a table of a source by its path", () => {
    const customers = defineTable(["stripe", "my customers"], "customers", { id: "string" })
    expect(textOf(select(customers).columns({ id: customers.id }))).toBe(
      "SELECT customers.id AS id FROM stripe.`my customers` AS customers"
    )
  })

  it("samples a table, under another name too", () => {
    expect(textOf(select(sample(alias(events, "e"), [1, 10], 0.5)).columns({ n: fn.count() }))).toBe(
      "SELECT count() AS n FROM events AS e SAMPLE 1/10 OFFSET 0.5"
    )
  })

  it("keeps the properties of a JSON column that a subquery selects", () => {
    const inner = subquery(select(persons).columns({ all: persons.properties }), "inner")
    expect(textOf(select(inner).columns({ email: inner.all.get("email") }))).toBe(
      "SELECT inner.all.email AS email FROM (SELECT persons.properties AS `all` FROM persons) AS inner"
        .replaceAll("inner", "`inner`")
        .replace(".all.", ".`all`.")
    )
  })

  it("unrolls arrays under their names", () => {
    const url = arrayItem("url", sessions.$urls)
    const query = select(sessions).leftArrayJoin(url).columns({ url, copy: url }).where(eq(url, "a"))
    expect(textOf(query)).toBe(
      "SELECT url, url AS copy FROM sessions LEFT ARRAY JOIN sessions.$urls AS url WHERE url = {v0}"
    )
  })

  it.each([
    ["a second table of the same name", () => select(events).crossJoin(events), "NameTaken"],
    [
      "an item of an array called like a table",
      () => select(events).arrayJoin(arrayItem("events", events.session.$urls)),
      "NameTaken"
    ],
    [
      "an item of an array called like another column",
      () => {
        const url = arrayItem("url", sessions.$urls)
        return select(sessions).arrayJoin(url).columns({ url: sessions.session_id, other: url }).toHogQL()
      },
      "NameTaken"
    ],
    [
      "a join that is none",
      () => select(events).join(untyped("JOIN evil ON 1 --"), p, isPerson),
      "ArgumentRefused"
    ],
    ["no condition", () => select(events).innerJoin(p, untyped(undefined)), "ArgumentRefused"],
    [
      "a cross join with a condition",
      () => select(events).join(untyped("CROSS JOIN"), p, isPerson),
      "ArgumentRefused"
    ],
    ["no columns after USING", () => select(events).innerJoin(p, { using: untyped([]) }), "ArgumentRefused"],
    ["an empty name after USING", () => select(events).innerJoin(p, { using: untyped([""]) }), "NameRefused"],
    ["what is no table", () => select(events).crossJoin(untyped({ name: "events" })), "ArgumentRefused"],
    [
      "a condition about a table that is not there",
      () => select(events).innerJoin(p, untyped(eq(sessions.session_id, "x"))),
      "TableMismatch"
    ],
    [
      "a second ARRAY JOIN",
      () =>
        select(sessions).arrayJoin(arrayItem("a", sessions.$urls)).arrayJoin(arrayItem("b", sessions.$urls)),
      "ArgumentRefused"
    ],
    ["a column as an item", () => select(sessions).arrayJoin(untyped(sessions.$urls)), "ArgumentRefused"],
    ["the alias of a reserved word", () => alias(events, "true"), "NameRefused"],
    ["a path with an empty name", () => defineTable(["a", ""], "b", {}), "NameRefused"],
    ["a share of nothing", () => sample(events, 0), "ArgumentRefused"],
    ["a share of more than all", () => sample(events, [3, 2]), "ArgumentRefused"],
    ["a share that is text", () => sample(events, untyped("1/2")), "ArgumentRefused"],
    ["a share of texts", () => sample(events, untyped(["1", "2"])), "ArgumentRefused"],
    ["a share too small to write", () => sample(events, 1e-9), "ArgumentRefused"]
  ] as const)("refuses %s", (_what, act, tag) => {
    expect(reasonOf(act)).toMatchObject({ _tag: tag })
  })
})
