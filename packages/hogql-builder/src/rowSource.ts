/**
 * Tables that are not stored: counting numbers, and rows written out.
 */
import { constant, freezeNode } from "./ast/ExpressionNode.ts"
import type { AnyOperand, ColumnExpression, OperandType } from "./expression.ts"
import { makeExpression, nodeOf } from "./expression.ts"
import { checkAlias } from "./name.ts"
import { refuseArgument, wholeNumber } from "./refuse.ts"
import type { AnyTable } from "./table.ts"
import { makeTable } from "./table.ts"

/** A table of one column, `number`. @since 0.2.0 */
export type Numbers<Name extends string> = AnyTable<Name> & {
  readonly number: ColumnExpression<number, `${Name}:number`>
}

const field = (table: string, name: string): unknown =>
  makeExpression(freezeNode({ kind: "Field", table, chain: [table, name] }))

/**
 * `numbers(start, count)` as a table called `name`: the whole numbers from `start`, so many of them.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) unless both are whole numbers from 0.
 *
 * @since 0.2.0
 */
export const numbers = <const Name extends string>(name: Name, count: number, start = 0): Numbers<Name> => {
  checkAlias(name)
  const bounds = [wholeNumber("start", start, 0), wholeNumber("count", count, 0)]
  const args = (start === 0 ? bounds.slice(1) : bounds).map(constant)
  const columns = (table: string): object => ({ number: field(table, "number") })
  // The one column, as the type says.
  return makeTable(name, { kind: "Function", name: "numbers", args }, columns) as Numbers<Name>
}

type Row<Columns extends string> = { readonly [Column in Columns]: AnyOperand }

/** Rows written out, as a table. @since 0.2.0 */
export type ValuesTable<Name extends string, R> = AnyTable<Name> & {
  readonly [Column in keyof R & string]: ColumnExpression<OperandType<R[Column]>, `${Name}:${Column}`>
}

/**
 * `(VALUES (…), (…)) AS name(columns)`: `valuesTable("plans", [{ plan: "free", price: 0 }, { plan: "pro", price: 20 }])`.
 *
 * Fails with `HogqlBuildError` (`ArgumentRefused`) without rows, or when rows have different columns.
 *
 * @since 0.2.0
 */
export const valuesTable = <const Name extends string, Columns extends string, const R extends Row<Columns>>(
  name: Name,
  rows: readonly [R, ...R[]]
): ValuesTable<Name, R> => {
  checkAlias(name)
  const columns = Object.keys(rows[0])
  columns.forEach(checkAlias)
  const cells = rows.map((row) => {
    const entries: Readonly<Record<string, AnyOperand>> = row
    if (
      Object.keys(entries).length !== columns.length ||
      !columns.every((column) => Object.hasOwn(entries, column))
    )
      return refuseArgument("rows", "All rows have the same columns.")
    return columns.map((column) => nodeOf(entries[column]))
  })
  if (columns.length === 0) return refuseArgument("rows", "A row has at least one column.")
  const make = (table: string): object =>
    Object.fromEntries(columns.map((column) => [column, field(table, column)]))
  const source = { kind: "Values" as const, columns: Object.freeze(columns), rows: Object.freeze(cells) }
  // One column for each key of the rows, which is what the mapped type says.
  return makeTable(name, source, make) as ValuesTable<Name, R>
}
