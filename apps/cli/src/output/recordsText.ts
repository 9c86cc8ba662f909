/**
 * Rows as records, a line for each cell: for a table with more columns than a line can hold. Cells are cut as in a table, and
 * counted.
 */
import stringWidth from "string-width"
import { cellText, printable } from "./cell.ts"
import { shorten } from "./shorten.ts"
import type { Table, TableText } from "./Table.ts"

export const recordsText = (table: Table, width: number): TableText => {
  const names = table.columns.map(({ name }) => shorten(printable(name), Math.floor(width / 3)))
  const nameWidth = Math.max(0, ...names.map((name) => stringWidth(name)))
  let cut = 0
  const lines = table.rows.flatMap((row, index) => [
    `── row ${index + 1} ──`,
    ...row.map((cell, column) => {
      const name = names[column] ?? ""
      const text = printable(cellText(cell, "NULL"))
      const shown = shorten(text, width - nameWidth - 2)
      if (shown !== text) cut += 1
      return `${name}${" ".repeat(nameWidth - stringWidth(name))}  ${shown}`
    })
  ])
  return { text: lines.map((line) => `${line}\n`).join(""), cut }
}
