/**
 * Expression nodes, with the names and fields PostHog's parser emits.
 *
 * Three things differ from its JSON: every node carries a `span` (a node the parser makes up itself, such as the null of
 * a missing ELSE, has its parent's), `null` and absent fields are both `undefined`, and integers are exact.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/ast.py
 */
import type { OrderExprNode, SelectQueryNode, SelectSetQueryNode, WindowExprNode } from "./Query.ts"
import type { Span } from "./Span.ts"

/** A name path: `event`, `properties.$browser`, `e.*`; `*` alone is `["*"]`. */
export interface FieldNode {
  readonly node: "Field"
  readonly span: Span
  readonly chain: readonly string[]
}

/**
 * A literal. `kind` keeps `1` and `1.0` apart, which JavaScript numbers cannot.
 *
 * An integer is a `number` while it is safe and a `bigint` beyond 2^53; a float may be `NaN` or infinite.
 */
export type ConstantNode = {
  readonly node: "Constant"
  readonly span: Span
} & (
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "integer"; readonly value: number | bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null"; readonly value: null }
)

/** `name(params)(args)`; `params` is the first of two brackets. Calls made by the parser's own sugar carry only name and arguments. */
export interface CallNode {
  readonly node: "Call"
  readonly span: Span
  readonly name: string
  readonly args: readonly CallArgument[]
  readonly params?: readonly ExpressionNode[] | undefined
  readonly distinct?: true | undefined
  readonly filter_expr?: ExpressionNode | undefined
  readonly order_by?: readonly OrderExprNode[] | undefined
  readonly within_group?: readonly OrderExprNode[] | undefined
}

/** `name := value`, which the parser reads anywhere and which only makes sense inside a call. */
export interface NamedArgumentNode {
  readonly node: "NamedArgument"
  readonly span: Span
  readonly name: string
  readonly value: ExpressionNode
}

export type CallArgument = ExpressionNode

/** A call on something that is not a plain name: `a.f(1)`, `x::Decimal(10, 2)`. */
export interface ExprCallNode {
  readonly node: "ExprCall"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly args: readonly CallArgument[]
}

/** `f(exprs) OVER …`; with two brackets, `f(exprs)(args) OVER …`, so the arguments are then in `args`. */
export interface WindowFunctionNode {
  readonly node: "WindowFunction"
  readonly span: Span
  readonly name: string
  readonly exprs: readonly ExpressionNode[]
  readonly args: readonly ExpressionNode[]
  readonly over_expr?: WindowExprNode | undefined
  readonly over_identifier?: string | undefined
}

export const compareOperators = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "like",
  "not like",
  "ilike",
  "not ilike",
  "in",
  "not in",
  "in cohort",
  "not in cohort",
  "=~",
  "!~",
  "=~*",
  "!~*"
] as const
export type CompareOperator = (typeof compareOperators)[number]

/** `is_null_comparison_style` marks `IS NULL` and `IS NOT NULL`, whose right side is a null constant. */
export interface CompareOperationNode {
  readonly node: "CompareOperation"
  readonly span: Span
  readonly op: CompareOperator
  readonly left: ExpressionNode
  readonly right: ExpressionNode
  readonly is_null_comparison_style?: true | undefined
}

/** `a IS [NOT] DISTINCT FROM b`; `a <=> b` is the negated form. */
export interface IsDistinctFromNode {
  readonly node: "IsDistinctFrom"
  readonly span: Span
  readonly left: ExpressionNode
  readonly right: ExpressionNode
  readonly negated: boolean
}

export interface BetweenExprNode {
  readonly node: "BetweenExpr"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly low: ExpressionNode
  readonly high: ExpressionNode
  readonly negated: boolean
}

/** Flattened: `a AND b AND c` is one node of three. */
export interface AndNode {
  readonly node: "And"
  readonly span: Span
  readonly exprs: readonly ExpressionNode[]
}

/** Flattened like {@link AndNode}. */
export interface OrNode {
  readonly node: "Or"
  readonly span: Span
  readonly exprs: readonly ExpressionNode[]
}

export interface NotNode {
  readonly node: "Not"
  readonly span: Span
  readonly expr: ExpressionNode
}

export const arithmeticOperators = ["+", "-", "*", "/", "%"] as const
export type ArithmeticOperator = (typeof arithmeticOperators)[number]

/** Unary minus on an expression arrives as `0 - x`. */
export interface ArithmeticOperationNode {
  readonly node: "ArithmeticOperation"
  readonly span: Span
  readonly op: ArithmeticOperator
  readonly left: ExpressionNode
  readonly right: ExpressionNode
}

