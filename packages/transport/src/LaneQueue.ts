/**
 * One lane: who waits for a permit, in the order they came, and who holds one.
 *
 * A permit is granted when the lane has a slot, the server did not ask to wait, and neither the minute nor the hour would
 * hold more attempts than its limit. Only the first in line looks; each waits in its own caller's fiber, so there is no
 * timer to stop when the transport closes. A wait that must be longer than the call may take fails at once.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Lane } from "./ApiRequest.ts"
import { monotonicMillis, withMonotonicClock, withMonotonicMillis, type Deadline } from "./Deadline.ts"
import { windowsOf, type LaneLimits } from "./LaneLimits.ts"
import type { LaneState } from "./LaneState.ts"
import type { Policy } from "./Policies.ts"
import type { SharedLane, SharedPermit } from "./SharedLane.ts"
import { makeTokenWindow, type TokenWindow } from "./TokenWindow.ts"
import type { Slots } from "./Slots.ts"
import { LaneBusy, type InvalidSettings } from "./failures/unsent.ts"
import type { TransportReason } from "./TransportError.ts"

/** What a lane is made of. */
export interface LaneParts {
  readonly lane: Lane
  readonly limits: LaneLimits
  readonly slots: Slots
  readonly shared?: SharedLane | undefined
  /** Called when a permit was granted, with how long it was waited for. */
  readonly onPermit?: (lane: Lane, waitMillis: number) => void
}

/** One lane. */
export interface LaneQueue {
  /**
   * Runs an attempt with a permit, waiting for one at most until the deadline. With a holder the permit of an attempt that
   * succeeds is given back when that scope closes: an answer that is still being streamed is still running.
   */
  readonly permit: (deadline: Deadline, holder?: Scope.Scope) => Policy
  /** No permit is granted for so long. */
  readonly pause: (millis: number) => Effect.Effect<void, InvalidSettings>
  readonly state: Effect.Effect<LaneState>
}

/** PostHog's longest wait is an hour. What asks for more is not PostHog, and must not stop a lane for good. */
const longestPauseMillis = 3_600_000

interface Waiter {
  /** Continues the one who waits; undefined while it does not. */
  wake: (() => void) | undefined
  /** Whether it was given a permit while it waited, and so has left the line. */
  isGranted: boolean
}

