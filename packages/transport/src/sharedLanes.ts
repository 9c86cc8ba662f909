/**
 * The lanes of one project in the file that processes share, when there is one.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { windowsOf } from "./LaneLimits.ts"
import type { LanesParts } from "./Lanes.ts"
import type { TransportSettings } from "./Settings.ts"
import { openSharedPermits } from "./SharedPermits.ts"
import { logKeys, logMessages } from "./Telemetry.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

/** Opens the file of the settings. A lane without a limit has nothing to share. */
export const openSharedLanes = Effect.fnUntraced(function* (
  { hosts, lanes, projectId, sharedLimitsFile }: TransportSettings,
  logging: Context.Context<never>
): Effect.fn.Return<LanesParts["shared"], InvalidSettings, Scope> {
  if (sharedLimitsFile === undefined) return undefined
  const permits = yield* openSharedPermits(
    sharedLimitsFile,
    Effect.logWarning(logMessages.sharedLimits).pipe(
      Effect.annotateLogs({ [logKeys.advice]: replacedAdvice }),
      Effect.provideContext(logging)
    )
  )
  return (lane) => {
    const windows = windowsOf(lanes[lane])
    const isLimited = windows.some(({ limit }) => limit !== Infinity)
    return isLimited ? permits.lane(`${hosts.api} ${projectId} ${lane}`, windows) : undefined
  }
})

const replacedAdvice =
  "The file of sharedLimitsFile was removed or replaced while it was in use. What stands there now is used; what had been sent before is not known to it, so more than the limits allow may be sent until an hour has passed. Leave the file alone while programs use it."
