/**
 * What can stand in FROM and JOIN, as frozen data.
 */
import type { ExpressionNode } from "./ExpressionNode.ts"
import type { QueryNode } from "./SelectNode.ts"

/** A table defined in WITH: `name AS (query)`. */
export interface CteNode {
  readonly name: string
  readonly query: QueryNode
  /** The query reads the table itself. */
  readonly isRecursive: boolean
}

/** `SAMPLE 1/10 OFFSET 1/2`, each a share or a numerator and a denominator. */
export interface SampleNode {
  readonly share: readonly number[]
  readonly offset: readonly number[] | undefined
}

export type TableSource =
  /** `events`, `stripe.customers`. */
  | { readonly kind: "Named"; readonly path: readonly string[] }
  /** `numbers(10)`. */
  | { readonly kind: "Function"; readonly name: string; readonly args: readonly ExpressionNode[] }
  | { readonly kind: "Query"; readonly query: QueryNode }
  | { readonly kind: "Cte"; readonly cte: CteNode }
  /** The table a recursive CTE is, within its own query. */
  | { readonly kind: "CteSelf"; readonly name: string }
  | {
      readonly kind: "Values"
      readonly columns: readonly string[]
      readonly rows: readonly (readonly ExpressionNode[])[]
    }

export interface TableNode {
  readonly kind: "Table"
  /** What its columns are written with in front. */
  readonly name: string
  readonly source: TableSource
  readonly sample: SampleNode | undefined
}

export const joinKinds = [
  "INNER JOIN",
  "LEFT JOIN",
  "RIGHT JOIN",
  "FULL JOIN",
  "CROSS JOIN",
  "ANY INNER JOIN",
  "LEFT ANY JOIN",
  "RIGHT ANY JOIN",
  "LEFT SEMI JOIN",
  "RIGHT SEMI JOIN",
  "LEFT ANTI JOIN",
  "RIGHT ANTI JOIN",
  "ASOF INNER JOIN",
  "LEFT ASOF JOIN"
] as const
export type JoinKind = (typeof joinKinds)[number]

export interface JoinNode {
  readonly join: JoinKind
  readonly table: TableNode
  readonly on: ExpressionNode | undefined
  readonly using: readonly string[] | undefined
}
