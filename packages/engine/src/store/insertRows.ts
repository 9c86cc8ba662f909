/**
 * Rows as JavaScript objects into a table, under one deduplication id.
 */
import * as Effect from "effect/Effect"
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
    : Effect.flatMap(Store, (store) =>
        store.insert({
          table,
          rows: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join("")),
          deduplicationId: `${deduplicationId}/${table}`
        })
      )
