/**
 * Functions with OVER: window functions, and aggregates used as such.
 *
 * A named window is written out where it is used, because lag and lead need a frame of their own.
 */
import type { WindowFunctionNode } from "../ast/Expression.ts"
import type { WindowExprNode, WindowFrameExprNode } from "../ast/Query.ts"
import { checkCounts, findFunction } from "../functions/findFunction.ts"
import { aggregateMisplaced, quote, typeMismatch, unknownColumn } from "../HogqlReason.ts"
import { call, type Sql, type SqlFrame, type SqlFrameBound, type SqlWindow } from "../print/Sql.ts"
import { suggest } from "../suggest.ts"
import { checkArguments } from "./calls/checkArguments.ts"
import { checkConstants } from "./calls/checkConstants.ts"
import { resultType } from "./calls/resultType.ts"
import { isStar, parameter } from "./resolveAggregate.ts"
import { refuse } from "./refuse.ts"
import type { Scope } from "./Scope.ts"
import type { Value } from "./Value.ts"

export const resolveWindow = (node: WindowFunctionNode, scope: Scope): Value => {
  const name = { start: node.span.start, end: Math.min(node.span.end, node.span.start + node.name.length) }
  const called = findFunction(node.name, name)
  scope.environment.functions.add(called.name)
  if (called.kind === "scalar") {
    return refuse(
      aggregateMisplaced(
        called.name,
        `${called.name}() is no window function, so OVER cannot follow it.`,
        node.span
      )
    )
  }
  if (scope.clause !== "select" && scope.clause !== "order by") {
    return refuse(
      aggregateMisplaced(
        called.name,
        `A window function cannot stand in ${scope.clause.toUpperCase()}. Use a subquery or QUALIFY.`,
        node.span
      )
    )
  }
  if (scope.aggregate !== undefined) {
    return refuse(
      aggregateMisplaced(
        called.name,
        `A window function cannot stand inside ${scope.aggregate}(). Use a subquery.`,
        node.span
      )
    )
  }
  // f(parameters)(arguments) OVER: with two brackets the arguments are in the second.
  const hasParameters = node.args.length > 0
  const given = hasParameters ? node.args : node.exprs
  const nodes = called.name === "count" && isStar(given) ? [] : given
  checkCounts(
    called,
    { args: nodes.length, params: hasParameters ? node.exprs.length : undefined },
    node.span
  )
  const params = hasParameters
    ? node.exprs.map((item, place) => parameter(item, called, scope, place))
    : undefined
  const args = nodes.map((item) => scope.value(item))
  checkArguments(called, args, nodes)
  checkConstants(called, args, nodes)
  const window = resolveOver(node, scope)
  const shifts = called.special === "lag"
  const sql: Sql = {
    kind: "call",
    name: called.clickhouse,
    params,
    args: shifts ? shifted(args) : args.map((arg) => arg.sql),
    over:
      shifts && window.frame === undefined && window.orderBy.length > 0
        ? { ...window, frame: everyRow }
        : window,
    ...(called.kind === "aggregate" ? { aggregate: true } : {})
  }
  return { sql, type: resultType(called, args) }
}

/** The row before the first has no value, so the values must be able to be null. */
const shifted = (args: readonly Value[]): readonly Sql[] =>
  args.map((arg, index) => (index === 0 && !arg.type.nullable ? call("toNullable", arg.sql) : arg.sql))

const everyRow: SqlFrame = {
  method: "ROWS",
  start: { kind: "PRECEDING", rows: undefined },
  end: { kind: "FOLLOWING", rows: undefined }
}

const resolveOver = (node: WindowFunctionNode, scope: Scope): SqlWindow => {
  if (node.over_identifier === undefined) return windowOf(node.over_expr, scope)
  const found = scope.windows.get(node.over_identifier)
  if (found !== undefined) return windowOf(found, scope)
  const suggestion = suggest(node.over_identifier, scope.windows.keys())
  return refuse({
    ...unknownColumn(node.over_identifier, node.span, { suggestion }),
    message: `There is no window ${quote(node.over_identifier)}. Define it with WINDOW ${node.over_identifier} AS (…).`
  })
}

const windowOf = (node: WindowExprNode | undefined, scope: Scope): SqlWindow => ({
  partitionBy: (node?.partition_by ?? []).map((item) => scope.value(item).sql),
  orderBy: (node?.order_by ?? []).map((key) => ({ value: scope.value(key.expr).sql, direction: key.order })),
  frame: node === undefined ? undefined : frameOf(node)
})

const frameOf = (node: WindowExprNode): SqlFrame | undefined => {
  if (node.frame_method === undefined || node.frame_start === undefined) return undefined
  return {
    method: node.frame_method,
    start: boundOf(node.frame_start),
    end: node.frame_end === undefined ? undefined : boundOf(node.frame_end)
  }
}

const boundOf = (node: WindowFrameExprNode): SqlFrameBound => {
  if (node.frame_type === "CURRENT ROW") return { kind: "CURRENT ROW" }
  if (node.frame_value !== undefined && (!Number.isSafeInteger(node.frame_value) || node.frame_value < 0)) {
    return refuse(typeMismatch("A window's frame is counted in whole rows from 0 up.", node.span))
  }
  return { kind: node.frame_type, rows: node.frame_value }
}
