/** The lanes of the driver's calls: PostHog's endpoints that read ClickHouse are throttled as a class of their own. */
import { Transport } from "@posthog-driver/transport/effect"
import type { ScriptedAnswer, ScriptedClient } from "@posthog-driver/transport/testing"
import { layerScripted, scriptedClient } from "@posthog-driver/transport/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, it } from "vitest"
import { laneOf } from "../src/laneOf.ts"
import { layerNoTransport, PostHog } from "../src/PostHog.ts"
import { settings } from "./scripted.ts"

/** On PostHog's cloud, whose limits are the published ones, and with time that only moves when told to. */
const onCloud = <A, E>(
  script: ScriptedClient,
  body: (posthog: PostHog["Service"], transport: Transport["Service"]) => Effect.Effect<A, E>
) => {
  const transport = layerScripted(script, {
    ...settings,
    host: "https://us.posthog.com",
    // Long enough to wait for the next minute.
    timeoutMillis: 600_000
  })
  return Effect.runPromise(
    Effect.gen(function* () {
      return yield* body(yield* PostHog, yield* Transport)
    }).pipe(
      Effect.provide(layerNoTransport.pipe(Layer.provideMerge(transport))),
      Effect.provide(TestClock.layer())
    )
  )
}

const emptyPage: ScriptedAnswer = { json: { count: 0, next: null, results: [] } }

describe("laneOf", () => {
  it.each([
    "insights",
    "persons",
    "events",
    "session_recordings",
    "session_recording_playlists",
    "session_summaries",
    "heatmaps"
  ])("is analytics for %s, as a template and as an address, under both prefixes", (endpoint) => {
    for (const path of [
      `/api/projects/:project/${endpoint}/`,
      `/api/projects/7/${endpoint}/`,
      `/api/environments/7/${endpoint}/:id/activity/`,
      `/api/projects/7/${endpoint}`
    ]) {
      expect(laneOf(path), path).toBe("analytics")
    }
  })

  it.each([
    "/api/projects/:project/feature_flags/",
    "/api/projects/:project/annotations/",
    "/api/projects/:project/cohorts/:id/persons/",
    "/api/projects/:project/persons_of_another_kind/",
    "/api/projects/:project/",
    "/api/projects/:project",
    "/api/projects/persons/",
    "/api/organizations/1/persons/",
    "/api/users/@me/",
    "/somewhere/api/projects/7/persons/",
    "/api/projects/7/constructor/",
    "/api/projects/7//persons/",
    ""
  ])("is crud for %s", (path) => {
    expect(laneOf(path)).toBe("crud")
  })
})

describe("the calls of the driver", () => {
  it("take a permit of the lane of their endpoint, counts of objects and further pages too", async () => {
    const script = scriptedClient(({ url }, index) =>
      index === 0
        ? { json: { next: "https://us.posthog.com/api/another_address/?cursor=2", results: [] } }
        : url.includes("limit=1&") || url.endsWith("limit=1")
          ? { json: { count: 3, next: null, results: [] } }
          : emptyPage
    )
    const used = await onCloud(script, (posthog, transport) =>
      Effect.gen(function* () {
        const permits = Effect.map(transport.budget, ({ lanes: { analytics, crud, query } }) => ({
          analytics: 200 - analytics.remaining.minute,
          crud: 480 - crud.remaining.minute,
          query: 240 - query.remaining.minute
        }))
        yield* posthog.persons.list({ limit: 500 })
        yield* posthog.insights.list()
        const lists = yield* permits
        for (const area of ["cohorts", "flags", "experiments", "annotations"] as const)
          yield* posthog[area].list()
        const others = yield* permits
        yield* posthog.listObjects()
        return { lists, others, objects: yield* permits }
      })
    )
    expect(used).toEqual({
      lists: { analytics: 3, crud: 0, query: 0 },
      others: { analytics: 3, crud: 4, query: 0 },
      // Insights, and the four others.
      objects: { analytics: 4, crud: 8, query: 0 }
    })
  })

  it("to flags and annotations wait for nothing while a flood of pages of persons waits for its minute", async () => {
    const script = scriptedClient(() => emptyPage)
    await onCloud(script, (posthog, transport) =>
      Effect.gen(function* () {
        const flood = yield* Effect.forEach(Array.from({ length: 500 }), () =>
          Effect.forkChild(Effect.exit(posthog.persons.list()))
        )
        yield* TestClock.adjust("1 second")
        const { analytics } = (yield* transport.budget).lanes
        expect([analytics.remaining.minute, analytics.waiting]).toEqual([0, 300])
        const flags = yield* Effect.forkChild(posthog.flags.list())
        const annotations = yield* Effect.forkChild(posthog.annotations.list())
        // No time passes at all.
        yield* TestClock.adjust(0)
        expect([flags.pollUnsafe()?._tag, annotations.pollUnsafe()?._tag]).toEqual(["Success", "Success"])
        yield* Effect.forEach(flood, Fiber.interrupt)
      })
    )
  })

  it("to flags go on when PostHog throttles persons", async () => {
    const throttled: ScriptedAnswer = {
      status: 429,
      headers: { "retry-after": "40" },
      json: { type: "throttled_error", code: "throttled", detail: "Request was throttled.", attr: null }
    }
    const script = scriptedClient(({ url }) => (url.includes("/persons/") ? throttled : emptyPage))
    await onCloud(script, (posthog, transport) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(posthog.persons.list())
        expect(error.reason).toMatchObject({ _tag: "RateLimited", lane: "analytics" })
        const { lanes } = yield* transport.budget
        expect(lanes.analytics.pausedMillis).toBe(40_000)
        const others = Object.entries(lanes).filter(([lane]) => lane !== "analytics")
        expect(others.map(([, { pausedMillis }]) => pausedMillis)).toEqual(others.map(() => 0))
        const flags = yield* Effect.forkChild(posthog.flags.list())
        const insights = yield* Effect.forkChild(posthog.insights.list())
        yield* TestClock.adjust(0)
        expect(flags.pollUnsafe()?._tag).toBe("Success")
        // The same limit of PostHog's.
        expect(insights.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("40 seconds")
        expect(insights.pollUnsafe()?._tag).toBe("Success")
      })
    )
  })
})
