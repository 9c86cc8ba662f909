/**
 * The circuits of one transport, one per host and lane, around every attempt.
 *
 * Only what speaks of the host's health counts against it: no answer, an attempt out of time, and the failures of servers and
 * gateways that pass by themselves. An answer that refuses the request (4xx, 429 too) shows that the host is well. What says
 * nothing (an abort, a body nobody understands, a certificate, a name that does not exist) counts for nothing. A call that
 * ran out of time says nothing either, unless attempts have a limit of their own (`attemptTimeoutMillis`): a slow query is
 * no ill host.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Lane } from "./ApiRequest.ts"
import type { BodyHolder } from "./BodyHolder.ts"
import {
  makeCircuit,
  type Admission,
  type BreakerPolicy,
  type Circuit,
  type Phase,
  type Verdict
} from "./Circuit.ts"
import { monotonicMillis, withMonotonicClock, withMonotonicMillis } from "./Deadline.ts"
import type { Policy } from "./Policies.ts"
import { CircuitOpen } from "./failures/unsent.ts"
import type { TransportReason } from "./TransportError.ts"

/**
 * One circuit at this moment.
 *
 * @since 0.2.0
 */
export interface CircuitState {
  /** The host's name, with a port that is not the usual one. */
  readonly host: string
  readonly lane: Lane
  /** `"half-open"`: the next attempt, or one that is running, decides. */
  readonly state: "closed" | "open" | "half-open"
  /** Failures in a row, while closed. */
  readonly failures: number
  /** How long it stays open yet, while open. */
  readonly retryAfterMillis: number | undefined
  /** The tag of the failure that opened it, until it is closed again. */
  readonly lastFailure: string | undefined
}

/**
 * Whether the hosts answer, as far as this transport has tried. Sends nothing.
 *
 * @since 0.2.0
 */
export interface TransportHealth {
  /** True when every circuit is closed. */
  readonly healthy: boolean
  /** Of every host and lane that was used. */
  readonly circuits: ReadonlyArray<CircuitState>
}

/** The circuits of one transport. */
export interface Breaker {
  /** Fails at once while the circuit is open: nothing should wait for a permit that it cannot use. */
  readonly check: (host: string, lane: Lane) => Policy
  /**
   * `requestId` is of the call whose attempt changes a circuit. With a holder an attempt that succeeds counts when its body ends, as that of
   * an answer read at once does.
   */
  readonly around: (host: string, lane: Lane, requestId: string, holder?: BodyHolder) => Policy
  readonly health: Effect.Effect<TransportHealth>
}

/** Every circuit closed. */
export const makeBreaker = (
  policy: BreakerPolicy,
  onChange: (state: CircuitState, requestId: string) => Effect.Effect<void> = () => Effect.void
): Breaker => {
  /** Told when the decision that made them is over. */
  const changes: Array<CircuitState> = []
  const tellChanges = (requestId: string) =>
    Effect.uninterruptible(
      Effect.suspend(() =>
        Effect.forEach(changes.splice(0), (state) => onChange(state, requestId), { discard: true })
      )
    )

  const circuits: Array<{ readonly host: string; readonly lane: Lane; readonly circuit: Circuit }> = []
  const byHost = new Map<string, Map<Lane, Circuit>>()

  const circuitOf = (host: string, lane: Lane): Circuit => {
    const known = byHost.get(host)?.get(lane)
    if (known !== undefined) return known
    const circuit = makeCircuit(policy, (phase) => changes.push(stateOf(host, lane, phase, undefined)))
    circuits.push({ host, lane, circuit })
    const ofHost = byHost.get(host) ?? new Map<Lane, Circuit>()
    byHost.set(host, ofHost.set(lane, circuit))
    return circuit
  }

  const refusal = (host: string, lane: Lane, { failure, retryAfterMillis }: Refused): CircuitOpen =>
    new CircuitOpen({
      host,
      lane,
      lastFailure: failure,
      retryAfterMillis: retryAfterMillis === undefined ? undefined : Math.ceil(retryAfterMillis)
    })

  return {
    check: (host, lane) => (attempt) =>
      withMonotonicMillis((nowMillis) => {
        const decision = circuitOf(host, lane).peek(nowMillis)
        return decision._tag === "Refused" ? Effect.fail(refusal(host, lane, decision)) : attempt
      }),
    around:
      (host, lane, requestId, holder) =>
      <A>(attempt: Effect.Effect<A, TransportReason>) =>
        withMonotonicClock((nowMillis) => {
          const circuit = circuitOf(host, lane)
          let admitted: Admitted | undefined
          const begin = Effect.suspend((): Effect.Effect<A, TransportReason> => {
            const decision = circuit.admit(nowMillis())
            if (decision._tag === "Refused") return Effect.fail(refusal(host, lane, decision))
            admitted = decision
            return changes.length === 0 ? attempt : Effect.andThen(tellChanges(requestId), attempt)
          })
          const settle = (era: number, verdict: Verdict) => {
            circuit.settle(era, verdict, nowMillis())
            return changes.length === 0 ? Effect.void : tellChanges(requestId)
          }
          const settleAtEnd = (bodyHolder: BodyHolder, era: number) =>
            bodyHolder.onEnd((broken) =>
              settle(era, broken === undefined ? well : verdictOfReason(broken, lane))
            )
          // Around the admission, too: what was admitted is settled, wherever it is interrupted.
          return Effect.onExit(begin, (exit) => {
            if (admitted === undefined) return Effect.void
            if (holder === undefined || Exit.isFailure(exit))
              return settle(admitted.era, verdictOf(exit, lane))
            if (!admitted.isProbe) return settleAtEnd(holder, admitted.era)
            // The head of its answer decides a probe: who reads slowly must not keep all others waiting. Its body counts as any other's.
            return Effect.flatMap(settle(admitted.era, well), () => {
              const body = circuit.admit(nowMillis())
              return body._tag === "Admitted" ? settleAtEnd(holder, body.era) : Effect.void
            })
          })
        }),
    health: Effect.map(monotonicMillis, (nowMillis) => {
      const states = circuits.map(({ circuit, host, lane }) =>
        stateOf(host, lane, circuit.phase(), nowMillis)
      )
      return { healthy: states.every(({ state }) => state === "closed"), circuits: states }
    })
  }
}

