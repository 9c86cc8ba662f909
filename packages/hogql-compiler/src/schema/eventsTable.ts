import { expression, join, refused, stored, virtual } from "./columns.ts"
import type { LogicalTable } from "./LogicalTable.ts"

const correctedPersonId = { kind: "correctedPersonId" } as const

const groupIndexes = [0, 1, 2, 3, 4]

/**
 * Events, with the person as they were at the time of the event.
 *
 * This is PostHog's mode "person id overridden, properties on events": `person_id` follows merges, `person.properties` do not
 * change after the event.
 *
 * @see https://posthog.com/docs/how-posthog-works/data-model
 */
export const eventsTable: LogicalTable = {
  name: "events",
  description: "Everything that was captured, one row per event.",
  source: { kind: "stored", table: "events" },
  columns: [
    stored("uuid", "UUID", "Identifies the event."),
    stored("event", "String", "The event's name, such as `$pageview`."),
    stored("properties", "JSON", "What was captured with the event.", { properties: "event" }),
    stored("timestamp", "DateTime", "When it happened."),
    stored("created_at", "DateTime", "When it was stored."),
    stored("distinct_id", "String", "The id the sender gave to the person."),
    stored("elements_chain", "String", "The clicked element and its ancestors, for autocaptured events."),
    stored("person_mode", "String", "`full`, `propertyless` or `force_upgrade`."),
    stored("$session_id", "String", "The session, or empty.", { physical: "session_id" }),
    stored("$window_id", "String", "The browser window, or empty.", { physical: "window_id" }),
    ...groupIndexes.map((index) =>
      stored(`$group_${index}`, "String", `Key of the group of type ${index}, or empty.`, {
        physical: `group_${index}`
      })
    ),
    stored("team_id", "Integer", "The project.", { hidden: true }),
    expression("person_id", "UUID", "The person, after merges.", correctedPersonId),
    virtual("person", "The person of the event, with the properties they had then.", [
      expression("id", "UUID", "The person, after merges.", correctedPersonId),
      stored("created_at", "DateTime", "When the person was first seen.", { physical: "person_created_at" }),
      stored("properties", "JSON", "The person's properties at the time of the event.", {
        physical: "person_properties",
        properties: "person"
      })
    ]),
    virtual("poe", "The person exactly as stored on the event.", [
      stored("id", "UUID", "The person, before merges.", { physical: "person_id" }),
      stored("created_at", "DateTime", "When the person was first seen.", { physical: "person_created_at" }),
      stored("properties", "JSON", "The person's properties at the time of the event.", {
        physical: "person_properties",
        properties: "person"
      })
    ]),
    join("pdi", "The person the distinct id belongs to now.", {
      table: "person_distinct_ids",
      type: "INNER JOIN",
      from: "distinct_id",
      to: "distinct_id"
    }),
    join("session", "The session of the event.", {
      table: "sessions",
      type: "LEFT JOIN",
      from: "$session_id",
      to: "session_id"
    }),
    ...groupIndexes.flatMap((index) => [
      refused(`group_${index}`, `The group of type ${index}.`, "The table `groups`"),
      refused(`goe_${index}`, `The group of type ${index} as stored on the event.`, "The table `groups`")
    ]),
    ...["elements_chain_href", "elements_chain_texts", "elements_chain_ids", "elements_chain_elements"].map(
      (name) => refused(name, "Derived from `elements_chain`.", `The column \`${name}\``)
    )
  ]
}
