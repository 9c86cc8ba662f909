/**
 * `POST /query/`: HogQL in, rows out; and what can be asked about a query that runs.
 *
 * Everything is computed now: there is no result cache and no background run, so `refresh` modes that promise a background
 * run are refused instead of blocking in secret.
 *
 * @see https://posthog.com/docs/api/queries
 */
import { randomUUID } from "node:crypto"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { isRecord } from "../../json.ts"
import { Project } from "../../project/Project.ts"
import { RunningQueries } from "../../query/RunningQueries.ts"
import * as ApiError from "../ApiError.ts"
import { refuseFields } from "../refuseFields.ts"
import { readJsonObject } from "../requestBody.ts"
import type { Handler, Route } from "../Route.ts"
import { databaseSchema } from "./queryKinds/databaseSchema.ts"
import { hogqlMetadata } from "./queryKinds/hogqlMetadata.ts"
import { hogqlQuery } from "./queryKinds/hogqlQuery.ts"

/** Wrappers that saved insights carry; their `source` is what runs. */
const WRAPPERS = new Set(["DataVisualizationNode", "DataTableNode"])
const BLOCKING = new Set<unknown>([
  undefined,
  null,
  false,
  true,
  "blocking",
  "force_blocking",
  "force_cache",
  "async_except_on_cache_miss"
])

/** Fields of the request that would change the answer and that the engine does not act on. */
const UNSUPPORTED_FIELDS = ["async", "filters_override", "variables_override"]

const unwrapped = (query: unknown): Readonly<Record<string, unknown>> | undefined => {
  if (!isRecord(query)) return undefined
  return typeof query["kind"] === "string" && WRAPPERS.has(query["kind"]) ? unwrapped(query["source"]) : query
}

const runQuery: Handler = Effect.gen(function* () {
  const { kind: kindInPath } = yield* HttpRouter.params
  const body = yield* readJsonObject
  if (body["query"] === undefined) return yield* ApiError.requiredField("query")
  const query = unwrapped(body["query"])
  const kind = query?.["kind"]
  if (query === undefined || typeof kind !== "string") {
    return yield* ApiError.invalidInput("A query is an object with a kind.", { attr: "query" })
  }
  if (kindInPath !== undefined && kindInPath !== kind) {
    return yield* ApiError.invalidInput(
      `Query kind mismatch: ${kindInPath} in the path, ${kind} in the query.`
    )
  }
  if (!BLOCKING.has(body["refresh"])) {
    return yield* ApiError.notSupported(`refresh ${JSON.stringify(body["refresh"])}`, "refresh")
  }
  yield* refuseFields(body, UNSUPPORTED_FIELDS)
  const given = body["client_query_id"]
  const id = typeof given === "string" && given !== "" ? given : randomUUID().replaceAll("-", "")
  switch (kind) {
    case "HogQLQuery": {
      const running = yield* RunningQueries
      const startedAt = DateTime.formatIso(yield* DateTime.now)
      return yield* running.track(id, startedAt, hogqlQuery(query, startedAt, id))
    }
    case "HogQLMetadata":
      return yield* hogqlMetadata(query)
    case "DatabaseSchemaQuery":
      return yield* databaseSchema
    default:
      return yield* ApiError.invalidInput(`Unsupported query kind: ${kind}`)
  }
})

const queryNotFound = Effect.gen(function* () {
  const { queryId = "" } = yield* HttpRouter.params
  return yield* ApiError.notFound(`Query ${queryId} not found for team ${(yield* Project).id}`)
})

const queryStatus: Handler = Effect.gen(function* () {
  const { queryId = "" } = yield* HttpRouter.params
  const startedAt = yield* (yield* RunningQueries).startedAt(queryId)
  if (startedAt === undefined) return yield* queryNotFound
  const status = {
    id: queryId,
    team_id: (yield* Project).id,
    complete: false,
    error: false,
    error_message: null,
    query_async: false,
    results: null,
    start_time: startedAt,
    end_time: null
  }
  return HttpServerResponse.jsonUnsafe({ query_status: status }, { status: 202 })
})

const cancelQuery: Handler = Effect.gen(function* () {
  const { queryId = "" } = yield* HttpRouter.params
  const cancelled = yield* (yield* RunningQueries).cancel(queryId)
  return cancelled ? HttpServerResponse.jsonUnsafe({ message: "Query cancelled" }) : yield* queryNotFound
})

export const queryRoutes: readonly Route[] = [
  { method: "POST", path: "/api/projects/:project/query", access: "project", handler: runQuery },
  { method: "POST", path: "/api/projects/:project/query/:kind", access: "project", handler: runQuery },
  { method: "GET", path: "/api/projects/:project/query/:queryId", access: "project", handler: queryStatus },
  { method: "DELETE", path: "/api/projects/:project/query/:queryId", access: "project", handler: cancelQuery }
]
