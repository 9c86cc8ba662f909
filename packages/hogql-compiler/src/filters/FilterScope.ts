import type { ExpressionNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import type { PropertyDefinition } from "../Compiler.ts"
import type { NodesAt } from "./nodesAt.ts"
import type { Compared } from "./valueFilter.ts"

/** Where filters are applied: the table they are about, the definitions, and the place in the query that is to blame. */
export interface FilterScope {
  readonly span: Span
  readonly nodes: NodesAt
  /** A column of the events that are filtered, or a property behind one. */
  event(...chain: readonly string[]): ExpressionNode
  session(key: string): Compared
  group(key: string, index: number | undefined): Compared
  propertyType(scope: PropertyDefinition["scope"], key: string): PropertyDefinition["type"]
  /** The tree of a text of HogQL, read beforehand. */
  expression(text: string): ExpressionNode
  /** A date, a time, or one relative to now, as a text that a comparison with a time understands. */
  instant(text: string): string
  invalid(problem: string): never
  unsupported(construct: string): never
}
