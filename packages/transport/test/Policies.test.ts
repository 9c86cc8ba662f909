import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Ref, Schedule } from "effect"
import { TestClock } from "effect/testing"
import { startDeadline } from "../src/Deadline.ts"
import { withPolicies, type Policy } from "../src/Policies.ts"
import { ServerFailed } from "../src/failures/answers.ts"
import { TimedOut } from "../src/failures/connection.ts"
import type { TransportReason } from "../src/TransportError.ts"

const busy = new ServerFailed({ status: 503, fromProxy: true })

/** A list of what happened, and a policy that writes into it when it is entered and left. */
const recorder = () => {
  const seen: Array<string> = []
  const policy =
    (name: string): Policy =>
    (attempt) =>
      Effect.suspend(() => {
        seen.push(`${name}(`)
        return Effect.onExit(attempt, (exit) =>
          Effect.sync(() => void seen.push(`${Exit.isSuccess(exit) ? "ok" : "failed"} )${name}`))
        )
      })
  return { seen, policy }
}

const repeated =
  (schedule: Schedule.Schedule<unknown>): Policy =>
  (attempt) =>
    Effect.retry(attempt, schedule)

const twice = repeated(Schedule.recurs(1))

describe("withPolicies", () => {
  it.effect("stands in the order deadline( keys( retry( permit( breaker( attempt )))))", () =>
    Effect.gen(function* () {
      const { policy, seen } = recorder()
      const attempts = yield* Ref.make(0)
      const attempt = Effect.flatMap(
        Ref.updateAndGet(attempts, (n) => n + 1),
        (n) => (n === 1 ? Effect.fail(busy) : Effect.succeed(n))
      )
      const value = yield* withPolicies(policy("attempt")(attempt), {
        deadline: yield* startDeadline(60_000),
        keys: policy("keys"),
        retry: twice,
        permit: policy("permit"),
        breaker: policy("breaker"),
        attemptTimeoutMillis: 1000
      })
      assert.strictEqual(value, 2)
      // Every attempt takes a permit of its own, is seen by the breaker, and the permit is given back before the next.
      assert.deepStrictEqual(seen, [
        "keys(",
        ...["permit(", "breaker(", "attempt(", "failed )attempt", "failed )breaker", "failed )permit"],
        ...["permit(", "breaker(", "attempt(", "ok )attempt", "ok )breaker", "ok )permit"],
        "ok )keys"
      ])
    })
  )

  it.effect("holds no permit while it waits between attempts", () =>
    Effect.gen(function* () {
      const { policy, seen } = recorder()
      const fiber = yield* Effect.forkChild(
        withPolicies(Effect.fail(busy), {
          deadline: yield* startDeadline(60_000),
          keys: (attempt) => attempt,
          retry: repeated(Schedule.spaced("10 seconds")),
          permit: policy("permit"),
          breaker: (attempt) => attempt,
          attemptTimeoutMillis: undefined
        })
      )
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(seen, ["permit(", "failed )permit"])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("tells the breaker of an attempt that ran out of time", () =>
    Effect.gen(function* () {
      const seen: Array<TransportReason> = []
      const fiber = yield* Effect.forkChild(
        withPolicies(Effect.never, {
          deadline: yield* startDeadline(60_000),
          keys: (attempt) => attempt,
          retry: repeated(Schedule.recurs(0)),
          permit: (attempt) => attempt,
          breaker: (attempt) => Effect.tapError(attempt, (reason) => Effect.sync(() => seen.push(reason))),
          attemptTimeoutMillis: 1000
        }).pipe(Effect.flip)
      )
      yield* TestClock.adjust("1 second")
      const expected = new TimedOut({ timeoutMillis: 1000, scope: "attempt" })
      assert.deepStrictEqual(yield* Fiber.join(fiber), expected)
      assert.deepStrictEqual(seen, [expected])
    })
  )

  it.effect("counts the wait for a permit against the deadline", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        withPolicies(Effect.succeed(1), {
          deadline: yield* startDeadline(3000),
          keys: (attempt) => attempt,
          retry: twice,
          permit: (attempt) => Effect.delay(attempt, "1 hour"),
          breaker: (attempt) => attempt,
          attemptTimeoutMillis: 1000
        }).pipe(Effect.flip)
      )
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Fiber.join(fiber), new TimedOut({ timeoutMillis: 3000, scope: "call" }))
    })
  )
})
