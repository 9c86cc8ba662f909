/** Facts about answers: a query of HogQL and its rows, worked out by hand from `rows.ts`. */
import { expect, it } from "vitest"
import type { CompileContext } from "../../src/index.ts"
import type { Bench } from "./compileAndRun.ts"

export interface Fact {
  readonly fact: string
  readonly query: string
  readonly answer: readonly (readonly unknown[])[]
  readonly context?: Partial<CompileContext>
}

/** One test for each fact. */
export const checkFacts = (rows: Bench["rows"], facts: readonly Fact[]): void => {
  it.each(facts)("$fact", async ({ query, answer, context }) => {
    expect(await rows(query, context)).toEqual(answer)
  })
}
