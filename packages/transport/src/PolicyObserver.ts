/**
 * What the policies tell those who count: one small hook per event, called synchronously, never waited for.
 */
import type { Lane } from "./ApiRequest.ts"
import type { CircuitState } from "./Breaker.ts"
import type { TransportReason } from "./TransportError.ts"

/** Hooks; each does nothing unless given. */
export interface PolicyObserver {
  /** An attempt got its permit after so long. */
  readonly onPermit?: (lane: Lane, waitMillis: number) => void
  /** A failure is sent again; or is not, because the retry budget is used up. */
  readonly onRetry?: (lane: Lane, outcome: "sent" | "no-budget", reason: TransportReason["_tag"]) => void
  /** A circuit opened, became half-open, or closed. */
  readonly onCircuit?: (state: CircuitState) => void
  /** A request with `cache` was answered. */
  readonly onCache?: (lane: Lane, status: "miss" | "shared" | "hit" | "stale") => void
}
