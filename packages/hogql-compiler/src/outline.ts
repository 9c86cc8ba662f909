/**
 * Reads a query's shape from its syntax alone, without any schema.
 *
 * Callers use it to see whether a query limits itself and where a LIMIT could be put. The tree does not say where a statement
 * ends (a closing bracket belongs to no node), so that comes from the tokens.
 */
import { walk } from "./ast/Node.ts"
import type { QueryNode, SelectQueryNode } from "./ast/Query.ts"
import type { QueryOutline } from "./Compiler.ts"
import { asFinding, findDroppedClauses } from "./parse/DroppedClauses.ts"
import { scan } from "./parse/scan.ts"

/** Outlines a text that parsed to `ast`. */
export const outline = (text: string, ast: QueryNode): QueryOutline => ({
  kind: ast.node === "SelectQuery" ? "select" : "set",
  limit: ast.node === "SelectQuery" ? limitOf(ast) : undefined,
  hasOffset: hasOffset(ast),
  end: scan(text).tokens.findLast(({ kind }) => kind !== "semicolon")?.end ?? text.length,
  warnings: findDroppedClauses(text, ast).map(asFinding)
})

/** A percentage and WITH TIES say nothing about the number of rows, so their value counts as unknown. */
const limitOf = (ast: SelectQueryNode): QueryOutline["limit"] => {
  const { limit, limit_percent: isPercent, limit_with_ties: hasTies } = ast
  if (limit === undefined) return undefined
  const isCount =
    limit.node === "Constant" && limit.kind === "integer" && isPercent === undefined && hasTies === undefined
  return { value: isCount ? Number(limit.value) : null, start: limit.span.start, end: limit.span.end }
}

const hasOffset = (ast: QueryNode): boolean => {
  let found = false
  walk(ast, (node) => {
    if ((node.node === "SelectQuery" || node.node === "SelectSetQuery") && node.offset !== undefined)
      found = true
    return !found
  })
  return found
}
