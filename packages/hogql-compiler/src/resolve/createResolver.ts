import type { ExpressionNode } from "../ast/Expression.ts"
import type { Origins } from "../places/Origins.ts"
import { plainSelect } from "../print/Sql.ts"
import type { Environment } from "./Environment.ts"
import type { Failures } from "./Failures.ts"
import type { Growth } from "./Growth.ts"
import { resolveExpression } from "./resolveExpression.ts"
import { resolveQuery } from "./resolveQuery.ts"
import type { ResolvedQuery, Resolver, Scope } from "./Scope.ts"
import { failedValue, type Value } from "./Value.ts"
import { failedType } from "./ValueType.ts"

/** Ties expressions and queries together: each can hold the other. */
export const createResolver = (environment: Environment): Resolver => {
  const { failures, growth, origins } = environment
  const bounded = withinBounds(growth)
  const resolve = origins === undefined ? bounded : noting(origins, bounded)
  const resolver: Resolver = {
    environment,
    expression: failures === undefined ? resolve : goingOn(failures, resolve),
    query: (node, ctes) => environment.attempt(() => resolveQuery(node, ctes, resolver), failedQuery)
  }
  return resolver
}

/** Its one column stands for any. */
const failedQuery: ResolvedQuery = {
  sql: plainSelect([]),
  columns: [{ name: "*", sqlName: "*", type: failedType }]
}

/** What means something to a function only. */
const onlyInCalls = new Set<ExpressionNode["node"]>(["Lambda", "NamedArgument", "SpreadExpr"])

type Resolve = (node: ExpressionNode, scope: Scope) => Value

const withinBounds =
  (growth: Growth): Resolve =>
  (node, scope) => {
    // A list of values is as long as it is.
    if (node.node === "Constant") return resolveExpression(node, scope)
    growth.begin(node.span)
    const value = resolveExpression(node, scope)
    growth.end(value.sql, node.span)
    return value
  }

const noting =
  (origins: Origins, resolve: Resolve): Resolve =>
  (node, scope) => {
    const value = resolve(node, scope)
    origins.note(value.sql, node.span)
    return value
  }

const goingOn =
  (failures: Failures, resolve: Resolve): Resolve =>
  (node, scope) => {
    const value = failures.attempt(() => resolve(node, scope), failedValue)
    if (value.type !== failedType) return value
    failures.noteUse()
    // A call that was refused may not have come to its arguments.
    if (value === failedValue && node.node === "Call") {
      for (const argument of node.args) {
        if (!onlyInCalls.has(argument.node)) scope.value(argument)
      }
    }
    return value
  }
