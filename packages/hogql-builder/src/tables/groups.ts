/**
 * `groups`: one row for each group (company, team, …), as it is now.
 *
 * @see https://posthog.com/docs/product-analytics/group-analytics
 */
import { defineTable } from "../table.ts"

/** The columns of a group, also reachable from an event through `events.group_0` to `events.group_4`. */
export const groupColumns = {
  index: "number",
  key: "string",
  created_at: "dateTime",
  updated_at: "dateTime",
  properties: "properties"
} as const

/** PostHog's `groups` table; `index` is the group's type, 0 to 4. @since 0.2.0 */
export const groups = /* @__PURE__ */ defineTable("groups", groupColumns)
