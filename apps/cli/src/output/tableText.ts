/**
 * A table for eyes: fits the given width, cuts long cells with an ellipsis and says how many it cut, so that nobody takes
 * half a value for the whole. Widths are display columns (a wide character takes two).
 */
import stringWidth from "string-width"
import { cellText, printable } from "./cell.ts"
import { shorten } from "./shorten.ts"
import { recordsText } from "./recordsText.ts"
import { isNumeric, type Table, type TableText } from "./Table.ts"

const gap = "  "
const narrowest = 6

export const tableText = (table: Table, width: number): TableText => {
  const narrowestLine = table.columns.length * (narrowest + gap.length) - gap.length
  if (narrowestLine > width) return recordsText(table, width)
  const header = table.columns.map((column) => printable(column.name))
  const body = table.rows.map((row) => row.map((cell) => printable(cellText(cell, "NULL"))))
  const widths = fit(naturalWidths(header, body), width)
  let cut = 0
  const line = (cells: readonly string[], isHeader: boolean): string =>
    cells
      .map((cell, index) => {
        const room = widths[index] ?? narrowest
        const shown = shorten(cell, room)
        if (shown !== cell && !isHeader) cut += 1
        const pad = " ".repeat(Math.max(0, room - stringWidth(shown)))
        const column = table.columns[index]
        return column !== undefined && isNumeric(column) ? pad + shown : shown + pad
      })
      .join(gap)
      .trimEnd()
  const rule = widths.map((w) => "─".repeat(w)).join(gap)
  const lines = [line(header, true), rule, ...body.map((row) => line(row, false))]
  return { text: lines.map((text) => `${text}\n`).join(""), cut }
}

const naturalWidths = (header: readonly string[], body: readonly (readonly string[])[]): number[] =>
  header.map((name, index) =>
    body.reduce((widest, row) => Math.max(widest, stringWidth(row[index] ?? "")), stringWidth(name))
  )

/** Takes room from the widest column, again and again, until the line fits or every column is as narrow as it may be. */
const fit = (natural: readonly number[], width: number): number[] => {
  const widths = [...natural]
  let excess = widths.reduce((sum, w) => sum + w, gap.length * (widths.length - 1)) - width
  while (excess > 0) {
    const widest = Math.max(...widths)
    if (widest <= narrowest) return widths
    const next = Math.max(narrowest, ...widths.filter((w) => w < widest))
    const wide = widths.flatMap((w, index) => (w === widest ? [index] : []))
    const take = Math.min(widest - next || 1, Math.ceil(excess / wide.length))
    for (const index of wide) {
      const here = Math.min(take, excess)
      widths[index] = widest - here
      excess -= here
    }
  }
  return widths
}
