/**
 * The lanes of one transport. Each has its own queue, windows and slots, so that a flood in one never starves another.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import type { Lane } from "./ApiRequest.ts"
import { monotonicMillis, type Deadline } from "./Deadline.ts"
import { laneNames, type AllLaneLimits } from "./LaneLimits.ts"
import { makeLaneQueue, type LaneQueue } from "./LaneQueue.ts"
import type { LaneState } from "./LaneState.ts"
import type { SharedLane } from "./SharedLane.ts"
import type { Policy } from "./Policies.ts"
import { unnamedWaitMillis } from "./RetryAfter.ts"
import { makeReadBudget, type ReadBudgetState } from "./ReadBudget.ts"
import { makeSlots, type Slots } from "./Slots.ts"
import type { RateLimited } from "./failures/answers.ts"
import type { TransportReason } from "./TransportError.ts"

/**
 * What may still be sent, at this moment.
 *
 * @since 0.2.0
 */
export interface TransportBudget {
  readonly lanes: Readonly<Record<Lane, LaneState>>
  /** The bytes queries may read, as PostHog told it last. */
  readonly queryBytes: ReadBudgetState
}

/** What lanes are made of. */
export interface LanesParts {
  readonly limits: AllLaneLimits
  /** The permits shared with other processes, if any. */
  readonly shared?: ((lane: Lane) => SharedLane | undefined) | undefined
  readonly onPermit?: (lane: Lane, waitMillis: number) => void
}

/** All lanes. */
export interface Lanes {
  /** A permit of a lane around an attempt. What PostHog answers corrects the lane. */
  readonly permit: (lane: Lane, deadline: Deadline, holder?: Scope) => Policy
  /** Reads the budget headers of an answer. */
  readonly learn: (headers: Readonly<Record<string, string | undefined>>) => void
  readonly budget: Effect.Effect<TransportBudget>
}

/** The lanes that read from the budget of bytes. */
const readsBudget: ReadonlySet<Lane> = new Set(["query", "exports"])

/** Empty lanes. */
export const makeLanes = ({ limits, onPermit, shared }: LanesParts): Lanes => {
  const budget = makeReadBudget()
  const queueOf = (lane: Lane): LaneQueue & { readonly slots: Slots } => {
    const slots = makeSlots(limits[lane].concurrency, readsBudget.has(lane) ? budget.isShort : undefined)
    const queue = makeLaneQueue({
      lane,
      limits: limits[lane],
      slots,
      shared: shared?.(lane),
      ...(onPermit === undefined ? {} : { onPermit })
    })
    return { ...queue, slots }
  }
  const queues: Readonly<Record<Lane, ReturnType<typeof queueOf>>> = {
    query: queueOf("query"),
    analytics: queueOf("analytics"),
    crud: queueOf("crud"),
    flags: queueOf("flags"),
    definitions: queueOf("definitions"),
    capture: queueOf("capture"),
    exports: queueOf("exports")
  }

  const correct = Effect.fnUntraced(function* (lane: Lane, reason: RateLimited) {
    if (reason.kind === "budget") budget.spend()
    if (reason.kind === "concurrency") queues[lane].slots.shrink(yield* monotonicMillis)
    yield* queues[lane].pause(reason.retryAfterMillis ?? unnamedWaitMillis[reason.kind])
  })

  /** A failure, after the lane has learned from it. */
  const corrected = (lane: Lane, cause: Cause.Cause<TransportReason>) => {
    const limited = cause.reasons.find(Cause.isFailReason)?.error
    return limited?._tag === "RateLimited"
      ? Effect.andThen(correct(lane, limited), Effect.failCause(cause))
      : Effect.failCause(cause)
  }

  return {
    permit: (lane, deadline, holder) => {
      const { permit, slots } = queues[lane]
      const withPermit = permit(deadline, holder)
      return (attempt) =>
        withPermit(
          Effect.matchCauseEffect(attempt, {
            onSuccess: (answer) => {
              slots.succeed()
              return Effect.succeed(answer)
            },
            onFailure: (cause) => corrected(lane, cause)
          })
        )
    },
    learn: budget.learn,
    budget: Effect.gen(function* () {
      const states: Partial<Record<Lane, LaneState>> = {}
      for (const lane of laneNames) states[lane] = yield* queues[lane].state
      // Every lane was just put in.
      return { lanes: states as Record<Lane, LaneState>, queryBytes: budget.state() }
    })
  }
}
