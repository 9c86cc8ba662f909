/**
 * How much may be sent per endpoint class: the one table of limits.
 *
 * The numbers of PostHog Cloud are the published ones. A self-hosted PostHog limits nothing unless it is told to
 * (`RATE_LIMIT_ENABLED`), so there only the number of requests at once is bounded. What the server says (`Retry-After`, the
 * budget headers) corrects both while the transport runs.
 *
 * @see https://posthog.com/docs/api#rate-limiting (read 2026-11)
 */
import * as Effect from "effect/Effect"
import type { Lane } from "./ApiRequest.ts"
import type { Hosts } from "./Host.ts"
import { InvalidSettings } from "./failures/unsent.ts"
import { withDefaults } from "./withDefaults.ts"

/**
 * The limits of one lane.
 *
 * @since 0.2.0
 */
export interface LaneLimits {
  /** Attempts begun in any 60 seconds. `Infinity` for no limit. */
  readonly perMinute: number
  /** Attempts begun in any hour. `Infinity` for no limit. */
  readonly perHour: number
  /** Attempts running at once. */
  readonly concurrency: number
  /** Attempts waiting for a permit at once; one more fails with `LaneBusy`. */
  readonly queue: number
}

/**
 * What to change in the limits, lane by lane. What is left out stays as published. `analytics` and `exports` draw on one limit of PostHog's:
 * raise one by what you take from the other.
 *
 * @since 0.2.0
 */
export type LaneLimitOptions = Partial<Record<Lane, LaneChanges | undefined>>

type LaneChanges = { readonly [Limit in keyof LaneLimits]?: number | undefined }

/** At most `limit` attempts begin in any `millis`. */
export interface LimitWindow {
  readonly limit: number
  readonly millis: number
}

/**
 * A request that was given up may still be on its way, and arrives after its attempt has ended; so permits come back a little
 * after the window.
 */
const arrivalSpreadMillis = 500

/** The minute and the hour of a lane. */
export const windowsOf = ({
  perHour,
  perMinute
}: LaneLimits): readonly [minute: LimitWindow, hour: LimitWindow] => [
  { limit: perMinute, millis: 60_000 + arrivalSpreadMillis },
  { limit: perHour, millis: 3_600_000 + arrivalSpreadMillis }
]

/** Every lane's limits. */
export type AllLaneLimits = Readonly<Record<Lane, LaneLimits>>

/**
 * PostHog Cloud. `query`: "api_queries", and 3 at once per team. `crud`: "burst" and "sustained". `definitions`: per project.
 * `exports` goes one at a time, because what it reads counts against the same team. Capture and flags have no limit on requests.
 * Concurrency outside of `query`, and every queue, is this package's own choice.
 *
 * `analytics` and `exports` are one class of PostHog's, "clickhouse", with 240 a minute and 1,200 an hour for both together. If both took
 * permits from one window, a flood in one would starve the other; so each has a part of its own, and the parts make the whole. Few requests
 * export much: exports have the smaller one.
 *
 * @see https://github.com/PostHog/posthog/blob/master/posthog/rate_limit.py (read 2026-11)
 */
const cloud: AllLaneLimits = {
  query: { perMinute: 240, perHour: 2400, concurrency: 3, queue: 1000 },
  analytics: { perMinute: 200, perHour: 1000, concurrency: 5, queue: 1000 },
  crud: { perMinute: 480, perHour: 4800, concurrency: 10, queue: 1000 },
  flags: { perMinute: Infinity, perHour: Infinity, concurrency: 50, queue: 1000 },
  definitions: { perMinute: 600, perHour: Infinity, concurrency: 5, queue: 1000 },
  capture: { perMinute: Infinity, perHour: Infinity, concurrency: 10, queue: 1000 },
  exports: { perMinute: 40, perHour: 200, concurrency: 1, queue: 1000 }
}

const own: LaneLimits = { perMinute: Infinity, perHour: Infinity, concurrency: 20, queue: 10_000 }

const selfHosted: AllLaneLimits = {
  query: own,
  analytics: own,
  crud: own,
  flags: own,
  definitions: own,
  capture: own,
  exports: own
}

/** The limits of an instance that nobody changed. */
export const publishedLimits = (kind: Hosts["kind"]): AllLaneLimits =>
  kind === "self-hosted" ? selfHosted : cloud

/** The most attempts that run at once on each host: the connections that keep one lane from waiting for another's. */
export const attemptsAtOnce = (limits: AllLaneLimits, { kind }: Pick<Hosts, "kind">): number => {
  const of = (lanes: ReadonlyArray<Lane>) => lanes.reduce((sum, lane) => sum + limits[lane].concurrency, 0)
  const ingest: ReadonlyArray<Lane> = ["flags", "capture"]
  const api = laneNames.filter((lane) => !ingest.includes(lane))
  return kind === "self-hosted" ? of(laneNames) : Math.max(of(api), of(ingest))
}

/** The names of the lanes, in the order of the table. */
// Object.keys forgets the key types; the table has every lane.
export const laneNames = Object.keys(cloud) as ReadonlyArray<Lane>

/** The published limits with the changes. Fails with `InvalidSettings` for a limit under which nothing could be sent. */
export const resolveLaneLimits = Effect.fnUntraced(function* (
  kind: Hosts["kind"],
  changes: LaneLimitOptions = {}
): Effect.fn.Return<AllLaneLimits, InvalidSettings> {
  const published = publishedLimits(kind)
  const limits: Record<Lane, LaneLimits> = { ...published }
  const all = yield* withDefaults<Record<Lane, LaneChanges | undefined>>("lanes", published, changes)
  for (const lane of laneNames) {
    const change = all[lane]
    if (change !== undefined) limits[lane] = yield* changeLimits(lane, published[lane], change)
  }
  return limits
})

const changeLimits = Effect.fnUntraced(function* (
  lane: Lane,
  published: LaneLimits,
  change: LaneChanges
): Effect.fn.Return<LaneLimits, InvalidSettings> {
  const limits = yield* withDefaults(`lanes.${lane}`, published, change)
  for (const [name, value] of Object.entries(limits)) {
    const least = name === "queue" ? 0 : 1
    if (value !== Infinity && !(Number.isSafeInteger(value) && value >= least)) {
      const why = least === 1 ? ": with less nothing could ever be sent" : ""
      return yield* refuse(
        `lanes.${lane}.${name}`,
        `must be a whole number of at least ${least}, or Infinity${why}`
      )
    }
  }
  const { perHour, perMinute } = limits
  if (change.perMinute !== undefined && change.perHour !== undefined && perMinute > perHour) {
    return yield* refuse(
      `lanes.${lane}.perMinute`,
      `must not be above perHour (${perHour}): so many can never be sent in one minute`
    )
  }
  return { ...limits, perMinute: Math.min(perMinute, perHour) }
})

const refuse = (setting: string, problem: string): InvalidSettings =>
  new InvalidSettings({ setting, problem })
