/**
 * What is sent again, how often, and after how long.
 *
 * Exponential backoff with full jitter: the n-th wait is drawn evenly between 0 and `baseMillis * 2^(n-1)`, at most
 * `capMillis`, so that clients that failed together do not come back together. When PostHog says how long to wait, that is
 * the least; above `retryAfterCeilingMillis`, or beyond the time the call has left, the failure goes to the caller at once
 * instead of being slept through (PostHog can ask for an hour).
 *
 * Retried are `read` and `idempotent-write` requests whose reason says `isRetryable`; nothing else, ever.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import type { Safety } from "./ApiRequest.ts"
import type { Deadline } from "./Deadline.ts"
import { unnamedWaitMillis } from "./RetryAfter.ts"
import type { RetryBudget } from "./RetryBudget.ts"
import type { TransportReason } from "./TransportError.ts"

/**
 * How failed requests are repeated.
 *
 * @since 0.1.0
 */
export interface RetryPolicy {
  /** How often a request is sent in all, from 1 to 20. 4 unless given; 1 turns retries off. */
  readonly attempts: number
  /** Upper bound of the first wait. 500 ms unless given. */
  readonly baseMillis: number
  /** Upper bound of every wait that PostHog did not ask for; not below `baseMillis`. 30,000 ms unless given. */
  readonly capMillis: number
  /** No wait begins that would end later than this after the call began. 60,000 ms unless given; the call's own time counts too. */
  readonly totalMillis: number
  /** The longest Retry-After that is waited for; 0 for none. 60,000 ms unless given. */
  readonly retryAfterCeilingMillis: number
  /**
   * Tokens for retries, per lane: a retry costs 5, or 10 after an attempt that ran out of time, and successes give them back.
   * With too few left a failure goes to the caller at once. 100 unless given; `Infinity` for no such limit.
   *
   * @since 0.2.0
   */
  readonly budget: number
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 4,
  baseMillis: 500,
  capMillis: 30_000,
  totalMillis: 60_000,
  retryAfterCeilingMillis: 60_000,
  budget: 100
}

/** An unexpected failure (500) is worth two more tries, not more: the same input often fails the same way. */
const retriesOfStatus500 = 2

/** Added at random to a wait PostHog asked for, so that all who were told "1 s" do not return in the same instant. */
const spreadMillis = 250

/** Refused here, without anything sent: waiting inside the call is what was just decided against. */
const ownRefusals: ReadonlySet<TransportReason["_tag"]> = new Set(["LaneBusy", "CircuitOpen"])

/** How long to wait before the next attempt; `undefined` when the failure is final. `random` is in [0, 1). */
export const retryDelayMillis = (options: {
  readonly reason: TransportReason
  readonly safety: Safety
  /** Attempts made so far, from 1. */
  readonly attempt: number
  readonly elapsedMillis: number
  /** Time the call has in all. */
  readonly timeoutMillis: number
  readonly policy: RetryPolicy
  readonly random: number
}): number | undefined => {
  const { attempt, policy, random, reason } = options
  if (options.safety === "write" || !reason.isRetryable || attempt >= policy.attempts) return undefined
  if (ownRefusals.has(reason._tag)) return undefined
  if (reason._tag === "ServerFailed" && reason.status === 500 && attempt > retriesOfStatus500)
    return undefined
  const asked = askedMillis(reason)
  if (asked !== undefined && asked > policy.retryAfterCeilingMillis) return undefined
  const delay = asked !== undefined ? asked + Math.floor(random * spreadMillis) : backoffMillis(options)
  const end = Math.min(policy.totalMillis, options.timeoutMillis)
  return options.elapsedMillis + delay < end ? delay : undefined
}

/** What PostHog asked to wait. Its lane is left alone for a minute when the bytes are used up, whether it said so or not. */
const askedMillis = (reason: TransportReason): number | undefined => {
  if (reason._tag === "RateLimited" && reason.kind === "budget")
    return reason.retryAfterMillis ?? unnamedWaitMillis.budget
  return reason._tag === "RateLimited" || reason._tag === "ServerFailed" ? reason.retryAfterMillis : undefined
}

const backoffMillis = (options: {
  readonly reason: TransportReason
  readonly attempt: number
  readonly policy: RetryPolicy
  readonly random: number
}): number => {
  const { policy, reason } = options
  const least = reason._tag === "RateLimited" ? Math.min(unnamedWaitMillis[reason.kind], policy.capMillis) : 0
  const most = Math.min(policy.capMillis, Math.max(2 * least, policy.baseMillis * 2 ** (options.attempt - 1)))
  return Math.floor(least + options.random * (most - least))
}

/** A retry about to happen, for those who watch. */
export interface RetryPlan {
  readonly attempt: number
  readonly delayMillis: number
  readonly reason: TransportReason
}

/**
 * {@link retryDelayMillis} as a Schedule over the failures. `onRetry` runs before each wait.
 */
export const retrySchedule = (options: {
  readonly safety: Safety
  readonly deadline: Deadline
  readonly policy: RetryPolicy
  /** The tokens of the lane. */
  readonly budget: RetryBudget
  readonly onRetry: (plan: RetryPlan) => Effect.Effect<void>
  /** The failure is final only because the budget is used up. */
  readonly onNoBudget: (reason: TransportReason) => Effect.Effect<void>
}): Schedule.Schedule<number, TransportReason> =>
  Schedule.fromStepWithMetadata(
    Effect.succeed((meta: Schedule.InputMetadata<TransportReason>) =>
      Effect.gen(function* () {
        const delayMillis = retryDelayMillis({
          safety: options.safety,
          policy: options.policy,
          reason: meta.input,
          attempt: meta.attempt,
          // The schedule's own clock starts at the first failure; the call began before its first attempt.
          elapsedMillis: yield* options.deadline.elapsedMillis,
          timeoutMillis: options.deadline.timeoutMillis,
          random: yield* Random.next
        })
        if (delayMillis === undefined) return yield* Cause.done(0)
        if (!options.budget.spend(meta.input)) {
          yield* options.onNoBudget(meta.input)
          return yield* Cause.done(0)
        }
        yield* options.onRetry({ attempt: meta.attempt, delayMillis, reason: meta.input })
        return [delayMillis, Duration.millis(delayMillis)] as [number, Duration.Duration]
      })
    )
  )
