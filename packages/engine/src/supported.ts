/**
 * What the engine answers, what it refuses, and where it differs from PostHog, as data. A test holds it against the routes.
 */

/**
 * One thing the engine answers.
 *
 * @since 0.1.0
 */
export interface SupportedEndpoint {
  readonly method: "GET" | "POST" | "DELETE" | "OPTIONS"
  /** `:project` is the project's id or `@current`. A slash at the end may be there or not. */
  readonly path: string
  readonly answers: string
}

/**
 * What the engine can do.
 *
 * @since 0.1.0
 */
export interface Supported {
  readonly endpoints: readonly SupportedEndpoint[]
  /** Kinds that `POST /query/` answers; any other is a 400 that names it. */
  readonly queryKinds: readonly string[]
  /** What PostHog would act on and the engine refuses by name. */
  readonly refused: readonly string[]
  /** Where the engine answers, and differently from PostHog. */
  readonly differences: readonly string[]
}

const capturePaths = ["/batch", "/s", "/i/v0/e", "/e", "/capture"]
const objects = [
  "insights",
  "cohorts",
  "feature_flags",
  "annotations",
  "actions",
  "experiments",
  "event_definitions",
  "property_definitions",
  "warehouse_saved_queries"
]

/**
 * What this version of the engine answers and refuses.
 *
 * @since 0.1.0
 */
export const supported: Supported = {
  endpoints: [
    { method: "GET", path: "/_livez", answers: "200 while the process lives" },
    { method: "GET", path: "/_readyz", answers: "200 while the database answers" },
    ...capturePaths.map((path) => ({
      method: "POST" as const,
      path,
      answers: "events, written and readable when the answer comes"
    })),
    ...capturePaths.map((path) => ({ method: "OPTIONS" as const, path, answers: "a browser's preflight" })),
    { method: "GET", path: "/api/users/@me", answers: "the user of the key" },
    { method: "GET", path: "/api/projects", answers: "the one project, as a list" },
    { method: "GET", path: "/api/projects/:project", answers: "the project" },
    { method: "POST", path: "/api/projects/:project/query", answers: "a query" },
    { method: "POST", path: "/api/projects/:project/query/:kind", answers: "a query of that kind" },
    { method: "GET", path: "/api/projects/:project/query/:queryId", answers: "a running query's status" },
    { method: "DELETE", path: "/api/projects/:project/query/:queryId", answers: "cancels a running query" },
    ...objects.map((kind) => ({
      method: "GET" as const,
      path: `/api/projects/:project/${kind}`,
      answers: "a list; limit, offset, search"
    })),
    {
      method: "POST",
      path: "/api/projects/:project/warehouse_saved_queries",
      answers: "a new saved view, which queries can read like a table; name, query"
    },
    {
      method: "DELETE",
      path: "/api/projects/:project/warehouse_saved_queries/:viewId",
      answers: "deletes a saved view"
    },
    { method: "GET", path: "/api/projects/:project/persons", answers: "a list; distinct_id, email, search" },
    {
      method: "GET",
      path: "/api/projects/:project/events",
      answers: "a list; after, before, before_id, event, distinct_id, person_id"
    },
    {
      method: "GET",
      path: "/api/projects/:project/sessions/property_definitions",
      answers: "the properties of sessions"
    }
  ],
  queryKinds: ["HogQLQuery", "HogQLMetadata", "DatabaseSchemaQuery"],
  refused: [
    "background queries: async and the refresh modes async, force_async and lazy_async",
    "explain, connectionId, sendRawQuery and modifiers that change the answer (but personsOnEventsMode) on a HogQLQuery; filters_override and variables_override",
    "HogQLMetadata for other languages than hogQL",
    "list filters that are not implemented",
    "capture bodies packed with lz64, base64 or anything but gzip, and forms",
    "creating, changing and deleting objects, saved views apart; materializing and changing these"
  ],
  differences: [
    "A capture with an unknown project token is a 401; PostHog answers 200 and drops the events.",
    "Results are never cached: is_cached is always false, and the status of a query is gone once it is done.",
    "Of session recordings only the counts and the console are kept; they cannot be played, and compressed pieces count as nothing.",
    "Events sent again are recognised at once, not at some later merge.",
    "Tables of objects that the engine does not keep, such as system.hog_functions and heatmaps, are always empty.",
    "Groups are kept with the facts of the moment on each event; PostHog leaves these columns of new events empty.",
    "PostHog adds $ip, GeoIP and $initial_ properties while ingesting; the engine adds nothing.",
    "LIMIT and ORDER BY after a UNION apply to the whole of it.",
    "A result beyond 128 MiB is a 400 too_many_bytes; PostHog runs until memory is short and answers 513.",
    "More of ClickHouse's errors are passed on as a 400 with their name; PostHog answers some of them with a 500.",
    "HogQLMetadata takes values beside globals, so that a query with placeholders can be checked as it will be run.",
    "Requests for another host than 127.0.0.1, localhost or [::1] are a 421; next links lead to 127.0.0.1.",
    "The next link of events carries before_id beside before, so that events of one instant are not skipped.",
    "A captured number that is no integer keeps the digits of a double, about 17.",
    "No quotas: nothing is throttled."
  ]
}
