/**
 * How much a query has to read, roughly, before it is run.
 *
 * What counts is what no index can leave out: events without a first day, and rows that a join multiplies. With the number
 * of rows of the tables the estimate is a number too; it is the most that can be read, since filters are not weighed.
 */
import { joinsWithoutKey } from "./lint/joinWithoutKey.ts"
import { eventTables, readsAllEvents } from "./lint/noTimeFilter.ts"
import type { ReadSelect } from "./lint/readSelects.ts"

/**
 * What a query will cost, from what it reads.
 *
 * - `none`: no stored row.
 * - `low`: only small tables (persons, groups, cohorts, `system.*`), or at most a million rows.
 * - `medium`: events since some time, or at most a hundred million rows.
 * - `high`: all events, sessions or recordings there are, or two large tables joined, or more rows than that.
 * - `extreme`: every row paired with every row, or all events joined with all events.
 *
 * @since 0.2.0
 */
export type CostClass = "none" | "low" | "medium" | "high" | "extreme"

/** @since 0.2.0 */
export interface CostEstimate {
  readonly class: CostClass
  /** Why it is not cheaper, one sentence each. */
  readonly reasons: readonly string[]
  /** The most rows that can be read, where the context gives the rows of every table that is read. */
  readonly rows?: number
}

const largeTables: ReadonlySet<string | undefined> = new Set([
  ...eventTables,
  "sessions",
  "session_replay_events",
  "query_log",
  "logs"
])
const few = 1_000_000
const many = 100_000_000

export const estimateCost = (
  selects: readonly ReadSelect[],
  tableRows: Readonly<Record<string, number>> | undefined
): CostEstimate => {
  const reads = selects.flatMap((select) =>
    select.tables.flatMap((read) =>
      read.table === undefined || read.table === "numbers"
        ? []
        : [{ table: read.table, isWhole: isWhole(select, read) }]
    )
  )
  const rows = rowsOf(reads, tableRows)
  const withRows = (cost: CostEstimate): CostEstimate => (rows === undefined ? cost : { ...cost, rows })
  if (reads.length === 0) return withRows({ class: "none", reasons: [] })
  const crossed = selects.some((select) => joinsWithoutKey(select).length > 0)
  if (crossed)
    return withRows({ class: "extreme", reasons: ["A join without a key pairs every row with every row."] })
  if (rows !== undefined && rows <= few) return withRows({ class: "low", reasons: [] })
  const joined = selects.find((select) => largeIn(select).length > 1)
  const whole = [...new Set(reads.filter(({ isWhole }) => isWhole).map(({ table }) => table))]
  if (joined !== undefined && largeIn(joined).filter((read) => isWhole(joined, read)).length > 1)
    return withRows({
      class: "extreme",
      reasons: ["Two large tables are joined, and all rows of both are read."]
    })
  const reasons = [
    ...whole.map((table) => `All rows of \`${table}\` are read, from the first day on.`),
    ...(joined === undefined ? [] : ["Two large tables are joined."]),
    ...(rows !== undefined && rows > many ? [`Up to ${rows} rows are read.`] : [])
  ]
  if (reasons.length > 0) return withRows({ class: "high", reasons })
  const isLarge = reads.some(({ table }) => largeTables.has(table))
  return withRows(
    isLarge
      ? { class: "medium", reasons: ["Events are read, though not all of them."] }
      : { class: "low", reasons: [] }
  )
}

type Read = ReadSelect["tables"][number]

const largeIn = ({ tables }: ReadSelect): readonly Read[] =>
  tables.filter(({ table }) => table !== undefined && largeTables.has(table))

const isWhole = (select: ReadSelect, read: Read): boolean =>
  eventTables.has(read.table)
    ? readsAllEvents(select, read)
    : read.table !== undefined && largeTables.has(read.table) && select.node.where === undefined

const rowsOf = (
  reads: readonly { readonly table: string }[],
  tableRows: Readonly<Record<string, number>> | undefined
): number | undefined => {
  if (tableRows === undefined) return undefined
  let sum = 0
  for (const { table } of reads) {
    const rows = Object.hasOwn(tableRows, table) ? tableRows[table] : undefined
    if (rows === undefined) return undefined
    sum += rows
  }
  return sum
}
