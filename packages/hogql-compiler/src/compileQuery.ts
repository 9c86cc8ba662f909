/**
 * From a syntax tree to a finished query: resolve, limit, print. Pure and synchronous; parsing happened before.
 */
import type { QueryNode } from "./ast/Query.ts"
import type { CompileContext, CompiledQuery } from "./Compiler.ts"
import { lint } from "./lint/lint.ts"
import { readSelects } from "./lint/readSelects.ts"
import { Parameters } from "./print/Parameters.ts"
import { printQuery } from "./print/printQuery.ts"
import { createResolver } from "./resolve/createResolver.ts"
import { Environment, type ParsedTexts } from "./resolve/Environment.ts"
import { limitQuery } from "./resolve/limitQuery.ts"

export const compileQuery = (
  node: QueryNode,
  text: string,
  context: CompileContext,
  parsed: ParsedTexts = {}
): CompiledQuery => {
  const environment = new Environment(context, parsed)
  const query = createResolver(environment).query(node, new Map())
  environment.refuseUnsetBounds()
  const { sql, limit } = limitQuery(node, query, environment)
  const parameters = new Parameters()
  const printed = printQuery({ ...sql, named: environment.named }, parameters)
  return {
    sql: printed,
    parameters: parameters.toRecord(),
    columns: query.columns.map(({ name, type }) => ({
      name,
      type: type.name === "Interval" ? "Unknown" : type.name,
      nullable: type.nullable
    })),
    hogql: text.trim(),
    limit,
    tables: [...environment.tables].sort(),
    functions: [...environment.functions].sort(),
    warnings: lint({ text, query: node, selects: readSelects(node), limit, offset: environment.offset })
      .warnings
  }
}
