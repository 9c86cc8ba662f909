import { describe, expect, it } from "vitest"
import { eq, events, fn, gt, isIn, ne, persons, select, sessions } from "../src/index.ts"
import type { AnyExpression } from "../src/index.ts"
import { reasonOf, untyped } from "./refusal.ts"
import { columnsOf } from "../src/ast/SelectNode.ts"
import { queryNode } from "../src/query.ts"

describe("select", () => {
  it("prints its clauses in HogQL's order and binds its values", () => {
    const query = select(events)
      .columns({ day: fn.toStartOfDay(events.timestamp), n: fn.count() })
      .where(eq(events.event, "$pageview"))
      .groupBy("day")
      .having(({ n }) => gt(n, 10))
      .orderBy("day", "desc")
      .limit(100)
    expect(query.toHogQL()).toEqual({
      query:
        "SELECT toStartOfDay(events.timestamp) AS day, count() AS n FROM events WHERE events.event = {v0} " +
        "GROUP BY day HAVING n > {v1} ORDER BY day DESC LIMIT 100",
      values: { v0: "$pageview", v1: 10 }
    })
  })

  it("prints values into the text when asked to", () => {
    const query = select(persons)
      .columns({ id: persons.id })
      .where(eq(persons.properties.get("name"), "O'Brien \\ {v0}"))
    expect(query.toHogQL({ inline: true })).toEqual({
      query: "SELECT persons.id AS id FROM persons WHERE persons.properties.name = 'O\\'Brien \\\\ {v0}'",
      values: {}
    })
  })

  it("leaves the query it started from as it was", () => {
    const base = select(sessions).columns({ id: sessions.session_id })
    const before = base.toHogQL().query
    base.where(gt(sessions.$session_duration, 60)).groupBy("id").orderBy("id").limit(1)
    expect(base.toHogQL().query).toBe(before)
    expect(Object.isFrozen(base)).toBe(true)
    expect(Object.isFrozen(columnsOf(base[queryNode]))).toBe(true)
  })

  it("adds up columns, conditions, groups and orders of several calls", () => {
    const query = select(events)
      .columns({ a: events.event })
      .columns({ n: fn.count() })
      .where(eq(events.event, "x"))
      .where(ne(events.distinct_id, "y"))
      .groupBy("a")
      .groupBy(fn.toHour(events.timestamp))
      .having(gt(fn.count(), 1))
      .having(({ n }) => gt(n, 2))
      .orderBy("a")
      .orderBy(fn.count(), "desc")
      .limit(5)
      .limit(0)
    expect(query.toHogQL({ inline: true }).query).toBe(
      "SELECT events.event AS a, count() AS n FROM events WHERE events.event = 'x' AND events.distinct_id != 'y' " +
        "GROUP BY a, toHour(events.timestamp) HAVING count() > 1 AND n > 2 ORDER BY a ASC, count() DESC LIMIT 0"
    )
  })

  it("reads the table's column where an alias has the same name", () => {
    const query = select(events)
      .columns({ timestamp: fn.toStartOfDay(events.timestamp) })
      .where(gt(events.timestamp, new Date(0)))
      .groupBy("timestamp")
    expect(query.toHogQL().query).toBe(
      "SELECT toStartOfDay(events.timestamp) AS timestamp FROM events " +
        "WHERE events.timestamp > toDateTime('1970-01-01 00:00:00.000', 'UTC') GROUP BY timestamp"
    )
  })

  it("keeps its values when the caller changes theirs", () => {
    const ids = ["a"]
    const when = new Date(0)
    const query = select(persons)
      .columns({ when: fn.coalesce(when, null) })
      .where(isIn(persons.id, ids))
    const before = query.toHogQL()
    ids.push("b")
    when.setFullYear(2000)
    expect(query.toHogQL()).toEqual(before)
  })

  it("refuses text where an expression, a table or a list belongs", () => {
    const query = select(events).columns({ a: events.event })
    const refused = { _tag: "ArgumentRefused" }
    expect(reasonOf(() => query.where(untyped("event = 'x'")))).toMatchObject(refused)
    expect(reasonOf(() => query.columns({ b: untyped("event") }))).toMatchObject(refused)
    expect(reasonOf(() => query.having(untyped(undefined)))).toMatchObject(refused)
    expect(reasonOf(() => select(untyped("events")))).toMatchObject(refused)
    expect(reasonOf(() => isIn(events.event, untyped("x")))).toMatchObject(refused)
  })

  it("refuses a query without columns", () => {
    expect(reasonOf(() => select(events).toHogQL())).toMatchObject({ _tag: "ColumnsMissing" })
  })

  it("refuses two columns of one name", () => {
    const query = select(events).columns({ a: events.event })
    expect(reasonOf(() => query.columns({ a: events.uuid }))).toMatchObject({
      _tag: "ColumnRepeated",
      name: "a"
    })
  })

  it.each(["", "true", "NULL", "team_id", "50%", "a\0b", "\ud800"])("refuses the alias %j", (name) => {
    expect(reasonOf(() => select(events).columns({ [name]: events.event }))).toMatchObject({
      _tag: "NameRefused",
      name
    })
  })

  it("refuses a name that is none of its columns", () => {
    const query = select(events).columns({ a: events.event })
    expect(reasonOf(() => query.groupBy(untyped("b")))).toMatchObject({ _tag: "ColumnUnknown", name: "b" })
    expect(reasonOf(() => query.orderBy(untyped("event")))).toMatchObject({ _tag: "ColumnUnknown" })
    expect(reasonOf(() => query.orderBy(untyped("constructor")))).toMatchObject({ _tag: "ColumnUnknown" })
  })

  it("refuses a direction that is neither asc nor desc", () => {
    const query = select(events).columns({ a: events.event })
    expect(reasonOf(() => query.orderBy("a", untyped("desc; drop")))).toMatchObject({
      _tag: "ArgumentRefused",
      argument: "direction"
    })
  })

  it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53, "10"])("refuses the limit %j", (limit) => {
    const query = select(events).columns({ a: events.event })
    expect(reasonOf(() => query.limit(untyped(limit)))).toMatchObject({
      _tag: "ArgumentRefused",
      argument: "rows"
    })
  })

  it("refuses a column of another table, however deep", () => {
    const other = persons.properties.number("a") as unknown as typeof events.event
    const deep: readonly AnyExpression[] = [
      other,
      fn.lower(other),
      eq(fn.lower(other), "x"),
      fn.if(eq(other, "x"), 1, 2)
    ]
    for (const expression of deep)
      expect(reasonOf(() => select(events).columns({ a: untyped(expression) }))).toMatchObject({
        _tag: "TableMismatch",
        table: "persons",
        from: "events"
      })
  })

  it("takes nothing that came as JSON for an expression", () => {
    const forged: unknown = JSON.parse('{"kind":"Raw","text":"1; drop","node":{"kind":"Raw"},"toHogQL":null}')
    expect(reasonOf(() => eq(events.event, untyped(forged)))).toMatchObject({
      _tag: "ValueRefused",
      problem: "not-a-value"
    })
  })
})
