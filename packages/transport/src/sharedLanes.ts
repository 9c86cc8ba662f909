/**
 * The lanes of one project in the file that processes share, when there is one.
 */
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { windowsOf } from "./LaneLimits.ts"
import type { LanesParts } from "./Lanes.ts"
import type { TransportSettings } from "./Settings.ts"
import { openSharedPermits } from "./SharedPermits.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

/** Opens the file of the settings. A lane without a limit has nothing to share. */
export const openSharedLanes = Effect.fnUntraced(function* ({
  hosts,
  lanes,
  projectId,
  sharedLimitsFile
}: TransportSettings): Effect.fn.Return<LanesParts["shared"], InvalidSettings, Scope> {
  if (sharedLimitsFile === undefined) return undefined
  const permits = yield* openSharedPermits(sharedLimitsFile)
  return (lane) => {
    const windows = windowsOf(lanes[lane])
    const isLimited = windows.some(({ limit }) => limit !== Infinity)
    return isLimited ? permits.lane(`${hosts.api} ${projectId} ${lane}`, windows) : undefined
  }
})
