/**
 * The answer to a `HogQLQuery`.
 *
 * `hasMore`, `limit` and `offset` are there only when the query had no LIMIT of its own, as at PostHog: with one, the only
 * way to know of more rows is to ask for one more.
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { jsonText } from "../../../json.ts"
import { Project } from "../../../project/Project.ts"
import { HogqlRunner } from "../../../query/HogqlRunner.ts"
import type { HogqlAnswer } from "../../../query/HogqlRunner.ts"
import * as ApiError from "../../ApiError.ts"
import { refuseFields } from "../../refuseFields.ts"
import { notice } from "./notice.ts"
import { queryInputs } from "./queryInputs.ts"

/** Fields that change the answer and that the engine does not act on. */
const UNSUPPORTED_FIELDS = ["explain", "connectionId", "sendRawQuery"]

export const queryText = (
  query: Readonly<Record<string, unknown>>
): Effect.Effect<string, ApiError.ApiError> => {
  const text = query["query"]
  return typeof text === "string"
    ? Effect.succeed(text)
    : Effect.fail(ApiError.invalidInput("query is the text of a query.", { attr: "query" }))
}

export const hogqlQuery = Effect.fnUntraced(function* (
  query: Readonly<Record<string, unknown>>,
  startedAt: string,
  id: string
) {
  yield* refuseFields(query, UNSUPPORTED_FIELDS)
  const text = yield* queryText(query)
  const runner = yield* HogqlRunner
  const project = yield* Project
  const answer = yield* runner.run(text, yield* queryInputs(query), {
    id,
    name: typeof query["name"] === "string" ? query["name"] : ""
  })
  return HttpServerResponse.uint8Array(body(text, answer, { startedAt, timezone: project.timezone }), {
    contentType: "application/json",
    headers: { "x-posthog-query-bytes-read": String(answer.bytesRead) }
  })
})

const body = (
  text: string,
  { compiled, rows, timings }: HogqlAnswer,
  at: { readonly startedAt: string; readonly timezone: string }
): Uint8Array => {
  const columns = compiled.columns.map((column) => column.name)
  const paging =
    compiled.limit.source === "default"
      ? { hasMore: rows.hasMore, limit: compiled.limit.value, offset: 0 }
      : {}
  const rest = {
    columns,
    types: columns.map((column, index) => [column, rows.types[index]]),
    query: text,
    hogql: compiled.hogql,
    clickhouse: compiled.sql,
    ...paging,
    // PostHog fills this field for its own editor only. Here it always tells what the text does not say of itself.
    metadata: {
      isValid: true,
      query: text,
      errors: [],
      warnings: compiled.warnings.map(notice),
      notices: [],
      table_names: compiled.tables
    },
    error: null,
    is_cached: false,
    last_refresh: at.startedAt,
    timezone: at.timezone,
    timings
  }
  // The rows are JSON already, and may be many.
  return Buffer.concat([Buffer.from('{"results":'), rows.json, Buffer.from(`,${jsonText(rest).slice(1)}`)])
}
