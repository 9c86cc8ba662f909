/**
 * Expressions as frozen data.
 *
 * Nothing here is text yet: names and values stay names and values until a printer writes them, so no value can turn
 * into syntax on the way. A `Value` came from the caller and is bound to a placeholder; a `Constant` is the builder's
 * own (a unit, a quantile level, a limit) and is always written out.
 */
import type { HogqlValue } from "../value.ts"
import type { TableNode } from "./TableNode.ts"
import type { SelectNode } from "./SelectNode.ts"

/** A column, its table's name first: `["events", "properties", "$browser"]`. */
export interface FieldNode {
  readonly kind: "Field"
  readonly table: string | undefined
  readonly chain: readonly string[]
}

/** A column of the query itself, by its alias. */
export interface AliasReferenceNode {
  readonly kind: "AliasReference"
  readonly name: string
}

/** `target['key']` or `target[1]`: a property key that is no plain name, or a position in a JSON array. */
export interface IndexNode {
  readonly kind: "Index"
  readonly target: ExpressionNode
  readonly key: string | number
}

export interface ValueNode {
  readonly kind: "Value"
  readonly value: HogqlValue
}

export interface ConstantNode {
  readonly kind: "Constant"
  readonly value: string | number | boolean | null
}

/** `name(parameters)(args)`; parameters are the first bracket of a parametric aggregate such as `quantile(0.9)(x)`. */
export interface CallNode {
  readonly kind: "Call"
  readonly name: string
  readonly parameters: readonly ExpressionNode[] | undefined
  readonly args: readonly ExpressionNode[]
}

export const compareOperators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "LIKE",
  "NOT LIKE",
  "ILIKE",
  "NOT ILIKE",
  "=~",
  "!~",
  "IN",
  "NOT IN"
] as const
export type CompareOperator = (typeof compareOperators)[number]

export interface CompareNode {
  readonly kind: "Compare"
  readonly operator: CompareOperator
  readonly left: ExpressionNode
  readonly right: ExpressionNode
}

export interface NullCheckNode {
  readonly kind: "NullCheck"
  readonly operand: ExpressionNode
  readonly negated: boolean
}

export interface BetweenNode {
  readonly kind: "Between"
  readonly operand: ExpressionNode
  readonly low: ExpressionNode
  readonly high: ExpressionNode
  readonly negated: boolean
}

export interface LogicalNode {
  readonly kind: "Logical"
  readonly operator: "AND" | "OR"
  readonly operands: readonly ExpressionNode[]
}

export interface NotNode {
  readonly kind: "Not"
  readonly operand: ExpressionNode
}

export const arithmeticOperators = ["+", "-", "*", "/", "%"] as const
export type ArithmeticOperator = (typeof arithmeticOperators)[number]

export interface ArithmeticNode {
  readonly kind: "Arithmetic"
  readonly operator: ArithmeticOperator
  readonly left: ExpressionNode
  readonly right: ExpressionNode
}

export interface ArrayNode {
  readonly kind: "Array"
  readonly items: readonly ExpressionNode[]
}

export interface SubqueryNode {
  readonly kind: "Subquery"
  readonly query: SelectNode
}

/** A `hogql` template: trusted text with checked parts between; always one more text than parts. */
export interface TemplateNode {
  readonly kind: "Template"
  readonly texts: readonly string[]
  readonly parts: readonly (ExpressionNode | TableNode)[]
  /** The text holds a line comment, so a closing bracket must come on a line of its own. */
  readonly hasLineComment: boolean
  /** `a, b` outside brackets, and not a query: as one nested unit it would silently become a tuple. */
  readonly hasTopLevelComma: boolean
}

/** Text from `unsafeRawHogql`, taken as it is. */
export interface RawNode {
  readonly kind: "Raw"
  readonly text: string
}

export type ExpressionNode =
  | FieldNode
  | AliasReferenceNode
  | IndexNode
  | ValueNode
  | ConstantNode
  | CallNode
  | CompareNode
  | NullCheckNode
  | BetweenNode
  | LogicalNode
  | NotNode
  | ArithmeticNode
  | ArrayNode
  | SubqueryNode
  | TemplateNode
  | RawNode

/** Freezes a node; its lists must be fresh arrays that nobody else holds. */
export const freezeNode = <Node extends ExpressionNode>(node: Node): Node => {
  for (const part of Object.values(node)) if (Array.isArray(part)) Object.freeze(part)
  return Object.freeze(node)
}

export const constant = (value: ConstantNode["value"]): ConstantNode =>
  freezeNode({ kind: "Constant", value })

export const call = (
  name: string,
  args: readonly ExpressionNode[],
  parameters?: readonly ExpressionNode[]
): CallNode => freezeNode({ kind: "Call", name, parameters, args })
