/**
 * One SELECT as frozen data, clause by clause.
 */
import type { ExpressionNode } from "./ExpressionNode.ts"
import type { TableNode } from "./TableNode.ts"

export interface ColumnNode {
  readonly name: string
  readonly expression: ExpressionNode
}

export const orderDirections = ["asc", "desc"] as const
export type OrderDirection = (typeof orderDirections)[number]

export interface OrderNode {
  readonly expression: ExpressionNode
  readonly direction: OrderDirection
}

export interface SelectNode {
  readonly kind: "Select"
  readonly from: TableNode
  readonly columns: readonly ColumnNode[]
  readonly where: readonly ExpressionNode[]
  readonly groupBy: readonly ExpressionNode[]
  readonly having: readonly ExpressionNode[]
  readonly orderBy: readonly OrderNode[]
  readonly limit: number | undefined
}

export const emptySelect = (from: TableNode): SelectNode =>
  Object.freeze({
    kind: "Select",
    from,
    columns: Object.freeze([]),
    where: Object.freeze([]),
    groupBy: Object.freeze([]),
    having: Object.freeze([]),
    orderBy: Object.freeze([]),
    limit: undefined
  })

type ListClause = "columns" | "where" | "groupBy" | "having" | "orderBy"

/** The query with more entries in one clause; the given query stays as it was. */
export const appendTo = <Clause extends ListClause>(
  query: SelectNode,
  clause: Clause,
  entries: SelectNode[Clause]
): SelectNode => Object.freeze({ ...query, [clause]: Object.freeze([...query[clause], ...entries]) })
