/**
 * Generated queries, answered twice: by ClickHouse, which runs what the compiler printed, and by a naive evaluator that knows nothing of either.
 * Where they differ, one of them reads HogQL wrongly.
 */
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createCompiler } from "../../src/index.ts"
import { compileAndRun } from "../store/compileAndRun.ts"
import { projectId, propertyDefinitions, storedRows } from "./data.ts"
import type { Scalar } from "./Expr.ts"
import { type Query, queries } from "./queries.ts"
import { Day, Instant, written } from "./zone.ts"

const { raw, run } = compileAndRun()
// What is judged here is the answer: a loaded machine may take as long as it likes to read the text.
const compiler = createCompiler({ parseTimeoutMillis: 60_000 })
afterAll(() => compiler.close())
beforeAll(() => {
  raw(`INSERT INTO events FORMAT JSONEachRow ${storedRows()}`)
})

const runs = Number(process.env["FAST_CHECK_RUNS"] ?? 200)
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]

/** A value as ClickHouse writes it, without what only tells its type. */
const shown = (value: Scalar, zone: string): unknown => {
  if (value instanceof Instant) return written(value, zone)
  if (value instanceof Day) return value.text
  return typeof value === "boolean" ? Number(value) : value
}

const shownByStore = (value: unknown): unknown => {
  if (typeof value === "boolean") return Number(value)
  return typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+$/.test(value)
    ? value.replace(/\.?0+$/, "")
    : value
}

const lines = (rows: readonly (readonly unknown[])[], isOrdered: boolean): readonly string[] => {
  const texts = rows.map((row) => JSON.stringify(row))
  return isOrdered ? texts : texts.sort()
}

const answers = async (query: Query, zone: string) => {
  const compiled = await compiler.compile(query.text, {
    projectId,
    timezone: zone,
    propertyDefinitions,
    defaultLimit: null
  })
  return {
    ofStore: lines(
      run(compiled).map((row) => row.map(shownByStore)),
      query.isOrdered
    ),
    expected: lines(
      query.rows(zone).map((row) => row.map((value) => shown(value, zone))),
      query.isOrdered
    )
  }
}

describe("a generated query", () => {
  it(
    "gives the rows that it means",
    async () => {
      await fc.assert(
        fc.asyncProperty(queries, fc.constantFrom(...zones), async (query, zone) => {
          const { ofStore, expected } = await answers(query, zone)
          expect(ofStore, `${query.text} -- in ${zone}`).toEqual(expected)
        }),
        { numRuns: runs, seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_240_331) }
      )
    },
    Math.max(180_000, runs * 1_000)
  )
})
