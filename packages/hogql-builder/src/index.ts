/**
 * The package's whole public surface.
 */

// Tables
export { events } from "./tables/events.ts"
export { groups } from "./tables/groups.ts"
export { persons } from "./tables/persons.ts"
export { sessions } from "./tables/sessions.ts"
export { cohortPeople } from "./tables/cohortPeople.ts"
export { personDistinctIds } from "./tables/personDistinctIds.ts"
export { allColumns } from "./allColumns.ts"
export { defineTable } from "./table.ts"
export { alias, sample } from "./alias.ts"
export { cte, recursiveCte, subquery } from "./subquery.ts"
export { numbers, valuesTable } from "./rowSource.ts"
export { arrayItem } from "./arrayItem.ts"

// Queries
export { select } from "./select.ts"
export { except, intersect, unionAll, unionDistinct } from "./setQuery.ts"

// Conditions
export {
  and,
  between,
  eq,
  gt,
  gte,
  ilike,
  imatch,
  isDistinctFrom,
  isNotDistinctFrom,
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
  notImatch,
  notLike,
  notMatch,
  or
} from "./condition.ts"
export { isIn, isInCohort, isNotIn, isNotInCohort } from "./membership.ts"

// Expressions
export { add, divide, modulo, multiply, subtract } from "./arithmetic.ts"
export { array, dict, itemAt, memberAt, slice, tuple } from "./collection.ts"
export { caseWhen, cast, tryCast } from "./choice.ts"
export { exists, scalar } from "./subqueryExpression.ts"
export { namedWindow, over } from "./window.ts"
export { named } from "./namedExpression.ts"
export { identifier, value } from "./expression.ts"
export { filters, parameter, placeholder, variable } from "./placeholder.ts"
export * as fn from "./functions.ts"
export { interval } from "./functions/time.ts"

// HogQL as text
export { hogql, unsafeRawHogql } from "./hogql.ts"

// Failures
export { HogqlBuildError } from "./HogqlBuildError.ts"

// Types
export type { PlainColumns } from "./allColumns.ts"
export type { Aliased, Share } from "./alias.ts"
export type { ArrayItem, NamedItem } from "./arrayItem.ts"
export type { OrderDirection } from "./ast/WindowNode.ts"
export type { JoinKind } from "./ast/TableNode.ts"
export type { CastType } from "./choice.ts"
export type { CompiledHogql, CompileOptions } from "./compile.ts"
export type { Comparand, Condition } from "./condition.ts"
export type {
  AggregateExpression,
  AnyExpression,
  AnyOperand,
  ColumnExpression,
  Expression
} from "./expression.ts"
export type { FunnelOptions } from "./functions/aggregate.ts"
export type { CombinedName } from "./functions/combinators.ts"
export type { TimeUnit } from "./functions/time.ts"
export type { HogqlTemplate, Interpolation } from "./hogql.ts"
export type {
  ArgumentRefused,
  ColumnRepeated,
  ColumnsMissing,
  ColumnUngrouped,
  ColumnUnknown,
  HogqlBuildReason,
  NameRefused,
  NameTaken,
  TableMismatch,
  TemplateRefused,
  ValueRefused
} from "./HogqlBuildError.ts"
export type {
  CalendarDate,
  DateTime,
  Flag,
  Interval,
  Json,
  Property,
  RowValue,
  Temporal,
  Text,
  Truth,
  Uuid
} from "./HogqlType.ts"
export type { Fill, OrderKey } from "./order.ts"
export type { Properties, PropertyPath } from "./property.ts"
export type { AnySelect, InferRow, Query } from "./query.ts"
export type { LimitOptions, Select } from "./SelectQuery.ts"
export type { QueryTable } from "./subquery.ts"
export type { AnyTable, ColumnDefinition, ColumnDefinitions, Table } from "./table.ts"
export type { BoundValue, HogqlValue } from "./value.ts"
export type { FrameBorder, NamedWindow, WindowDefinition, WindowFrame } from "./window.ts"
