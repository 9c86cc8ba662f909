/**
 * From a syntax tree to a finished query: resolve, limit, print. Pure and synchronous; parsing happened before.
 */
import type { QueryNode } from "./ast/Query.ts"
import { compiledColumns } from "./columnTypes.ts"
import type { CallPlaces, CompileContext, CompiledQuery } from "./Compiler.ts"
import type { Finding } from "./Finding.ts"
import { lint } from "./lint/lint.ts"
import { readSelects } from "./lint/readSelects.ts"
import { hogqlText } from "./print/hogqlText.ts"
import { Parameters } from "./print/Parameters.ts"
import { printQuery } from "./print/printQuery.ts"
import { createResolver } from "./resolve/createResolver.ts"
import { Environment, type ParsedTexts } from "./resolve/Environment.ts"
import { refuseOvergrown } from "./resolve/Growth.ts"
import { limitQuery } from "./resolve/limitQuery.ts"
import { callsNamed } from "./places/callsNamed.ts"
import { Origins } from "./places/Origins.ts"
import { probes } from "./places/probes.ts"
import type { SqlQuery } from "./print/Sql.ts"
import { remembered } from "./remembered.ts"

export const compileQuery = (
  node: QueryNode,
  text: string,
  context: CompileContext,
  parsed: ParsedTexts = {}
): CompiledQuery => {
  const environment = new Environment(context, parsed)
  const { columns, limit, statement } = resolveStatement(node, environment)
  const parameters = new Parameters()
  const printed = printQuery(statement, parameters)
  return {
    sql: printed,
    parameters: parameters.toRecord(),
    columns: compiledColumns(columns),
    hogql: normalised(node),
    limit,
    tables: [...environment.tables].sort(),
    functions: [...environment.functions].sort(),
    warnings: lintWarnings(node, text, environment.offset)
  }
}

const resolveStatement = (node: QueryNode, environment: Environment) => {
  const query = createResolver(environment).query(node, new Map())
  environment.refuseUnsetBounds()
  const { sql, limit } = limitQuery(node, query, environment)
  const statement: SqlQuery = { ...sql, named: environment.named }
  refuseOvergrown(statement, node.span)
  return { columns: query.columns, limit, statement }
}

/** Resolves a query once more, to find what a failure of its statement is to be blamed on. */
export const placesOf = (node: QueryNode, context: CompileContext, parsed: ParsedTexts = {}): CallPlaces => {
  const origins = new Origins()
  const { statement } = resolveStatement(node, new Environment(context, { ...parsed, origins }))
  return {
    probes: () => probes(statement, origins),
    named: (name) => callsNamed(statement, name, origins)
  }
}

const normalised = remembered((node: QueryNode) => hogqlText(node))

/** The limit makes notices only. */
const lintWarnings = (node: QueryNode, text: string, offset: "allow" | "refuse"): readonly Finding[] => {
  const known = lintsOf(node)
  return (known[offset] ??= lint({
    text,
    query: node,
    selects: readSelects(node),
    limit: undefined,
    offset
  }).warnings)
}

const lintsOf = remembered((): { allow?: readonly Finding[]; refuse?: readonly Finding[] } => ({}))
