/**
 * The time one call has, measured on the monotonic clock: setting the machine's clock neither ends a call nor prolongs it.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** Milliseconds of the monotonic clock; only differences mean something. */
export const monotonicMillis: Effect.Effect<number> = Clock.clockWith((clock) =>
  Effect.sync(() => Number(clock.monotonicTimeNanosUnsafe()) / 1e6)
)

/** When a call began and when it has to be over. */
export interface Deadline {
  readonly timeoutMillis: number
  readonly elapsedMillis: Effect.Effect<number>
  /** Never negative. */
  readonly remainingMillis: Effect.Effect<number>
}

/** A deadline that begins now. */
export const startDeadline = (timeoutMillis: number): Effect.Effect<Deadline> =>
  Effect.map(monotonicMillis, (startMillis) => {
    const elapsedMillis = Effect.map(monotonicMillis, (nowMillis) => nowMillis - startMillis)
    return {
      timeoutMillis,
      elapsedMillis,
      remainingMillis: Effect.map(elapsedMillis, (elapsed) => Math.max(0, timeoutMillis - elapsed))
    }
  })
