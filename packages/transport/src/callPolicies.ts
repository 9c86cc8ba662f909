/**
 * What stands around the attempts of one call, made of the parts that all calls of a transport share.
 */
import * as Effect from "effect/Effect"
import type * as Schedule from "effect/Schedule"
import type { RequestShape } from "./ApiRequest.ts"
import type { BodyHolder } from "./BodyHolder.ts"
import type { Breaker } from "./Breaker.ts"
import type { CallLog } from "./callLog.ts"
import type { Deadline } from "./Deadline.ts"
import type { Lanes } from "./Lanes.ts"
import type { Policies, Policy } from "./Policies.ts"
import type { PolicyObserver } from "./PolicyObserver.ts"
import { retrySchedule } from "./Retry.ts"
import { makeRetryBudgets } from "./RetryBudget.ts"
import type { TransportSettings } from "./Settings.ts"
import type { TransportReason } from "./TransportError.ts"

/** What all calls share. */
export interface SharedPolicies {
  readonly lanes: Lanes
  readonly breaker: Breaker
  readonly meters: PolicyObserver
}

/** The policies of one call. */
export type CallPolicies = (
  request: RequestShape,
  deadline: Deadline,
  log: CallLog,
  /** Of an answer that is streamed: what is held until its body ends. */
  holder: BodyHolder | undefined
) => Omit<Policies, "keys">

/** Gives each call its policies. */
export const makeCallPolicies = (
  settings: TransportSettings,
  { breaker, lanes, meters: observer }: SharedPolicies
): CallPolicies => {
  const retryBudgetOf = makeRetryBudgets(settings.retry.budget)
  const hosts = { api: new URL(settings.hosts.api).host, ingest: new URL(settings.hosts.ingest).host }

  const retry = (request: RequestShape, deadline: Deadline, log: CallLog): Policy => {
    const budget = retryBudgetOf(request.lane)
    let lastRetried: TransportReason | undefined
    const schedule = () =>
      retrySchedule({
        safety: request.safety,
        deadline,
        policy: settings.retry,
        budget,
        onRetry: (plan) => {
          lastRetried = plan.reason
          observer.onRetry?.(request.lane, "sent", plan.reason._tag)
          return log.onRetry(plan)
        },
        onNoBudget: (reason) => {
          observer.onRetry?.(request.lane, "no-budget", reason._tag)
          return log.onNoBudget(reason)
        }
      })
    return (attempt) =>
      Effect.map(retryFailed(attempt, schedule), (answer) => {
        budget.earn(lastRetried)
        return answer
      })
  }

  return (request, deadline, log, holder) => {
    const host = hosts[request.origin]
    const check = breaker.check(host, request.lane)
    const permit = lanes.permit(request.lane, deadline, holder?.scope)
    return {
      deadline,
      retry: retry(request, deadline, log),
      // An open circuit is asked first, too: what it refuses takes no permit and waits for none.
      permit: (attempt) => check(permit(attempt)),
      breaker: breaker.around(host, request.lane, log.requestId, holder),
      attemptTimeoutMillis: settings.attemptTimeoutMillis
    }
  }
}

/** Retries with a schedule that is made when the first attempt has failed; most succeed. */
const retryFailed = <A>(
  attempt: Effect.Effect<A, TransportReason>,
  schedule: () => Schedule.Schedule<number, TransportReason>
): Effect.Effect<A, TransportReason> =>
  Effect.catch(attempt, (reason) => {
    let failed: TransportReason | undefined = reason
    const again = Effect.suspend(() => {
      if (failed === undefined) return attempt
      const first = Effect.fail(failed)
      failed = undefined
      return first
    })
    return Effect.retry(again, schedule())
  })
