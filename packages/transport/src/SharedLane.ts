/** A lane's permits as several processes share them, whatever they are kept in. */
import type * as Effect from "effect/Effect"
import type { RemainingPermits } from "./LaneState.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

/** A permit of the shared ones. */
export interface SharedPermit {
  /** What it was taken for has ended. */
  readonly end: Effect.Effect<void>
}

/** What is shared cannot be written at the moment, because another program does. */
export interface SharedLocked {
  /** After how long to ask again. */
  readonly lockedMillis: number
}

/** Permits that several processes share. */
export interface SharedLane {
  /** A permit for an attempt that ends within `holdMillis`, or the milliseconds after which to ask again. */
  readonly take: (holdMillis: number) => Effect.Effect<SharedPermit | SharedLocked | number, InvalidSettings>
  /** What all processes together have left; undefined when the file cannot be read. */
  readonly remaining: Effect.Effect<RemainingPermits | undefined>
  /** Tells the other processes, too, that PostHog asked to wait. */
  readonly pause: (millis: number) => Effect.Effect<void, InvalidSettings>
}
