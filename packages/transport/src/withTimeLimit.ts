/**
 * Ends an effect when its time is over, with a failure that says how long it had.
 *
 * Every call has a limit, and few reach it. So it is a plain timer where time is the machine's, instead of a race of two fibers; where a program
 * has a clock of its own (a test's), that clock decides.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** No limit when `timeoutMillis` is undefined. */
export const withTimeLimit =
  <E>(timeoutMillis: number | undefined, failure: (timeoutMillis: number) => E) =>
  <A>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    timeoutMillis === undefined
      ? effect
      : Effect.withFiber(({ context }) =>
          context.mapUnsafe.has(Clock.Clock.key)
            ? Effect.timeoutOrElse(effect, {
                duration: timeoutMillis,
                orElse: () => Effect.fail(failure(timeoutMillis))
              })
            : Effect.callback<A, E>((resume) => {
                const fiber = Effect.runForkWith(context)(effect)
                const done = fiber.pollUnsafe()
                if (done !== undefined) {
                  resume(done)
                  return
                }
                const timer = setTimeout(() => {
                  resume(Effect.fail(failure(timeoutMillis)))
                  fiber.interruptUnsafe()
                }, timeoutMillis)
                fiber.addObserver((exit) => {
                  clearTimeout(timer)
                  resume(exit)
                })
                return Effect.callback((ended) => {
                  clearTimeout(timer)
                  fiber.addObserver(() => ended(Effect.void))
                  fiber.interruptUnsafe()
                })
              })
        )
