/**
 * The texts of HogQL inside filters and actions. They are parsed before the query is resolved, which waits for nothing.
 */
import type { ExpressionNode } from "../ast/Expression.ts"
import type { CompileContext } from "../Compiler.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import { valueInvalid } from "../HogqlReason.ts"
import type { Parser } from "../parse/Parser.ts"
import type { PropertyFilter, PropertyFilterGroup } from "./HogqlFilters.ts"

export type HogqlTexts = ReadonlyMap<string, ExpressionNode>

const noTexts: HogqlTexts = new Map()

/** Parses the texts that `text` may come to need. */
export const readHogqlTexts = async (
  parser: Parser,
  text: string,
  { actions, filters, testAccountFilters, views = [] }: CompileContext
): Promise<HogqlTexts> => {
  const mentions = (word: string): boolean =>
    text.includes(word) || views.some((view) => view.query.includes(word))
  const used = [
    ...(mentions("filters") ? [filters?.properties] : []),
    ...(mentions("filters") && filters?.filterTestAccounts === true ? [testAccountFilters] : []),
    ...(mentions("matchesAction")
      ? (actions ?? []).flatMap(({ steps }) => steps.map((step) => step.properties))
      : [])
  ]
  const wanted = new Set(used.flatMap((list) => (Array.isArray(list) ? list.flatMap(textsOf) : [])))
  if (wanted.size === 0) return noTexts
  const trees = new Map<string, ExpressionNode>()
  for (const expression of wanted) trees.set(expression, await parseText(parser, expression))
  return trees
}

const textsOf = (filter: PropertyFilter | PropertyFilterGroup | null): readonly string[] => {
  // Filters come from outside and may be anything; what is wrong with them is said when they are used.
  if (typeof filter !== "object" || filter === null) return []
  if (filter.type === "AND" || filter.type === "OR") {
    return Array.isArray(filter.values) ? filter.values.flatMap(textsOf) : []
  }
  return filter.type === "hogql" && typeof filter.key === "string" ? [filter.key] : []
}

const parseText = async (parser: Parser, text: string): Promise<ExpressionNode> => {
  try {
    return await parser.parseExpression(text)
  } catch (cause) {
    if (!(cause instanceof HogqlCompileError) || cause.reason._tag === "CompilerClosed") throw cause
    const problem = `its expression ${JSON.stringify(text.slice(0, 80))} cannot be read: ${cause.reason.message}`
    throw new HogqlCompileError(valueInvalid("filters", problem))
  }
}
