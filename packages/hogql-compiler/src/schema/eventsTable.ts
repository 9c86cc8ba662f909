import type { PersonsMode } from "../Compiler.ts"
import { call, literal, number } from "../print/Sql.ts"
import { botColumns } from "./botColumns.ts"
import { channelColumns } from "./channelColumns.ts"
import {
  derived,
  expression,
  join,
  refused,
  rowColumn,
  stored,
  storedColumn,
  traverser,
  virtual
} from "./columns.ts"
import type { LogicalColumn, LogicalTable, PropertyScope } from "./LogicalTable.ts"

export const groupIndexes = [0, 1, 2, 3, 4] as const

/**
 * What an autocaptured element's chain says, read out of its text: `a.button:href="/x"text="Buy";div:…`.
 *
 * @see https://posthog.com/docs/product-analytics/autocapture
 */
const chain = rowColumn("elements_chain")
const attributes = (name: string) =>
  call("arrayDistinct", call("extractAll", chain, literal(`(?::|")${name}="(.*?)"`)))

const elementColumns = [
  derived(
    "elements_chain_href",
    "String",
    "The first link in `elements_chain`, or empty.",
    call("extract", chain, literal('(?::|")href="(.*?)"'))
  ),
  derived("elements_chain_texts", "Array", "The different texts in `elements_chain`.", attributes("text"), {
    element: "String"
  }),
  derived("elements_chain_ids", "Array", "The different ids in `elements_chain`.", attributes("attr_id"), {
    element: "String"
  }),
  derived(
    "elements_chain_elements",
    "Array",
    "The different tags in `elements_chain` that people interact with, such as `a` and `button`.",
    call(
      "arrayDistinct",
      call("extractAll", chain, literal("(?:^|;)(a|button|form|input|select|textarea|label)(?:\\.|$|:)"))
    ),
    { element: "String" }
  )
]

/** No exception was ever moved to another issue here, so the issue is the one that the event names. */
const issueOfEvent = call(
  "accurateCastOrNull",
  call("JSONExtractString", rowColumn("properties"), literal("$exception_issue_id")),
  literal("UUID")
)

const issueColumns: readonly LogicalColumn[] = [
  expression("event_issue_id", "UUID", "The property `$exception_issue_id`.", issueOfEvent, {
    nullable: true
  }),
  expression("issue_id", "UUID", "The issue of an exception.", issueOfEvent, { nullable: true }),
  join("exception_issue_override", "The issue that an exception was moved to.", {
    table: "error_tracking_issue_fingerprint_overrides",
    type: "LEFT JOIN",
    from: ["properties", "$exception_fingerprint"],
    to: "fingerprint"
  }),
  ...[
    "fingerprint_issue_state",
    "issue_id_v2",
    ...["name", "description", "status", "assigned_user_id", "assigned_role_id", "first_seen"].map(
      (fact) => `issue_${fact}`
    )
  ].map((name) => refused(name, "A fact of the issue.", `The column \`${name}\``))
]

const groupColumns: readonly LogicalColumn[] = groupIndexes.flatMap((index) => [
  join(`group_${index}`, `The group of type ${index}, as it is now.`, {
    table: "groups",
    type: "LEFT JOIN",
    from: `$group_${index}`,
    to: "key",
    where: call("equals", storedColumn("group_type_index"), number(index)),
    scope: `group_${index}`
  }),
  virtual(`goe_${index}`, `The group of type ${index} as stored on the event.`, [
    stored("key", "String", "The key of the group, or empty.", { physical: `group_${index}` }),
    stored("created_at", "DateTime", "When the group was first seen.", {
      physical: `group${index}_created_at`
    }),
    stored("properties", "JSON", "The group's properties at the time of the event.", {
      physical: `group${index}_properties`,
      properties: `group_${index}`
    })
  ])
])

const storedPersonId = stored(
  "event_person_id",
  "UUID",
  "The person as stored on the event, before merges.",
  {
    physical: "person_id",
    hidden: true
  }
)

