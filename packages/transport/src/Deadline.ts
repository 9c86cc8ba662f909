/**
 * The time one call has, measured on the monotonic clock: setting the machine's clock neither ends a call nor prolongs it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Continues with the milliseconds of the monotonic clock. Every call asks some ten times, so it is one step and not three. */
export const withMonotonicMillis = <A, E>(
  next: (nowMillis: number) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiber((fiber) => next(Number(fiber.getRef(Clock.Clock).monotonicTimeNanosUnsafe()) / 1e6))

/** The same for what asks more than once, at its end too: `nowMillis` is read at once. */
export const withMonotonicClock = <A, E>(
  next: (nowMillis: () => number) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.withFiber((fiber) => {
    const clock = fiber.getRef(Clock.Clock)
    return next(() => Number(clock.monotonicTimeNanosUnsafe()) / 1e6)
  })

/** Milliseconds of the monotonic clock; only differences mean something. */
export const monotonicMillis: Effect.Effect<number> = withMonotonicMillis(Effect.succeed)

/** When a call began and when it has to be over. */
export interface Deadline {
  readonly timeoutMillis: number
  readonly elapsedMillis: Effect.Effect<number>
  /** Never negative. */
  readonly remainingMillis: Effect.Effect<number>
}

/** A deadline that begins now. */
export const startDeadline = (timeoutMillis: number): Effect.Effect<Deadline> =>
  withMonotonicMillis((nowMillis) => Effect.succeed(makeDeadline(timeoutMillis, nowMillis)))

/** A deadline that began at `startMillis`. */
export const makeDeadline = (timeoutMillis: number, startMillis: number): Deadline =>
  new MonotonicDeadline(timeoutMillis, startMillis)

/** A class, because making an object with getters of its own takes longer than most policies do. */
class MonotonicDeadline implements Deadline {
  readonly timeoutMillis: number
  readonly #startMillis: number

  constructor(timeoutMillis: number, startMillis: number) {
    this.timeoutMillis = timeoutMillis
    this.#startMillis = startMillis
  }

  get elapsedMillis(): Effect.Effect<number> {
    return withMonotonicMillis((nowMillis) => Effect.succeed(nowMillis - this.#startMillis))
  }

  get remainingMillis(): Effect.Effect<number> {
    return Effect.map(this.elapsedMillis, (elapsed) => Math.max(0, this.timeoutMillis - elapsed))
  }
}
