/** Measures one attempt. */
import * as Effect from "effect/Effect"
import type { CallState } from "../callLog.ts"
import { monotonicMillis } from "../Deadline.ts"
import type { TransportReason } from "../TransportError.ts"
import { failureTag } from "./bareSpan.ts"
import type { AttemptMeasure, Meters } from "./Meters.ts"

/** Runs an attempt and tells the meters how long it took, how it ended and what was sent. `call` is read when it ended. */
export const measureAttempt = <A extends { readonly status: number }>(
  attempt: Effect.Effect<A, TransportReason>,
  request: AttemptMeasure["request"],
  call: CallState,
  meters: Meters
): Effect.Effect<A, TransportReason> =>
  Effect.flatMap(monotonicMillis, (startMillis) =>
    Effect.onExit(attempt, (exit) =>
      Effect.map(monotonicMillis, (endMillis) =>
        meters.onAttempt({
          request,
          millis: endMillis - startMillis,
          status: exit._tag === "Success" ? exit.value.status : call.status,
          reason: failureTag(exit),
          bodyBytes: call.bodyBytes
        })
      )
    )
  )
