/**
 * What is known of any query: its tree, and for the compiler only the types of its columns and rows.
 */
import type { QueryNode } from "./ast/SelectNode.ts"
import type { CompiledHogql, CompileOptions } from "./compile.ts"
import type { TypeOf } from "./expression.ts"
import type { RowValue } from "./HogqlType.ts"

/** Where a query keeps its tree. */
export const queryNode: unique symbol = Symbol("hogql-builder/query")

declare const rowType: unique symbol
declare const columnTypes: unique symbol

/** Columns by name, each an expression. */
export type AnyColumns = object

/** A row of a query with these columns. */
export type RowOf<Columns> = { -readonly [Name in keyof Columns]: RowValue<TypeOf<Columns[Name]>> }

/** Any complete query. @since 0.1.0 */
export interface AnySelect {
  readonly [queryNode]: QueryNode
  readonly toHogQL: (options?: CompileOptions) => CompiledHogql
}

/**
 * A query that can be sent, nested or combined: its columns are there, and grouped where they have to be.
 *
 * @since 0.2.0
 */
export interface Query<out Columns extends AnyColumns> extends AnySelect {
  readonly [rowType]: RowOf<Columns>
  readonly [columnTypes]: Columns
  /**
   * The query as PostHog takes it.
   *
   * Values are bound to placeholders, except those JSON would change (bigint, Date, NaN, infinities, -0, and arrays
   * that hold them), which are written as literals. Fails with `HogqlBuildError` (`ColumnsMissing`) without columns.
   */
  readonly toHogQL: (options?: CompileOptions) => CompiledHogql
  /**
   * The query for a person to read: a clause a line, and below it the values as comments, long ones shortened. Characters
   * that a terminal would act on are shown by their code.
   *
   * @since 0.2.0
   */
  readonly explain: () => string
}

/** The row type of a query: `InferRow<typeof query>`. @since 0.1.0 */
export type InferRow<Q> = Q extends { readonly [rowType]: infer Row } ? Row : never

export const isQuery = (candidate: unknown): candidate is AnySelect =>
  typeof candidate === "object" && candidate !== null && queryNode in candidate
