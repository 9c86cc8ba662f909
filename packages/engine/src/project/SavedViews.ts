/**
 * The saved views of the project: queries with a name, which other queries read like tables.
 *
 * The table `objects` is the truth; this is read from it once, and changes with it.
 */
import { randomUUID } from "node:crypto"
import type { SavedView } from "@posthog-driver/hogql-compiler"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isRecord, parseJson } from "../json.ts"
import { insertRows } from "../store/insertRows.ts"
import { readRows } from "../store/readRows.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { Project } from "./Project.ts"

/** The kind of its rows, and the name of its table in `system`. */
export const VIEW_KIND = "data_modeling_views"

/** A view as the REST API gives it. */
export interface ViewBody {
  readonly id: string
  readonly name: string
  readonly query: { readonly kind: "HogQLQuery"; readonly query: string }
  readonly columns: readonly { readonly key: string; readonly name: string; readonly type: string }[]
  readonly created_at: string
  readonly updated_at: string
  readonly is_materialized: false
  readonly status: null
  readonly last_run_at: null
  readonly created_by: null
  readonly deleted: false
}

export class SavedViews extends Context.Service<
  SavedViews,
  {
    readonly views: Effect.Effect<readonly SavedView[]>
    readonly add: (view: SavedView, columns: ViewBody["columns"]) => Effect.Effect<ViewBody, StoreError>
    /** Gives back whether there was such a view. */
    readonly remove: (id: string) => Effect.Effect<boolean, StoreError>
  }
>()("@posthog-driver/engine/SavedViews") {}

interface Known {
  readonly row: number
  readonly body: ViewBody
}

const isView = (body: unknown): body is ViewBody =>
  isRecord(body) &&
  typeof body["id"] === "string" &&
  typeof body["name"] === "string" &&
  isRecord(body["query"]) &&
  typeof body["query"]["query"] === "string"

export const make = Effect.gen(function* () {
  const store = yield* Store
  const project = yield* Project
  const stored = yield* readRows(
    "SELECT id, body FROM objects FINAL WHERE team_id = {team:Int64} AND kind = {kind:String} AND deleted = 0",
    { team: String(project.id), kind: VIEW_KIND }
  )
  let known: readonly Known[] = stored.flatMap(([row, text]) => {
    const body = parseJson(String(text))
    return isView(body) ? [{ row: Number(row), body }] : []
  })

  const write = ({ row, body }: Known, deleted: 0 | 1, version: number) =>
    insertRows(
      "objects",
      [{ team_id: project.id, kind: VIEW_KIND, id: row, body: JSON.stringify(body), deleted, version }],
      randomUUID()
    ).pipe(Effect.provideService(Store, store))

  return SavedViews.of({
    views: Effect.sync(() => known.map(({ body }) => ({ name: body.name, query: body.query.query }))),
    add: Effect.fnUntraced(function* ({ name, query }, columns) {
      const now = yield* Clock.currentTimeMillis
      const at = new Date(now).toISOString()
      const body: ViewBody = {
        id: randomUUID(),
        name,
        query: { kind: "HogQLQuery", query },
        columns,
        created_at: at,
        updated_at: at,
        is_materialized: false,
        status: null,
        last_run_at: null,
        created_by: null,
        deleted: false
      }
      // A row of its own for each view that was ever made: times grow.
      const added = { row: Math.max(now, ...known.map(({ row }) => row + 1)), body }
      yield* write(added, 0, now * 1_000)
      known = [...known, added]
      return body
    }),
    remove: Effect.fnUntraced(function* (id) {
      const found = known.find(({ body }) => body.id === id)
      if (found === undefined) return false
      yield* write(found, 1, (yield* Clock.currentTimeMillis) * 1_000 + 1)
      known = known.filter((view) => view !== found)
      return true
    })
  })
})

export const layer: Layer.Layer<SavedViews, StoreError, Store | Project> = Layer.effect(SavedViews, make)
