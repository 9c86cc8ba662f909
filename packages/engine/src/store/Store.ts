/**
 * The database as the rest of the engine sees it: a few calls.
 *
 * Small on purpose, so that `@clickhouse/client` satisfies it as well (`query` with `query_params`, `format` and
 * `clickhouse_settings`; `insert` with `insert_deduplication_token`; `command`). Interrupting a query stops it.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StoreError } from "./StoreError.ts"

/** Formats the engine reads: names and types first, then a row per line; or bare lines. */
export type StoreFormat = "JSONCompactEachRowWithNamesAndTypes" | "JSONCompactEachRow" | "JSONEachRow"

/** ClickHouse settings of one statement. */
export type StoreSettings = Readonly<Record<string, string | number>>

/** The bytes of an answer and what reading it cost. */
export interface StoreAnswer {
  readonly body: Uint8Array
  readonly elapsedSeconds: number
  readonly rowsRead: number
  readonly bytesRead: number
}

export interface StoreQuery {
  /** One SELECT with `{name:Type}` parameters; no FORMAT and no SETTINGS. */
  readonly sql: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly format: StoreFormat
  readonly settings?: StoreSettings
}

export interface StoreInsert {
  readonly table: string
  /** JSONEachRow. */
  readonly rows: Uint8Array
  /** The same bytes under the same id are written once, however often they are sent. */
  readonly deduplicationId: string
}

/** The database of one engine. */
export class Store extends Context.Service<
  Store,
  {
    readonly query: (query: StoreQuery) => Effect.Effect<StoreAnswer, StoreError>
    readonly insert: (insert: StoreInsert) => Effect.Effect<void, StoreError>
    /** Runs a statement that may be repeated without harm: `CREATE … IF NOT EXISTS`, `TRUNCATE`, `ALTER … DELETE`. */
    readonly execute: (statement: string) => Effect.Effect<void, StoreError>
    /** Runs a statement that must not be repeated, such as `INSERT … SELECT`: when the database dies meanwhile, it fails. */
    readonly executeOnce: (statement: string) => Effect.Effect<void, StoreError>
    /** Whether the database answers. True at once while it works on a statement: this waits for nobody. */
    readonly answers: Effect.Effect<boolean>
  }
>()("@posthog-driver/engine/Store") {}
