/**
 * A route as data: the server adds what all routes share.
 */
import type * as Effect from "effect/Effect"
import type * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Ingestion } from "../ingest/Ingestion.ts"
import type { Catalog } from "../project/Catalog.ts"
import type { Project } from "../project/Project.ts"
import type { SavedViews } from "../project/SavedViews.ts"
import type { HogqlCompiler } from "../query/HogqlCompiler.ts"
import type { HogqlRunner } from "../query/HogqlRunner.ts"
import type { RunningQueries } from "../query/RunningQueries.ts"
import type { Store } from "../store/Store.ts"
import type { ApiError } from "./ApiError.ts"
import type { Readiness } from "./Readiness.ts"

/** What a handler may ask for. */
export type RouteServices =
  | Store
  | Project
  | Catalog
  | SavedViews
  | HogqlCompiler
  | HogqlRunner
  | RunningQueries
  | Ingestion
  | Readiness

export type Handler = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  ApiError,
  RouteServices | HttpServerRequest.HttpServerRequest | HttpRouter.RouteContext
>

/**
 * Who may call a route. `project` is a personal key and the right project in `:project`; `personal-key` only the key;
 * `public` anyone, the route itself looks at tokens.
 */
export type Access = "public" | "personal-key" | "project"

export interface Route {
  readonly method: "GET" | "POST" | "DELETE" | "OPTIONS"
  readonly path: `/${string}`
  readonly access: Access
  readonly handler: Handler
}
