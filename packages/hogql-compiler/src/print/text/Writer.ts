/**
 * What the pieces of the printer write each other with: an expression can hold a query, and a query expressions.
 */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { QueryNode } from "../../ast/Query.ts"

/** How tightly a node holds together; an operand must hold at least as tightly as its place asks. */
export const binding = {
  loose: 0,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  sign: 8,
  tight: 9
} as const

export type Binding = (typeof binding)[keyof typeof binding]

export interface Writer {
  /** Spaces before each line; undefined for one line. */
  readonly indent: number | undefined
  /** In brackets when it holds together less tightly than `wanted`. */
  expression(node: ExpressionNode, wanted?: Binding): string
  list(nodes: readonly ExpressionNode[]): readonly string[]
  query(node: QueryNode): string
  /** Writes further to the right. */
  deeper(): Writer
}
