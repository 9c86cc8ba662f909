/**
 * `person_distinct_ids`: which person a distinct id belongs to.
 *
 * @see https://posthog.com/docs/data/persons
 */
import { defineTable } from "../table.ts"

/** PostHog's `person_distinct_ids` table. @since 0.2.0 */
export const personDistinctIds = /* @__PURE__ */ defineTable("person_distinct_ids", {
  distinct_id: "string",
  person_id: "uuid"
})
