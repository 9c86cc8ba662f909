/** A process of its own that takes shared permits as fast as it gets them, three at a time, and writes down when it uses them. */
import { appendFileSync } from "node:fs"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LimitWindow } from "../../src/LaneLimits.ts"
import { openSharedPermits } from "../../src/SharedPermits.ts"

// The parent writes this argument.
const { file, forMillis, log, windows } = JSON.parse(process.argv[2] ?? "") as {
  readonly file: string
  readonly log: string
  readonly windows: readonly [LimitWindow, LimitWindow]
  readonly forMillis: number
}

/** The deadline of what it does with a permit. */
const holdMillis = 500

const takeUntilTheEnd = Effect.gen(function* () {
  const permits = yield* openSharedPermits(file)
  const lane = permits.lane("test", windows)
  const end = (yield* Clock.currentTimeMillis) + forMillis
  const takeOne = Effect.gen(function* () {
    const taken = yield* lane.take(holdMillis)
    if (typeof taken === "number") return taken
    if ("lockedMillis" in taken) return taken.lockedMillis
    // Between begin and end, at any moment, it would arrive at PostHog.
    yield* Effect.sleep(Math.random() * 60)
    appendFileSync(log, `${yield* Clock.currentTimeMillis}\n`)
    yield* Effect.sleep(Math.random() * 20)
    yield* taken.end
    return 0
  })
  const takeInTurn = Effect.gen(function* () {
    for (;;) {
      const wait = yield* takeOne
      if ((yield* Clock.currentTimeMillis) + wait >= end) return
      yield* Effect.sleep(wait)
    }
  })
  yield* Effect.all([takeInTurn, takeInTurn, takeInTurn], { concurrency: "unbounded" })
})

await Effect.runPromise(Effect.scoped(takeUntilTheEnd))
