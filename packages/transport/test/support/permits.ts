import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { LimitWindow } from "../../src/LaneLimits.ts"
import type { SharedLane } from "../../src/SharedLane.ts"

/** A lane with one window. */
export const one = (limit: number, millis: number): readonly [LimitWindow, LimitWindow] => [
  { limit, millis },
  { limit: Infinity, millis: 3_600_000 }
]

export const granted = (lane: SharedLane) =>
  Effect.map(lane.take(500), (taken) =>
    typeof taken === "object" && "end" in taken ? taken : assert.fail(`had to wait: ${JSON.stringify(taken)}`)
  )
