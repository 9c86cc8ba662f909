import { call, number, type Sql } from "../print/Sql.ts"
import { grouped, join, newest, storedColumn } from "./columns.ts"
import type { LogicalTable } from "./LogicalTable.ts"

const notDeleted: Sql = call("equals", newest("is_deleted"), number(0))

const personOf = join("person", "The person, as they are now.", {
  table: "persons",
  type: "LEFT JOIN",
  from: "person_id",
  to: "id"
})

/** Persons as they are now: the newest version of each, without the deleted ones. */
export const personsTable: LogicalTable = {
  name: "persons",
  description: "People, as they are now.",
  source: { kind: "grouped", table: "persons", where: [], groupBy: ["id"], having: [notDeleted] },
  columns: [
    grouped("id", "UUID", "Identifies the person.", storedColumn("id")),
    grouped("created_at", "DateTime", "When the person was first seen.", newest("created_at")),
    grouped("properties", "JSON", "What is known about the person now.", newest("properties"), {
      properties: "person"
    }),
    grouped("is_identified", "Boolean", "Whether the person was ever identified.", newest("is_identified")),
    join("pdi", "The person's distinct ids.", {
      table: "person_distinct_ids",
      type: "INNER JOIN",
      from: "id",
      to: "person_id"
    })
  ]
}

/** Which distinct id belongs to whom now. */
export const personDistinctIdsTable: LogicalTable = {
  name: "person_distinct_ids",
  description: "Distinct ids and the person each belongs to now.",
  source: {
    kind: "grouped",
    table: "person_distinct_ids",
    where: [],
    groupBy: ["distinct_id"],
    having: [notDeleted]
  },
  columns: [
    grouped("distinct_id", "String", "An id a sender gave to a person.", storedColumn("distinct_id")),
    grouped("person_id", "UUID", "The person.", newest("person_id")),
    personOf
  ]
}

const cohortColumns = [
  grouped("person_id", "UUID", "A member.", storedColumn("person_id")),
  grouped("cohort_id", "Integer", "The cohort.", storedColumn("cohort_id")),
  personOf
]

/** Members of computed cohorts, current version only. */
export const cohortPeopleTable: LogicalTable = {
  name: "cohort_people",
  description: "Members of computed cohorts, as last calculated.",
  source: {
    kind: "grouped",
    table: "cohort_people",
    where: [],
    groupBy: ["cohort_id", "person_id"],
    having: [],
    currentCohorts: true
  },
  columns: cohortColumns
}

export const staticCohortPeopleTable: LogicalTable = {
  name: "static_cohort_people",
  description: "Members of static cohorts.",
  source: {
    kind: "grouped",
    table: "static_cohort_people",
    where: [],
    groupBy: ["cohort_id", "person_id"],
    having: []
  },
  columns: cohortColumns
}

/** Distinct ids that were merged after their events were written; users do not see this table. */
export const personOverridesTable: LogicalTable = {
  ...personDistinctIdsTable,
  name: "person_distinct_id_overrides",
  source: {
    kind: "grouped",
    table: "person_distinct_id_overrides",
    where: [],
    groupBy: ["distinct_id"],
    having: [notDeleted]
  }
}
