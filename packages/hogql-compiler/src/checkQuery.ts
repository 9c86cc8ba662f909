/**
 * Resolves a query like compiling does, but goes on after what is refused. Pure and synchronous; parsing happened before.
 */
import type { QueryNode } from "./ast/Query.ts"
import { compiledColumns } from "./columnTypes.ts"
import type { CompileContext, CompiledColumn, CompiledQuery } from "./Compiler.ts"
import type { HogqlReason } from "./HogqlReason.ts"
import { createResolver } from "./resolve/createResolver.ts"
import { Environment, type ParsedTexts } from "./resolve/Environment.ts"
import { Failures, type ReadProperty } from "./resolve/Failures.ts"
import { limitQuery } from "./resolve/limitQuery.ts"

export interface CheckedQuery {
  /** In the order of resolution: compiling fails with the first. Without any, the query compiles. */
  readonly reasons: readonly HogqlReason[]
  /** Unknown when the query was refused. */
  readonly limit: CompiledQuery["limit"] | undefined
  readonly columns: readonly CompiledColumn[]
  readonly tables: readonly string[]
  readonly functions: readonly string[]
  readonly properties: readonly ReadProperty[]
}

export const checkQuery = (
  node: QueryNode,
  context: CompileContext,
  parsed: ParsedTexts = {}
): CheckedQuery => {
  const failures = new Failures()
  const environment = new Environment(context, { failures, ...parsed })
  const query = createResolver(environment).query(node, new Map())
  failures.attempt(() => {
    environment.refuseUnsetBounds()
  }, undefined)
  const limited = failures.attempt(() => limitQuery(node, query, environment), undefined)
  return {
    reasons: failures.reasons,
    limit: limited?.limit,
    columns: compiledColumns(query.columns),
    tables: [...environment.tables].sort(),
    functions: [...environment.functions].sort(),
    properties: failures.properties
  }
}
