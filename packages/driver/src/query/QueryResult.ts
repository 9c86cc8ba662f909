/**
 * What a query gives back: typed columns, rows by name and by position, and a verdict on whether they are all.
 *
 * PostHog sends rows as arrays and the names apart. `rows` are objects keyed by `columns[i].name`; where a query names two
 * columns alike the later ones get a number (`n`, `n_2`), and a warning says so, because an object can hold a name only once.
 *
 * @see https://posthog.com/docs/api/queries
 */
import type { Completeness } from "./Completeness.ts"

/**
 * One value of a result. An integer beyond 2^53 is a `bigint`, a decimal stays text, a date stays the text PostHog sent,
 * NULL is `null`.
 *
 * @since 0.1.0
 */
export type Cell =
  string | number | bigint | boolean | null | ReadonlyArray<Cell> | { readonly [key: string]: Cell }

/**
 * A column of a result: the key of its cells in `rows`, and ClickHouse's name for its type (`unknown` when PostHog sent none).
 *
 * @since 0.1.0
 */
export interface Column {
  readonly name: string
  readonly type: string
}

/**
 * What the query cost, as PostHog counts it, when it said so.
 *
 * @see https://posthog.com/docs/api/queries
 * @since 0.1.0
 */
export interface QueryBudget {
  /** Bytes ClickHouse read for this query. */
  readonly bytesRead?: number
  /** Bytes left of the project's hourly read budget. */
  readonly remainingBytes?: number
}

/**
 * Where the time went.
 *
 * @since 0.1.0
 */
export interface QueryTimings {
  /** From sending to decoded rows, retries and waiting included. */
  readonly elapsedMillis: number
  /** How many times the request was sent. */
  readonly attempts: number
  /** PostHog's own stages, when it reports them. */
  readonly server: ReadonlyArray<{ readonly stage: string; readonly seconds: number }>
}

/**
 * The answer to `query`.
 *
 * @since 0.1.0
 */
export interface QueryResult<Row = Record<string, Cell>> {
  readonly columns: ReadonlyArray<Column>
  /** Rows as objects by column name. */
  readonly rows: ReadonlyArray<Row>
  /** The same rows as arrays in column order. */
  readonly rowArrays: ReadonlyArray<ReadonlyArray<Cell>>
  readonly completeness: Completeness
  /** The id under which PostHog knows this run: for its query log, and for cancelling. */
  readonly queryId: string
  /** The query as PostHog understood it; the text that was sent when PostHog does not repeat it. */
  readonly hogql: string
  /** Whether the rows came from PostHog's cache. */
  readonly cached: boolean
  /** When the rows were computed (ISO 8601), if PostHog said so. */
  readonly lastRefresh: string | undefined
  readonly budget: QueryBudget
  readonly timings: QueryTimings
  /**
   * Anything about this result worth a second look, one sentence each: clauses that PostHog's parser drops without a word (`NULLS FIRST`,
   * `WITH TOTALS`) or misreads (a mistyped `WHERE` is an alias to it), columns that had to be renamed.
   */
  readonly warnings: ReadonlyArray<string>
}

/** Column names made unique, in order, with a warning for each name that was changed. */
export function uniqueColumnNames(names: ReadonlyArray<string>): {
  readonly names: ReadonlyArray<string>
  readonly warnings: ReadonlyArray<string>
} {
  const taken = new Set(names)
  const seen = new Set<string>()
  const warnings: Array<string> = []
  const unique = names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name)
      return name
    }
    let suffix = 2
    while (taken.has(`${name}_${suffix}`)) suffix += 1
    const renamed = `${name}_${suffix}`
    taken.add(renamed)
    seen.add(renamed)
    warnings.push(
      `Two columns are called "${name}": the later one is "${renamed}" here. Give it an alias with AS.`
    )
    return renamed
  })
  return { names: unique, warnings }
}

/** A row as an object. Built from entries, so that a column called `__proto__` is a column like any other. */
export function rowObject(names: ReadonlyArray<string>, cells: ReadonlyArray<Cell>): Record<string, Cell> {
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null]))
}
