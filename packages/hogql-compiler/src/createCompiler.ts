import type { Compiler, CompilerOptions } from "./Compiler.ts"
import { CompileCache } from "./CompileCache.ts"
import { checkText } from "./check.ts"
import { compileText, placesInText } from "./compileText.ts"
import { HogqlCompileError } from "./HogqlCompileError.ts"
import { inputRefused } from "./HogqlReason.ts"
import { outline } from "./outline.ts"
import { parseAllViews } from "./parseViews.ts"
import { Environment } from "./resolve/Environment.ts"
import { hogqlText } from "./print/hogqlText.ts"
import { createParser } from "./parse/Parser.ts"

/**
 * Makes a compiler. Its workers start on first use, or with `warmUp`, and do not keep the process alive.
 *
 * @since 0.1.0
 */
export const createCompiler = (options: CompilerOptions = {}): Compiler => {
  const parser = createParser(options)
  const cache = new CompileCache(options.cacheSize ?? 500)
  return {
    compile: async (text, context) => {
      parser.refuseClosed()
      refuseForeign(text, context)
      return cache.compile(text, context, () => compileText(parser, text, context))
    },
    check: async (text, context) => {
      refuseForeign(text, context)
      return checkText(parser, text, context)
    },
    places: async (text, context) => {
      refuseForeign(text, context)
      return placesInText(parser, text, context)
    },
    tables: async (context) =>
      new Environment(context, { views: await parseAllViews(parser, context) }).allTables(),
    format: async (text, { pretty = true } = {}) => {
      refuseNoText(text)
      return hogqlText(await parser.parseSelect(text), { pretty })
    },
    outline: async (text) => {
      refuseNoText(text)
      return outline(text, await parser.parseSelect(text))
    },
    warmUp: () => parser.warmUp(),
    close: () => parser.close()
  }
}

/** Programs without types pass other things, and every failure of a compiler is one it names. */
const refuseForeign = (text: unknown, context: unknown): void => {
  refuseNoText(text)
  if (typeof context !== "object" || context === null)
    throw new HogqlCompileError(
      inputRefused({ what: "context", message: "The context must be an object with a `projectId`." })
    )
}

const refuseNoText = (text: unknown): void => {
  if (typeof text !== "string")
    throw new HogqlCompileError(inputRefused({ what: "text", message: "A query must be a text." }))
}
