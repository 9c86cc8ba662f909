import { call, number, type Sql } from "../print/Sql.ts"
import { channelColumns } from "./channelColumns.ts"
import { derived, grouped, join, newest, refused, rowColumn, stored, storedColumn } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

const notDeleted: Sql = call("equals", newest("is_deleted"), number(0))

const personOf = join("person", "The person, as they are now.", {
  table: "persons",
  type: "LEFT JOIN",
  from: "person_id",
  to: "id"
})

const distinctIds = join("pdi", "The person's distinct ids.", {
  table: "person_distinct_ids",
  type: "INNER JOIN",
  from: "id",
  to: "person_id"
})

const revenue = refused("revenue_analytics", "Revenue of the person.", "The column `revenue_analytics`")
const team = grouped("team_id", "Integer", "The project.", call("any", storedColumn("team_id")), {
  hidden: true
})
const storedTeam = stored("team_id", "Integer", "The project.", { hidden: true })

/** Persons as they are now: the newest version of each, without the deleted ones. */
export const personsTable: LogicalTable = {
  name: "persons",
  description: "People, as they are now.",
  kind: "posthog",
  source: { kind: "grouped", table: "persons", where: [], groupBy: ["id"], having: [notDeleted] },
  columns: [
    grouped("id", "UUID", "Identifies the person.", storedColumn("id")),
    grouped("created_at", "DateTime", "When the person was first seen.", newest("created_at")),
    grouped("properties", "JSON", "What is known about the person now.", newest("properties"), {
      properties: "person"
    }),
    grouped("is_identified", "Boolean", "Whether the person was ever identified.", newest("is_identified")),
    ...channelColumns(rowColumn("properties")),
    team,
    distinctIds,
    revenue
  ]
}

/** The versions of persons that are stored, deleted ones included. */
export const rawPersonsTable: LogicalTable = {
  name: "raw_persons",
  description: "The stored versions of persons, deleted ones included; older ones go in time.",
  kind: "posthog",
  hidden: true,
  source: { kind: "stored", table: "persons" },
  columns: [
    stored("id", "UUID", "Identifies the person."),
    stored("created_at", "DateTime", "When the person was first seen."),
    stored("properties", "JSON", "What was known about the person.", { properties: "person" }),
    stored("is_identified", "Boolean", "Whether the person was ever identified."),
    stored("is_deleted", "Integer", "1 if this version deletes the person."),
    stored("version", "Integer", "Grows with each change."),
    storedTeam,
    distinctIds,
    revenue
  ]
}

const distinctIdColumns: readonly LogicalColumn[] = [
  grouped("distinct_id", "String", "An id a sender gave to a person.", storedColumn("distinct_id")),
  grouped("person_id", "UUID", "The person.", newest("person_id")),
  team,
  personOf
]

const rawDistinctIdColumns: readonly LogicalColumn[] = [
  stored("distinct_id", "String", "An id a sender gave to a person."),
  stored("person_id", "UUID", "The person."),
  stored("is_deleted", "Integer", "1 if this version takes the id away."),
  stored("version", "Integer", "Grows with each change."),
  storedTeam,
  personOf
]

const distinctIdTables = (table: string, description: string): readonly LogicalTable[] => [
  {
    name: table,
    description,
    kind: "posthog",
    source: { kind: "grouped", table, where: [], groupBy: ["distinct_id"], having: [notDeleted] },
    columns: table === "person_distinct_ids" ? [...distinctIdColumns, revenue] : distinctIdColumns
  },
  {
    name: `raw_${table}`,
    description: `The stored versions of the rows of \`${table}\`; older ones go in time.`,
    kind: "posthog",
    hidden: true,
    source: { kind: "stored", table },
    columns: rawDistinctIdColumns
  }
]

const cohortColumns = [
  grouped("person_id", "UUID", "A member.", storedColumn("person_id")),
  grouped("cohort_id", "Integer", "The cohort.", storedColumn("cohort_id")),
  team,
  personOf
]

const cohortTables: readonly LogicalTable[] = [
  {
    name: "cohort_people",
    description: "Members of computed cohorts, as last calculated.",
    kind: "posthog",
    source: {
      kind: "grouped",
      table: "cohort_people",
      where: [],
      groupBy: ["cohort_id", "person_id"],
      having: [],
      currentCohorts: true
    },
    columns: cohortColumns
  },
  {
    name: "raw_cohort_people",
    description: "Members of computed cohorts, of every calculation that is kept.",
    kind: "posthog",
    hidden: true,
    source: { kind: "stored", table: "cohort_people" },
    columns: [
      stored("person_id", "UUID", "A member."),
      stored("cohort_id", "Integer", "The cohort."),
      derived("sign", "Integer", "1 for each member that counts.", number(1)),
      stored("version", "Integer", "The calculation the row belongs to."),
      storedTeam,
      personOf
    ]
  },
  {
    name: "static_cohort_people",
    description: "Members of static cohorts.",
    kind: "posthog",
    source: {
      kind: "grouped",
      table: "static_cohort_people",
      where: [],
      groupBy: ["cohort_id", "person_id"],
      having: []
    },
    columns: cohortColumns
  }
]

/** Persons, which distinct ids are theirs now, and which cohorts they belong to. */
export const personTables: readonly LogicalTable[] = [
  personsTable,
  rawPersonsTable,
  ...distinctIdTables("person_distinct_ids", "Distinct ids and the person each belongs to now."),
  ...distinctIdTables(
    "person_distinct_id_overrides",
    "Distinct ids that were merged into another person after their events were written."
  ),
  ...cohortTables
]
