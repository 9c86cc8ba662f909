/**
 * Comparisons, which in HogQL never give NULL.
 *
 * `properties.x != 'a'` is true for a row without x, unlike in standard SQL. A stored time is compared as it is stored: two instants
 * compare the same in every zone, and only the bare column can use the sort key.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/hogql/printer
 */
import type {
  BetweenExprNode,
  CompareOperationNode,
  ExpressionNode,
  IsDistinctFromNode
} from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import { call, number, type Sql } from "../print/Sql.ts"
import { refuseConstant } from "./calls/checkConstants.ts"
import { regex } from "./calls/constants/patterns.ts"
import { comparable } from "./comparable.ts"
import { inCohort } from "./inCohort.ts"
import { membership } from "./membership.ts"
import type { Scope } from "./Scope.ts"
import type { Operand, Value } from "./Value.ts"
import { flagType, nullableType } from "./ValueType.ts"
import { tupleBeside } from "./writtenTuple.ts"

const functions = {
  "==": "equals",
  "!=": "notEquals",
  "<": "less",
  "<=": "lessOrEquals",
  ">": "greater",
  ">=": "greaterOrEquals",
  like: "like",
  "not like": "notLike",
  ilike: "ilike",
  "not ilike": "notILike"
} as const

type ComparisonOperator = keyof typeof functions
type PatternOperator = "=~" | "!~" | "=~*" | "!~*"

/** Operators that are true, not false, when one side is missing. */
const trueWhenNull = new Set<string>(["!=", "not like", "not ilike", "!~", "!~*"])

export const resolveCompare = (node: CompareOperationNode, scope: Scope): Value =>
  withinBounds(scope, () => resolveOperator(node, scope))

/** `left = right` for a left side that is compared more than once. */
export const resolveEquals = (left: Operand, right: ExpressionNode, scope: Scope): Value =>
  withinBounds(scope, () => compareValues("==", left, side(right, scope), right.span, scope))

const withinBounds = (scope: Scope, resolve: () => Value): Value => {
  const { unsetBounds } = scope.environment
  const before = unsetBounds.length
  const value = resolve()
  if (unsetBounds.length === before) return value
  // Compared with a bound that is not set: everything is within.
  unsetBounds.length = before
  return answer({ kind: "boolean", value: true })
}

const resolveOperator = (node: CompareOperationNode, scope: Scope): Value => {
  switch (node.op) {
    case "in":
    case "not in":
      return membership(node, scope)
    case "in cohort":
    case "not in cohort":
      return inCohort(node, scope)
    default:
      return compareValues(node.op, side(node.left, scope), side(node.right, scope), node.span, scope)
  }
}

export const resolveBetween = (node: BetweenExprNode, scope: Scope): Value => {
  const value = side(node.expr, scope)
  const from = side(node.low, scope)
  const to = side(node.high, scope)
  const compare = (op: ComparisonOperator, bound: Operand): Sql =>
    compareValues(op, value, bound, node.span, scope).sql
  return answer(
    node.negated
      ? call("or", compare("<", from), compare(">", to))
      : call("and", compare(">=", from), compare("<=", to))
  )
}

export const resolveDistinct = (node: IsDistinctFromNode, scope: Scope): Value => {
  const sides = comparable("==", side(node.left, scope), side(node.right, scope), node.span, scope)
  const [left, right] = [sides.left.sql, sides.right.sql]
  return answer(
    node.negated
      ? call("ifNull", call("equals", left, right), call("and", call("isNull", left), call("isNull", right)))
      : call(
          "ifNull",
          call("notEquals", left, right),
          call("or", call("isNotNull", left), call("isNotNull", right))
        )
  )
}

const side = (node: ExpressionNode, scope: Scope): Operand => ({ value: scope.value(node), node })

const answer = (sql: Sql): Value => ({ sql, type: flagType })

const compareValues = (
  op: ComparisonOperator | PatternOperator,
  left: Operand,
  right: Operand,
  span: Span,
  scope: Scope
): Value => {
  const kind = nullKind(op)
  if (kind !== undefined) {
    const tested = isNullConstant(right) ? left : isNullConstant(left) ? right : undefined
    if (tested !== undefined) return answer(call(kind === "same" ? "isNull" : "isNotNull", tested.value.sql))
  }
  if (op === "=~" || op === "!~" || op === "=~*" || op === "!~*") return matches(op, left.value, right, scope)
  const [ours, theirs] = [tupleBeside(left, right, scope), tupleBeside(right, left, scope)]
  const sides = comparable(op, ours, theirs, span, scope)
  const compared = answer(nullSafe(op, sides.left, sides.right, scope))
  // Tuples are never null themselves, and ClickHouse compares what is in them as SQL does.
  return [sides.left, sides.right].some(({ type }) => type.elements?.some((item) => item.nullable) === true)
    ? { ...compared, type: nullableType(flagType) }
    : compared
}

const isNullConstant = ({ value }: Operand): boolean => value.constant?.kind === "null"

const nullSafe = (op: ComparisonOperator, left: Value, right: Value, scope: Scope): Sql =>
  neverNull(op, call(functions[op], left.sql, right.sql), [left, right], scope)

const matches = (op: PatternOperator, left: Value, pattern: Operand, scope: Scope): Value => {
  const right = pattern.value
  const problem =
    right.constant === undefined ? undefined : regex(right.constant, { name: op, args: [], nodes: [] })
  if (problem !== undefined) refuseConstant(op, problem, pattern.node)
  const written = op.endsWith("*") ? call("concat", { kind: "literal", value: "(?i)" }, right.sql) : right.sql
  const found = call("match", left.sql, written)
  return answer(neverNull(op, op.startsWith("!") ? call("not", found) : found, [left, right], scope))
}

/** What two missing values are to each other: the same, as for `=` and LIKE, or not different, as for `!=` and NOT LIKE. */
const nullKind = (op: ComparisonOperator | PatternOperator): "same" | "different" | undefined => {
  if (op === "<" || op === "<=" || op === ">" || op === ">=") return undefined
  return trueWhenNull.has(op) ? "different" : "same"
}

/** The answer where a side is missing. A constant is never missing here: NULL itself was dealt with before. */
const neverNull = (
  op: ComparisonOperator | PatternOperator,
  compared: Sql,
  [left, right]: readonly [Value, Value],
  scope: Scope
): Sql => {
  const cannotBeNull = !left.type.nullable && !right.type.nullable
  if (cannotBeNull || scope.clause === "on") return compared
  const kind = nullKind(op)
  const bothVary = left.constant === undefined && right.constant === undefined
  const bothCanBeNull = left.type.nullable && right.type.nullable
  if (kind === undefined || !bothVary || !bothCanBeNull)
    return call("ifNull", compared, number(kind === "different" ? 1 : 0))
  const test = kind === "same" ? "isNull" : "isNotNull"
  return call(
    "ifNull",
    compared,
    call(kind === "same" ? "and" : "or", call(test, left.sql), call(test, right.sql))
  )
}
