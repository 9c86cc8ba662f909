/** A column of a stored table. An `insertable` column is given by the writer; the others are computed by ClickHouse. */
export interface PhysicalColumn {
  readonly name: string
  /** The ClickHouse type. */
  readonly type: string
  readonly insertable: boolean
  /** The ClickHouse expression behind DEFAULT (insertable) or MATERIALIZED (not insertable). */
  readonly expression?: string
}

/**
 * A table as ClickHouse stores it. Every one has `team_id` first in its sort key.
 *
 * @since 0.1.0
 */
export interface PhysicalTable {
  readonly name: string
  readonly columns: readonly PhysicalColumn[]
  /** The ClickHouse engine with its arguments. */
  readonly engine: string
  readonly orderBy: readonly string[]
  readonly partitionBy?: string
  /** What SAMPLE goes by; it must be in the sort key. */
  readonly sampleBy?: string
}
