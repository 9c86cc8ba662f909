import type { Span } from "../ast/Span.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import type { HogqlReason } from "../HogqlReason.ts"

/** What to write instead, and where. */
export interface Fix {
  readonly span: Span
  readonly text: string | ((written: string) => string)
  /** Set on a guess that somebody has to look at. */
  readonly isGuess?: true
}

const fixes = new WeakMap<HogqlReason, Fix>()

/** Ends the compilation with a reason. */
export const refuse = (reason: HogqlReason): never => {
  throw new HogqlCompileError(reason)
}

/** Ends the compilation with a reason that a change of the text would cure. */
export const refuseWithFix = (reason: HogqlReason, fix: Fix): never => {
  fixes.set(reason, fix)
  return refuse(reason)
}

/** The change that would cure a reason, where there is one. */
export const fixOf = (reason: HogqlReason): Fix | undefined => fixes.get(reason)
