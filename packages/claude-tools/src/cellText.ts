/**
 * Rows as text for a model: tab-separated with the conventions of ClickHouse, about half the tokens of JSON objects.
 * `\N` is NULL, `\t`, `\n` and `\\` stand for themselves; every digit of a 64-bit integer is kept.
 *
 * @see https://clickhouse.com/docs/interfaces/formats/TabSeparated
 */
import { withoutControls } from "./untrusted.ts"

/** One value on one line, without tabs. */
export function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "\\N"
  const text = typeof cell === "string" ? cell : typeof cell === "object" ? losslessJson(cell) : plain(cell)
  return withoutControls(
    text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\r", "\\r").replaceAll("\n", "\\n")
  )
}

function plain(cell: unknown): string {
  // Cells are what JSON can hold, and bigint; anything else is shown by its type rather than guessed at.
  return typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean"
    ? String(cell)
    : typeof cell
}

function losslessJson(value: object): string {
  // TypeScript's library does not declare JSON.rawJSON yet; every Node this package supports has it.
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? rawJSON(item.toString()) : item
  )
}
