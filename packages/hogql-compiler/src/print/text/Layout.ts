/** How text is laid out: on one line, or with a line for every clause. */
import type { Writer } from "./Writer.ts"

type Layout = Pick<Writer, "indent">

export const step = 2
/** Longer lists get a line for every item. */
const longest = 60

/** Clauses below one another, or one after the other. */
export const lines = (parts: readonly string[], { indent }: Layout): string =>
  parts.join(indent === undefined ? " " : `\n${" ".repeat(indent)}`)

/** `WORD a, b`: items on lines of their own when they do not fit behind the word. */
export const clause = (
  word: string,
  items: readonly string[],
  { indent }: Layout,
  separator = ","
): string => {
  const flat = items.join(separator === "," ? ", " : `${separator} `)
  if (indent === undefined || (flat.length <= longest && !flat.includes("\n"))) return `${word} ${flat}`
  const inner = `\n${" ".repeat(indent + step)}`
  return `${word}${inner}${items.join(`${separator === "," ? "," : ""}${inner}${separator === "," ? "" : `${separator.trim()} `}`)}`
}

/** A query in brackets. */
export const bracketed = (text: string, { indent }: Layout): string =>
  indent === undefined ? `(${text})` : `(\n${" ".repeat(indent + step)}${text}\n${" ".repeat(indent)})`
