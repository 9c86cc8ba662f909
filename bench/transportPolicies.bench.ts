/**
 * transport: what each policy around an attempt costs when nothing is wrong and nobody waits. The peer is the attempt alone, which here
 * does nothing; every line is one run of an Effect.
 */
import * as Effect from "effect/Effect"
import { makeBreaker } from "../packages/transport/dist/Breaker.js"
import { defaultBreakerPolicy } from "../packages/transport/dist/Circuit.js"
import { startDeadline } from "../packages/transport/dist/Deadline.js"
import { resolveLaneLimits } from "../packages/transport/dist/LaneLimits.js"
import { makeLanes } from "../packages/transport/dist/Lanes.js"
import type { Middleware } from "../packages/transport/dist/Middleware.js"
import { withMiddleware } from "../packages/transport/dist/withMiddleware.js"
import { withPolicies, type Policies, type Policy } from "../packages/transport/dist/Policies.js"
import { defaultRetryPolicy, retrySchedule } from "../packages/transport/dist/Retry.js"
import { makeRetryBudget } from "../packages/transport/dist/RetryBudget.js"
import { compareFunctions } from "./timing.ts"

const endless = { perMinute: 10_000_000, perHour: 10_000_000 }
const limits = Effect.runSync(resolveLaneLimits("us-cloud", { query: endless }))
const deadline = Effect.runSync(startDeadline(2_000_000_000))
const lanes = makeLanes({ limits })
const breaker = makeBreaker(defaultBreakerPolicy)

const permit = lanes.permit("query", deadline)
const around = breaker.around("us.posthog.com", "query", "request")
const check = breaker.check("us.posthog.com", "query")
const checked: Policy = (attempt) => check(permit(attempt))
const schedule = retrySchedule({
  safety: "read",
  deadline,
  policy: defaultRetryPolicy,
  budget: makeRetryBudget(defaultRetryPolicy.budget),
  onRetry: () => Effect.void,
  onNoBudget: () => Effect.void
})
const retry: Policy = (attempt) => Effect.retry(attempt, schedule)
const all: Policies = {
  deadline,
  keys: (attempt) => attempt,
  retry,
  permit: checked,
  breaker: around,
  attemptTimeoutMillis: undefined
}

const answer = { value: 1, status: 200, headers: {} }
const attempt = Effect.sync(() => answer)
const passing: Middleware = (request, next) => next(request)
const request = {
  operation: "Query.run",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/query/",
  safety: "read",
  lane: "query",
  headers: {},
  attempt: 1,
  requestId: "0199"
} as const

compareFunctions(
  [
    ["an attempt alone", attempt],
    ["in a permit of its lane", permit(attempt)],
    ["in its circuit", around(attempt)],
    ["in both (under 20 µs)", checked(around(attempt))],
    ["in a retry that is not needed", retry(attempt)],
    ["in one middleware", withMiddleware([passing], request, () => attempt)],
    ["in all policies and the deadline", withPolicies(attempt, all)]
  ].map(([name, effect]) => ({
    name: String(name),
    run: () => Effect.runSync(effect as Effect.Effect<unknown, unknown>) // the other half of each pair
  }))
)
