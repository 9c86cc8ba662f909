/**
 * `persons`: one row for each person, with its properties as they are now.
 *
 * @see https://posthog.com/docs/data/persons
 */
import { defineTable } from "../table.ts"

/** PostHog's `persons` table. @since 0.1.0 */
export const persons = /* @__PURE__ */ defineTable("persons", {
  id: "uuid",
  created_at: "dateTime",
  properties: "properties",
  is_identified: "boolean"
})
