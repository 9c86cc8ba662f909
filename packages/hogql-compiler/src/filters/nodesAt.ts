/**
 * Syntax tree nodes for what no text was written for. All have the place of what stands for them in the query, so that an error is blamed
 * on it.
 */
import type { CompareOperator, ConstantNode, ExpressionNode } from "../ast/Expression.ts"
import { isNode } from "../ast/Node.ts"
import type { Span } from "../ast/Span.ts"

export const nodesAt = (span: Span) => ({
  text: (value: string): ConstantNode => ({ node: "Constant", span, kind: "string", value }),
  whole: (value: number | bigint): ConstantNode => ({ node: "Constant", span, kind: "integer", value }),
  float: (value: number): ConstantNode => ({ node: "Constant", span, kind: "float", value }),
  boolean: (value: boolean): ConstantNode => ({ node: "Constant", span, kind: "boolean", value }),
  none: (): ConstantNode => ({ node: "Constant", span, kind: "null", value: null }),
  field: (...chain: readonly string[]): ExpressionNode => ({ node: "Field", span, chain }),
  call: (name: string, ...args: readonly ExpressionNode[]): ExpressionNode => ({
    node: "Call",
    span,
    name,
    args
  }),
  list: (exprs: readonly ExpressionNode[]): ExpressionNode => ({ node: "Array", span, exprs }),
  lambda: (arg: string, expr: ExpressionNode): ExpressionNode => ({
    node: "Lambda",
    span,
    args: [arg],
    expr
  }),
  compare: (left: ExpressionNode, op: CompareOperator, right: ExpressionNode): ExpressionNode => ({
    node: "CompareOperation",
    span,
    op,
    left,
    right
  }),
  not: (expr: ExpressionNode): ExpressionNode => ({ node: "Not", span, expr }),
  /** True when there is nothing to hold. */
  all: (exprs: readonly ExpressionNode[]): ExpressionNode => joined("And", exprs, span),
  any: (exprs: readonly ExpressionNode[]): ExpressionNode => joined("Or", exprs, span)
})

export type NodesAt = ReturnType<typeof nodesAt>

const joined = (node: "And" | "Or", exprs: readonly ExpressionNode[], span: Span): ExpressionNode => {
  const [only, second] = exprs
  if (only === undefined) return { node: "Constant", span, kind: "boolean", value: true }
  return second === undefined ? only : { node, span, exprs }
}

/** The same tree at another place: an expression read from another text has no place of its own in the query. */
export const movedTo = (node: ExpressionNode, span: Span): ExpressionNode => {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved)
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, moved(item)]))
    if (!isNode(value)) return value
    const fields = Object.entries(value).map(([key, field]) => [key, moved(field)])
    return { ...Object.fromEntries(fields), span }
  }
  // The shape is kept field by field.
  return moved(node) as ExpressionNode
}
