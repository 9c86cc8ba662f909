/**
 * The rarer clauses of hogql-builder, run over counted numbers: rows that can be worked out by hand.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Engine } from "@posthog-driver/engine"
import { startEngine } from "@posthog-driver/engine"
import {
  add,
  and,
  array,
  cast,
  eq,
  except,
  fn,
  gt,
  gte,
  lt,
  memberAt,
  named,
  numbers,
  or,
  over,
  recursiveCte,
  select,
  slice,
  subquery,
  tryCast,
  tuple,
  unionAll,
  value,
  valuesTable
} from "@posthog-driver/hogql-builder"
import type { AnySelect, InferRow } from "@posthog-driver/hogql-builder"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PostHog } from "../../src/index.ts"
import { createPostHog } from "../../src/index.ts"

let engine: Engine
let posthog: PostHog
let dataDir: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "driver-clauses-"))
  engine = await startEngine({ dataDir, seed: "none" })
  posthog = createPostHog({
    host: engine.url,
    projectId: engine.projectId,
    personalApiKey: engine.personalApiKey,
    projectToken: engine.projectToken
  })
}, 120_000)

afterAll(async () => {
  await posthog.close()
  await engine.close()
  await rm(dataDir, { recursive: true, force: true })
})

const rowsOf = async <Q extends AnySelect>(query: Q): Promise<readonly InferRow<Q>[]> =>
  (await posthog.query(query)).rows

const n = numbers("n", 5)
const m = numbers("m", 3, 3)
const isSame = eq(n.number, m.number)

describe("a clause of hogql-builder, run", () => {
  it("joins the rows of both sides, of one, or none of the other", async () => {
    const both = { n: n.number, m: m.number }
    expect(await rowsOf(select(n).innerJoin(m, isSame).columns(both).orderBy("n"))).toEqual([
      { n: 3, m: 3 },
      { n: 4, m: 4 }
    ])
    expect(await rowsOf(select(n).rightJoin(m, isSame).columns(both).orderBy("m"))).toEqual([
      { n: 3, m: 3 },
      { n: 4, m: 4 },
      { n: 0, m: 5 }
    ])
    const full = await rowsOf(select(n).fullJoin(m, isSame).columns(both))
    expect(full).toHaveLength(6)
    expect(full).toContainEqual({ n: 0, m: 5 })
    expect(full).toContainEqual({ n: 2, m: 0 })
    expect(await rowsOf(select(n).crossJoin(m).columns({ pairs: fn.count() }))).toEqual([{ pairs: 15 }])
    expect(
      await rowsOf(select(n).join("LEFT SEMI JOIN", m, isSame).columns({ n: n.number }).orderBy("n"))
    ).toEqual([{ n: 3 }, { n: 4 }])
    expect(await rowsOf(select(n).join("RIGHT ANTI JOIN", m, isSame).columns({ m: m.number }))).toEqual([
      { m: 5 }
    ])
  })

  it("joins by columns that both sides have, and the nearest row before", async () => {
    const left = subquery(select(n).columns({ key: value(1), at: n.number }), "l")
    const right = subquery(select(m).columns({ key: value(1), at: m.number }), "r")
    expect(
      await rowsOf(
        select(left)
          .innerJoin(right, { using: ["key", "at"] })
          .columns({ n: fn.count() })
      )
    ).toEqual([{ n: 2 }])
    const nearest = select(right)
      .join("ASOF INNER JOIN", left, and(eq(right.key, left.key), gte(right.at, left.at)))
      .columns({ at: right.at, before: left.at })
      .orderBy("at")
    expect(await rowsOf(nearest)).toEqual([
      { at: 3, before: 3 },
      { at: 4, before: 4 },
      { at: 5, before: 4 }
    ])
  })

  it("repeats a query on its own rows", async () => {
    const days = recursiveCte("days", select().columns({ day: value(1) }), (self) =>
      select(self)
        .columns({ day: add(self.day, 1) })
        .where(lt(self.day, 4))
    )
    expect(await rowsOf(select(days).columns({ day: days.day }).orderBy("day"))).toEqual([
      { day: 1 },
      { day: 2 },
      { day: 3 },
      { day: 4 }
    ])
  })

  it("reads rows that are written out, whatever is in them", async () => {
    const table = valuesTable("v", [
      { id: 1, text: "it's \\ {v0}" },
      { id: 2, text: "" }
    ])
    expect(await rowsOf(select(table).columns({ id: table.id, text: table.text }).orderBy("id"))).toEqual([
      { id: 1, text: "it's \\ {v0}" },
      { id: 2, text: "" }
    ])
  })

  it("filters by a window function", async () => {
    const nth = over(fn.row_number(), { orderBy: [[n.number, "desc"]] })
    const query = select(n).columns({ n: n.number }).qualify(lt(nth, 3)).orderBy("n")
    expect(await rowsOf(query)).toEqual([{ n: 3 }, { n: 4 }])
  })

  it("fills gaps of the order, and interpolates the other columns", async () => {
    const query = select(n)
      .columns({ even: fn.multiply(n.number, 2), half: n.number })
      .orderBy("even", "asc", { from: 0, to: 4, step: 1 })
      .interpolate(({ half }) => ({ half: add(half, 10) }))
      .limit(4)
    expect(await rowsOf(query)).toEqual([
      { even: 0, half: 0 },
      { even: 1, half: 10 },
      { even: 2, half: 1 },
      { even: 3, half: 11 }
    ])
  })

  it("groups by cubes and sets, with default values for the keys that are left out", async () => {
    const query = select(n).columns({ half: fn.intDiv(n.number, 2), rows: fn.count() })
    const expected = [
      { half: 0, rows: 2 },
      { half: 0, rows: 5 },
      { half: 1, rows: 2 },
      { half: 2, rows: 1 }
    ]
    expect(await rowsOf(query.groupByCube("half").orderBy("half").orderBy("rows"))).toEqual(expected)
    expect(await rowsOf(query.groupBySets(["half"], []).orderBy("half").orderBy("rows"))).toEqual(expected)
  })

  it("limits with ties and by a share", async () => {
    const halves = select(n)
      .columns({ half: fn.intDiv(n.number, 2) })
      .orderBy("half")
    expect(await rowsOf(halves.limit(1, { withTies: true }))).toEqual([{ half: 0 }, { half: 0 }])
    expect(await rowsOf(halves.limitPercent(60))).toHaveLength(3)
  })

  it("puts a set into another set; EXCEPT takes away one row for each", async () => {
    const all = select(n).columns({ n: n.number })
    const set = subquery(except(unionAll(all, all), all.where(lt(n.number, 3))), "s")
    const rows = await rowsOf(select(set).columns({ n: set.n }).orderBy("n"))
    expect(rows.map((row) => row.n)).toEqual([0, 1, 2, 3, 3, 4, 4])
  })

  it("reads a named value, a slice, a member and casts", async () => {
    const query = select().columns({
      limit: named("most", value(3)),
      slice: slice(array(1, 2, 3), 1, 2),
      member: memberAt(tuple("a", 1), 1),
      whole: cast("1", "Int"),
      none: tryCast("x", "Int"),
      truth: cast("true", "Boolean"),
      day: cast("2026-01-01", "Date"),
      id: cast("019a0000-0000-7000-8000-000000000010", "UUID")
    })
    const rows: readonly InferRow<typeof query>[] = await rowsOf(query)
    expect(rows).toEqual([
      {
        limit: 3,
        slice: [1, 2],
        member: "a",
        whole: 1,
        none: null,
        truth: true,
        day: "2026-01-01",
        id: "019a0000-0000-7000-8000-000000000010"
      }
    ])
  })

  it("takes more conditions than a parser could descend into", { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 150 }, (_, index) => eq(n.number, index + 3))
    expect(
      await rowsOf(
        select(n)
          .columns({ n: n.number })
          .where(or(...many))
          .orderBy("n")
      )
    ).toEqual([{ n: 3 }, { n: 4 }])
    const all = Array.from({ length: 150 }, (_, index) => gt(n.number, -index))
    const query = all.reduce(
      (sofar, condition) => sofar.where(condition),
      select(n).columns({ n: fn.count() })
    )
    expect(await rowsOf(query)).toEqual([{ n: 4 }])
  })
})
