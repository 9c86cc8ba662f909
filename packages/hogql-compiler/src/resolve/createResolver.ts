import type { Environment } from "./Environment.ts"
import { resolveExpression } from "./resolveExpression.ts"
import { resolveQuery } from "./resolveQuery.ts"
import type { Resolver } from "./Scope.ts"

/** Ties expressions and queries together: each can hold the other. */
export const createResolver = (environment: Environment): Resolver => {
  const resolver: Resolver = {
    environment,
    expression: resolveExpression,
    query: (node, ctes) => resolveQuery(node, ctes, resolver)
  }
  return resolver
}
