/**
 * The one error of this package: a wrapper around a reason that is plain data.
 *
 * Look at `reason._tag` to know what happened; the message is the reason's.
 */
import type { HogqlReason } from "./HogqlReason.ts"

export type { HogqlReason } from "./HogqlReason.ts"

/**
 * A query was refused; `reason` says why and, where known, which part of the text is to blame.
 *
 * Nothing but this class is thrown for a bad query.
 *
 * @since 0.1.0
 */
export class HogqlCompileError extends Error {
  readonly _tag = "HogqlCompileError"
  readonly reason: HogqlReason

  constructor(reason: HogqlReason) {
    super(reason.message)
    this.name = "HogqlCompileError"
    this.reason = reason
  }
}
