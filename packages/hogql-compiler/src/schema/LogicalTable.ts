/**
 * A table as HogQL sees it, as data: what users can name, and where each name leads in the stored tables.
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import type { Sql, SqlQuery } from "../print/Sql.ts"
import type { ValueType } from "../resolve/ValueType.ts"

/**
 * A table that HogQL can read.
 *
 * @since 0.1.0
 */
export interface LogicalTable {
  readonly name: string
  readonly description: string
  readonly columns: readonly LogicalColumn[]
  /**
   * What kind of table it is, in PostHog's words: its own, the project's objects, a table of the data warehouse, a saved view.
   *
   * @since 0.2.0
   */
  readonly kind: "posthog" | "system" | "information_schema" | "data_warehouse" | "view"
  /**
   * A stored twin of another table, such as `raw_persons`: it can be read, and stays out of lists.
   *
   * @since 0.2.0
   */
  readonly hidden?: boolean
  /** Where its rows come from; only the compiler reads it. */
  readonly source: LogicalSource
}

/**
 * A name inside a table.
 *
 * `column` holds a value, `expression` is computed, `virtual` is a prefix over columns of the same row, `join` leads to another
 * table's row, `traverser` is another way to write a path. A `hidden` one works but stays out of `SELECT *`; only plain columns are in
 * `SELECT *` at all.
 *
 * @since 0.1.0
 */
export interface LogicalColumn {
  readonly name: string
  readonly type: HogqlTypeName
  readonly nullable: boolean
  readonly description: string
  readonly kind: "column" | "expression" | "virtual" | "join" | "traverser"
  readonly hidden: boolean
  /** What an array holds. */
  readonly element?: HogqlTypeName
  /** What a JSON column's properties are defined as. */
  readonly properties?: PropertyScope
  readonly source: ColumnSource
}

/** `group_0` to `group_4` are properties of groups of that type. */
export type PropertyScope = "event" | "person" | "session" | "group" | `group_${number}`

export type JoinKind = "LEFT JOIN" | "INNER JOIN"

export type ColumnSource =
  /** A column of the stored table, or of a grouped source. */
  | { readonly kind: "stored"; readonly column: string }
  /** Computed per group, over columns of {@link storedRows}. A `key` that is used joins the columns that are grouped by. */
  | { readonly kind: "grouped"; readonly value: Sql; readonly key?: true }
  /** Computed from other columns of the same row, named by {@link thisRow}. */
  | { readonly kind: "computed"; readonly value: Sql }
  /** Another way to write a path of names that begins in the same table. */
  | { readonly kind: "path"; readonly path: readonly string[] }
  | { readonly kind: "virtual"; readonly columns: readonly LogicalColumn[] }
  | {
      readonly kind: "join"
      readonly table: string
      readonly type: JoinKind
      /** Paths whose values are equal; a part after a JSON column is a property. */
      readonly from: readonly string[]
      readonly to: readonly string[]
      /** Which stored rows of the other table are meant. */
      readonly where?: Sql
      /** How the properties of the row are defined, where the other table alone does not tell. */
      readonly scope?: PropertyScope
    }
  /** A column of a saved view. */
  | { readonly kind: "output"; readonly column: string; readonly type: ValueType }
  /** Known to PostHog, not here; refused by this name. */
  | { readonly kind: "refused"; readonly construct: string }

export type LogicalSource =
  | {
      readonly kind: "stored"
      readonly table: string
      /** The database of the table, when it is not the one that queries run in. */
      readonly database?: string
      /** A table of the user's own holds one project's rows only, and has no column to tell them apart. */
      readonly isShared?: false
      /** Only these rows; the alias of the table is {@link storedRows}. */
      readonly where?: readonly Sql[]
    }
  | {
      readonly kind: "grouped"
      readonly table: string
      readonly where: readonly Sql[]
      readonly groupBy: readonly string[]
      readonly having: readonly Sql[]
      /** Keep only the current version of each cohort. */
      readonly currentCohorts?: true
    }
  /** Rows that the compiler itself knows: the catalogue of tables and columns. */
  | { readonly kind: "catalog"; readonly view: "tables" | "columns" | "relationships" | "data_types" }
  | { readonly kind: "query"; readonly query: SqlQuery }
  /** No rows, ever. */
  | { readonly kind: "empty" }
  | { readonly kind: "numbers" }

/** The alias a grouped table gives to the stored table it reads. */
export const storedRows = "stored"

/** The alias under which a computed column names other columns of its row: `column(thisRow, "override.person_id")`. */
export const thisRow = "this"
