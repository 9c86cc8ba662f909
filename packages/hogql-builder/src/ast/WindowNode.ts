/**
 * Windows and sort orders as frozen data.
 */
import type { ExpressionNode } from "./ExpressionNode.ts"

export const orderDirections = ["asc", "desc"] as const
export type OrderDirection = (typeof orderDirections)[number]

/** `WITH FILL FROM … TO … STEP …`. */
export interface FillNode {
  readonly from: ExpressionNode | undefined
  readonly to: ExpressionNode | undefined
  readonly step: ExpressionNode | undefined
}

export interface OrderNode {
  readonly expression: ExpressionNode
  readonly direction: OrderDirection
  readonly fill: FillNode | undefined
}

export interface FrameNode {
  readonly unit: "ROWS" | "RANGE"
  readonly start: string
  readonly end: string
}

export interface WindowNode {
  readonly kind: "Window"
  readonly partitionBy: readonly ExpressionNode[]
  readonly orderBy: readonly OrderNode[]
  readonly frame: FrameNode | undefined
}

/** A window of the WINDOW clause; the clause is written from the names that are used. */
export interface NamedWindowNode {
  readonly kind: "NamedWindow"
  readonly name: string
  readonly window: WindowNode
}
