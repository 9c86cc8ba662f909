/**
 * `select(table)`: a query as an immutable value. Every method gives a new query; the old one stays as it was.
 *
 * Conditions given in several calls must all hold; columns, groups and orders add up. Types keep wrong columns out; what
 * they cannot see (a column of another table behind `as`) is checked when it is added.
 */
import type { ExpressionNode } from "./ast/ExpressionNode.ts"
import { freezeNode } from "./ast/ExpressionNode.ts"
import type { OrderDirection, SelectNode } from "./ast/SelectNode.ts"
import { appendTo, emptySelect, orderDirections } from "./ast/SelectNode.ts"
import { checkTables } from "./checkTables.ts"
import type { CompiledHogql, CompileOptions } from "./compile.ts"
import { compile } from "./compile.ts"
import type { Condition } from "./condition.ts"
import type { AnyExpression, Expression, TypeOf } from "./expression.ts"
import { ast, isExpression, makeExpression } from "./expression.ts"
import { HogqlBuildError } from "./HogqlBuildError.ts"
import type { RowValue } from "./HogqlType.ts"
import { checkAlias } from "./name.ts"
import type { AnyTable } from "./table.ts"
import { isTable, tableNode } from "./table.ts"

/** Where a query keeps its tree. */
export const selectNode: unique symbol = Symbol("hogql-builder/select")

declare const rowType: unique symbol

/** A query's own columns, for `having`. @since 0.1.0 */
export type ColumnReferences<Columns> = { readonly [Name in keyof Columns]: Expression<Columns[Name]> }

/** A row of a query with these columns. */
type RowOf<Columns> = { -readonly [Name in keyof Columns]: RowValue<Columns[Name]> }

/** Any query made by {@link select}. @since 0.1.0 */
export interface AnySelect {
  readonly [selectNode]: SelectNode
  toHogQL(options?: CompileOptions): CompiledHogql
}

/** The row type of a query: `InferRow<typeof query>`. @since 0.1.0 */
export type InferRow<Query> = Query extends { readonly [rowType]: infer Row } ? Row : never

/**
 * A query over the table `Source` whose columns have the types in `Columns`.
 *
 * @since 0.1.0
 */
export class Select<out Source extends string, Columns extends object> implements AnySelect {
  readonly [selectNode]: SelectNode
  declare readonly [rowType]: RowOf<Columns>

  constructor(node: SelectNode) {
    this[selectNode] = node
    Object.freeze(this)
  }

