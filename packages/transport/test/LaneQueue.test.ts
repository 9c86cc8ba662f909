import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Scheduler } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { startDeadline } from "../src/Deadline.ts"
import type { LaneLimits } from "../src/LaneLimits.ts"
import { makeLaneQueue, type LaneQueue } from "../src/LaneQueue.ts"
import { makeSlots } from "../src/Slots.ts"
import { LaneBusy } from "../src/failures/unsent.ts"
import type { TransportReason } from "../src/TransportError.ts"
import { mostInAnyWindow } from "./support/windows.ts"

const open: LaneLimits = { perMinute: Infinity, perHour: Infinity, concurrency: 100, queue: 100 }

const laneOf = (limits: Partial<LaneLimits>) =>
  makeLaneQueue({
    lane: "query",
    limits: { ...open, ...limits },
    slots: makeSlots(limits.concurrency ?? open.concurrency)
  })

/** An attempt that lasts so long, in the lane; gives when it began. */
const attempt = (lane: LaneQueue, holdMillis = 0, timeoutMillis = 86_400_000) =>
  Effect.gen(function* () {
    const deadline = yield* startDeadline(timeoutMillis)
    const run: Effect.Effect<number, TransportReason> = Effect.tap(Clock.currentTimeMillis, () =>
      holdMillis === 0 ? Effect.void : Effect.sleep(holdMillis)
    )
    return yield* lane.permit(deadline)(run)
  })

