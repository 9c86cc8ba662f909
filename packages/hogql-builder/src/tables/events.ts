/**
 * `events`: one row for each captured event.
 *
 * `events.person.properties` are, in most projects, the person's properties as they were when the event happened;
 * `persons.properties` are those of now.
 *
 * @see https://posthog.com/docs/data/events
 */
import { defineTable } from "../table.ts"
import { groupColumns } from "./groups.ts"
import { sessionColumns } from "./sessions.ts"

/** PostHog's `events` table. @since 0.1.0 */
export const events = /* @__PURE__ */ defineTable("events", {
  uuid: "uuid",
  event: "string",
  properties: "properties",
  timestamp: "dateTime",
  created_at: "dateTime",
  distinct_id: "string",
  elements_chain: "string",
  elements_chain_href: "string",
  elements_chain_texts: "strings",
  elements_chain_ids: "strings",
  elements_chain_elements: "strings",
  $session_id: "string",
  $window_id: "string",
  $group_0: "string",
  $group_1: "string",
  $group_2: "string",
  $group_3: "string",
  $group_4: "string",
  person_mode: "string",
  person_id: "uuid",
  person: { id: "uuid", created_at: "dateTime", properties: "properties" },
  session: sessionColumns,
  group_0: groupColumns,
  group_1: groupColumns,
  group_2: groupColumns,
  group_3: groupColumns,
  group_4: groupColumns
})
