/**
 * How many attempts of a lane may run at once: as many as its limit says, fewer when PostHog says so.
 *
 * PostHog counts the queries that run in a whole project, of all its clients. When it refuses one because too many run, half
 * of the slots are left alone; every ten attempts that succeed bring one back. When few of the bytes that queries may read
 * are left, one runs at a time.
 */

/** The slots of a lane. */
export interface Slots {
  /** How many attempts may run at once now. */
  readonly allowed: () => number
  /** PostHog refused an attempt because too many run. Those that were refused together count once. */
  readonly shrink: (nowMillis: number) => void
  /** An attempt succeeded. */
  readonly succeed: () => void
}

const successesForOneMore = 10

/** Refusals closer together than this are one. It is also how long the lane waits after one. */
const togetherMillis = 1_000

/** All slots free. `isShort` says whether that many at once could read more than is left. */
export const makeSlots = (limit: number, isShort: (concurrency: number) => boolean = () => false): Slots => {
  let slots = limit
  let successes = 0
  let shrunkMillis = -Infinity
  return {
    allowed: () => (isShort(slots) ? 1 : slots),
    shrink: (nowMillis) => {
      if (nowMillis < shrunkMillis + togetherMillis) return
      shrunkMillis = nowMillis
      // Without a limit there is nothing to halve; 16 at once is more than PostHog lets run in any project.
      slots = Math.max(1, Math.floor(Math.min(slots, 32) / 2))
      successes = 0
    },
    succeed: () => {
      if (slots === limit) return
      successes += 1
      if (successes < successesForOneMore) return
      slots = Math.min(limit, slots + 1)
      successes = 0
    }
  }
}
