import { stored } from "./columns.ts"
import { eventsTable } from "./eventsTable.ts"
import type { LogicalTable } from "./LogicalTable.ts"
import {
  cohortPeopleTable,
  personDistinctIdsTable,
  personsTable,
  staticCohortPeopleTable
} from "./personTables.ts"
import { sessionsTable } from "./sessionsTable.ts"
import { systemTables } from "./systemTables.ts"

const numbersTable: LogicalTable = {
  name: "numbers",
  description: "The numbers from 0 up: `numbers(count)`, or `numbers(start, count)`.",
  source: { kind: "numbers" },
  columns: [stored("number", "Integer", "The number.")]
}

/**
 * Every table that HogQL can read here, in the order in which they are shown.
 *
 * @since 0.1.0
 */
export const logicalTables: readonly LogicalTable[] = [
  eventsTable,
  personsTable,
  sessionsTable,
  personDistinctIdsTable,
  cohortPeopleTable,
  staticCohortPeopleTable,
  ...systemTables,
  numbersTable
]

const byName: ReadonlyMap<string, LogicalTable> = new Map(logicalTables.map((table) => [table.name, table]))

/** The table of that name; names are case-sensitive, as in HogQL. */
export const logicalTable = (name: string): LogicalTable | undefined => byName.get(name)