type Refused = Extract<Admission, { _tag: "Refused" }>
type Admitted = Extract<Admission, { _tag: "Admitted" }>

/** No breaker: everything is let through, and nothing is known. */
export const noBreaker: Breaker = {
  check: () => (attempt) => attempt,
  around: () => (attempt) => attempt,
  health: Effect.succeed({ healthy: true, circuits: [] })
}

const stateOf = (host: string, lane: Lane, phase: Phase, nowMillis: number | undefined): CircuitState => ({
  host,
  lane,
  state: phase._tag === "Closed" ? "closed" : phase._tag === "Open" ? "open" : "half-open",
  failures: phase._tag === "Closed" ? phase.failures : 0,
  retryAfterMillis:
    phase._tag === "Open" && nowMillis !== undefined
      ? Math.ceil(Math.max(0, phase.untilMillis - nowMillis))
      : undefined,
  lastFailure: phase._tag === "Closed" ? undefined : phase.failure
})

const well: Verdict = { _tag: "Well" }
const silent: Verdict = { _tag: "Silent" }

const verdictOf = (exit: Exit.Exit<unknown, TransportReason>, lane: Lane): Verdict => {
  if (Exit.isSuccess(exit)) return well
  const reason = exit.cause.reasons.find(Cause.isFailReason)?.error
  return reason === undefined ? silent : verdictOfReason(reason, lane)
}

/** Here a 500 of PostHog's own can be the query's doing; one query that fails so must not stop the others. */
const runsQueries: ReadonlySet<Lane> = new Set(["query", "analytics", "exports"])

/** What a failure says about the host. */
export const verdictOfReason = (reason: TransportReason, lane: Lane): Verdict => {
  switch (reason._tag) {
    case "Unreachable":
    case "ProxyRefused":
    case "TimedOut":
      return reason.isRetryable ? { _tag: "Ill", failure: reason._tag } : silent
    case "ServerFailed":
      if (reason.status === 500 && !reason.fromProxy && runsQueries.has(lane)) return silent
      // PostHog's own 504, 512 and 513 are about the query.
      return reason.isRetryable
        ? { _tag: "Ill", failure: reason._tag, retryAfterMillis: reason.retryAfterMillis }
        : well
    case "Forbidden":
    case "NotFound":
      // A proxy's answer says nothing about what is behind it.
      return reason.fromProxy ? silent : well
    case "Unauthorized":
    case "InvalidRequest":
    case "Conflict":
    case "TooLarge":
    case "RateLimited":
    case "QuotaExceeded":
      return well
    default:
      return silent
  }
}
