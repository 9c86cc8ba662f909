/**
 * A table as HogQL sees it, as data: what users can name, and where each name leads in the stored tables.
 */
import type { HogqlTypeName } from "../HogqlType.ts"
import type { Sql } from "../print/Sql.ts"

/**
 * A table that HogQL can read.
 *
 * @since 0.1.0
 */
export interface LogicalTable {
  readonly name: string
  readonly description: string
  readonly columns: readonly LogicalColumn[]
  /** Where its rows come from; only the compiler reads it. */
  readonly source: LogicalSource
}

/**
 * A name inside a table.
 *
 * `column` holds a value, `expression` is computed, `virtual` is a prefix over columns of the same row, `join` leads to another
 * table's row. A `hidden` one works but stays out of `SELECT *`; only plain columns are in `SELECT *` at all.
 *
 * @since 0.1.0
 */
export interface LogicalColumn {
  readonly name: string
  readonly type: HogqlTypeName
  readonly nullable: boolean
  readonly description: string
  readonly kind: "column" | "expression" | "virtual" | "join"
  readonly hidden: boolean
  /** What a JSON column's properties are defined as. */
  readonly properties?: PropertyScope
  readonly source: ColumnSource
}

export type PropertyScope = "event" | "person" | "session" | "group"

export type ColumnSource =
  /** A column of the stored table, or of a grouped source. */
  | { readonly kind: "stored"; readonly column: string }
  /** Computed per group, over columns of {@link storedRows}. */
  | { readonly kind: "grouped"; readonly value: Sql }
  /** The person an event belongs to now: merges after the event are taken into account. */
  | { readonly kind: "correctedPersonId" }
  | { readonly kind: "virtual"; readonly columns: readonly LogicalColumn[] }
  | {
      readonly kind: "join"
      readonly table: string
      readonly type: "LEFT JOIN" | "INNER JOIN"
      readonly from: string
      readonly to: string
    }
  /** Known to PostHog, not here yet; refused by this name. */
  | { readonly kind: "refused"; readonly construct: string }

export type LogicalSource =
  | { readonly kind: "stored"; readonly table: string }
  | {
      readonly kind: "grouped"
      readonly table: string
      readonly where: readonly Sql[]
      readonly groupBy: readonly string[]
      readonly having: readonly Sql[]
      /** Keep only the current version of each cohort. */
      readonly currentCohorts?: true
    }
  | { readonly kind: "numbers" }

/** The alias a grouped table gives to the stored table it reads. */
export const storedRows = "stored"
