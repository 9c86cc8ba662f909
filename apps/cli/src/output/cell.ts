/**
 * One value of a result as text. Rows hold what somebody else captured, so a cell is hostile until it is printed here:
 * control characters, which could move the cursor or colour the screen, become visible marks.
 */

export type Cell =
  string | number | bigint | boolean | null | readonly Cell[] | { readonly [key: string]: Cell }

/** Plain text of a cell: digits as they are, lists and objects as JSON, null as the text given. */
export const cellText = (cell: unknown, nullText: string): string => {
  if (cell === null || cell === undefined) return nullText
  if (typeof cell === "string") return cell
  if (typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean") return String(cell)
  return losslessJson(cell)
}

/**
 * JSON text in which a bigint keeps its digits (`JSON.rawJSON`, ECMAScript 2026), and in which C1 controls and direction marks
 * are escapes: JSON may write any character either way, and a terminal acts on the raw ones.
 */
export const losslessJson = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_, item: unknown) => (typeof item === "bigint" ? rawJson(String(item)) : item),
    indent
  ).replace(invisible, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** DEL, C1 controls, and the marks that reorder or hide text (https://trojansource.codes). */
const invisible = /[\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

// TypeScript's ES2024 library does not know JSON.rawJSON; Node has had it since 21.
const rawJson = (digits: string): unknown =>
  (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(digits)

/** Text that is safe on a terminal: line breaks and tabs become spaces, other control characters become their Unicode pictures. */
export const printable = (text: string): string =>
  text
    .replace(/\r\n|[\n\r\t\u2028\u2029]/gu, " ")
    .replace(/[\u0000-\u001f]/gu, (c) => String.fromCodePoint(0x2400 + c.charCodeAt(0)))
    .replace(invisible, "\ufffd")
