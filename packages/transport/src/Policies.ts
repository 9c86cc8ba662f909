/**
 * The order of the policies around an attempt, written once:
 *
 *     deadline( keys( retry( permit( breaker( attempt )))))
 *
 * - The deadline is outermost: waits for permits and between attempts count against it.
 * - Fresh keys are outside retry: a refused key fails every attempt alike, and is exchanged once.
 * - Retry is outside the permit, so that every attempt takes a permit of its own and none is held while waiting.
 * - The permit is outside the breaker, so that a circuit that opens while a request waits in its lane still stops it.
 * - The breaker sees every attempt, its time limit included; middleware stands inside it, around the attempt itself.
 */
import * as Effect from "effect/Effect"
import type { Deadline } from "./Deadline.ts"
import { withTimeLimit } from "./withTimeLimit.ts"
import { TimedOut } from "./failures/connection.ts"
import type { TransportReason } from "./TransportError.ts"

/** Something that stands around an attempt: it may wait, refuse, or run it. */
export type Policy = <A>(attempt: Effect.Effect<A, TransportReason>) => Effect.Effect<A, TransportReason>

/** What stands around the attempts of one call. */
export interface Policies {
  readonly deadline: Deadline
  readonly keys: Policy
  readonly retry: Policy
  readonly permit: Policy
  readonly breaker: Policy
  /** Time for one attempt; bounded only by the deadline when undefined. */
  readonly attemptTimeoutMillis: number | undefined
}

/** Read from the attempt outwards. */
export const withPolicies = <A>(
  attempt: Effect.Effect<A, TransportReason>,
  { attemptTimeoutMillis, breaker, deadline, keys, permit, retry }: Policies
): Effect.Effect<A, TransportReason> =>
  attempt.pipe(
    withTimeLimit(attemptTimeoutMillis, timedOut("attempt")),
    breaker,
    permit,
    retry,
    keys,
    withTimeLimit(deadline.timeoutMillis, timedOut("call"))
  )

const timedOut =
  (scope: TimedOut["scope"]) =>
  (timeoutMillis: number): TransportReason =>
    new TimedOut({ timeoutMillis, scope })
