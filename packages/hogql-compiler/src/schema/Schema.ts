/**
 * What one project can read: the tables every project has, and what its own settings add to them.
 *
 * Nothing is computed before it is asked for, and what only depends on the settings is remembered: a query names few tables, and
 * many queries name the same.
 */
import type { GroupType, PersonsMode, TableJoin, WarehouseTable } from "../Compiler.ts"
import { traverser } from "./columns.ts"
import { eventsTable } from "./eventsTable.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"
import { logicalTable, logicalTables } from "./logicalTables.ts"
import { joinColumn, warehouseTable } from "./userTables.ts"

/** The settings of a project that change what its tables are. */
export interface SchemaSettings {
  readonly personsMode: PersonsMode
  readonly groupTypes: readonly GroupType[]
  readonly warehouseTables: readonly WarehouseTable[]
  readonly joins: readonly TableJoin[]
}

const columnIndexes = new WeakMap<LogicalTable, ReadonlyMap<string, LogicalColumn>>()

/** The column of that name. */
export const columnOf = (table: LogicalTable, name: string): LogicalColumn | undefined => {
  let index = columnIndexes.get(table)
  if (index === undefined) {
    index = new Map(table.columns.map((column) => [column.name, column]))
    columnIndexes.set(table, index)
  }
  return index.get(name)
}

export class Schema {
  readonly #settings: SchemaSettings
  readonly #own = new Map<string, LogicalTable>()
  #warehouse: ReadonlyMap<string, WarehouseTable> | undefined

  constructor(settings: SchemaSettings) {
    this.#settings = settings
  }

  /** The table of that name, case-sensitive as in HogQL. `posthog.events` is `events`. */
  table(name: string): LogicalTable | undefined {
    const known = this.#own.get(name)
    if (known !== undefined) return known
    const found = this.#open(name)
    if (found !== undefined) this.#own.set(name, found)
    return found
  }

  /** Names of every table that is shown, saved views left out. */
  names(): readonly string[] {
    return [...logicalTables.map((table) => table.name), ...this.#warehouseTables().keys()]
  }

  /** A table with the joins that users defined on it. */
  withJoins(table: LogicalTable): LogicalTable {
    const joins = this.#settings.joins.filter((join) => join.sourceTable === table.name)
    const added = joins
      .filter((join) => columnOf(table, join.fieldName) === undefined)
      .map((join) => joinColumn(join))
    return added.length === 0 ? table : { ...table, columns: [...table.columns, ...added] }
  }

  /** A person's joins work from the person as stored on the event, too. */
  #withPersonJoins(table: LogicalTable): LogicalTable {
    const joins = this.#settings.joins.filter((join) => join.sourceTable === "persons")
    if (joins.length === 0) return table
    const columns = table.columns.map((column): LogicalColumn => {
      const { source } = column
      if (column.name !== "poe" || source.kind !== "virtual") return column
      const taken = new Set(source.columns.map((inner) => inner.name))
      const added = joins
        .filter((join) => !taken.has(join.fieldName))
        .map((join) => joinColumn(join, ["poe"]))
      return { ...column, source: { kind: "virtual", columns: [...source.columns, ...added] } }
    })
    return { ...table, columns }
  }

  #open(name: string): LogicalTable | undefined {
    const given = this.#warehouseTables().get(name)
    if (given !== undefined) return this.withJoins(warehouseTable(given))
    const builtIn = logicalTable(name)
    if (builtIn === undefined) return undefined
    if (builtIn.name !== "events") return this.withJoins(builtIn)
    const events = eventsWith(this.#settings.personsMode, this.#settings.groupTypes)
    return this.withJoins(this.#withPersonJoins(events))
  }

  #warehouseTables(): ReadonlyMap<string, WarehouseTable> {
    return (this.#warehouse ??= new Map(this.#settings.warehouseTables.map((table) => [table.name, table])))
  }
}

const eventsTables = new Map<string, LogicalTable>()

/** How many settings are remembered; projects with group types of their own are few. */
const rememberedSettings = 64

const eventsWith = (mode: PersonsMode, groupTypes: readonly GroupType[]): LogicalTable => {
  const key = JSON.stringify([mode, ...groupTypes.map(({ index, name }) => [index, name])])
  const known = eventsTables.get(key)
  if (known !== undefined) return known
  const table = eventsTable(mode)
  const named = groupTypes.flatMap(({ index, name }) =>
    name === "" || columnOf(table, name) !== undefined || columnOf(table, `group_${index}`) === undefined
      ? []
      : [traverser(name, `The group of type \`${name}\`.`, [`group_${index}`])]
  )
  const made = named.length === 0 ? table : { ...table, columns: [...table.columns, ...named] }
  if (eventsTables.size >= rememberedSettings) eventsTables.clear()
  eventsTables.set(key, made)
  return made
}
