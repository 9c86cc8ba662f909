/**
 * The type of a query under construction.
 *
 * `Columns` holds the type and the reads of each column, `Grouped` what the query is grouped by, `Loose` what its sort keys
 * and conditions on groups read. As long as these do not go together, `toHogQL` is no function but the name of the
 * column that is neither grouped nor aggregated, so the query can be neither sent nor nested.
 */
import type { JoinKind } from "./ast/TableNode.ts"
import type { OrderDirection } from "./ast/WindowNode.ts"
import type { QueryNode } from "./ast/SelectNode.ts"
import type { ArrayItem, ItemName } from "./arrayItem.ts"
import type { CompiledHogql, CompileOptions } from "./compile.ts"
import type { Condition } from "./condition.ts"
import type { Expression, PathOf, ReadsOf, TypeOf } from "./expression.ts"
import type { Truth } from "./HogqlType.ts"
import type { Fill } from "./order.ts"
import type { queryNode, Query } from "./query.ts"
import type { Aggregated, ColumnReads, FreeReads, GroupReads, RowReads, Windowed } from "./reads.ts"
import type { AnyTable, SourceOf } from "./table.ts"

/** A query's own columns, for conditions and further columns. @since 0.1.0 */
export type ColumnReferences<Columns> = {
  readonly [Name in keyof Columns]: Expression<
    TypeOf<Columns[Name]>,
    `@${Name & string}` | Extract<ReadsOf<Columns[Name]>, Aggregated | Windowed>
  >
}

/** An argument, or a function that makes it of the query's own columns. @since 0.2.0 */
export type Given<Columns, Argument> = Argument | ((own: ColumnReferences<Columns>) => Argument)

type Columnar<Source extends string> = Readonly<Record<string, Expression<unknown, ColumnReads<Source>>>>

/** The names of columns that can be grouped by: those that are one value a row. */
type RowName<Columns> = {
  [Name in keyof Columns & string]: Extract<ReadsOf<Columns[Name]>, Aggregated | Windowed> extends never
    ? Name
    : never
}[keyof Columns & string]

/** What a query groups by: the name of one of its columns, or an expression. @since 0.2.0 */
export type GroupKey<Source extends string, Columns> =
  RowName<Columns> | Expression<unknown, RowReads<Source>>

/** What a query sorts by: the name of one of its columns, or an expression. @since 0.1.0 */
export type SortKey<Source extends string, Columns> =
  (keyof Columns & string) | Expression<unknown, ColumnReads<Source>>

type GroupWords<Columns, Key> =
  "@" | (Key extends keyof Columns & string ? `@${Key}` | PathOf<Columns[Key]> : PathOf<Key>)

type SortReads<Key> = Key extends string ? never : FreeReads<ReadsOf<Key>>

/** The condition of a join, or the names of columns that both sides have. @since 0.2.0 */
export type JoinCondition<Source extends string, T> =
  | Expression<Truth | null, Source | `${Source}:${string}`>
  | { readonly using: readonly [keyof T & string, ...(keyof T & string)[]] }

/** How rows are limited. @since 0.2.0 */
export interface LimitOptions {
  /** Keeps rows that sort like the last one. False unless given. */
  readonly withTies?: boolean
}

type AllReads<Columns> = ReadsOf<Columns[keyof Columns]>

type UngroupedNames<Columns, Grouped, Loose> =
  | Exclude<Loose, Grouped | "@" | Aggregated>
  | {
      [Name in keyof Columns & string]: `@${Name}` extends Grouped
        ? never
        : Exclude<FreeReads<ReadsOf<Columns[Name]>>, Grouped> extends never
          ? never
          : Name
    }[keyof Columns & string]

/** The columns that keep a query from being complete. */
type Ungrouped<Columns, Grouped, Loose> =
  Extract<AllReads<Columns> | Grouped | Loose, Aggregated | "@"> extends never
    ? never
    : UngroupedNames<Columns, Grouped, Loose>

type Complete<Member, Ungrouped> = [Ungrouped] extends [never]
  ? Member
  : `${Ungrouped & string} is neither in groupBy nor inside an aggregate`

