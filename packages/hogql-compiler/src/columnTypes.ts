import type { ColumnType, CompiledColumn } from "./Compiler.ts"
import type { OutputColumn } from "./resolve/Scope.ts"
import { publicName, type ValueType } from "./resolve/ValueType.ts"

/** The columns of a query as callers see them. */
export const compiledColumns = (columns: readonly OutputColumn[]): readonly CompiledColumn[] =>
  columns.map(({ name, type }) => ({ name, ...columnType(type) }))

const columnType = (type: ValueType): ColumnType => {
  const { name, nullable, isFlag, element, elements } = type
  return {
    type: publicName(type),
    nullable: nullable || name === "Map",
    ...(name === "Boolean" && isFlag === true ? { isFlag } : {}),
    ...(name === "Array" && element !== undefined ? { element: columnType(element) } : {}),
    ...(name === "Tuple" && elements !== undefined ? { elements: elements.map(columnType) } : {})
  }
}
