import type { CallNode, ExpressionNode } from "../../ast/Expression.ts"
import type { HogqlFunction } from "../../functions/HogqlFunction.ts"
import type { Scope } from "../Scope.ts"
import type { Value } from "../Value.ts"

/** A call whose function is known and whose arguments are counted, and, unless asked for as nodes, resolved. */
export interface ResolvedCall {
  readonly node: CallNode
  readonly called: HogqlFunction
  readonly nodes: readonly ExpressionNode[]
  readonly args: readonly Value[]
  readonly scope: Scope
}

/** How a special function is printed: from its values, or from its nodes because not all of them are values. */
export interface SpecialPrinter {
  readonly kind: "values" | "nodes"
  readonly print: (call: ResolvedCall) => Value
}
