/**
 * The line of a text that holds a place, with carets under it.
 *
 * What counts is columns of the screen, not characters: a CJK letter and most emoji take two, a combining mark none, and a tab is shown as
 * spaces. Of a long line only the surroundings are shown.
 */
import stringWidth from "string-width"
import { printable } from "./cell.ts"

export interface Place {
  readonly start: number
  readonly end: number
}

/** Where a UTF-16 offset lies, counted from 1; columns in characters as an editor shows them. */
export const lineAndColumn = (
  text: string,
  offset: number
): { readonly line: number; readonly column: number } => {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1
  let line = 1
  for (let at = text.indexOf("\n"); at !== -1 && at < lineStart; at = text.indexOf("\n", at + 1)) line++
  return { line, column: Array.from(text.slice(lineStart, offset)).length + 1 }
}

/** Nothing further away can come onto the screen. */
const farthest = 300
const tab = "    "
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

/** Two lines of at most `width` columns. */
export const excerpt = (text: string, place: Place, width: number): readonly string[] => {
  const start = Math.max(0, Math.min(place.start, text.length))
  const lineStart = text.lastIndexOf("\n", start - 1) + 1
  const lineBreak = text.indexOf("\n", start)
  const lineEnd = lineBreak === -1 ? text.length : lineBreak
  const end = Math.max(start, Math.min(place.end, lineEnd))
  const { line, column } = lineAndColumn(text, start)
  const label = `${line}:${column}`
  const room = Math.max(20, width - label.length - 5)

  const before = shown(text.slice(wholeCharacter(text, Math.max(lineStart, start - farthest)), start))
  const marked = shown(text.slice(start, wholeCharacter(text, Math.min(end, start + farthest))))
  const after = shown(
    text.slice(end, wholeCharacter(text, Math.min(lineEnd, end + farthest))).replace(/\r$/u, "")
  )

  // The place comes first, then what leads to it, then what follows.
  const head = lastColumns(
    before,
    Math.max(room - widthOf(marked) - 8, Math.floor(room / 3)),
    start - lineStart > farthest
  )
  const body = firstColumns([...marked, ...after], room - widthOf(head))
  const carets = Math.max(1, Math.min(widthOf(marked), room - widthOf(head)))
  return [
    `  ${label} | ${[...head, ...body].join("")}`,
    `  ${" ".repeat(label.length)} | ${" ".repeat(widthOf(head))}${"^".repeat(carets)}`
  ]
}

/** A cut between the halves of a surrogate pair is moved past it. */
const wholeCharacter = (text: string, offset: number): number => {
  const code = text.charCodeAt(offset)
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset
}

const shown = (text: string): readonly string[] =>
  [...segmenter.segment(text.replaceAll("\t", tab))].map(({ segment }) => printable(segment))

const widthOf = (graphemes: readonly string[]): number =>
  graphemes.reduce((sum, grapheme) => sum + stringWidth(grapheme), 0)

const firstColumns = (graphemes: readonly string[], room: number): readonly string[] => {
  if (widthOf(graphemes) <= room) return graphemes
  const kept: string[] = []
  let used = 1
  for (const grapheme of graphemes) {
    used += stringWidth(grapheme)
    if (used > room) break
    kept.push(grapheme)
  }
  return [...kept, "…"]
}

const lastColumns = (graphemes: readonly string[], room: number, isCut: boolean): readonly string[] => {
  if (!isCut && widthOf(graphemes) <= room) return graphemes
  const kept: string[] = []
  let used = 1
  for (const grapheme of graphemes.toReversed()) {
    used += stringWidth(grapheme)
    if (used > room) break
    kept.unshift(grapheme)
  }
  return ["…", ...kept]
}
