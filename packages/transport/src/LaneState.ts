/** What a lane says of itself at a moment. */
import type { LaneLimits } from "./LaneLimits.ts"

/**
 * What is left of a minute's and an hour's permits; `Infinity` without a limit.
 *
 * @since 0.2.0
 */
export interface RemainingPermits {
  readonly minute: number
  readonly hour: number
}

/**
 * A lane at this moment.
 *
 * @since 0.2.0
 */
export interface LaneState {
  readonly limits: LaneLimits
  /** Permits left to this process in this minute and this hour; `Infinity` without a limit. */
  readonly remaining: RemainingPermits
  /**
   * Permits left to all processes that share the file; what is leased counts as used. Undefined without a file, and when it
   * cannot be read.
   */
  readonly sharedRemaining: RemainingPermits | undefined
  /** Attempts that may run at once now: `limits.concurrency`, or fewer after PostHog said that too many run or few bytes are left. */
  readonly slots: number
  /** Attempts running, and attempts waiting for a permit. */
  readonly running: number
  readonly waiting: number
  /** How long PostHog asked this lane to wait, from now; 0 when it did not. */
  readonly pausedMillis: number
}
