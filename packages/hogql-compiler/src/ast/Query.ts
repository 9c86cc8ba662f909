/**
 * Query nodes: SELECT, its sets, its FROM and its windows, with the names and fields PostHog's parser emits.
 *
 * Words that end up in SQL text (`join_type`, `order`, `set_operator`, …) are closed unions here, and the decoder
 * refuses any other word, so a printer may trust them.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/ast.py
 */
import type { CallArgument, ExpressionNode, FieldNode, HogQLXTagNode, PlaceholderNode } from "./Expression.ts"
import type { Span } from "./Span.ts"

/** What a statement is. */
export type QueryNode = SelectQueryNode | SelectSetQueryNode

export interface SelectQueryNode {
  readonly node: "SelectQuery"
  readonly span: Span
  readonly ctes?: readonly CteNode[] | undefined
  readonly distinct?: true | undefined
  readonly select: readonly ExpressionNode[]
  readonly select_from?: JoinExprNode | undefined
  readonly array_join_op?: ArrayJoinOperator | undefined
  readonly array_join_list?: readonly ExpressionNode[] | undefined
  readonly prewhere?: ExpressionNode | undefined
  readonly where?: ExpressionNode | undefined
  readonly group_by?: readonly (ExpressionNode | GroupingSetNode)[] | undefined
  readonly group_by_mode?: GroupByMode | undefined
  readonly having?: ExpressionNode | undefined
  readonly qualify?: ExpressionNode | undefined
  /** `WINDOW name AS (…)`, by name. */
  readonly window_exprs?: ReadonlyMap<string, WindowExprNode> | undefined
  readonly order_by?: readonly OrderExprNode[] | undefined
  readonly interpolate?: readonly InterpolateExprNode[] | undefined
  readonly limit_by?: LimitByExprNode | undefined
  readonly limit?: ExpressionNode | undefined
  readonly limit_with_ties?: true | undefined
  readonly limit_percent?: true | undefined
  readonly offset?: ExpressionNode | undefined
}

export const setOperators = [
  "UNION ALL",
  "UNION DISTINCT",
  "INTERSECT",
  "INTERSECT ALL",
  "INTERSECT DISTINCT",
  "EXCEPT",
  "EXCEPT ALL",
  "EXCEPT DISTINCT"
] as const
export type SetOperator = (typeof setOperators)[number]

/**
 * A flat list from left to right: the parser knows no precedence between UNION and INTERSECT.
 *
 * `limit` and `offset` are only here when the last member stands in brackets; without them they belong to that member.
 */
export interface SelectSetQueryNode {
  readonly node: "SelectSetQuery"
  readonly span: Span
  readonly initial_select_query: QueryNode
  readonly subsequent_select_queries: readonly SelectSetNode[]
  readonly limit?: ExpressionNode | undefined
  readonly limit_with_ties?: true | undefined
  readonly limit_percent?: true | undefined
  readonly limit_by?: LimitByExprNode | undefined
  readonly offset?: ExpressionNode | undefined
}

export interface SelectSetNode {
  readonly node: "SelectSetNode"
  readonly span: Span
  readonly set_operator: SetOperator
  readonly select_query: QueryNode
}

/** `(VALUES (1, 2), (3, 4))`. */
export interface ValuesQueryNode {
  readonly node: "ValuesQuery"
  readonly span: Span
  readonly rows: readonly (readonly ExpressionNode[])[]
}

/** `name AS (select …)` is a `subquery`; `expr AS name` is a `column`. */
export interface CteNode {
  readonly node: "CTE"
  readonly span: Span
  readonly name: string
  readonly cte_type: "subquery" | "column"
  readonly expr: ExpressionNode
  readonly columns?: readonly string[] | undefined
  readonly materialized?: boolean | undefined
  readonly using_key?: readonly string[] | undefined
  readonly recursive?: true | undefined
}

export const arrayJoinOperators = ["ARRAY JOIN", "LEFT ARRAY JOIN", "INNER ARRAY JOIN"] as const
export type ArrayJoinOperator = (typeof arrayJoinOperators)[number]

export const groupByModes = ["rollup", "cube", "grouping_sets", "all"] as const
export type GroupByMode = (typeof groupByModes)[number]

