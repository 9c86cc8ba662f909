/**
 * Saved views: made, deleted; their list is among the lists of objects.
 *
 * A view is checked when it is made, by reading it as a query would, so that a broken one is refused here and not wherever it is read.
 *
 * @see https://posthog.com/docs/data-warehouse/views
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { isRecord } from "../../json.ts"
import { SavedViews } from "../../project/SavedViews.ts"
import { HogqlCompiler } from "../../query/HogqlCompiler.ts"
import { fromCompileError, fromStoreError } from "../../query/queryErrors.ts"
import * as ApiError from "../ApiError.ts"
import { readJsonObject } from "../requestBody.ts"
import type { Handler, Route } from "../Route.ts"

/** What HogQL can write without quotes, and dots between. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/

const create: Handler = Effect.gen(function* () {
  const { name, query } = yield* readJsonObject
  if (name === undefined) return yield* ApiError.requiredField("name")
  if (query === undefined) return yield* ApiError.requiredField("query")
  if (typeof name !== "string" || name.length > 128 || !NAME.test(name)) {
    return yield* ApiError.invalidInput("A name is letters, digits and underscores, with dots between.", {
      attr: "name"
    })
  }
  const text = isRecord(query) && query["kind"] === "HogQLQuery" ? query["query"] : undefined
  if (typeof text !== "string") {
    return yield* ApiError.invalidInput("query is a HogQLQuery.", { attr: "query" })
  }
  const compiler = yield* HogqlCompiler
  const tables = yield* Effect.mapError(compiler.tables, fromCompileError)
  if (tables.some((table) => table.name === name)) {
    return yield* ApiError.invalidInput("A table with this name already exists.", { attr: "name" })
  }
  const compiled = yield* Effect.mapError(compiler.compile(text, { values: {} }), fromCompileError)
  const columns = compiled.columns.map((column) => ({
    key: column.name,
    name: column.name,
    type: column.type
  }))
  const body = yield* (yield* SavedViews).add({ name, query: text }, columns)
  return HttpServerResponse.jsonUnsafe(body, { status: 201 })
}).pipe(Effect.catchTag("StoreError", (error) => Effect.fail(fromStoreError(error))))

const remove: Handler = Effect.gen(function* () {
  const { viewId = "" } = yield* HttpRouter.params
  const removed = yield* (yield* SavedViews).remove(viewId)
  return removed ? HttpServerResponse.empty({ status: 204 }) : yield* ApiError.notFound("Not found.")
}).pipe(Effect.catchTag("StoreError", (error) => Effect.fail(fromStoreError(error))))

export const savedViewRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/projects/:project/warehouse_saved_queries",
    access: "project",
    handler: create
  },
  {
    method: "DELETE",
    path: "/api/projects/:project/warehouse_saved_queries/:viewId",
    access: "project",
    handler: remove
  }
]
