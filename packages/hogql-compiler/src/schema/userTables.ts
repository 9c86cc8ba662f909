/** Tables and joins that users register, as tables and columns like any other. */
import { inputRefused } from "../HogqlReason.ts"
import { HogqlCompileError } from "../HogqlCompileError.ts"
import type { CompileContext, TableJoin, WarehouseTable } from "../Compiler.ts"
import { stored } from "./columns.ts"
import type { LogicalColumn, LogicalTable } from "./LogicalTable.ts"

export const warehouseTable = (given: WarehouseTable): LogicalTable => ({
  name: given.name,
  description: given.description ?? "A table of the data warehouse.",
  kind: "data_warehouse",
  source: {
    kind: "stored",
    table: given.source.table,
    isShared: false,
    ...(given.source.database === undefined ? {} : { database: given.source.database })
  },
  columns: given.columns.map((column) =>
    stored(column.name, column.type, column.description ?? "", {
      nullable: column.nullable ?? true,
      physical: column.physical ?? column.name
    })
  )
})

/** Contexts whose lists were found to be right; callers give the same lists again and again. */
const checked = new WeakSet<readonly unknown[]>()

/** Refuses names that are empty or mean two things. */
export const checkUserTables = (
  { warehouseTables = [], views = [] }: CompileContext,
  isTaken: (name: string) => boolean
): void => {
  if (warehouseTables.length + views.length === 0) return
  if (checked.has(warehouseTables) && checked.has(views)) return
  const seen = new Set<string>()
  for (const { name } of [...warehouseTables, ...views]) {
    if (name === "") refuseInput("A table needs a name.")
    if (isTaken(name) || seen.has(name)) refuseInput(`Two tables are called \`${name}\`.`)
    seen.add(name)
  }
  for (const { name, columns } of warehouseTables) {
    const names = new Set(columns.map((column) => column.name))
    if (names.size < columns.length || names.has("")) {
      refuseInput(`Two columns of \`${name}\` have the same name, or one has none.`)
    }
  }
  checked.add(warehouseTables)
  checked.add(views)
}

const refuseInput = (message: string): never => {
  throw new HogqlCompileError(inputRefused({ what: "context", message }))
}

/** A join; in a virtual table, its keys are looked for behind the table's name. */
export const joinColumn = (join: TableJoin, prefix: readonly string[] = []): LogicalColumn => ({
  name: join.fieldName,
  type: "Unknown",
  nullable: false,
  description: `The row of \`${join.joiningTable}\`.`,
  kind: "join",
  hidden: false,
  source: {
    kind: "join",
    table: join.joiningTable,
    type: "LEFT JOIN",
    from: [...prefix, ...join.sourceKey.split(".")],
    to: join.joiningKey.split(".")
  }
})
