/** Nodes written on a query's behalf, for functions that PostHog defines in HogQL itself. All of them stand where the call does. */
import type { CallNode, ConstantNode, ExpressionNode, FieldNode } from "../../ast/Expression.ts"
import type { Span } from "../../ast/Span.ts"

export interface NodeWriter {
  readonly text: (value: string) => ConstantNode
  readonly whole: (value: number) => ConstantNode
  readonly field: (...chain: readonly string[]) => FieldNode
  readonly call: (name: string, ...args: readonly ExpressionNode[]) => CallNode
  readonly tuple: (exprs: readonly ExpressionNode[]) => ExpressionNode
}

export const writeAt = (span: Span): NodeWriter => ({
  text: (value) => ({ node: "Constant", span, kind: "string", value }),
  whole: (value) => ({ node: "Constant", span, kind: "integer", value }),
  field: (...chain) => ({ node: "Field", span, chain }),
  call: (name, ...args) => ({ node: "Call", span, name, args }),
  tuple: (exprs) => ({ node: "Tuple", span, exprs })
})
