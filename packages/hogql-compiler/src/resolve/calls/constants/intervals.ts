/** Intervals that time is cut into. */
import type { ExpressionNode } from "../../../ast/Expression.ts"

/** Whether an interval is written that no time can be cut into, such as `toIntervalDay(0)`. */
export const isNoWindow = (node: ExpressionNode | undefined): boolean => {
  if (node?.node !== "Call" || !/^toInterval[A-Z]/.test(node.name)) return false
  const [count] = node.args
  if (count?.node === "Constant") return count.kind === "integer" && count.value <= 0
  // A minus before a number arrives as `0 - x`, unless the parser took it for part of the number.
  return (
    count?.node === "ArithmeticOperation" &&
    count.op === "-" &&
    count.left.node === "Constant" &&
    count.left.value === 0 &&
    count.right.node === "Constant" &&
    count.right.kind === "integer" &&
    count.right.value >= 0
  )
}
