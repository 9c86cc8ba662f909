/**
 * Expressions as frozen data.
 *
 * Nothing here is text yet: names and values stay names and values until a printer writes them, so no value can turn
 * into syntax on the way. A `Value` came from the caller and is bound to a placeholder; a `Constant` is the builder's
 * own (a unit, a quantile level, a limit) and is always written out.
 */
import type { HogqlValue } from "../value.ts"
import type { QueryNode } from "./SelectNode.ts"
import type { TableNode } from "./TableNode.ts"
import type { NamedWindowNode, OrderNode, WindowNode } from "./WindowNode.ts"

/** A column, its table's name first: `["events", "properties", "$browser"]`. */
export interface FieldNode {
  readonly kind: "Field"
  readonly table: string | undefined
  readonly chain: readonly string[]
  /** The whole field is a JSON document whose keys are properties. */
  readonly isJson?: true
}

/** A column of the query itself, by its alias. */
export interface AliasReferenceNode {
  readonly kind: "AliasReference"
  readonly name: string
}

/** The item of an ARRAY JOIN, by the name it has there. */
export interface ArrayItemNode {
  readonly kind: "ArrayItem"
  readonly name: string
  readonly array: ExpressionNode
}

/** A value defined in WITH: `expression AS name`. */
export interface NamedExpressionNode {
  readonly kind: "NamedExpression"
  readonly name: string
  readonly expression: ExpressionNode
}

/** `target['key']` or `target[1]`: a property key that is no plain name, or a position. */
export interface IndexNode {
  readonly kind: "Index"
  readonly target: ExpressionNode
  readonly key: ExpressionNode
}

/** `target[start:end]`. */
export interface SliceNode {
  readonly kind: "Slice"
  readonly target: ExpressionNode
  readonly start: ExpressionNode | undefined
  readonly end: ExpressionNode | undefined
}

/** `target.1`. */
export interface TupleElementNode {
  readonly kind: "TupleElement"
  readonly target: ExpressionNode
  readonly index: number
}

export interface ValueNode {
  readonly kind: "Value"
  readonly value: HogqlValue
}

export interface ConstantNode {
  readonly kind: "Constant"
  readonly value: string | number | boolean | null
}

/** `{name}` or `{filters.dateRange.from}`: filled by PostHog, or with the caller's value of that name. */
export interface PlaceholderNode {
  readonly kind: "Placeholder"
  readonly chain: readonly string[]
  /** `undefined` when somebody else fills it; never a value HogQL or JSON would change. */
  readonly value: HogqlValue | undefined
}

/** `name(parameters)(args)`; parameters are the first bracket of a parametric aggregate such as `quantile(0.9)(x)`. */
export interface CallNode {
  readonly kind: "Call"
  readonly name: string
  readonly parameters: readonly ExpressionNode[] | undefined
  readonly args: readonly ExpressionNode[]
  /** `aggregate` makes one value of many rows; `window` needs OVER. */
  readonly role?: "aggregate" | "window"
  /** `count(DISTINCT x)`. */
  readonly isDistinct?: true
  /** `groupArray(x ORDER BY y)`. */
  readonly orderBy?: readonly OrderNode[]
  /** `count() FILTER (WHERE x)`. */
  readonly filter?: ExpressionNode
}

/** `call OVER (…)` or `call OVER name`. */
export interface OverNode {
  readonly kind: "Over"
  readonly call: CallNode
  readonly window: WindowNode | NamedWindowNode
}

/** The parameter of a lambda; an object of its own, so that no two are ever mixed up. */
export interface LambdaParameterNode {
  readonly kind: "LambdaParameter"
}

export interface LambdaNode {
  readonly kind: "Lambda"
  readonly parameters: readonly LambdaParameterNode[]
  readonly body: ExpressionNode
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
  "=~*",
  "!~*",
  "IN",
  "NOT IN",
  "IN COHORT",
  "NOT IN COHORT",
  "IS DISTINCT FROM",
  "IS NOT DISTINCT FROM"
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

/** `CAST(operand AS type)`; the type is one of the builder's own words. */
export interface CastNode {
  readonly kind: "Cast"
  readonly operand: ExpressionNode
  readonly type: string
  /** `TRY_CAST`. */
  readonly isTry: boolean
}

export interface ArrayNode {
  readonly kind: "Array"
  readonly items: readonly ExpressionNode[]
}

export interface TupleNode {
  readonly kind: "Tuple"
  readonly items: readonly ExpressionNode[]
}

/** `{'key': value}`: keys and values in turn. */
export interface DictNode {
  readonly kind: "Dict"
  readonly entries: readonly ExpressionNode[]
}

export interface SubqueryNode {
  readonly kind: "Subquery"
  readonly query: QueryNode
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
  | ArrayItemNode
  | NamedExpressionNode
  | IndexNode
  | SliceNode
  | TupleElementNode
  | ValueNode
  | ConstantNode
  | PlaceholderNode
  | CallNode
  | OverNode
  | LambdaParameterNode
  | LambdaNode
  | CompareNode
  | NullCheckNode
  | BetweenNode
  | LogicalNode
  | NotNode
  | ArithmeticNode
  | CastNode
  | ArrayNode
  | TupleNode
  | DictNode
  | SubqueryNode
  | TemplateNode
  | RawNode

/** Freezes a node; its lists must be fresh arrays that nobody else holds. */
export const freezeNode = <Node extends ExpressionNode | WindowNode | NamedWindowNode>(node: Node): Node => {
  // Queries are made of many nodes, so no list of their parts is made here.
  for (const key in node) if (Array.isArray(node[key])) Object.freeze(node[key])
  return Object.freeze(node)
}

/** Freezes a node that has no lists, which most are: a good deal faster. */
export const freezeLeaf = <
  Node extends CompareNode | ValueNode | ConstantNode | AliasReferenceNode | NullCheckNode
>(
  node: Node
): Node => Object.freeze(node)

export const constant = (value: ConstantNode["value"]): ConstantNode =>
  freezeLeaf({ kind: "Constant", value })

export const call = (
  name: string,
  args: readonly ExpressionNode[],
  parameters?: readonly ExpressionNode[]
): CallNode =>
  Object.freeze({
    kind: "Call",
    name,
    parameters: parameters === undefined ? undefined : Object.freeze(parameters),
    args: Object.freeze(args)
  })
