import type { CompileContext, CompiledQuery } from "./Compiler.ts"
import { compileQuery } from "./compileQuery.ts"
import { HogqlCompileError } from "./HogqlCompileError.ts"
import { findDroppedClauses } from "./parse/DroppedClauses.ts"
import type { Parser } from "./parse/Parser.ts"

/** Parses and compiles a text. A clause the parser would drop is refused, because the answer would be to another question. */
export const compileText = async (
  parser: Parser,
  text: string,
  context: CompileContext
): Promise<CompiledQuery> => {
  const node = await parser.parseSelect(text)
  const [dropped] = findDroppedClauses(text, node)
  if (dropped !== undefined) {
    const { construct, message, start, end } = dropped
    throw new HogqlCompileError({ _tag: "NotSupported", construct, message, start, end })
  }
  return compileQuery(node, text, context)
}
