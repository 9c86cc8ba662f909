/**
 * Windows and sort orders as HogQL text.
 */
import type { ExpressionNode } from "../ast/ExpressionNode.ts"
import type { NamedWindowNode, OrderNode, WindowNode } from "../ast/WindowNode.ts"
import type { PrintContext } from "./PrintContext.ts"
import { printExpression, printList } from "./printExpression.ts"
import { printIdentifier } from "./printIdentifier.ts"

export const printOrder = (order: OrderNode, context: PrintContext): string => {
  const words = [printExpression(order.expression, context), order.direction === "asc" ? "ASC" : "DESC"]
  if (order.fill !== undefined) {
    words.push("WITH FILL")
    const part = (keyword: string, node: ExpressionNode | undefined): void => {
      if (node !== undefined) words.push(keyword, printExpression(node, context))
    }
    part("FROM", order.fill.from)
    part("TO", order.fill.to)
    part("STEP", order.fill.step)
  }
  return words.join(" ")
}

const printSpecification = (window: WindowNode, context: PrintContext): string => {
  const words: string[] = []
  if (window.partitionBy.length > 0) words.push(`PARTITION BY ${printList(window.partitionBy, context)}`)
  if (window.orderBy.length > 0)
    words.push(`ORDER BY ${window.orderBy.map((order) => printOrder(order, context)).join(", ")}`)
  if (window.frame !== undefined)
    words.push(`${window.frame.unit} BETWEEN ${window.frame.start} AND ${window.frame.end}`)
  return `(${words.join(" ")})`
}

/** What follows OVER. */
export const printWindow = (window: WindowNode | NamedWindowNode, context: PrintContext): string =>
  window.kind === "NamedWindow" ? printIdentifier(window.name) : printSpecification(window, context)

/** An entry of the WINDOW clause. */
export const printNamedWindow = ({ name, window }: NamedWindowNode, context: PrintContext): string =>
  `${printIdentifier(name)} AS ${printSpecification(window, context)}`
