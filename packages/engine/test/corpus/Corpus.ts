/**
 * A query as an analyst writes it, and where its right answer comes from: never from the compiler.
 *
 * `sql` is ClickHouse SQL written by hand on the rows as they are stored, other functions and other joins than the compiler
 * prints. `truth` picks the answer from the manifest, `rows` works it out in JavaScript over the generated rows.
 */
import type { Truth } from "../../src/seed/truth.ts"
import type { Json } from "../testEngine.ts"

/** An event with its JSON read. */
export interface CorpusEvent {
  readonly event: string
  readonly person: string
  readonly distinctId: string
  readonly millis: number
  /** `YYYY-MM-DD HH:MM:SS.ffffff` */
  readonly timestamp: string
  readonly properties: Json
  readonly personProperties: Json
  readonly elementsChain: string
}

export interface CorpusProject {
  readonly truth: Truth
  /** In the order of time. */
  readonly events: readonly CorpusEvent[]
  readonly persons: readonly { readonly id: string; readonly properties: Json }[]
}

type Rows = readonly (readonly unknown[])[]

export type CorpusQuery = {
  readonly title: string
  readonly hogql: string
  readonly values?: object
  /** More of the HogQLQuery: filters, variables, modifiers. */
  readonly query?: object
  /** What HogQL can say and the engine cannot answer yet. */
  readonly awaiting?: string
} & (
  | { readonly sql: string }
  | { readonly truth: (truth: Truth) => Rows }
  | { readonly rows: (project: CorpusProject) => Rows }
)

/** Queries of one analysis. */
export interface Corpus {
  readonly analysis: string
  readonly queries: readonly CorpusQuery[]
}
