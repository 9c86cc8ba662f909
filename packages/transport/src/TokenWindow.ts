/**
 * A bucket of `limit` tokens. Each is taken when an attempt begins and comes back one window after the attempt has ended.
 *
 * That is stricter than the usual bucket, which fills evenly: after a burst it would give out nearly twice its size within
 * one window, and PostHog, which keeps a history of timestamps, would refuse the second half. And PostHog counts when a
 * request arrives, which is some time between the two; however slow the way, no window of any position ever holds more than
 * `limit` arrivals: when the last of them began, all others were running or had ended less than one window before.
 */
import type { LimitWindow } from "./LaneLimits.ts"

/** A bucket. Times are milliseconds of a clock that never goes back. */
export interface TokenWindow {
  readonly limit: number
  /**
   * How long at least until `ahead + 1` tokens have been taken one after the other; 0 for now. Tokens of what is running are
   * taken to come back as early as they can.
   */
  readonly waitMillis: (nowMillis: number, ahead?: number) => number
  /** Takes a token. Only when `waitMillis` says 0. */
  readonly take: () => void
  /** What a token was taken for has ended. */
  readonly end: (nowMillis: number) => void
  readonly remaining: (nowMillis: number) => number
}

/** A full bucket. `Infinity` never runs out and keeps nothing. */
export const makeTokenWindow = ({ limit, millis }: LimitWindow): TokenWindow =>
  limit === Infinity ? endless : new Ring(limit, millis)

const endless: TokenWindow = {
  limit: Infinity,
  waitMillis: () => 0,
  take: () => undefined,
  end: () => undefined,
  remaining: () => Infinity
}

/** The latest `limit` ends, in order; memory is 8 bytes for each, from the first on. */
class Ring implements TokenWindow {
  readonly limit: number
  readonly #windowMillis: number
  #ends: Float64Array | undefined
  #count = 0
  #next = 0
  #running = 0

  constructor(limit: number, windowMillis: number) {
    this.limit = limit
    this.#windowMillis = windowMillis
  }

  waitMillis(nowMillis: number, ahead = 0): number {
    // Tokens are taken in the order in which they are back: those that are there, those that have ended, oldest first, those
    // that run; then again those that were just taken.
    const rounds = Math.floor(ahead / this.limit) * this.#windowMillis
    const rank = ahead % this.limit
    const ended = this.#endedWithin(nowMillis)
    const free = this.limit - this.#running - ended
    if (rank < free) return rounds
    if (rank >= free + ended) return rounds + this.#windowMillis
    return rounds + this.#endOf(ended - (rank - free)) + this.#windowMillis - nowMillis
  }

  take(): void {
    this.#running += 1
  }

  end(nowMillis: number): void {
    this.#running -= 1
    this.#ends ??= new Float64Array(this.limit)
    this.#ends[this.#next] = nowMillis
    this.#next = (this.#next + 1) % this.limit
    if (this.#count < this.limit) this.#count += 1
  }

  remaining(nowMillis: number): number {
    return this.limit - this.#running - this.#endedWithin(nowMillis)
  }

  /** How many ended less than one window ago. Ends only grow, so those are the latest: a binary search. */
  #endedWithin(nowMillis: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#endOf(middle) + this.#windowMillis > nowMillis) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The `rank`-th latest end, from 1. */
  #endOf(rank: number): number {
    return this.#ends?.[(this.#next - rank + 2 * this.limit) % this.limit] ?? -Infinity
  }
}
