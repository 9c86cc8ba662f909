/** A process of its own that takes shared permits as fast as it gets them and writes down when. */
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

const takeUntilTheEnd = Effect.gen(function* () {
  const permits = yield* openSharedPermits(file)
  const lane = permits.lane("test", windows)
  const end = (yield* Clock.currentTimeMillis) + forMillis
  for (;;) {
    const wait = yield* lane.take
    const now = yield* Clock.currentTimeMillis
    if (wait === 0) appendFileSync(log, `${now}\n`)
    if (now + wait >= end) return
    yield* Effect.sleep(wait === 0 ? Math.random() * 5 : wait)
  }
})

await Effect.runPromise(Effect.scoped(takeUntilTheEnd))