export type TableNode =
  FieldNode | QueryNode | ValuesQueryNode | PlaceholderNode | PivotExprNode | UnpivotExprNode | HogQLXTagNode

/** One table of FROM and, through `next_join`, the rest. The span covers this table, not the rest. */
export interface JoinExprNode {
  readonly node: "JoinExpr"
  readonly span: Span
  readonly join_type?: string | undefined
  readonly table: TableNode | JoinExprNode
  readonly table_args?: readonly CallArgument[] | undefined
  readonly alias?: string | undefined
  readonly column_aliases?: readonly string[] | undefined
  readonly table_final?: true | undefined
  readonly sample?: SampleExprNode | undefined
  readonly constraint?: JoinConstraintNode | undefined
  readonly next_join?: JoinExprNode | undefined
}

/** `USING (a, b)` is a Tuple of Fields, `USING a` one Field. */
export interface JoinConstraintNode {
  readonly node: "JoinConstraint"
  readonly span: Span
  readonly constraint_type: "ON" | "USING"
  readonly expr: ExpressionNode
}

export interface SampleExprNode {
  readonly node: "SampleExpr"
  readonly span: Span
  readonly sample_value: RatioExprNode
  readonly offset_value?: RatioExprNode | undefined
}

export interface RatioExprNode {
  readonly node: "RatioExpr"
  readonly span: Span
  readonly left: ExpressionNode
  readonly right?: ExpressionNode | undefined
}

export interface LimitByExprNode {
  readonly node: "LimitByExpr"
  readonly span: Span
  readonly n: ExpressionNode
  readonly offset_value?: ExpressionNode | undefined
  readonly exprs: readonly ExpressionNode[]
}

export interface OrderExprNode {
  readonly node: "OrderExpr"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly order: "ASC" | "DESC"
  readonly with_fill?: WithFillExprNode | undefined
}

export interface WithFillExprNode {
  readonly node: "WithFillExpr"
  readonly span: Span
  readonly from_value?: ExpressionNode | undefined
  readonly to_value?: ExpressionNode | undefined
  readonly step_value?: ExpressionNode | undefined
}

export interface InterpolateExprNode {
  readonly node: "InterpolateExpr"
  readonly span: Span
  readonly expr: ExpressionNode
  readonly value?: ExpressionNode | undefined
}

export interface GroupingSetNode {
  readonly node: "GroupingSet"
  readonly span: Span
  readonly exprs: readonly ExpressionNode[]
}

export interface WindowExprNode {
  readonly node: "WindowExpr"
  readonly span: Span
  readonly partition_by?: readonly ExpressionNode[] | undefined
  readonly order_by?: readonly OrderExprNode[] | undefined
  readonly frame_method?: "ROWS" | "RANGE" | undefined
  readonly frame_start?: WindowFrameExprNode | undefined
  readonly frame_end?: WindowFrameExprNode | undefined
}

/** `frame_value` is `undefined` for UNBOUNDED and for CURRENT ROW. */
export interface WindowFrameExprNode {
  readonly node: "WindowFrameExpr"
  readonly span: Span
  readonly frame_type: "CURRENT ROW" | "PRECEDING" | "FOLLOWING"
  readonly frame_value?: number | undefined
}

export interface PivotExprNode {
  readonly node: "PivotExpr"
  readonly span: Span
  readonly table: TableNode | JoinExprNode
  readonly aggregates: readonly ExpressionNode[]
  readonly columns: readonly PivotColumnNode[]
  readonly group_by?: readonly ExpressionNode[] | undefined
}

export interface PivotColumnNode {
  readonly node: "PivotColumn"
  readonly span: Span
  readonly column: ExpressionNode
  readonly values: readonly ExpressionNode[]
}

export interface UnpivotExprNode {
  readonly node: "UnpivotExpr"
  readonly span: Span
  readonly table: TableNode | JoinExprNode
  readonly include_nulls: boolean
  readonly columns: readonly UnpivotColumnNode[]
}

export interface UnpivotColumnNode {
  readonly node: "UnpivotColumn"
  readonly span: Span
  readonly value_columns: ExpressionNode
  readonly name_columns: ExpressionNode
  readonly unpivot_values: readonly ExpressionNode[]
}