/** An empty lane. */
export const makeLaneQueue = ({ lane, limits, onPermit, shared, slots }: LaneParts): LaneQueue => {
  const [minute, hour] = windowsOf(limits).map(makeTokenWindow) as [TokenWindow, TokenWindow] // as many as there are
  const line: Array<Waiter> = []
  let running = 0
  let pausedUntil = 0

  const timeUntilAllowed = (nowMillis: number, ahead: number): number =>
    Math.max(
      0,
      pausedUntil - nowMillis,
      minute.waitMillis(nowMillis, ahead),
      hour.waitMillis(nowMillis, ahead)
    )

  const hasSlot = (): boolean => running < slots.allowed()

  const grant = (): void => {
    minute.take()
    hour.take()
    running += 1
  }

  const giveBack = (nowMillis: number): void => {
    minute.end(nowMillis)
    hour.end(nowMillis)
    running -= 1
    serve(nowMillis)
  }

  const release = (permit: SharedPermit | undefined): Effect.Effect<void> =>
    withMonotonicMillis((nowMillis) => {
      giveBack(nowMillis)
      return permit?.end ?? Effect.void
    })

  let isServing = false

  /**
   * Grants permits to those who are first, as long as there are any. Who wakes may be done at once and give back the permit before `wake`
   * returns: the loop then goes on with the next, because ten thousand that are each served by the one before would overflow the stack.
   */
  const serve = (nowMillis: number): void => {
    if (isServing) return
    isServing = true
    try {
      for (let first = line[0]; first?.wake !== undefined && hasSlot(); first = line[0]) {
        if (shared === undefined && timeUntilAllowed(nowMillis, 0) === 0) {
          line.shift()
          grant()
          first.isGranted = true
        }
        // Without a permit it is to look for itself: it sleeps until the limits allow it, or asks the other processes.
        first.wake()
      }
    } finally {
      isServing = false
    }
  }

  const leave = (waiter: Waiter): Effect.Effect<void> =>
    withMonotonicMillis((nowMillis) => {
      const index = line.indexOf(waiter)
      if (index !== -1) line.splice(index, 1)
      if (index === 0) serve(nowMillis)
      return Effect.void
    })

  const woken = (waiter: Waiter): Effect.Effect<void> =>
    Effect.callback((resume) => {
      // What it waits for may have happened since it looked.
      if (line[0] === waiter && hasSlot()) {
        resume(Effect.void)
        return
      }
      waiter.wake = () => {
        waiter.wake = undefined
        resume(Effect.void)
      }
      return Effect.sync(() => {
        waiter.wake = undefined
      })
    })

  const sharedFileLocked = () => new LaneBusy({ lane, kind: "shared-file-locked" })

  const tooLate = (retryAfterMillis: number) =>
    new LaneBusy({ lane, kind: "no-permit-in-time", retryAfterMillis: Math.ceil(retryAfterMillis) })

  /** Runs without being interrupted, but for what is in `restore`: a permit granted is always given back. */
  const acquire = Effect.fnUntraced(function* (
    startMillis: number,
    deadline: Deadline,
    restore: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
  ): Effect.fn.Return<SharedPermit | undefined, LaneBusy | InvalidSettings> {
    const mustWait = line.length > 0 || !hasSlot() || timeUntilAllowed(startMillis, 0) > 0
    if (mustWait && line.length >= limits.queue) {
      return yield* new LaneBusy({ lane, kind: "queue-full", waiting: line.length })
    }
    const leastWait = timeUntilAllowed(startMillis, line.length)
    if (leastWait > (yield* deadline.remainingMillis)) return yield* tooLate(leastWait)

    const waiter: Waiter = { wake: undefined, isGranted: false }
    line.push(waiter)
    const inLine = Effect.gen(function* () {
      for (;;) {
        if (line[0] !== waiter || !hasSlot()) {
          yield* restore(woken(waiter))
          if (!waiter.isGranted) continue
          onPermit?.(lane, (yield* monotonicMillis) - startMillis)
          return undefined
        }
        const nowMillis = yield* monotonicMillis
        const holdMillis = yield* deadline.remainingMillis
        const ownWait = timeUntilAllowed(nowMillis, 0)
        const taken = ownWait > 0 || shared === undefined ? ownWait : yield* shared.take(holdMillis)
        if (taken === 0 || (typeof taken !== "number" && "end" in taken)) {
          grant()
          onPermit?.(lane, nowMillis - startMillis)
          return taken === 0 ? undefined : taken
        }
        const wait = typeof taken === "number" ? taken : taken.lockedMillis
        if (wait > holdMillis) return yield* typeof taken === "number" ? tooLate(taken) : sharedFileLocked()
        yield* restore(Effect.sleep(wait))
      }
    })
    return yield* Effect.onExit(inLine, (exit) =>
      // Interrupted in the moment it was given a permit.
      waiter.isGranted && Exit.isFailure(exit) ? release(undefined) : leave(waiter)
    )
  })

  const pause = (millis: number): Effect.Effect<void, InvalidSettings> => {
    const bounded = Math.min(millis, longestPauseMillis)
    return Effect.flatMap(monotonicMillis, (nowMillis) => {
      pausedUntil = Math.max(pausedUntil, nowMillis + bounded)
      return shared?.pause(bounded) ?? Effect.void
    })
  }

  return {
    permit:
      (deadline, holder) =>
      <A>(attempt: Effect.Effect<A, TransportReason>) =>
        withMonotonicClock((now) => {
          let isHeld = false
          let permit: SharedPermit | undefined
          const begin = Effect.suspend((): Effect.Effect<A, TransportReason> => {
            const nowMillis = now()
            if (
              line.length === 0 &&
              shared === undefined &&
              hasSlot() &&
              timeUntilAllowed(nowMillis, 0) === 0
            ) {
              grant()
              isHeld = true
              onPermit?.(lane, 0)
              return attempt
            }
            return Effect.uninterruptibleMask((restore) =>
              Effect.flatMap(acquire(nowMillis, deadline, restore), (acquired) => {
                permit = acquired
                isHeld = true
                return restore(attempt)
              })
            )
          })
          // Around the grant, too: what is held is given back, wherever it is interrupted.
          return Effect.onExit(begin, (exit) => {
            if (!isHeld) return Effect.void
            if (holder !== undefined && Exit.isSuccess(exit))
              return Scope.addFinalizer(holder, release(permit))
            giveBack(now())
            return permit?.end ?? Effect.void
          })
        }),
    pause,
    state: Effect.gen(function* () {
      const sharedRemaining = shared === undefined ? undefined : yield* shared.remaining
      const nowMillis = yield* monotonicMillis
      return {
        limits,
        remaining: { minute: minute.remaining(nowMillis), hour: hour.remaining(nowMillis) },
        sharedRemaining,
        slots: slots.allowed(),
        running,
        waiting: line.length,
        pausedMillis: Math.ceil(Math.max(0, pausedUntil - nowMillis))
      }
    })
  }
}
