/** Checks the options of the policies and fills in their defaults. */
import * as Effect from "effect/Effect"
import { defaultCacheLimits, type CacheLimits } from "./AnswerCache.ts"
import { defaultBreakerPolicy, type BreakerPolicy } from "./Circuit.ts"
import { defaultRetryPolicy, type RetryPolicy } from "./Retry.ts"
import { timeLimit } from "./timeLimit.ts"
import { InvalidSettings } from "./failures/unsent.ts"
import { withDefaults } from "./withDefaults.ts"

const refuse = (setting: string, problem: string): InvalidSettings =>
  new InvalidSettings({ setting, problem })

/** How failed requests are repeated. */
export const resolveRetry = Effect.fnUntraced(function* (
  given: Partial<RetryPolicy> = {}
): Effect.fn.Return<RetryPolicy, InvalidSettings> {
  const retry = yield* withDefaults("retry", defaultRetryPolicy, given)
  if (!Number.isInteger(retry.attempts) || retry.attempts < 1 || retry.attempts > 20) {
    return yield* refuse("retry.attempts", "must be a whole number from 1 to 20")
  }
  yield* timeLimit("retry.baseMillis", retry.baseMillis)
  yield* timeLimit("retry.capMillis", retry.capMillis)
  yield* timeLimit("retry.totalMillis", retry.totalMillis)
  if (retry.retryAfterCeilingMillis !== 0)
    yield* timeLimit("retry.retryAfterCeilingMillis", retry.retryAfterCeilingMillis)
  // NaN is neither; options can come from untyped JavaScript.
  if (typeof (retry.budget as unknown) !== "number" || !(retry.budget >= 0)) {
    return yield* refuse("retry.budget", "must be a number of tokens of at least 0, or Infinity")
  }
  if (retry.capMillis < retry.baseMillis) {
    return yield* refuse("retry.capMillis", "must not be below retry.baseMillis")
  }
  return retry
})

/** When a circuit opens; false for never. */
export const resolveBreaker = Effect.fnUntraced(function* (
  given: Partial<BreakerPolicy> | false = {}
): Effect.fn.Return<BreakerPolicy | false, InvalidSettings> {
  if (given === false) return false
  const policy = yield* withDefaults("breaker", defaultBreakerPolicy, given)
  if (!Number.isInteger(policy.failures) || policy.failures < 1) {
    return yield* refuse(
      "breaker.failures",
      "must be a whole number of at least 1; write breaker: false for no breaker"
    )
  }
  yield* timeLimit("breaker.openMillis", policy.openMillis)
  yield* timeLimit("breaker.longestOpenMillis", policy.longestOpenMillis)
  if (policy.longestOpenMillis < policy.openMillis) {
    return yield* refuse("breaker.longestOpenMillis", "must not be below breaker.openMillis")
  }
  return policy
})

/** How much is kept. */
export const resolveCache = Effect.fnUntraced(function* (
  given: Partial<CacheLimits> = {}
): Effect.fn.Return<CacheLimits, InvalidSettings> {
  const limits = yield* withDefaults("cache", defaultCacheLimits, given)
  for (const name of ["maxEntries", "maxBytes"] as const) {
    if (!Number.isSafeInteger(limits[name]) || limits[name] < 1) {
      return yield* refuse(`cache.${name}`, "must be a whole number of at least 1")
    }
  }
  return limits
})
