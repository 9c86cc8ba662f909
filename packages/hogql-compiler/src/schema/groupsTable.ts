import { grouped, newest, stored, storedColumn } from "./columns.ts"
import type { LogicalTable } from "./LogicalTable.ts"

const columns = {
  index: "Which group type it is of, 0 to 4.",
  key: "Identifies the group among those of its type.",
  created_at: "When the group was first seen.",
  updated_at: "When the group last changed.",
  properties: "What is known about the group."
} as const

/** Groups as they are now: companies, teams, whatever the project calls its group types. */
export const groupTables: readonly LogicalTable[] = [
  {
    name: "groups",
    description: "Groups, such as companies, as they are now.",
    kind: "posthog",
    source: {
      kind: "grouped",
      table: "groups",
      where: [],
      groupBy: ["group_type_index", "group_key"],
      having: []
    },
    columns: [
      grouped("index", "Integer", columns.index, storedColumn("group_type_index")),
      grouped("key", "String", columns.key, storedColumn("group_key")),
      grouped("created_at", "DateTime", columns.created_at, newest("created_at")),
      grouped("updated_at", "DateTime", columns.updated_at, newest("updated_at")),
      grouped("properties", "JSON", columns.properties, newest("group_properties"), { properties: "group" })
    ]
  },
  {
    name: "raw_groups",
    description: "The stored versions of groups; older ones go in time.",
    kind: "posthog",
    hidden: true,
    source: { kind: "stored", table: "groups" },
    columns: [
      stored("index", "Integer", columns.index, { physical: "group_type_index" }),
      stored("key", "String", columns.key, { physical: "group_key" }),
      stored("created_at", "DateTime", columns.created_at),
      stored("updated_at", "DateTime", columns.updated_at),
      stored("properties", "JSON", columns.properties, { physical: "group_properties", properties: "group" }),
      stored("team_id", "Integer", "The project.", { hidden: true })
    ]
  }
]
