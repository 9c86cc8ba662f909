/**
 * Whether a condition says from when on events are read.
 *
 * Only a lower bound helps: `timestamp < now()` leaves all of them.
 */
import type { CompareOperator, ExpressionNode } from "../ast/Expression.ts"
import { type AstNode, walk } from "../ast/Node.ts"

/** Tells whether a node speaks of the time of the events in question. */
export type IsTime = (node: ExpressionNode) => boolean

export const boundsTime = (node: ExpressionNode, isTime: IsTime): boolean => {
  const mentions = (part: ExpressionNode): boolean => mentionsTime(part, isTime)
  switch (node.node) {
    case "And":
      return node.exprs.some((part) => boundsTime(part, isTime))
    case "Or":
      return node.exprs.every((part) => boundsTime(part, isTime))
    case "CompareOperation":
      switch (node.op) {
        case "!=":
        case "not in":
        case "not in cohort":
          return false
        case "<":
        case "<=":
          // Of an age, an upper bound is a lower bound of the time: dateDiff('day', timestamp, now()) < 7.
          return mentions(node.right) || (mentions(node.left) && !isTimeItself(node.left, isTime))
        case ">":
        case ">=":
          return mentions(node.left) || (mentions(node.right) && !isTimeItself(node.right, isTime))
        default:
          return node.is_null_comparison_style !== true && (mentions(node.left) || mentions(node.right))
      }
    case "BetweenExpr":
      return !node.negated && (mentions(node.expr) || mentions(node.low))
    case "Placeholder":
      // PostHog puts the date range of the page there.
      return node.expr.node === "Field" && node.expr.chain[0] === "filters"
    case "Call": {
      const [left, right] = node.args
      const op = comparisons.get(node.name)
      if (op !== undefined && left !== undefined && right !== undefined)
        return boundsTime({ node: "CompareOperation", span: node.span, op, left, right }, isTime)
      // What is not after a time is before it.
      if (/^not$/i.test(node.name)) return false
      if (node.name === "and") return node.args.some((part) => boundsTime(part, isTime))
      if (node.name === "or") return node.args.every((part) => boundsTime(part, isTime))
      return !/^is(Not)?Null$/i.test(node.name) && mentions(node)
    }
    default:
      return false
  }
}

const comparisons = new Map<string, CompareOperator>([
  ["greater", ">"],
  ["greaterOrEquals", ">="],
  ["less", "<"],
  ["lessOrEquals", "<="],
  ["equals", "=="],
  ["in", "in"],
  ["notEquals", "!="]
])

/** The time, or the time cut down or converted: `toDate(timestamp)`, `toStartOfDay(timestamp)`. */
const isTimeItself = (node: ExpressionNode, isTime: IsTime): boolean =>
  isTime(node) ||
  (node.node === "Call" &&
    /^(to(?!UnixTimestamp)|date_?trunc$|assumeNotNull$)/i.test(node.name) &&
    node.args.some((part) => isTimeItself(part, isTime)))

const mentionsTime = (root: ExpressionNode, isTime: IsTime): boolean => {
  let found = false
  walk(root, (node: AstNode) => {
    if (node.node === "SelectQuery" || node.node === "SelectSetQuery") return false
    if (node.node === "Field" && isTime(node)) found = true
    return !found
  })
  return found
}
