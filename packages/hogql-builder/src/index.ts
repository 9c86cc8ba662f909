/**
 * The whole public surface of `@posthog-driver/hogql-builder`.
 */

// Build
export { select, Select } from "./select.ts"
export type { AnySelect, ColumnReferences, InferRow, Key } from "./select.ts"
export type { OrderDirection } from "./ast/SelectNode.ts"

// Tables
export { events } from "./tables/events.ts"
export { persons } from "./tables/persons.ts"
export { sessions } from "./tables/sessions.ts"
export { defineTable } from "./table.ts"
export type { AnyTable, ColumnDefinition, Table } from "./table.ts"
export type { Properties, PropertyPath } from "./property.ts"

// Express
export { identifier, value } from "./expression.ts"
export type { AnyExpression, Expression } from "./expression.ts"
export {
  and,
  between,
  eq,
  gt,
  gte,
  ilike,
  isIn,
  isNotIn,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  match,
  ne,
  not,
  notBetween,
  notIlike,
  notLike,
  notMatch,
  or
} from "./condition.ts"
export type { Comparand, Condition } from "./condition.ts"
export { add, divide, modulo, multiply, subtract } from "./arithmetic.ts"
export { fn } from "./functions.ts"
export { interval } from "./functions/time.ts"
export type { TimeUnit } from "./functions/time.ts"
export type { FunnelOptions } from "./functions/aggregate.ts"
export type { TextOperand } from "./functions/scalar.ts"

// Write as text
export { hogql, unsafeRawHogql } from "./hogql.ts"
export type { HogqlTemplate, Interpolation } from "./hogql.ts"

// Compile
export type { CompiledHogql, CompileOptions } from "./compile.ts"
export type { BoundValue, HogqlValue } from "./value.ts"

// Types of expressions
export type {
  CalendarDate,
  Comparable,
  DateTime,
  Flag,
  Interval,
  Json,
  NullOf,
  PlainValue,
  Property,
  RowValue,
  Temporal,
  Text,
  Truth,
  Uuid
} from "./HogqlType.ts"

// Failures
export { HogqlBuildError } from "./HogqlBuildError.ts"
export type {
  ArgumentRefused,
  ColumnRepeated,
  ColumnsMissing,
  ColumnUnknown,
  HogqlBuildReason,
  NameRefused,
  TableMismatch,
  TemplateRefused,
  ValueRefused
} from "./HogqlBuildError.ts"
