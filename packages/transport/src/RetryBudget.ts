/**
 * Tokens for retries, so that an outage is not multiplied by everyone who tries again.
 *
 * Each lane has its own. A retry costs 5 tokens, one after an attempt that ran out of time 10. A call that succeeds at once gives
 * 1 back, one that succeeds after retries what its last retry cost. While nothing succeeds the tokens run out, and every call is
 * then sent once; when things go well again they come back.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
import type { Lane } from "./ApiRequest.ts"
import type { TransportReason } from "./TransportError.ts"

const costOfRetry = 5
const costAfterTimeout = 10
const gainOfSuccess = 1

/** The tokens of one lane. */
export interface RetryBudget {
  /** Takes what a retry after this failure costs; false when too little is left. */
  readonly spend: (reason: TransportReason) => boolean
  /** A call succeeded; `lastReason` is why it was last sent again, if it was. */
  readonly earn: (lastReason: TransportReason | undefined) => void
  readonly remaining: () => number
}

/** A full budget. `Infinity` never runs out. */
export const makeRetryBudget = (capacity: number): RetryBudget => {
  let tokens = capacity
  return {
    spend: (reason) => {
      const cost = costOf(reason)
      if (tokens < cost) return false
      tokens -= cost
      return true
    },
    earn: (lastReason) => {
      tokens = Math.min(capacity, tokens + (lastReason === undefined ? gainOfSuccess : costOf(lastReason)))
    },
    remaining: () => tokens
  }
}

const costOf = (reason: TransportReason): number =>
  reason._tag === "TimedOut" ? costAfterTimeout : costOfRetry

/** A budget for each lane, made when it is first used. */
export const makeRetryBudgets = (capacity: number): ((lane: Lane) => RetryBudget) => {
  const budgets = new Map<Lane, RetryBudget>()
  return (lane) => {
    const known = budgets.get(lane)
    if (known !== undefined) return known
    const budget = makeRetryBudget(capacity)
    budgets.set(lane, budget)
    return budget
  }
}
