/**
 * Which of an organization's quotas an event counts against: when that one is used up, PostHog drops the event and says 200.
 *
 * @see https://posthog.com/docs/billing/limits-alerts
 */

/** The quota of an event by its name. */
export function quotaResource(event: string): string {
  if (event === "$exception") return "exceptions"
  if (event.startsWith("$ai_")) return "llm_events"
  return event === "survey sent" || event === "survey shown" || event === "survey dismissed"
    ? "survey_responses"
    : "events"
}
