/**
 * A question of the demo: HogQL, the values bound into it, and the rows that the truth manifest says must come back. The
 * manifest was counted in plain JavaScript when the project was generated, so an answer is checked by another route than a
 * database.
 */
import type { Cell } from "../output/cell.ts"

export interface Question {
  readonly title: string
  readonly text: string
  readonly values: Readonly<Record<string, string | number | readonly string[]>>
  readonly expected: readonly (readonly Cell[])[]
  /** A picture of the rows, where a person would rather look than read. */
  readonly chart?: (rows: readonly (readonly Cell[])[], width: number) => string
  /** Rows to print as a table; all unless given, none when the chart says everything. */
  readonly tableRows?: number
}

/** The first difference between the answer and the truth, or undefined when they are the same. */
export const difference = (question: Question, rows: readonly (readonly Cell[])[]): string | undefined => {
  if (rows.length !== question.expected.length) {
    return `${rows.length} rows, and the truth manifest has ${question.expected.length}`
  }
  for (const [index, expected] of question.expected.entries()) {
    const got = JSON.stringify(rows[index])
    const wanted = JSON.stringify(expected)
    if (got !== wanted) return `row ${index + 1} is ${got}, and the truth manifest says ${wanted}`
  }
  return undefined
}
