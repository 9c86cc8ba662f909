/**
 * The body PostHog answers a query with, and the way from there to a {@link QueryResult}.
 *
 * Cells are taken as the transport parsed them (it keeps 64-bit integers as bigint), so nothing here rounds or converts.
 */
import type { ApiResponse } from "@posthog-driver/transport/effect"
import { UnexpectedBody } from "@posthog-driver/transport/effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { QueryRejected } from "../PostHogError.ts"
import type { Cell, Column, QueryBudget, QueryResult } from "./QueryResult.ts"
import { rowObject, uniqueColumnNames } from "./QueryResult.ts"
import type { RowPlan } from "./rowPlan.ts"
import { judgeRows } from "./rowPlan.ts"

/** Rows are checked to be arrays and no deeper: everything JSON can hold is a {@link Cell}. */
const Rows = Schema.declare(
  (body: unknown): body is ReadonlyArray<ReadonlyArray<Cell>> =>
    Array.isArray(body) && body.every((row) => Array.isArray(row))
)

const optional = <A>(schema: Schema.Codec<A>) => Schema.optional(Schema.NullOr(schema))

/** The part of the answer that is read; unknown fields are ignored, missing ones tolerated. */
export const QueryAnswer = Schema.Struct({
  results: optional(Rows),
  columns: optional(Schema.Array(Schema.String)),
  types: optional(Schema.Array(Schema.Union([Schema.String, Schema.Array(Schema.String)]))),
  hasMore: optional(Schema.Boolean),
  hogql: optional(Schema.String),
  is_cached: optional(Schema.Boolean),
  last_refresh: optional(Schema.String),
  timings: optional(Schema.Array(Schema.Struct({ k: Schema.String, t: Schema.Finite }))),
  error: optional(Schema.String)
})
export type QueryAnswer = typeof QueryAnswer.Type

/** Makes the result, or says why the answer is not one. */
export function queryResult(
  response: ApiResponse<QueryAnswer>,
  plan: RowPlan,
  { queryId, warnings }: { readonly queryId: string; readonly warnings: ReadonlyArray<string> }
): Result.Result<QueryResult, QueryRejected | UnexpectedBody> {
  const answer = response.value
  if (typeof answer.error === "string" && answer.error !== "") {
    return Result.fail(new QueryRejected({ code: "query_error", message: answer.error }))
  }
  const received = answer.results
  const names = answer.columns
  if (received === undefined || received === null || names === undefined || names === null) {
    return Result.fail(unexpected(response.status, "it holds no results and columns"))
  }
  if (received.some((row) => row.length !== names.length)) {
    return Result.fail(unexpected(response.status, "a row has more or fewer cells than there are columns"))
  }
  const { keep, completeness } = judgeRows(plan, received.length, answer.hasMore ?? undefined)
  const rowArrays = keep < received.length ? received.slice(0, keep) : received
  const unique = uniqueColumnNames(names)
  return Result.succeed({
    columns: unique.names.map((name, index): Column => ({ name, type: typeAt(answer.types, index) })),
    rows: rowArrays.map((row) => rowObject(unique.names, row)),
    rowArrays,
    completeness,
    queryId,
    hogql: answer.hogql ?? plan.text,
    cached: answer.is_cached === true,
    lastRefresh: answer.last_refresh ?? undefined,
    budget: queryBudget(response.headers),
    timings: {
      elapsedMillis: response.elapsedMillis,
      attempts: response.attempts,
      server: (answer.timings ?? []).map(({ k, t }) => ({ stage: k, seconds: t }))
    },
    warnings: [...warnings, ...unique.warnings]
  })
}

function unexpected(status: number, problem: string): UnexpectedBody {
  return new UnexpectedBody({ status, problem })
}

/** HogQL answers send pairs of name and type, other kinds of query bare types: the type is last in both. */
function typeAt(types: QueryAnswer["types"], index: number): string {
  const entry = types?.[index]
  return (typeof entry === "string" ? entry : entry?.at(-1)) ?? "unknown"
}

function queryBudget(headers: Readonly<Record<string, string>>): QueryBudget {
  const bytesRead = byteCount(headers["x-posthog-query-bytes-read"])
  const remainingBytes = byteCount(headers["x-posthog-query-budget-remaining-bytes"])
  return {
    ...(bytesRead === undefined ? {} : { bytesRead }),
    ...(remainingBytes === undefined ? {} : { remainingBytes })
  }
}

function byteCount(header: string | undefined): number | undefined {
  const count = header === undefined || header.trim() === "" ? Number.NaN : Number(header)
  return Number.isFinite(count) ? count : undefined
}
