/**
 * What a streamed answer holds until its body ends: its permit, and its place in the circuit.
 *
 * A body ends well, breaks, runs out of time or is left; whatever comes first counts, once.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { TransportReason } from "./TransportError.ts"

/** The end of one body. */
export interface BodyHolder {
  /** Closed when the body ends. */
  readonly scope: Scope.Scope
  /** Ends it, with the reason if it broke. Nothing happens when it has ended. */
  readonly end: (broken: TransportReason) => Effect.Effect<void>
  /** Runs when the body ends. */
  readonly onEnd: (told: (broken: TransportReason | undefined) => Effect.Effect<void>) => Effect.Effect<void>
}

/** Ends with the scope, if nothing ends it before. */
export const makeBodyHolder: Effect.Effect<BodyHolder, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Scope.fork(yield* Effect.scope)
  let brokenBy: TransportReason | undefined
  return {
    scope,
    end: (broken) =>
      Effect.suspend(() => {
        brokenBy ??= broken
        return Scope.close(scope, Exit.void)
      }),
    onEnd: (told) =>
      Scope.addFinalizer(
        scope,
        Effect.suspend(() => told(brokenBy))
      )
  }
})
