/**
 * `sessions`: one row for each session, made by PostHog from its events.
 *
 * Entry values come from the session's first pageview or screen, end values from its last.
 *
 * @see https://posthog.com/docs/data/sessions
 */
import { defineTable } from "../table.ts"

/** The columns of a session, also reachable from an event through `events.session`. */
export const sessionColumns = {
  session_id: "string",
  distinct_id: "string",
  $start_timestamp: "dateTime",
  $end_timestamp: "dateTime",
  $session_duration: "number",
  $urls: "strings",
  $num_uniq_urls: "number",
  $entry_current_url: "string?",
  $entry_pathname: "string?",
  $entry_hostname: "string?",
  $end_current_url: "string?",
  $end_pathname: "string?",
  $end_hostname: "string?",
  $entry_referring_domain: "string?",
  $entry_referrer: "string?",
  $entry_utm_source: "string?",
  $entry_utm_medium: "string?",
  $entry_utm_campaign: "string?",
  $entry_utm_term: "string?",
  $entry_utm_content: "string?",
  $pageview_count: "number",
  $autocapture_count: "number",
  $screen_count: "number",
  $channel_type: "string?",
  $is_bounce: "boolean?",
  $last_external_click_url: "string?"
} as const

/** PostHog's `sessions` table. @since 0.1.0 */
export const sessions = /* @__PURE__ */ defineTable("sessions", sessionColumns)
