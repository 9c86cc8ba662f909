/**
 * What a program does with a table of 200 columns, for the budget of instantiations in typeBudget.test.ts: describe it, join it
 * with itself, select all of its columns, group by some, and read the rows.
 */
import { alias, cte, defineTable, eq, fn, gt, over, select, subquery } from "@posthog-driver/hogql-builder"
import type { ColumnDefinition, InferRow } from "@posthog-driver/hogql-builder"

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"
type Names = `${"text" | "number"}_${Digit}${Digit}`
type Definitions = {
  readonly [Name in Names]: Name extends `text${string}` ? "string" : "number?"
}

declare const definitions: Definitions & Readonly<Record<string, ColumnDefinition>>
const wide = defineTable("wide", definitions as Definitions)
const other = alias(wide, "other")

// Every column, by name.
type All = { readonly [Name in Names]: (typeof wide)[Name] }
declare const all: All

const everything = select(wide).columns(all).where(eq(wide.text_00, "a")).where(gt(wide.number_00, 1))
export const row = (given: InferRow<typeof everything>): readonly [string, number | null] => [
  given.text_42,
  given.number_99
]

const grouped = select(wide)
  .innerJoin(other, eq(wide.text_01, other.text_02))
  .columns({ a: wide.text_03, b: fn.lower(other.text_04), n: fn.count(), sum: fn.sum(wide.number_05) })
  .groupBy("a", "b")
  .having(({ n }) => gt(n, 1))
  .orderBy("n", "desc")
export const text = grouped.toHogQL()

const inner = subquery(everything, "inner")
const named = cte("named", everything)
export const nested = select(inner)
  .leftJoin(named, eq(inner.text_10, named.text_11))
  .columns({
    one: inner.text_12,
    two: named.number_13,
    rank: over(fn.row_number(), { orderBy: [inner.text_14] })
  })
  .toHogQL()
export const complete = everything.toHogQL()