/** Follows merges that happened after the event: the row of overrides wins over what is stored. */
const correctedPersonId = (name: string): LogicalColumn =>
  expression(
    name,
    "UUID",
    "The person, after merges.",
    call(
      "if",
      call("notEmpty", rowColumn("override.distinct_id")),
      rowColumn("override.person_id"),
      rowColumn("event_person_id")
    )
  )

const personOnEvent = (id: LogicalColumn): LogicalColumn =>
  virtual("poe", "The person as stored on the event.", [
    id,
    stored("created_at", "DateTime", "When the person was first seen.", { physical: "person_created_at" }),
    stored("properties", "JSON", "The person's properties at the time of the event.", {
      physical: "person_properties",
      properties: "person" satisfies PropertyScope
    }),
    ...channelColumns(rowColumn("poe.properties")),
    refused("revenue_analytics", "Revenue of the person.", "The column `revenue_analytics`")
  ])

const override = join("override", "The person a merged distinct id belongs to now.", {
  table: "person_distinct_id_overrides",
  type: "LEFT JOIN",
  from: "distinct_id",
  to: "distinct_id",
  hidden: true
})

const personOfEvent = ["poe"]

/**
 * The columns that lead to the person, by persons mode.
 *
 * @see https://posthog.com/docs/how-posthog-works/data-model
 */
const personColumns = (mode: PersonsMode): readonly LogicalColumn[] => {
  const asStored = stored("id", "UUID", "The person as stored on the event.", { physical: "person_id" })
  switch (mode) {
    case "person_id_override_properties_on_events":
      return [
        correctedPersonId("person_id"),
        traverser("person", "The person of the event, with the properties they had then.", personOfEvent),
        personOnEvent(correctedPersonId("id")),
        storedPersonId,
        override
      ]
    case "person_id_no_override_properties_on_events":
      return [
        stored("person_id", "UUID", "The person as stored on the event."),
        traverser("person", "The person of the event, with the properties they had then.", personOfEvent),
        personOnEvent(asStored)
      ]
    case "person_id_override_properties_joined":
      return [
        correctedPersonId("person_id"),
        join("person", "The person of the event, as they are now.", {
          table: "persons",
          type: "LEFT JOIN",
          from: "person_id",
          to: "id"
        }),
        personOnEvent(asStored),
        storedPersonId,
        override
      ]
    case "disabled":
      return [
        traverser("person_id", "The person the distinct id belongs to now.", ["pdi", "person_id"]),
        traverser("person", "The person the distinct id belongs to now.", ["pdi", "person"]),
        personOnEvent(asStored)
      ]
  }
}

const sessionNumber = call("toUInt128", call("accurateCastOrNull", rowColumn("$session_id"), literal("UUID")))

/** Events, with the person found as the mode says. */
export const eventsTable = (mode: PersonsMode): LogicalTable => ({
  name: "events",
  description: "Everything that was captured, one row per event.",
  kind: "posthog",
  source: { kind: "stored", table: "events" },
  columns: [
    stored("uuid", "UUID", "Identifies the event."),
    stored("event", "String", "The event's name, such as `$pageview`."),
    stored("properties", "JSON", "What was captured with the event.", { properties: "event" }),
    stored("timestamp", "DateTime", "When it happened."),
    stored("distinct_id", "String", "The id the sender gave to the person."),
    stored("elements_chain", "String", "The clicked element and its ancestors, for autocaptured events."),
    stored("created_at", "DateTime", "When it was stored."),
    stored("$session_id", "String", "The session, or empty.", { physical: "session_id" }),
    expression("$session_id_uuid", "Integer", "The session's UUID as a number.", sessionNumber, {
      nullable: true,
      hidden: true
    }),
    stored("$window_id", "String", "The browser window, or empty.", { physical: "window_id" }),
    stored("person_mode", "String", "`full`, `propertyless` or `force_upgrade`."),
    ...groupIndexes.map((index) =>
      stored(`$group_${index}`, "String", `Key of the group of type ${index}, or empty.`, {
        physical: `group_${index}`
      })
    ),
    ...elementColumns,
    stored("team_id", "Integer", "The project.", { hidden: true }),
    ...personColumns(mode),
    ...issueColumns,
    ...botColumns(rowColumn("properties")),
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
    ...groupColumns
  ]
})
