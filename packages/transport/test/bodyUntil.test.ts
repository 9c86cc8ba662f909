import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { makeBodyHolder } from "../src/BodyHolder.ts"
import { bodyUntil } from "../src/bodyUntil.ts"
import { startDeadline } from "../src/Deadline.ts"
import type { TransportReason } from "../src/TransportError.ts"

describe("a streamed body", () => {
  it.effect("has what is left of the time of its call, not that time anew", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const deadline = yield* startDeadline(1_000)
        const holder = yield* makeBodyHolder
        yield* TestClock.adjust(600)
        const body: Stream.Stream<Uint8Array, TransportReason> = Stream.never
        const reading = yield* Effect.forkChild(
          Effect.flip(Stream.runDrain(bodyUntil(deadline, body, holder)))
        )
        yield* TestClock.adjust(399)
        assert.isUndefined(reading.pollUnsafe())
        yield* TestClock.adjust(1)
        assert.deepInclude(yield* Fiber.join(reading), {
          _tag: "TimedOut",
          timeoutMillis: 1_000,
          scope: "call"
        })
      })
    )
  )
})
