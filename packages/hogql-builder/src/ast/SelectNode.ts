/**
 * A query as frozen data, clause by clause.
 */
import type { ArrayItemNode, ExpressionNode, NamedExpressionNode } from "./ExpressionNode.ts"
import type { CteNode, JoinNode, TableNode } from "./TableNode.ts"
import type { NamedWindowNode, OrderNode } from "./WindowNode.ts"

export interface ColumnNode {
  readonly name: string
  readonly expression: ExpressionNode
}

export const groupModes = ["plain", "rollup", "cube", "sets"] as const
export type GroupMode = (typeof groupModes)[number]

/** `LIMIT n OFFSET m BY keys`. */
export interface LimitByNode {
  readonly rows: number
  readonly offset: number | undefined
  readonly keys: readonly ExpressionNode[]
}

export interface SelectNode {
  readonly kind: "Select"
  readonly isDistinct: boolean
  readonly from: TableNode | undefined
  readonly joins: readonly JoinNode[]
  readonly arrayJoin: readonly ArrayItemNode[]
  /** Rows whose arrays are empty stay. */
  readonly isLeftArrayJoin: boolean
  readonly columns: readonly ColumnNode[]
  readonly prewhere: readonly ExpressionNode[]
  readonly where: readonly ExpressionNode[]
  readonly groupMode: GroupMode
  /** With the mode `sets`, each is a tuple. */
  readonly groupBy: readonly ExpressionNode[]
  readonly having: readonly ExpressionNode[]
  readonly qualify: readonly ExpressionNode[]
  readonly orderBy: readonly OrderNode[]
  readonly interpolate: readonly ColumnNode[]
  readonly limitBy: LimitByNode | undefined
  readonly limit: number | undefined
  readonly limitMode: "rows" | "ties" | "percent"
  readonly offset: number | undefined
  /** What its expressions were found to use. */
  readonly ctes: readonly CteNode[]
  readonly namedExpressions: readonly NamedExpressionNode[]
  readonly windows: readonly NamedWindowNode[]
  readonly isAggregated: boolean
}

export const setOperators = ["UNION ALL", "UNION DISTINCT", "INTERSECT", "EXCEPT"] as const
export type SetOperator = (typeof setOperators)[number]

/** Queries one after another with one operator between; each is written in brackets. */
export interface SetNode {
  readonly kind: "Set"
  readonly operator: SetOperator
  readonly queries: readonly [QueryNode, ...QueryNode[]]
  readonly ctes: readonly CteNode[]
}

export type QueryNode = SelectNode | SetNode

const none: readonly never[] = Object.freeze([])

const empty: SelectNode = {
  kind: "Select",
  isDistinct: false,
  from: undefined,
  joins: none,
  arrayJoin: none,
  isLeftArrayJoin: false,
  columns: none,
  prewhere: none,
  where: none,
  groupMode: "plain",
  groupBy: none,
  having: none,
  qualify: none,
  orderBy: none,
  interpolate: none,
  limitBy: undefined,
  limit: undefined,
  limitMode: "rows",
  offset: undefined,
  ctes: none,
  namedExpressions: none,
  windows: none,
  isAggregated: false
}

export const emptySelect = (from: TableNode | undefined, ctes: readonly CteNode[]): SelectNode =>
  Object.freeze({ ...empty, from, ctes })

/** The names of a query's columns, which are those of the first member of a set. */
export const columnsOf = (query: QueryNode): readonly ColumnNode[] =>
  query.kind === "Select" ? query.columns : columnsOf(query.queries[0])
