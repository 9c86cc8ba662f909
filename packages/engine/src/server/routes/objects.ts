/**
 * Lists of the things people make in PostHog: insights, cohorts, flags and the rest, newest first.
 *
 * They are kept as the JSON that goes out, so what is not known here still comes through as it was stored.
 */
import * as Effect from "effect/Effect"
import { Verbatim } from "../../json.ts"
import { Project } from "../../project/Project.ts"
import { VIEW_KIND } from "../../project/SavedViews.ts"
import { fromStoreError } from "../../query/queryErrors.ts"
import { readRows } from "../../store/readRows.ts"
import * as ApiError from "../ApiError.ts"
import { pageResponse, readPage, refuseParams } from "../page.ts"
import { searchParams } from "../requestUrl.ts"
import type { Handler, Route } from "../Route.ts"

interface ObjectList {
  /** The `kind` in the table, and the last part of the path unless `path` is. */
  readonly kind: string
  readonly path?: string
  /** Fields of the body that `search` looks into. */
  readonly searchIn: readonly string[]
  /** Filters PostHog has and the engine refuses. */
  readonly refused: readonly string[]
  /** `type` picks a scope, `event` unless given. */
  readonly scoped?: true
  readonly order?: string
}

export const objectLists: readonly ObjectList[] = [
  {
    kind: "insights",
    searchIn: ["name", "derived_name", "description"],
    refused: [
      "short_id",
      "created_by",
      "saved",
      "tags",
      "favorited",
      "date_from",
      "date_to",
      "insight",
      "dashboards"
    ]
  },
  { kind: "cohorts", searchIn: ["name"], refused: ["type", "created_by"] },
  {
    kind: "feature_flags",
    searchIn: ["key", "name"],
    refused: ["active", "type", "created_by_id", "evaluation_runtime", "excluded_properties", "tags"]
  },
  { kind: "annotations", searchIn: ["content"], refused: ["date_from", "date_to", "scope"] },
  { kind: "actions", searchIn: ["name"], refused: ["tags"] },
  {
    kind: "experiments",
    searchIn: ["name"],
    refused: ["status", "created_by_id", "feature_flag_id", "archived"]
  },
  { kind: VIEW_KIND, path: "warehouse_saved_queries", searchIn: ["name"], refused: [] },
  {
    kind: "event_definitions",
    searchIn: ["name"],
    refused: ["event_type", "properties"],
    order: "JSONExtractString(body, 'name')"
  },
  {
    kind: "property_definitions",
    searchIn: ["name"],
    refused: [
      "event_names",
      "filter_by_event_names",
      "properties",
      "is_numerical",
      "is_feature_flag",
      "group_type_index",
      "excluded_properties"
    ],
    scoped: true,
    order: "JSONExtractString(body, 'name')"
  }
]

const scopes = new Set(["event", "person", "group", "session"])

const list = (objects: ObjectList): Handler =>
  Effect.gen(function* () {
    yield* refuseParams(objects.refused)
    const project = yield* Project
    const params = yield* searchParams
    const page = yield* readPage
    const search = params.get("search") ?? ""
    const scope = params.get("type") ?? "event"
    if (objects.scoped === true && !scopes.has(scope)) {
      return yield* ApiError.invalidInput(`"${scope}" is not a valid choice.`, { attr: "type" })
    }
    const found = objects.searchIn
      .map((field) => `positionCaseInsensitiveUTF8(JSONExtractString(body, '${field}'), {search:String}) > 0`)
      .join(" OR ")
    const where = [
      "team_id = {team:Int64} AND kind = {kind:String} AND deleted = 0",
      ...(search === "" ? [] : [`(${found})`]),
      ...(objects.scoped === true ? ["JSONExtractString(body, 'type') = {scope:String}"] : [])
    ].join(" AND ")
    const parameters = { team: String(project.id), kind: objects.kind, search, scope }
    const [[count] = [0]] = yield* readRows(`SELECT count() FROM objects FINAL WHERE ${where}`, parameters)
    const rows = yield* readRows(
      `SELECT body FROM objects FINAL WHERE ${where}
        ORDER BY ${objects.order ?? "id DESC"} LIMIT {limit:UInt64} OFFSET {offset:UInt64}`,
      { ...parameters, limit: String(page.limit), offset: String(page.offset) }
    )
    return yield* pageResponse(
      page,
      Number(count),
      rows.map(([body]) => new Verbatim(String(body)))
    )
  }).pipe(Effect.catchTag("StoreError", (error) => Effect.fail(fromStoreError(error))))

export const objectRoutes: readonly Route[] = objectLists.map((objects) => ({
  method: "GET",
  path: `/api/projects/:project/${objects.path ?? objects.kind}`,
  access: "project",
  handler: list(objects)
}))
