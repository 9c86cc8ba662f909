/** Ends an effect when its time is over, with a failure that says how long it had. */
import * as Effect from "effect/Effect"

/** No limit when `timeoutMillis` is undefined. */
export const withTimeLimit =
  <E>(timeoutMillis: number | undefined, failure: (timeoutMillis: number) => E) =>
  <A>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    timeoutMillis === undefined
      ? effect
      : Effect.timeoutOrElse(effect, {
          duration: timeoutMillis,
          orElse: () => Effect.fail(failure(timeoutMillis))
        })
