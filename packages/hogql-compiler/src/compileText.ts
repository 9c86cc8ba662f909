import type { CallPlaces, CompileContext, CompiledQuery } from "./Compiler.ts"
import { compileQuery, placesOf } from "./compileQuery.ts"
import { readHogqlTexts } from "./filters/hogqlTexts.ts"
import { HogqlCompileError } from "./HogqlCompileError.ts"
import { bySeverity, findDroppedClauses } from "./parse/DroppedClauses.ts"
import type { Parser } from "./parse/Parser.ts"
import { parseViews } from "./parseViews.ts"

/** Parses and compiles a text. Clauses that the parser drops are warnings; words that it misread are refused. */
export const compileText = async (
  parser: Parser,
  text: string,
  context: CompileContext
): Promise<CompiledQuery> => {
  const node = await parser.parseSelect(text)
  const clauses = findDroppedClauses(text, node)
  const refused = clauses.find(({ severity }) => severity === "error")
  if (refused !== undefined) {
    const { construct, message, start, end } = refused
    throw new HogqlCompileError({ _tag: "NotSupported", construct, message, start, end })
  }
  const views = await parseViews(parser, node, context)
  const hogqlTexts = await readHogqlTexts(parser, text, context)
  const compiled = compileQuery(node, text, context, { views, hogqlTexts })
  return { ...compiled, warnings: [...bySeverity(clauses).warnings, ...compiled.warnings] }
}

/** What a failure of a text that compiles can be blamed on. */
export const placesInText = async (
  parser: Parser,
  text: string,
  context: CompileContext
): Promise<CallPlaces> => {
  const node = await parser.parseSelect(text)
  const views = await parseViews(parser, node, context)
  return placesOf(node, context, { views, hogqlTexts: await readHogqlTexts(parser, text, context) })
}
