/** The formats of `--format`, and what each makes of a table. Only `table` may leave something out, and it says so. */
import { stringify } from "csv-stringify/sync"
import { type Cell, cellText, losslessJson, printable } from "./cell.ts"
import { isNumeric, type Table, type TableText } from "./Table.ts"
import { tableText } from "./tableText.ts"

export const formats = ["table", "json", "jsonl", "csv", "markdown"] as const
export type Format = (typeof formats)[number]

/**
 * @param extra what `json` adds beside `columns` and `rows` (completeness, timings); the other formats have no place for it.
 */
export const render = (
  format: Format,
  table: Table,
  screen: { readonly columns: number; readonly isTerminal: boolean },
  extra: Readonly<Record<string, unknown>> = {}
): TableText => {
  switch (format) {
    case "table":
      return tableText(table, screen.columns)
    case "json":
      return {
        text: `${losslessJson({ columns: table.columns, rows: objects(table), ...extra }, 2)}\n`,
        cut: 0
      }
    case "jsonl":
      return {
        text: objects(table)
          .map((row) => `${losslessJson(row)}\n`)
          .join(""),
        cut: 0
      }
    case "csv":
      // A file gets the bytes as they are; a terminal would act on them.
      return { text: csv(screen.isTerminal ? onTerminal(table) : table), cut: 0 }
    case "markdown":
      return { text: markdown(table), cut: 0 }
  }
}

/** Rows by column name. Two columns of one name would lose one of them, so the second gets a number, as in `n`, `n_2`. */
const objects = (table: Table): readonly Readonly<Record<string, Cell>>[] => {
  const seen = new Map<string, number>()
  const names = table.columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}_${count}`
  })
  return table.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])))
}

/**
 * RFC 4180 with a header. NULL is empty, an empty string is `""`; text that a spreadsheet would run as a formula gets an
 * apostrophe in front (https://owasp.org/www-community/attacks/CSV_Injection), numbers do not.
 */
const csv = (table: Table): string =>
  stringify(
    table.rows.map((row) => row.map((cell) => (isPlain(cell) ? cell : cellText(cell, "")))),
    {
      header: true,
      columns: table.columns.map(({ name }, index) => ({ key: String(index), header: name })),
      escape_formulas: true,
      cast: {
        boolean: (value) => String(value),
        bigint: (value) => String(value),
        string: (value, { header, index }) => {
          const column = table.columns[index]
          return {
            value,
            quoted_empty: true,
            escape_formulas: header || column === undefined || !isNumeric(column)
          }
        }
      }
    }
  )

const onTerminal = (table: Table): Table => ({
  columns: table.columns.map((column) => ({ ...column, name: printable(column.name) })),
  rows: table.rows.map((row) => row.map((cell) => (typeof cell === "string" ? printable(cell) : cell)))
})

const isPlain = (cell: Cell): boolean => cell === null || typeof cell !== "object"

const markdown = (table: Table): string => {
  const cell = (text: string) => printable(text).replace(/[\\|<>`[\]]/gu, (c) => `\\${c}`)
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`
  return [
    line(table.columns.map(({ name }) => cell(name))),
    line(table.columns.map((column) => (isNumeric(column) ? "---:" : "---"))),
    ...table.rows.map((row) => line(row.map((value) => cell(cellText(value, "NULL")))))
  ].join("")
}
