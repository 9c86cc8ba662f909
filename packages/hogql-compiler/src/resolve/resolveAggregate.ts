/**
 * Aggregates: where they may stand, DISTINCT, FILTER, and parameters.
 */
import type { CallNode, ExpressionNode } from "../ast/Expression.ts"
import { checkCounts, findFunction } from "../functions/findFunction.ts"
import type { HogqlFunction } from "../functions/HogqlFunction.ts"
import { aggregateMisplaced, notSupported, wrongArguments } from "../HogqlReason.ts"
import type { Sql } from "../print/Sql.ts"
import { checkArguments } from "./calls/checkArguments.ts"
import { checkParameter } from "./calls/checkParameter.ts"
import type { ResolvedCall } from "./calls/ResolvedCall.ts"
import { resultType } from "./calls/resultType.ts"
import { specialAggregate } from "./calls/specialAggregates.ts"
import { condition } from "./condition.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"

/** Places where rows are not grouped yet. */
const tooEarly: ReadonlyMap<Scope["clause"], string> = new Map<Scope["clause"], string>([
  ["where", "WHERE"],
  ["on", "ON"],
  ["group by", "GROUP BY"],
  ["array join", "ARRAY JOIN"],
  ["limit", "LIMIT"]
])

export const resolveAggregate = (
  node: CallNode,
  called: HogqlFunction,
  given: readonly ExpressionNode[],
  scope: Scope
): Value => {
  refuseMisplaced(node, called, scope)
  if (node.order_by !== undefined) return refuse(notSupported("ORDER BY inside an aggregate", node.span))
  // count(*) counts rows, as count() does.
  const nodes = called.name === "count" && isStar(given) ? [] : given
  const within = scope.with({ aggregate: called.name })
  const filter = node.filter_expr
  const countsTuple = called.name === "count" && node.distinct === true
  checkCounts(
    called,
    { args: countsTuple ? Math.min(nodes.length, 1) : nodes.length, params: node.params?.length },
    node.span
  )
  if (node.distinct === true && nodes.length === 0) {
    return refuse(
      wrongArguments(called.name, `${called.name}(DISTINCT …) needs what has to differ.`, node.span)
    )
  }
  const filtered = filter === undefined ? called : withCondition(called, node)
  const args = nodes.map((item) => within.value(item))
  const conditions = filter === undefined ? [] : [condition(within.value(filter), filter, "FILTER")]
  // An -If aggregate ends with its condition, and calculates with what is before it.
  const last = called.name.endsWith("If") ? args.length - 1 : args.length
  checkArguments(called, args.slice(0, last), nodes)
  const [end, endNode] = [args[last], nodes[last]]
  if (end !== undefined && endNode !== undefined) condition(end, endNode, called.name)
  const params = node.params?.map((item, place) => parameter(item, called, within, place))
  const resolved: ResolvedCall = { node, called: filtered, nodes, args, scope: within }
  const special = specialAggregate(resolved, params)
  if (special !== undefined) {
    if (filter !== undefined) return refuse(notSupported(`FILTER on ${called.name}`, filter.span))
    return special
  }
  if (node.within_group !== undefined) return refuse(notSupported("WITHIN GROUP", node.span))
  return {
    sql: {
      kind: "call",
      name: filtered.clickhouse,
      params,
      args: [...args.map((arg) => arg.sql), ...conditions],
      aggregate: true,
      ...(node.distinct === true ? { distinct: true } : {})
    },
    type: resultType(called, args)
  }
}

const refuseMisplaced = (node: CallNode, called: HogqlFunction, scope: Scope): void => {
  if (scope.aggregate !== undefined) {
    refuse(
      aggregateMisplaced(
        called.name,
        `Aggregation '${called.name}' cannot be nested inside another aggregation '${scope.aggregate}'. Use a subquery.`,
        node.span
      )
    )
  }
  const place = tooEarly.get(scope.clause)
  if (place === undefined) return
  const advice = place === "WHERE" ? "Use HAVING, or a subquery." : "Use a subquery."
  refuse(
    aggregateMisplaced(
      called.name,
      `${called.name}() is an aggregate and cannot stand in ${place}. ${advice}`,
      node.span
    )
  )
}

export const isStar = (nodes: readonly ExpressionNode[]): boolean => {
  const [only, second] = nodes
  return only?.node === "Field" && only.chain.length === 1 && only.chain[0] === "*" && second === undefined
}

/** FILTER (WHERE …) is ClickHouse's `-If` form. */
const withCondition = (called: HogqlFunction, node: CallNode): HogqlFunction => {
  if (called.name.endsWith("If")) {
    return refuse(
      wrongArguments(
        called.name,
        `${called.name} has a condition already, so FILTER cannot follow it.`,
        node.span
      )
    )
  }
  // The condition is part of what has to differ, so it cannot stand beside a list of columns.
  if (node.distinct === true && node.args.length > 1)
    return refuse(notSupported("DISTINCT of several values with FILTER", node.span, "Use uniqExactIf."))
  return findFunction(`${called.name}If`, node.span)
}

export const parameter = (node: ExpressionNode, called: HogqlFunction, scope: Scope, place: number): Sql => {
  const value = scope.value(node)
  const { constant } = value
  checkParameter(called, value, node, place)
  if (constant?.kind === "integer" || constant?.kind === "float" || constant?.kind === "string")
    return value.sql
  if (isCalculation(node)) return value.sql
  return refuse(
    wrongArguments(
      called.name,
      `The parameters of ${called.name} must be written as numbers or text.`,
      node.span
    )
  )
}

/** Numbers put together with operators, such as `14 * 86400`: ClickHouse works them out before it starts. */
const isCalculation = (node: ExpressionNode): boolean =>
  node.node === "ArithmeticOperation"
    ? isCalculation(node.left) && isCalculation(node.right)
    : node.node === "Constant" && (node.kind === "integer" || node.kind === "float")
