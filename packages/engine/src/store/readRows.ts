/**
 * Small questions the engine asks its own tables, answered as JavaScript values.
 */
import * as Effect from "effect/Effect"
import { parseJson } from "../json.ts"
import { Store } from "./Store.ts"
import type { StoreError } from "./StoreError.ts"

/** Rows as arrays in column order; 64-bit integers beyond 2^53 come as bigint. */
export const readRows = (
  sql: string,
  parameters: Readonly<Record<string, string>> = {}
): Effect.Effect<readonly (readonly unknown[])[], StoreError, Store> =>
  Effect.gen(function* () {
    const store = yield* Store
    const answer = yield* store.query({
      sql,
      parameters,
      format: "JSONCompactEachRow",
      settings: { readonly: 1, output_format_json_quote_64bit_integers: 0 }
    })
    return (
      Buffer.from(answer.body)
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== "")
        // JSONCompactEachRow writes one array a line.
        .map((line) => parseJson(line) as readonly unknown[])
    )
  })

/** Binds a list as one parameter: `IN (${listOf("ids", "String")})` with the parameter `ids: JSON.stringify(values)`. */
export const listOf = (parameter: string, type: "String" | "UUID"): string =>
  `SELECT arrayJoin(JSONExtract({${parameter}:String}, 'Array(${type})'))`
