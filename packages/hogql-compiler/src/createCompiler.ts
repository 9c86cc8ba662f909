import type { Compiler, CompilerOptions } from "./Compiler.ts"
import { HogqlCompileError } from "./HogqlCompileError.ts"
import { notSupported } from "./HogqlReason.ts"

/**
 * Makes a compiler. Its worker starts on first use and does not keep the process alive.
 *
 * @since 0.1.0
 */
export const createCompiler = (options: CompilerOptions = {}): Compiler => {
  const refuse = () =>
    Promise.reject(new HogqlCompileError(notSupported(`Compiling (${Object.keys(options).length} options)`)))
  return { compile: refuse, check: refuse, outline: refuse, close: () => Promise.resolve() }
}
