/**
 * Which of PostHog's limits an endpoint of the REST API counts against.
 *
 * The limit belongs to the whole endpoint, whatever is done with it: a saved insight is read from Postgres and still counts among the analytics
 * endpoints. Two of their actions have limits of their own, which these do not know: `events/values`, and the deletion of persons.
 *
 * @see https://posthog.com/docs/api#rate-limiting and the `throttle_classes` and `get_throttles` of each endpoint in
 * https://github.com/PostHog/posthog (read 2026-11)
 */
import type { Lane } from "@posthog-driver/transport/effect"

/** What follows the project in their paths: the endpoints under `ClickHouseBurstRateThrottle`. */
const analyticsEndpoints: ReadonlySet<string> = new Set([
  "events",
  "heatmaps",
  "insights",
  "persons",
  "session_recording_playlists",
  "session_recordings",
  "session_summaries"
])

/** The lane of a path or its template (`/api/projects/:project/persons/`). Any that is not in the table is `"crud"`. */
export const laneOf = (path: string): Extract<Lane, "analytics" | "crud"> => {
  const [, endpoint = ""] = /^\/api\/(?:projects|environments)\/[^/]+\/(\w+)(?:\/|$)/.exec(path) ?? []
  return analyticsEndpoints.has(endpoint) ? "analytics" : "crud"
}
