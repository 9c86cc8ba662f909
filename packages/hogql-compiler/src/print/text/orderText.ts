/** ORDER BY keys and windows, in a SELECT, in an aggregate and in OVER. */
import type { ExpressionNode } from "../../ast/Expression.ts"
import type { OrderExprNode, WindowExprNode, WindowFrameExprNode } from "../../ast/Query.ts"
import type { Writer } from "./Writer.ts"

export const orderText = (key: OrderExprNode, to: Writer): string => {
  const text = to.expression(key.expr)
  const direction = key.order === "DESC" ? " DESC" : ""
  const fill = key.with_fill
  if (fill === undefined) return `${text}${direction}`
  const part = (word: string, node: ExpressionNode | undefined): string =>
    node === undefined ? "" : ` ${word} ${to.expression(node)}`
  return `${text}${direction} WITH FILL${part("FROM", fill.from_value)}${part("TO", fill.to_value)}${part("STEP", fill.step_value)}`
}

export const windowText = (window: WindowExprNode, to: Writer): string => {
  const parts: string[] = []
  if (window.partition_by !== undefined) parts.push(`PARTITION BY ${to.list(window.partition_by).join(", ")}`)
  if (window.order_by !== undefined)
    parts.push(`ORDER BY ${window.order_by.map((key) => orderText(key, to)).join(", ")}`)
  if (window.frame_method !== undefined && window.frame_start !== undefined) {
    const start = frameText(window.frame_start)
    parts.push(
      window.frame_end === undefined
        ? `${window.frame_method} ${start}`
        : `${window.frame_method} BETWEEN ${start} AND ${frameText(window.frame_end)}`
    )
  }
  return parts.join(" ")
}

const frameText = ({ frame_type: type, frame_value: rows }: WindowFrameExprNode): string =>
  type === "CURRENT ROW" ? type : `${rows === undefined ? "UNBOUNDED" : rows} ${type}`
