/**
 * The types of the story's properties, as PostHog's ingestion would have inferred them from the first values.
 *
 * Objects and arrays are String, as in PostHog: their JSON text is what a query sees.
 */
import type { SeedPropertyDefinition } from "./Dataset.ts"

const define = (
  scope: SeedPropertyDefinition["scope"],
  type: SeedPropertyDefinition["type"],
  ...names: readonly string[]
): readonly SeedPropertyDefinition[] => names.map((name) => ({ scope, name, type }))

export const PROPERTY_DEFINITIONS: readonly SeedPropertyDefinition[] = [
  ...define(
    "event",
    "String",
    "$current_url",
    "$pathname",
    "$session_id",
    "$window_id",
    "$browser",
    "$os",
    "$device_type",
    "$referrer",
    "$referring_domain",
    "$lib",
    "$lib_version",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "$anon_distinct_id",
    "$set",
    "$set_once",
    "$feature_flag",
    "$feature_flag_response",
    "$feature/onboarding-checklist",
    "$prev_pageview_pathname",
    "$event_type",
    "$el_text",
    "method",
    "plan",
    "previous_plan",
    "referral_code",
    "template",
    "role",
    "currency",
    "coupon",
    "reason",
    "title",
    "filters",
    "format",
    "feature",
    "tags",
    "details",
    "message",
    "lines"
  ),
  ...define(
    "event",
    "Numeric",
    "$browser_version",
    "$screen_width",
    "$prev_pageview_duration",
    "$prev_pageview_max_scroll_percentage",
    "invited",
    "seats",
    "amount",
    "tax_rate",
    "report_id",
    "load_seconds",
    "widgets",
    "rows",
    "duration_ms",
    "code"
  ),
  ...define("event", "Boolean", "from_template", "cached", "success", "handled"),
  ...define(
    "person",
    "String",
    "email",
    "name",
    "plan",
    "country",
    "preferences",
    "$initial_referring_domain",
    "$initial_utm_source"
  ),
  ...define("person", "Numeric", "company_size", "seats"),
  ...define("person", "Boolean", "is_admin"),
  ...define("person", "DateTime", "signed_up_at")
]
