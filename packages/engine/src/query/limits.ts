/** How long a query may run unless the engine is told otherwise: PostHog's own limit. */
export const DEFAULT_TIMEOUT_MILLIS = 60_000
