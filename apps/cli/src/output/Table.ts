/** A result as data that any format can print: columns in order, rows as lists of cells. */
import type { Cell } from "./cell.ts"

export interface Column {
  readonly name: string
  /** A type name as PostHog gives it, when known: numbers are aligned right, decimals are not taken for formulas. */
  readonly type?: string
}

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

export const isNumeric = (column: Column): boolean =>
  /^(Nullable\()?(U?Int\d+|Float\d+|Decimal|integer|float|decimal|Integer|Float|number)/u.test(
    column.type ?? ""
  )

export interface TableText {
  readonly text: string
  /** Cells that did not fit and were cut. */
  readonly cut: number
}
