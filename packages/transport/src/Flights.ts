/**
 * Identical requests under way, sent once: whoever asks for the same joins.
 *
 * A flight is nobody's child. Aborting one who waits leaves it to the others; when the last one leaves, it is ended, and so is
 * its connection. The scope ends all of them.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Scope } from "effect/Scope"

/** Requests under way, by what they ask for. */
export interface Flights<A, E> {
  /** Whether someone asks for this already. */
  readonly has: (key: string) => boolean
  /** Waits for the flight under the key; `start` begins one when there is none. */
  readonly join: (key: string, start: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Nobody joins what is under way now; who waits for it still gets it. */
  readonly forget: (keyBegins: string) => void
}

interface Flight<A, E> {
  readonly fiber: Fiber.Fiber<A, E>
  waiting: number
}

/** Flights that the scope ends. */
export const makeFlights = <A, E>(scope: Scope): Flights<A, E> => {
  const flights = new Map<string, Flight<A, E>>()

  const begin = (key: string, start: Effect.Effect<A, E>): Effect.Effect<Flight<A, E>> =>
    Effect.gen(function* () {
      const landed = Effect.sync(() => {
        if (flights.get(key) === flight) flights.delete(key)
      })
      const fiber = yield* Effect.forkIn(Effect.ensuring(Effect.interruptible(start), landed), scope)
      const flight: Flight<A, E> = { fiber, waiting: 0 }
      flights.set(key, flight)
      return flight
    })

  const leave = (key: string, flight: Flight<A, E>): Effect.Effect<void> =>
    Effect.suspend(() => {
      flight.waiting -= 1
      if (flight.waiting > 0) return Effect.void
      if (flights.get(key) === flight) flights.delete(key)
      return Fiber.interrupt(flight.fiber)
    })

  return {
    has: (key) => flights.has(key),
    join: (key, start) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const flight = flights.get(key) ?? (yield* begin(key, start))
          flight.waiting += 1
          return yield* Effect.ensuring(restore(Fiber.join(flight.fiber)), leave(key, flight))
        })
      ),
    forget: (keyBegins) => {
      for (const key of flights.keys()) if (key.startsWith(keyBegins)) flights.delete(key)
    }
  }
}
