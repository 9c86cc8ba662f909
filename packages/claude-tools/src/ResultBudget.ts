/**
 * How much of a result a model is shown. Nothing is dropped in silence: what was cut, by which limit, and the call that
 * gets the rest are part of the text.
 */
import type { Completeness, TruncationCause } from "@posthog-driver/driver"
import { cellText } from "./cellText.ts"

/** Limits of one tool result. @since 0.1.0 */
export interface ResultBudget {
  /** Rows a query may bring at most. 1,000 unless given. */
  readonly rows: number
  /** Characters of one cell; the rest is counted. 400 unless given. */
  readonly cellCharacters: number
  /** Bytes of all rows together, as UTF-8. 30,000 unless given: about 9,000 tokens. */
  readonly bytes: number
}

/** What holds unless given. @since 0.1.0 */
export const defaultResultBudget: ResultBudget = { rows: 1_000, cellCharacters: 400, bytes: 30_000 }

/** Rows as text within a budget. */
export interface FittedRows {
  /** A header line, then one line a row. */
  readonly text: string
  readonly shown: number
  /** What the budget cut, one sentence each. */
  readonly cuts: readonly string[]
  /** Of the rows in `text`; absent when nothing was cut here and nothing is known of the rows given. */
  readonly completeness?: Completeness
}

/** Fits rows into a budget, from the first row on. */
export function fitRows(
  result: {
    readonly header: readonly string[]
    readonly rows: readonly (readonly unknown[])[]
    readonly completeness?: Completeness
  },
  budget: ResultBudget,
  advice: string
): FittedRows {
  const lines = [result.header.map(cellText).join("\t")]
  let bytes = Buffer.byteLength(lines[0] ?? "")
  let cutCells = 0
  let cause: TruncationCause | undefined
  for (const row of result.rows) {
    if (lines.length > budget.rows) {
      cause = "row-budget"
      break
    }
    const cells = row.map((cell) => shorten(cellText(cell), budget.cellCharacters))
    const line = cells.map(({ text }) => text).join("\t")
    bytes += Buffer.byteLength(line) + 1
    if (bytes > budget.bytes) {
      cause = "byte-budget"
      break
    }
    cutCells += cells.filter(({ isCut }) => isCut).length
    lines.push(line)
  }
  const shown = lines.length - 1
  const cuts: string[] = []
  if (cause !== undefined) {
    const limit = cause === "row-budget" ? `${budget.rows} rows` : `${budget.bytes} bytes`
    cuts.push(
      `Only ${shown} of the ${result.rows.length} rows that came are shown (a result may have ${limit}). ${advice}`
    )
  }
  if (cutCells > 0) {
    cuts.push(
      `${cutCells} ${cutCells === 1 ? "cell is" : "cells are"} longer than ${budget.cellCharacters} characters and end in "…(+n)". To see such a value in parts, select substring(column, 1, ${budget.cellCharacters}), then from ${budget.cellCharacters + 1} on.`
    )
  }
  const completeness = judge(result.completeness, shown, cause, cutCells, cuts)
  return { text: lines.join("\n"), shown, cuts, ...(completeness === undefined ? {} : { completeness }) }
}

/** What the budget cut replaces "complete" and comes on top of everything else. */
function judge(
  given: Completeness | undefined,
  shown: number,
  cause: TruncationCause | undefined,
  cutCells: number,
  cuts: readonly string[]
): Completeness | undefined {
  const said = cuts.join(" ")
  if (cause !== undefined) return { status: "truncated", cause, returned: shown, howToGetTheRest: said }
  if (cutCells === 0) return given
  switch (given?.status) {
    case "truncated":
      return { ...given, howToGetTheRest: `${given.howToGetTheRest} ${said}` }
    case "unknown":
      return { ...given, why: `${given.why} ${said}` }
    default:
      return { status: "truncated", cause: "cell-budget", returned: shown, howToGetTheRest: said }
  }
}

function shorten(text: string, length: number): { readonly text: string; readonly isCut: boolean } {
  if (text.length <= length) return { text, isCut: false }
  // A surrogate pair cut in half would become a replacement character on the wire.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length
  return { text: `${text.slice(0, end)}…(+${text.length - end})`, isCut: true }
}

/** One line about whether rows are all there are; empty when nothing is known. */
export function completenessText(completeness: Completeness | undefined): string {
  switch (completeness?.status) {
    case undefined:
      return ""
    case "complete":
      return `Complete (${completeness.proof}).`
    case "truncated":
      return `NOT COMPLETE, cut by ${completeness.cause}: ${completeness.howToGetTheRest}`
    case "unknown":
      return `It is not known whether rows are missing: ${completeness.why}`
  }
}
