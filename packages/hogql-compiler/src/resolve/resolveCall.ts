/**
 * A function call: looked up in the allow-list, arguments counted and resolved, printed under ClickHouse's name.
 */
import type {
  ArithmeticOperator,
  CallArgument,
  CallNode,
  CompareOperator,
  ExpressionNode,
  SpreadExprNode
} from "../ast/Expression.ts"
import { checkCounts, findFunction } from "../functions/findFunction.ts"
import type { HogqlFunction } from "../functions/HogqlFunction.ts"
import { aggregateMisplaced, notSupported, wrongArguments } from "../HogqlReason.ts"
import { call, callOf, literal, number, type Sql } from "../print/Sql.ts"
import { checkArguments } from "./calls/checkArguments.ts"
import { checkConstants, checkTypeText } from "./calls/checkConstants.ts"
import type { ResolvedCall } from "./calls/ResolvedCall.ts"
import { inItsZone } from "./calls/inItsZone.ts"
import { resultType } from "./calls/resultType.ts"
import { specialPrinting } from "./calls/specialPrinting.ts"
import { condition } from "./condition.ts"
import { refuse } from "./refuse.ts"
import { resolveArguments } from "./resolveArguments.ts"
import { resolveAggregate } from "./resolveAggregate.ts"
import type { Scope } from "./Scope.ts"
import { starOf } from "./star.ts"
import type { Value } from "./Value.ts"
import { isText } from "./ValueType.ts"

/** Functions that are operators by another name: they get the operators' meaning, nulls included. */
const comparisons: ReadonlyMap<string, CompareOperator> = new Map<string, CompareOperator>([
  ["equals", "=="],
  ["notEquals", "!="],
  ["less", "<"],
  ["lessOrEquals", "<="],
  ["greater", ">"],
  ["greaterOrEquals", ">="],
  ["like", "like"],
  ["notLike", "not like"],
  ["ilike", "ilike"],
  ["notILike", "not ilike"],
  ["in", "in"],
  ["notIn", "not in"]
])

const arithmetic: ReadonlyMap<string, ArithmeticOperator> = new Map<string, ArithmeticOperator>([
  ["plus", "+"],
  ["minus", "-"],
  ["multiply", "*"],
  ["divide", "/"],
  ["modulo", "%"]
])

/** Functions that want a property's text even where its definition makes it a number. */
const wantsText = new Set(["toFloatOrZero", "toIntOrZero", "toFloatOrDefault"])

export const resolveCall = (node: CallNode, scope: Scope): Value => {
  // The call's own span can be long; the name is what an unknown function is blamed on.
  const name = { start: node.span.start, end: Math.min(node.span.end, node.span.start + node.name.length) }
  const called = findFunction(node.name, name)
  scope.environment.functions.add(called.name)
  const args = positionalArguments(node, scope)
  if (called.kind === "window") {
    return refuse(
      aggregateMisplaced(
        called.name,
        `${called.name}() is a window function. Write OVER (…) after it.`,
        node.span
      )
    )
  }
  if (called.kind === "aggregate") return resolveAggregate(node, called, args, scope)
  refuseAggregateParts(node)
  checkCounts(called, { args: args.length, params: node.params?.length }, node.span)
  return asOperator(called, args, node, scope) ?? resolveScalarCall(node, called, args, scope)
}

const positionalArguments = (node: CallNode, scope: Scope): readonly ExpressionNode[] =>
  node.args.flatMap((argument: CallArgument): readonly ExpressionNode[] => {
    if (argument.node === "NamedArgument") return refuse(notSupported("A named argument", argument.span))
    return argument.node === "SpreadExpr" ? spread(argument, scope) : [argument]
  })

/** `*COLUMNS(…)`: an argument for each column. */
const spread = ({ expr, span }: SpreadExprNode, scope: Scope): readonly ExpressionNode[] => {
  if (expr.node === "ColumnsExpr" && expr.columns !== undefined) return expr.columns
  const columns = starOf(expr, scope)
  if (columns === undefined) return refuse(notSupported("A spread of something else than COLUMNS(…)", span))
  return columns.map(({ name }): ExpressionNode => ({ node: "Field", span, chain: [name] }))
}

