/**
 * Splits events into requests that PostHog takes: by count, and by bytes well under the 20 MB it allows for `/batch/`.
 *
 * @see https://posthog.com/docs/api/capture
 */
import type { PreparedEvent } from "./Event.ts"
import { eventBytes } from "./Event.ts"

/** Events in one request, at most. */
export const MAXIMUM_BATCH_EVENTS = 500

/** Bytes of JSON in one request, at most (a single event is at most 1 MB, so each fits). */
export const MAXIMUM_BATCH_BYTES = 5_000_000

/** The events in their order, in as few requests as the limits allow. */
export function splitBatch(
  events: ReadonlyArray<PreparedEvent>
): ReadonlyArray<ReadonlyArray<PreparedEvent>> {
  const batches: Array<Array<PreparedEvent>> = []
  let batch: Array<PreparedEvent> = []
  let bytes = 0
  for (const event of events) {
    const size = eventBytes(event) + 1
    if (batch.length > 0 && (batch.length >= MAXIMUM_BATCH_EVENTS || bytes + size > MAXIMUM_BATCH_BYTES)) {
      batches.push(batch)
      batch = []
      bytes = 0
    }
    batch.push(event)
    bytes += size
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
