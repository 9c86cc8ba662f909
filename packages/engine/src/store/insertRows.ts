/**
 * Rows as JavaScript objects into a table, under one deduplication id.
 */
import * as Effect from "effect/Effect"
import { RowEncoder } from "./RowEncoder.ts"
import { Store } from "./Store.ts"
import type { StoreError } from "./StoreError.ts"

/** Writes nothing, and asks nothing, when there are no rows. */
export const insertRows = (
  table: string,
  rows: readonly object[],
  deduplicationId: string
): Effect.Effect<void, StoreError, Store> =>
  rows.length === 0
    ? Effect.void
    : Effect.gen(function* () {
        const store = yield* Store
        const encoder = new RowEncoder()
        for (const row of rows) encoder.add(row)
        yield* store.insert({ table, rows: encoder.bytes(), deduplicationId: `${deduplicationId}/${table}` })
      })
