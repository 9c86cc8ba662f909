/**
 * Literals in ClickHouse text. A string of the query does not come here, it is bound; see `Parameters.ts`.
 *
 * @see https://clickhouse.com/docs/sql-reference/syntax#string
 */

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  "\u0007": "\\a",
  "\v": "\\v",
  "\0": "\\0"
}

/** Backslash forms for everything that could end a quoted text or be lost in it. */
export const escapeText = (value: string): string =>
  // The control characters are the point here: each has a backslash form that ClickHouse decodes.
  value.replace(/[\\'\b\f\r\n\t\u0007\v\0]/g, (character) => escapes[character] ?? character)

/** A string between single quotes. */
export const printText = (value: string): string => `'${escapeText(value)}'`

/** A float always has a point or an exponent, so that ClickHouse does not take `1.0` for an integer. */
export const printFloat = (value: number): string => {
  if (Number.isNaN(value)) return "nan"
  if (value === Infinity) return "inf"
  if (value === -Infinity) return "-inf"
  const digits = Object.is(value, -0) ? "-0" : String(value)
  return /[.e]/.test(digits) ? digits : `${digits}.0`
}