const refuseAggregateParts = (node: CallNode): void => {
  const only = (what: string) =>
    refuse(wrongArguments(node.name, `${what} belongs to an aggregate, and ${node.name} is none.`, node.span))
  if (node.distinct === true) only("DISTINCT")
  if (node.filter_expr !== undefined) only("FILTER")
  if (node.order_by !== undefined || node.within_group !== undefined) only("ORDER BY")
}

const asOperator = (
  called: HogqlFunction,
  args: readonly ExpressionNode[],
  { span }: CallNode,
  scope: Scope
): Value | undefined => {
  const [left, right] = args
  if (left === undefined || right === undefined) return undefined
  const comparison = comparisons.get(called.name)
  if (comparison !== undefined)
    return scope.value({ node: "CompareOperation", span, op: comparison, left, right })
  const operation = arithmetic.get(called.name)
  if (operation !== undefined)
    return scope.value({ node: "ArithmeticOperation", span, op: operation, left, right })
  if (called.name === "and") return scope.value({ node: "And", span, exprs: args })
  if (called.name === "or") return scope.value({ node: "Or", span, exprs: args })
  return undefined
}

/** `if` and `multiIf` choose by conditions. */
const checkConditions = (
  { name }: HogqlFunction,
  args: readonly Value[],
  nodes: readonly ExpressionNode[]
): void => {
  if (name !== "if" && name !== "multiIf") return
  const last = name === "if" ? 1 : args.length - 1
  args.forEach((arg, index) => {
    const node = nodes[index]
    if (index < last && index % 2 === 0 && node !== undefined) condition(arg, node, name)
  })
}

const resolveScalarCall = (
  node: CallNode,
  called: HogqlFunction,
  nodes: readonly ExpressionNode[],
  scope: Scope
): Value => {
  const resolved = (args: readonly Value[]): ResolvedCall => ({ node, called, nodes, args, scope })
  const early = called.special === undefined ? undefined : specialPrinting[called.special]
  if (early?.kind === "nodes") return early.print(resolved([]))
  const args = resolveArguments(called, nodes, scope).map((arg) =>
    wantsText.has(called.name) ? (arg.untyped ?? arg) : arg
  )
  checkArguments(called, args, nodes)
  checkTypeText(called, args, nodes)
  checkConstants(called, args, nodes)
  if (early !== undefined) {
    const value = early.print(resolved(args))
    return { ...value, type: inItsZone(value.type, called, args) }
  }
  checkConditions(called, args, nodes)
  const type = inItsZone(resultType(called, args), called, args)
  const sqls = cast(called, printed(called, args))
  return { sql: callOf(called.clickhouse, withTimezone(called, sqls, scope)), type }
}

/**
 * Arrays cannot be inside a null in ClickHouse, so a missing JSON text is an empty one to a function that makes an array of it.
 */
const printed = (called: HogqlFunction, args: readonly Value[]): readonly Sql[] => {
  const [first, ...rest] = args
  if (first === undefined) return []
  const toList = called.area === "json" && (givesList(called) || args.some(asksForList))
  if (!toList || !first.type.nullable || !isText(first.type)) return args.map((arg) => arg.sql)
  return [call("ifNull", first.sql, literal("")), ...rest.map((arg) => arg.sql)]
}

const givesList = ({ returns }: HogqlFunction): boolean =>
  returns === "Array" || (typeof returns === "object" && "list" in returns)

const asksForList = ({ constant }: Value): boolean =>
  constant?.kind === "string" && /^\s*(Array|Tuple|Map)\s*\(/.test(constant.value)

/** Sends arguments through the types that ClickHouse wants, where a literal's own would be too narrow. */
const cast = (called: HogqlFunction, args: readonly Sql[]): readonly Sql[] =>
  args.map((arg, index) => {
    const name = called.casts[index]
    return name === undefined ? arg : call(name, arg)
  })

/** Appends the project's zone to functions that take one, unless the caller gave it. */
const withTimezone = (called: HogqlFunction, args: readonly Sql[], scope: Scope): readonly Sql[] => {
  if (!called.takesTimezone) return args
  const zone = literal(scope.environment.timezone)
  if (called.name === "toDateTime64" && args.length === 1) return [...args, number(6), zone]
  const isFull = called.maximumArguments === args.length && called.minimumArguments !== args.length
  return isFull ? args : [...args, zone]
}