  /**
   * Adds result columns, each under its name. `columns({ n: fn.count() })` prints `count() AS n`.
   *
   * Fails with `HogqlBuildError` on a name HogQL cannot write (`NameRefused`) or given twice (`ColumnRepeated`).
   */
  columns<const New extends Readonly<Record<string, Expression<unknown, Source>>>>(
    columns: New
  ): Select<Source, Columns & { readonly [Name in keyof New]: TypeOf<New[Name]> }> {
    const query = this[selectNode]
    const added = Object.entries(columns).map(([name, expression]) => {
      checkAlias(name)
      if (query.columns.some((column) => column.name === name))
        throw new HogqlBuildError({
          _tag: "ColumnRepeated",
          name,
          message: `The query already has a column named "${name}".`
        })
      return Object.freeze({ name, expression: this.#checked(expression) })
    })
    return new Select(appendTo(query, "columns", added))
  }

  /** Keeps rows for which the condition holds; null counts as false. */
  where(condition: Condition<Source>): Select<Source, Columns> {
    return new Select(appendTo(this[selectNode], "where", [this.#checked(condition)]))
  }

  /** Groups by columns of the query, by name, or by expressions. */
  groupBy(...keys: readonly [Key<Source, Columns>, ...Key<Source, Columns>[]]): Select<Source, Columns> {
    return new Select(
      appendTo(
        this[selectNode],
        "groupBy",
        keys.map((key) => this.#key(key))
      )
    )
  }

  /** Keeps groups for which the condition holds. `having(({ n }) => gt(n, 10))` uses the query's own columns. */
  having(
    condition: Condition<Source> | ((columns: ColumnReferences<Columns>) => Condition<Source>)
  ): Select<Source, Columns> {
    const given = typeof condition === "function" ? condition(this.#references()) : condition
    return new Select(appendTo(this[selectNode], "having", [this.#checked(given)]))
  }

  /** Sorts by a column of the query, by name, or by an expression. Ascending unless given; a later call sorts within. */
  orderBy(key: Key<Source, Columns>, direction: OrderDirection = "asc"): Select<Source, Columns> {
    if (!orderDirections.includes(direction))
      throw new HogqlBuildError({
        _tag: "ArgumentRefused",
        argument: "direction",
        message: `direction must be "asc" or "desc".`
      })
    const order = Object.freeze({ expression: this.#key(key), direction })
    return new Select(appendTo(this[selectNode], "orderBy", [order]))
  }

  /**
   * At most so many rows. Without it PostHog answers with 100, and never with more than 50,000.
   *
   * Fails with `HogqlBuildError` (`ArgumentRefused`) unless it is a whole number from 0.
   */
  limit(rows: number): Select<Source, Columns> {
    if (!Number.isSafeInteger(rows) || rows < 0)
      throw new HogqlBuildError({
        _tag: "ArgumentRefused",
        argument: "rows",
        message: "A limit must be a whole number from 0."
      })
    // Adding 0 turns -0 into 0.
    return new Select(Object.freeze({ ...this[selectNode], limit: rows + 0 }))
  }

  /**
   * The query as PostHog takes it.
   *
   * Values are bound to placeholders, except those JSON would change (bigint, Date, NaN, infinities, -0, and arrays
   * that hold them), which are written as literals. Fails with `HogqlBuildError` (`ColumnsMissing`) without columns.
   */
  toHogQL(options?: CompileOptions): CompiledHogql {
    return compile(this[selectNode], options)
  }

  #checked(expression: unknown): ExpressionNode {
    if (!isExpression(expression))
      throw new HogqlBuildError({
        _tag: "ArgumentRefused",
        argument: "expression",
        message: "A query takes expressions, such as eq(events.event, …). For text use the hogql tag."
      })
    return checkTables(expression[ast], this[selectNode].from)
  }

  #key(key: string | AnyExpression): ExpressionNode {
    if (typeof key !== "string") return this.#checked(key)
    if (!this[selectNode].columns.some((column) => column.name === key))
      throw new HogqlBuildError({
        _tag: "ColumnUnknown",
        name: key,
        message: `The query has no column named "${key}". Name its columns before using them.`
      })
    return freezeNode({ kind: "AliasReference", name: key })
  }

  #references(): ColumnReferences<Columns> {
    const references = this[selectNode].columns.map(({ name }) => [
      name,
      makeExpression(freezeNode({ kind: "AliasReference", name }))
    ])
    // One reference for each column, under its name, which is what the type says.
    return Object.freeze(Object.fromEntries(references)) as ColumnReferences<Columns>
  }
}

/** What a query groups or sorts by: the name of one of its columns, or an expression. @since 0.1.0 */
export type Key<Source extends string, Columns> = (keyof Columns & string) | Expression<unknown, Source>

export const isSelect = (candidate: unknown): candidate is AnySelect =>
  typeof candidate === "object" && candidate !== null && selectNode in candidate

/**
 * Begins a query over a table.
 *
 * `select(events).columns({ n: fn.count() }).where(eq(events.event, "$pageview"))`
 *
 * @since 0.1.0
 */
export const select = <Source extends string>(table: AnyTable<Source>): Select<Source, object> => {
  if (!isTable(table))
    throw new HogqlBuildError({
      _tag: "ArgumentRefused",
      argument: "table",
      message: "A query begins with a table: events, persons, sessions or one made by defineTable."
    })
  return new Select(emptySelect(table[tableNode]))
}
