/**
 * What an expression reads, for the compiler only: a union of words.
 *
 * - `"events:event"`: the column `event` of the table that is called `events` in the query, row by row;
 * - `"events"`: that table, inside an aggregate;
 * - `"@day"`: the query's own column `day`;
 * - `"aggregate()"`, `"window()"`: one value from many rows;
 * - `"needs over()"`: a window function, or an aggregate of aggregates, without its window.
 *
 * Every clause says which words it takes, so a column of another table, an aggregate in `where` and a column that is neither
 * grouped nor aggregated are errors of the compiler.
 */

/** One value from many rows. @since 0.2.0 */
export type Aggregated = "aggregate()"

/** A value that looks at other rows. @since 0.2.0 */
export type Windowed = "window()"

/** A function that means something only with `over`. @since 0.2.0 */
export type NeedsOver = "needs over()"

/** What a row of the tables named in `Source` offers: their columns, and the query's own. @since 0.2.0 */
export type RowReads<Source extends string> = Source | `${Source}:${string}` | `@${string}`

/** What a group of rows offers besides. @since 0.2.0 */
export type GroupReads<Source extends string> = RowReads<Source> | Aggregated

/** Everything that may stand among the columns of a query over `Source`. @since 0.2.0 */
export type ColumnReads<Source extends string> = GroupReads<Source> | Windowed

/** The columns of tables among the words, which a grouped query has to group by. */
export type FreeReads<Reads> = Reads extends `${string}:${string}` ? Reads : never

/** What an aggregate of such an expression reads: its tables, but none of their columns row by row. */
export type AggregateReads<Reads> = Aggregated | Inside<Reads>

type Inside<Reads> = Reads extends Aggregated | NeedsOver
  ? NeedsOver
  : Reads extends `${infer Source}:${string}`
    ? Source
    : Reads extends `@${string}`
      ? never
      : Reads

/** What an aggregate or a window function reads once it has its window. */
export type OverReads<Reads> =
  Windowed | (NeedsOver extends Reads ? Exclude<Reads, NeedsOver> : Exclude<Reads, Aggregated>)
