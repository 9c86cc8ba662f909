import type { ColumnType, CompiledColumn } from "./Compiler.ts"
import type { OutputColumn } from "./resolve/Scope.ts"
import type { ValueType } from "./resolve/ValueType.ts"

/** The columns of a query as callers see them. */
export const compiledColumns = (columns: readonly OutputColumn[]): readonly CompiledColumn[] =>
  columns.map(({ name, type }) => ({ name, ...columnType(type) }))

const columnType = ({ name, nullable, isFlag, element, elements }: ValueType): ColumnType => ({
  // An interval comes out as a number or a text, by its unit.
  type: name === "Interval" ? "Unknown" : name,
  nullable,
  ...(name === "Boolean" && isFlag === true ? { isFlag } : {}),
  ...(name === "Array" && element !== undefined ? { element: columnType(element) } : {}),
  ...(name === "Tuple" && elements !== undefined ? { elements: elements.map(columnType) } : {})
})