/**
 * A query over the tables named in `Source`. Every method gives a new query; the old one stays as it was.
 *
 * Conditions given in several calls must all hold; columns, groups, orders and joins add up.
 *
 * @since 0.1.0
 */
export interface Select<
  Source extends string,
  Columns extends object,
  Grouped extends string = never,
  Loose extends string = never
> extends Omit<Query<Columns>, typeof queryNode | "toHogQL" | "explain"> {
  readonly [queryNode]: Complete<QueryNode, Ungrouped<Columns, Grouped, Loose>>
  /** See {@link Query.toHogQL}. */
  readonly toHogQL: Complete<(options?: CompileOptions) => CompiledHogql, Ungrouped<Columns, Grouped, Loose>>
  /** See {@link Query.explain}. @since 0.2.0 */
  readonly explain: Complete<() => string, Ungrouped<Columns, Grouped, Loose>>

  /**
   * Adds result columns, each under its name. `columns({ n: fn.count() })` prints `count() AS n`.
   *
   * Fails with `HogqlBuildError` on a name HogQL cannot write (`NameRefused`) or given twice (`ColumnRepeated`).
   */
  columns<const New extends Columnar<Source>>(
    columns: Given<Columns, New>
  ): Select<Source, Columns & New, Grouped, Loose>

  /** Gives each result row once. @since 0.2.0 */
  distinct(): Select<Source, Columns, Grouped, Loose>

  /**
   * Joins a table. Unmatched rows of an outer join hold HogQL's default values (`''`, 0, 1970-01-01) where a column cannot be
   * null; join a subquery with `fn.toNullable` columns to get null.
   *
   * Fails with `HogqlBuildError` (`NameTaken`) when a table of that name is there already: see `alias`.
   *
   * @since 0.2.0
   */
  join<T extends AnyTable>(
    kind: Exclude<JoinKind, "CROSS JOIN">,
    table: T,
    on: JoinCondition<Source | SourceOf<T>, T>
  ): Select<Source | SourceOf<T>, Columns, Grouped, Loose>
  /** Pairs of rows for which the condition holds. @since 0.2.0 */
  innerJoin<T extends AnyTable>(
    table: T,
    on: JoinCondition<Source | SourceOf<T>, T>
  ): Select<Source | SourceOf<T>, Columns, Grouped, Loose>
  /** As {@link innerJoin}, and the rows before that have no match; the table's columns hold default values there. @since 0.2.0 */
  leftJoin<T extends AnyTable>(
    table: T,
    on: JoinCondition<Source | SourceOf<T>, T>
  ): Select<Source | SourceOf<T>, Columns, Grouped, Loose>
  /** As {@link innerJoin}, and the rows of the table that have no match; all other columns hold default values there. @since 0.2.0 */
  rightJoin<T extends AnyTable>(
    table: T,
    on: JoinCondition<Source | SourceOf<T>, T>
  ): Select<Source | SourceOf<T>, Columns, Grouped, Loose>
  /** {@link leftJoin} and {@link rightJoin} in one. @since 0.2.0 */
  fullJoin<T extends AnyTable>(
    table: T,
    on: JoinCondition<Source | SourceOf<T>, T>
  ): Select<Source | SourceOf<T>, Columns, Grouped, Loose>
  /** Every row with every row of the table. @since 0.2.0 */
  crossJoin<T extends AnyTable>(table: T): Select<Source | SourceOf<T>, Columns, Grouped, Loose>

  /** One row for each item: `arrayJoin(arrayItem("url", events.session.$urls))`. Rows without items vanish. @since 0.2.0 */
  arrayJoin<const Items extends readonly [ArrayItem<Source>, ...ArrayItem<Source>[]]>(
    ...items: Items
  ): Select<Source | ItemName<Items[number]>, Columns, Grouped, Loose>
  /** As {@link arrayJoin}; rows without items stay, with a default value. @since 0.2.0 */
  leftArrayJoin<const Items extends readonly [ArrayItem<Source>, ...ArrayItem<Source>[]]>(
    ...items: Items
  ): Select<Source | ItemName<Items[number]>, Columns, Grouped, Loose>

  /** Keeps rows for which the condition holds; null counts as false. */
  where(condition: Given<Columns, Condition<Source>>): Select<Source, Columns, Grouped, Loose>
  /** As {@link where}, read before the other columns are. @since 0.2.0 */
  prewhere(condition: Condition<Source>): Select<Source, Columns, Grouped, Loose>

  /** Groups by columns of the query, by name, or by expressions. */
  groupBy<const Keys extends readonly [GroupKey<Source, Columns>, ...GroupKey<Source, Columns>[]]>(
    ...keys: Keys
  ): Select<Source, Columns, Grouped | GroupWords<Columns, Keys[number]>, Loose>
  /** Groups by all keys, by all but the last, and so on to none; keys that are left out hold default values. @since 0.2.0 */
  groupByRollup<const Keys extends readonly [GroupKey<Source, Columns>, ...GroupKey<Source, Columns>[]]>(
    ...keys: Keys
  ): Select<Source, Columns, Grouped | GroupWords<Columns, Keys[number]>, Loose>
  /** Groups by every choice of the keys; keys that are left out hold default values. @since 0.2.0 */
  groupByCube<const Keys extends readonly [GroupKey<Source, Columns>, ...GroupKey<Source, Columns>[]]>(
    ...keys: Keys
  ): Select<Source, Columns, Grouped | GroupWords<Columns, Keys[number]>, Loose>
  /** Groups by each list of keys in turn; keys that are left out hold default values. @since 0.2.0 */
  groupBySets<const Sets extends readonly (readonly GroupKey<Source, Columns>[])[]>(
    ...sets: Sets
  ): Select<Source, Columns, Grouped | GroupWords<Columns, Sets[number][number]>, Loose>

  /** Keeps groups for which the condition holds. `having(({ n }) => gt(n, 10))` uses the query's own columns. */
  having<Reads extends GroupReads<Source>>(
    condition: Given<Columns, Expression<Truth | null, Reads>>
  ): Select<Source, Columns, Grouped, Loose | "@" | FreeReads<Reads>>

  /** Keeps rows for which the condition holds, window functions included. @since 0.2.0 */
  qualify<Reads extends ColumnReads<Source>>(
    condition: Given<Columns, Expression<Truth | null, Reads>>
  ): Select<Source, Columns, Grouped, Loose | FreeReads<Reads>>

  /**
   * Sorts by a column of the query, by name, or by an expression. Ascending unless given; a later call sorts within. `fill`
   * puts rows of default values into gaps.
   */
  orderBy<const Key extends SortKey<Source, Columns>>(
    key: Key,
    direction?: OrderDirection,
    fill?: Fill
  ): Select<Source, Columns, Grouped, Loose | SortReads<Key>>
  /** What filled rows hold in these columns, made of the row before. @since 0.2.0 */
  interpolate(
    values: Given<Columns, { readonly [Name in keyof Columns]?: Expression<unknown, string> }>
  ): Select<Source, Columns, Grouped, Loose>

  /** At most so many rows for each value of the keys. @since 0.2.0 */
  limitBy<const Keys extends readonly [SortKey<Source, Columns>, ...SortKey<Source, Columns>[]]>(
    rows: number,
    keys: Keys,
    offset?: number
  ): Select<Source, Columns, Grouped, Loose | SortReads<Keys[number]>>

  /**
   * At most so many rows. Without it PostHog answers with 100, and never with more than 50,000.
   *
   * Fails with `HogqlBuildError` (`ArgumentRefused`) unless it is a whole number from 0.
   */
  limit(rows: number, options?: LimitOptions): Select<Source, Columns, Grouped, Loose>
  /** At most so many hundredths of the rows, 0 to 100. @since 0.2.0 */
  limitPercent(percent: number): Select<Source, Columns, Grouped, Loose>
  /**
   * Leaves out so many rows at the beginning. In the outermost query PostHog refuses it to personal API keys: continue after the last
   * row's key with `where` instead.
   *
   * @since 0.2.0
   */
  offset(rows: number): Select<Source, Columns, Grouped, Loose>
}
