/** Measures one attempt, its time limit included: an attempt that ran out of time is one of the slowest there are. */
import * as Effect from "effect/Effect"
import type { CallState } from "../callLog.ts"
import { withMonotonicClock } from "../Deadline.ts"
import type { Policy } from "../Policies.ts"
import { failureTag } from "./bareSpan.ts"
import type { AttemptMeasure, Meters } from "./Meters.ts"

/** Tells the meters how long an attempt took, how it ended and what was sent. `call` is read when it ended. */
export const measureAttempt =
  (request: AttemptMeasure["request"], call: CallState, meters: Meters): Policy =>
  (attempt) =>
    withMonotonicClock((nowMillis) => {
      const before = call.attempts
      const startMillis = nowMillis()
      return Effect.onExit(attempt, (exit) => {
        // What is refused here, before anything is sent, was no request.
        if (call.attempts !== before) {
          meters.onAttempt({
            request,
            millis: nowMillis() - startMillis,
            status: call.status,
            reason: failureTag(exit),
            bodyBytes: call.bodyBytes
          })
        }
        return Effect.void
      })
    })