describe("makeLaneQueue", () => {
  it.effect("grants the limit at once, the next when the minute is over", () =>
    Effect.gen(function* () {
      const lane = laneOf({ perMinute: 2 })
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(attempt(lane)))
      yield* TestClock.adjust("61 seconds")
      const begun = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(begun.slice(0, 2), [0, 0])
      assert.isAtLeast(begun[2] ?? 0, 60_000)
    })
  )

  it.effect("lets the next in line begin when the limits allow it, though nobody has finished", () =>
    Effect.gen(function* () {
      const lane = laneOf({ perMinute: 3 })
      yield* Effect.all([attempt(lane), attempt(lane), attempt(lane)])
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(attempt(lane, 3_600_000)))
      yield* TestClock.adjust("61 seconds")
      assert.strictEqual((yield* lane.state).running, 3)
      yield* Effect.forEach(fibers, Fiber.interrupt)
    })
  )

  it.effect("gives a permit again one minute after its attempt ended, not after it began", () =>
    Effect.gen(function* () {
      const lane = laneOf({ perMinute: 1 })
      const first = yield* Effect.forkChild(attempt(lane, 30_000))
      const second = yield* Effect.forkChild(attempt(lane))
      yield* TestClock.adjust("5 minutes")
      yield* Fiber.join(first)
      assert.strictEqual(yield* Fiber.join(second), 90_500)
    })
  )

  it.effect("serves in the order of arrival", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1 })
      const served: Array<number> = []
      const fibers = yield* Effect.forEach([1, 2, 3, 4, 5], (n) =>
        Effect.forkChild(Effect.tap(attempt(lane, 1000), () => Effect.sync(() => served.push(n))))
      )
      yield* TestClock.adjust("1 minute")
      yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(served, [1, 2, 3, 4, 5])
    })
  )

  it.effect("refuses one more than its queue holds", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1, queue: 2 })
      const fibers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(attempt(lane, 1000)))
      yield* TestClock.adjust(1)
      const refused = yield* Effect.flip(attempt(lane))
      assert.deepStrictEqual(refused, new LaneBusy({ lane: "query", kind: "queue-full", waiting: 2 }))
      yield* Effect.forEach(fibers, Fiber.interrupt)
    })
  )

  it.effect("with no queue at all still lets begin what need not wait, where permits are shared too", () =>
    Effect.gen(function* () {
      const shared = {
        take: () => Effect.succeed({ end: Effect.void }),
        remaining: Effect.undefined,
        pause: () => Effect.void
      }
      for (const parts of [{}, { shared }]) {
        const lane = makeLaneQueue({
          ...{ lane: "query", limits: { ...open, concurrency: 1, queue: 0 }, slots: makeSlots(1) },
          ...parts
        })
        const running = yield* Effect.forkChild(attempt(lane, 1000))
        yield* TestClock.adjust(1)
        assert.strictEqual((yield* lane.state).running, 1)
        const refused = yield* Effect.flip(attempt(lane))
        assert.deepInclude(refused, { _tag: "LaneBusy", kind: "queue-full" })
        yield* TestClock.adjust(1000)
        yield* Fiber.join(running)
      }
    })
  )

  it.effect("fails at once when the wait must be longer than the call may take, those ahead included", () =>
    Effect.gen(function* () {
      const lane = laneOf({ perMinute: 1 })
      yield* attempt(lane)
      const waiting = yield* Effect.forkChild(attempt(lane))
      yield* TestClock.adjust("10 seconds")
      const refused = yield* Effect.flip(attempt(lane, 0, 60_000))
      // 50 s until the one ahead may begin, and a minute more.
      assert.deepStrictEqual(
        refused,
        new LaneBusy({ lane: "query", kind: "no-permit-in-time", retryAfterMillis: 111_000 })
      )
      yield* Fiber.interrupt(waiting)
    })
  )

  it.effect("serves ten thousand that end at once, as they do when the circuit has opened", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1, queue: 10_000 })
      const first = yield* Effect.forkChild(attempt(lane, 1000))
      const deadline = yield* startDeadline(86_400_000)
      const served: Array<number> = []
      const fibers = yield* Effect.forEach(
        Array.from({ length: 10_000 }, (_, n) => n),
        (n) => Effect.forkChild(lane.permit(deadline)(Effect.sync(() => served.push(n))))
      )
      yield* TestClock.adjust("1 second")
      yield* Effect.forEach([first, ...fibers], (fiber) => Fiber.join<unknown, TransportReason>(fiber))
      assert.strictEqual(served.length, 10_000)
      assert.deepStrictEqual(
        served,
        served.toSorted((a, b) => a - b)
      )
      assert.deepInclude(yield* lane.state, { running: 0, waiting: 0 })
    })
  )

  it.effect("gives the place of one that was interrupted to the next", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1 })
      const [first, second, third] = yield* Effect.forEach([1, 2, 3], () =>
        Effect.forkChild(attempt(lane, 1000))
      )
      yield* TestClock.adjust(1)
      if (first === undefined || second === undefined || third === undefined) return assert.fail()
      yield* Fiber.interrupt(second)
      yield* Fiber.interrupt(first)
      assert.strictEqual((yield* lane.state).running, 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(third), 1)
      assert.deepInclude(yield* lane.state, { running: 0, waiting: 0 })
    })
  )

  it.effect("takes back the permit of one that is interrupted in the moment it is given it", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1 })
      const running = yield* Effect.forkChild(attempt(lane, 1000))
      yield* TestClock.adjust(1)
      // Lets others run between a permit and the one who waits for it, as a scheduler may between any two steps.
      let isDue = false
      const scheduler = new (class extends Scheduler.MixedScheduler {
        override shouldYield(): boolean {
          const isNow = isDue
          isDue = false
          return isNow
        }
      })()
      const waiting = yield* Effect.forkChild(
        Effect.provideService(attempt(lane), Scheduler.Scheduler, scheduler)
      )
      yield* TestClock.adjust(1)
      assert.deepInclude(yield* lane.state, { running: 1, waiting: 1 })
      isDue = true
      yield* Fiber.interrupt(running)
      assert.deepInclude(yield* lane.state, { running: 1, waiting: 0 })
      yield* Fiber.interrupt(waiting)
      assert.deepInclude(yield* lane.state, { running: 0, waiting: 0 })
    })
  )

  it.effect("grants nothing while PostHog asked to wait, and fails those who have no time for it", () =>
    Effect.gen(function* () {
      const lane = laneOf({})
      yield* lane.pause(30_000)
      assert.strictEqual((yield* lane.state).pausedMillis, 30_000)
      const refused = yield* Effect.flip(attempt(lane, 0, 10_000))
      assert.deepInclude(refused, { _tag: "LaneBusy", retryAfterMillis: 30_000 })
      const fiber = yield* Effect.forkChild(attempt(lane))
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), 30_000)
    })
  )

  it.effect("fails those in line when a wait that came later is too long for them", () =>
    Effect.gen(function* () {
      const lane = laneOf({ concurrency: 1 })
      const first = yield* Effect.forkChild(attempt(lane, 1000))
      const second = yield* Effect.forkChild(Effect.flip(attempt(lane, 0, 10_000)))
      yield* TestClock.adjust(500)
      yield* lane.pause(60_000)
      yield* TestClock.adjust(500)
      yield* Fiber.join(first)
      assert.deepInclude(yield* Fiber.join(second), { _tag: "LaneBusy", retryAfterMillis: 59_500 })
    })
  )

  it.effect("does not stop for longer than an hour, whatever a server says", () =>
    Effect.gen(function* () {
      const lane = laneOf({})
      yield* lane.pause(1e12)
      assert.strictEqual((yield* lane.state).pausedMillis, 3_600_000)
    })
  )

  it("holds every limit in every minute and hour, under any schedule of arrivals, holds, aborts and waits", async () => {
    const seldom = (value: fc.Arbitrary<number>) =>
      fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value })
    const arrival = fc.record({
      gapMillis: fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(90_000), fc.nat(1_800_000)),
      holdMillis: fc.oneof(fc.constant(0), fc.nat(30_000)),
      timeoutMillis: fc.oneof(fc.integer({ min: 1, max: 60_000 }), fc.constant(86_400_000)),
      abortMillis: seldom(fc.nat(60_000)),
      pauseMillis: seldom(fc.nat(120_000))
    })
    let granted = 0
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          perMinute: fc.integer({ min: 1, max: 6 }),
          perHour: fc.integer({ min: 6, max: 20 }),
          concurrency: fc.integer({ min: 1, max: 4 }),
          queue: fc.integer({ min: 0, max: 20 })
        }),
        fc.array(arrival, { minLength: 1, maxLength: 60, size: "max" }),
        (limits, arrivals) =>
          Effect.runPromise(
            Effect.gen(function* () {
              const lane = makeLaneQueue({ lane: "query", limits, slots: makeSlots(limits.concurrency) })
              const begun: Array<number> = []
              let running = 0
              let mostRunning = 0
              const fibers: Array<Fiber.Fiber<unknown, TransportReason>> = []
              for (const { abortMillis, gapMillis, holdMillis, pauseMillis, timeoutMillis } of arrivals) {
                yield* TestClock.adjust(gapMillis)
                if (pauseMillis !== null) yield* lane.pause(pauseMillis)
                const deadline = yield* startDeadline(timeoutMillis)
                const run = Effect.gen(function* () {
                  begun.push(yield* Clock.currentTimeMillis)
                  mostRunning = Math.max(mostRunning, ++running)
                  yield* Effect.sleep(holdMillis)
                }).pipe(Effect.ensuring(Effect.sync(() => void (running -= 1))))
                const call = lane
                  .permit(deadline)(run)
                  .pipe(Effect.timeoutOption(Math.min(timeoutMillis, abortMillis ?? Infinity)))
                fibers.push(yield* Effect.forkChild(call))
              }
              yield* TestClock.adjust("25 hours")
              for (const fiber of fibers) {
                const exit = yield* Fiber.await(fiber)
                if (Exit.isFailure(exit)) {
                  const error = exit.cause.reasons[0]
                  assert.strictEqual(error?._tag === "Fail" ? error.error._tag : error, "LaneBusy")
                }
              }
              assert.isAtMost(mostInAnyWindow(begun, 60_000), limits.perMinute)
              assert.isAtMost(mostInAnyWindow(begun, 3_600_000), limits.perHour)
              assert.isAtMost(mostRunning, limits.concurrency)
              assert.deepInclude(yield* lane.state, { running: 0, waiting: 0 })
              granted += begun.length
            }).pipe(Effect.provide(TestClock.layer()))
          )
      ),
      { numRuns: Number(process.env["FAST_CHECK_RUNS"] ?? 150) }
    )
    assert.isAbove(granted, 2000)
  })
})
