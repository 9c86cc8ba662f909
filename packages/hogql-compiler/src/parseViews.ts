/**
 * Parses the saved views that a statement can reach. Resolution is synchronous, so they have to be there before it begins.
 *
 * A view is reached by its name in FROM, by a join that users defined, or by the catalogue, which lists the columns of all.
 */
import { walk } from "./ast/Node.ts"
import type { QueryNode } from "./ast/Query.ts"
import type { CompileContext, SavedView } from "./Compiler.ts"
import { HogqlCompileError } from "./HogqlCompileError.ts"
import type { Parser } from "./parse/Parser.ts"
import type { ParsedView, ParsedViews } from "./resolve/Environment.ts"

export const parseViews = (
  parser: Parser,
  node: QueryNode,
  context: CompileContext
): Promise<ParsedViews | undefined> => {
  const { views = [], joins = [] } = context
  if (views.length === 0) return Promise.resolve(undefined)
  return parseNamed(parser, [...namesIn(node), ...joins.map((join) => join.joiningTable)], views)
}

/** Parses every saved view. */
export const parseAllViews = (parser: Parser, { views = [] }: CompileContext): Promise<ParsedViews> =>
  parseNamed(
    parser,
    views.map((view) => view.name),
    views
  )

const parseNamed = async (
  parser: Parser,
  names: readonly string[],
  views: readonly SavedView[]
): Promise<ParsedViews> => {
  const known = new Map(views.map((view) => [view.name, view]))
  const parsed = new Map<string, ParsedView>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name.startsWith("system.information_schema.")) waiting.push(...known.keys())
    const view = known.get(name)
    if (view === undefined || parsed.has(name)) continue
    const found = await parseView(parser, view)
    parsed.set(name, { view, node: found })
    if (!(found instanceof HogqlCompileError)) waiting.push(...namesIn(found))
  }
  return parsed
}

const parseView = async (parser: Parser, view: SavedView): Promise<QueryNode | HogqlCompileError> => {
  try {
    return await parser.parseSelect(view.query)
  } catch (cause) {
    if (cause instanceof HogqlCompileError && cause.reason._tag !== "CompilerClosed") return cause
    throw cause
  }
}

const namesIn = (node: QueryNode): readonly string[] => {
  const names = new Set<string>()
  walk(node, (visited) => {
    if (visited.node === "JoinExpr" && visited.table.node === "Field")
      names.add(visited.table.chain.join("."))
    return undefined
  })
  return [...names]
}
