/**
 * The whole public surface of `@posthog-driver/hogql-compiler`.
 */

// Failure
export { HogqlCompileError, type HogqlReason } from "./HogqlCompileError.ts"

// Compile and check
export { applyFixes } from "./applyFixes.ts"
export { createCompiler } from "./createCompiler.ts"
export type {
  CallPlaces,
  CheckResult,
  CohortDefinition,
  CompileContext,
  ColumnType,
  CompiledColumn,
  CompiledQuery,
  Compiler,
  CompilerOptions,
  GroupType,
  HogqlValue,
  HogqlVariable,
  PersonsMode,
  PropertyDefinition,
  QueryOutline,
  SavedView,
  TableJoin,
  WarehouseColumn,
  WarehouseTable
} from "./Compiler.ts"
export type { Probe } from "./places/probes.ts"
export type { CostClass, CostEstimate } from "./costClass.ts"
export type {
  ActionDefinition,
  ActionStep,
  DateRange,
  FilterValue,
  HogqlFilters,
  PropertyFilter,
  PropertyFilterGroup,
  PropertyOperator,
  StringMatching
} from "./filters/HogqlFilters.ts"
export type { Finding, Fix } from "./Finding.ts"
export type { HogqlTypeName } from "./HogqlType.ts"
export type { Span } from "./ast/Span.ts"

export { rowTypes } from "./rowTypes.ts"

// Schema
export type { LogicalColumn, LogicalTable } from "./schema/LogicalTable.ts"
export { logicalTables } from "./schema/logicalTables.ts"
export type { PhysicalColumn, PhysicalTable } from "./schema/PhysicalTable.ts"
export { createTableStatements, physicalTables } from "./schema/physicalTables.ts"
