/** Tables and joins that users register, as tables and columns like any other. */
import type { TableJoin, WarehouseTable } from "../Compiler.ts"
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

export const joinColumn = (join: TableJoin): LogicalColumn => ({
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
    from: join.sourceKey.split("."),
    to: join.joiningKey.split(".")
  }
})