export interface AliasNode {
  readonly node: "Alias"
  readonly span: Span
  readonly alias: string
  readonly expr: ExpressionNode
}

/** `[a, b]`. */
export interface ArrayNode {
  readonly node: "Array"
  readonly span: Span
  readonly exprs: readonly ExpressionNode[]
}

/** `(a, b)`, or `(a,)`. */
export interface TupleNode {
  readonly node: "Tuple"
  readonly span: Span
  readonly exprs: readonly ExpressionNode[]
}

/** `{'key': value}`. */
export interface DictNode {
  readonly node: "Dict"
  readonly span: Span
  readonly items: readonly (readonly [key: ExpressionNode, value: ExpressionNode])[]
}

/** `a[1]`, `a['key']`, and `a?.key`, which sets `nullish`. */
export interface ArrayAccessNode {
  readonly node: "ArrayAccess"
  readonly span: Span
  readonly array: ExpressionNode
  readonly property: ExpressionNode
  readonly nullish?: true | undefined
}

/** `a[1:3]`, either end may be open. */
export interface ArraySliceNode {
  readonly node: "ArraySlice"
  readonly span: Span
  readonly array: ExpressionNode
  readonly start_expr?: ExpressionNode | undefined
  readonly end_expr?: ExpressionNode | undefined
}

/** `t.1`. `properties.1` is one too. */
export interface TupleAccessNode {
  readonly node: "TupleAccess"
  readonly span: Span
  readonly tuple: ExpressionNode
  readonly index: number
  readonly nullish?: true | undefined
}

/** `x -> …`, `(x, y) -> …`; `args` may be empty. */
export interface LambdaNode {
  readonly node: "Lambda"
  readonly span: Span
  readonly args: readonly string[]
  readonly expr: ExpressionNode
}

/** `cast(x as T)`, `x::T`; the type's name arrives in lower case. */
export interface TypeCastNode {
  readonly node: "TypeCast"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly type_name: string
}

/** `try_cast(x as T)`. */
export interface TryCastNode {
  readonly node: "TryCast"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly type_name: string
}

/** `{name}`; any expression may stand inside. */
export interface PlaceholderNode {
  readonly node: "Placeholder"
  readonly span: Span
  readonly expr: ExpressionNode
}

/** `#1`. */
export interface PositionalRefNode {
  readonly node: "PositionalRef"
  readonly span: Span
  readonly index: number
}

/** `* EXCLUDE (a)`, `COLUMNS('regex')`, `COLUMNS(a, b)`. */
export interface ColumnsExprNode {
  readonly node: "ColumnsExpr"
  readonly span: Span
  readonly all_columns?: true | undefined
  readonly exclude?: readonly string[] | undefined
  readonly regex?: string | undefined
  readonly columns?: readonly ExpressionNode[] | undefined
}

/** `f(*COLUMNS('regex'))`: every column is an argument of its own. */
export interface SpreadExprNode {
  readonly node: "SpreadExpr"
  readonly span: Span
  readonly expr: ExpressionNode
}

/** `<Kind name='value'>…</Kind>`; what stands inside is the attribute `children`. */
export interface HogQLXTagNode {
  readonly node: "HogQLXTag"
  readonly span: Span
  readonly kind: string
  readonly attributes: readonly HogQLXAttributeNode[]
}

export interface HogQLXAttributeNode {
  readonly node: "HogQLXAttribute"
  readonly span: Span
  readonly name: string
  readonly value: ExpressionNode | readonly ExpressionNode[]
}

/** Everything that has a value. A bracketed subquery is one. */
export type ExpressionNode =
  | FieldNode
  | ConstantNode
  | CallNode
  | ExprCallNode
  | WindowFunctionNode
  | CompareOperationNode
  | IsDistinctFromNode
  | BetweenExprNode
  | AndNode
  | OrNode
  | NotNode
  | ArithmeticOperationNode
  | AliasNode
  | ArrayNode
  | TupleNode
  | DictNode
  | ArrayAccessNode
  | ArraySliceNode
  | TupleAccessNode
  | LambdaNode
  | TypeCastNode
  | TryCastNode
  | PlaceholderNode
  | PositionalRefNode
  | ColumnsExprNode
  | SpreadExprNode
  | HogQLXTagNode
  | NamedArgumentNode
  | SelectQueryNode
  | SelectSetQueryNode
