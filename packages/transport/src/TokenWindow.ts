/**
 * A bucket of `limit` tokens in which a token that was taken comes back exactly one window later.
 *
 * That is stricter than the usual bucket, which fills evenly: after a burst it would give out nearly twice its size within
 * one window, and PostHog, which keeps a history of timestamps, would refuse the second half. Here no window of any position
 * ever holds more than `limit`.
 */

import type { LimitWindow } from "./LaneLimits.ts"

/** A bucket. Times are milliseconds of a clock that never goes back. */
export interface TokenWindow {
  readonly limit: number
  /** How long until `ahead + 1` tokens, taken as early as possible one after the other, have been taken; 0 for now. */
  readonly waitMillis: (nowMillis: number, ahead?: number) => number
  /** Takes a token. Only after `waitMillis` said 0. */
  readonly take: (nowMillis: number) => void
  readonly remaining: (nowMillis: number) => number
}

/** A full bucket. `Infinity` never runs out and keeps nothing. */
export const makeTokenWindow = ({ limit, millis }: LimitWindow): TokenWindow =>
  limit === Infinity ? endless : new Ring(limit, millis)

const endless: TokenWindow = {
  limit: Infinity,
  waitMillis: () => 0,
  take: () => undefined,
  remaining: () => Infinity
}

/** The times of the latest `limit` takes; memory is 8 bytes for each, from the first take on. */
class Ring implements TokenWindow {
  readonly limit: number
  readonly #windowMillis: number
  #times: Float64Array | undefined
  #count = 0
  #next = 0

  constructor(limit: number, windowMillis: number) {
    this.limit = limit
    this.#windowMillis = windowMillis
  }

  waitMillis(nowMillis: number, ahead = 0): number {
    // The token that must be back first is the one taken `limit` takes before the wanted one; beyond a full bucket that is
    // itself one of those ahead, which waits too.
    const rounds = Math.floor(ahead / this.limit)
    const taken = this.#takenAt(this.limit - (ahead % this.limit))
    const first = taken === undefined ? 0 : Math.max(0, taken + this.#windowMillis - nowMillis)
    return first + rounds * this.#windowMillis
  }

  take(nowMillis: number): void {
    this.#times ??= new Float64Array(this.limit)
    this.#times[this.#next] = nowMillis
    this.#next = (this.#next + 1) % this.limit
    if (this.#count < this.limit) this.#count += 1
  }

  remaining(nowMillis: number): number {
    // Times only grow, so the ones still out are the latest: a binary search for how many.
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const taken = this.#takenAt(middle)
      if (taken !== undefined && taken + this.#windowMillis > nowMillis) low = middle
      else high = middle - 1
    }
    return this.limit - low
  }

  /** The time of the `rank`-th latest take, from 1. */
  #takenAt(rank: number): number | undefined {
    return rank > this.#count ? undefined : this.#times?.[(this.#next - rank + 2 * this.limit) % this.limit]
  }
}
