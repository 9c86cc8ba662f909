/**
 * What is known about sessions: their properties and types. They are the same in every project.
 */
import { logicalTables } from "@posthog-driver/hogql-compiler"
import type { HogqlTypeName } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import { pageResponse, readPage } from "../page.ts"
import { searchParams } from "../requestUrl.ts"
import type { Handler, Route } from "../Route.ts"

const PROPERTY_TYPES: Partial<Record<HogqlTypeName, string>> = {
  String: "String",
  UUID: "String",
  Integer: "Numeric",
  Float: "Numeric",
  Boolean: "Boolean",
  DateTime: "DateTime"
}

/** Session properties are the columns that carry PostHog's mark, and the type of the channel. */
const definitions = (logicalTables.find(({ name }) => name === "sessions")?.columns ?? [])
  .filter((column) => column.name.startsWith("$") && column.source.kind !== "refused")
  .flatMap((column) => {
    const type = PROPERTY_TYPES[column.type]
    return type === undefined
      ? []
      : [
          {
            id: column.name,
            name: column.name,
            type: "session",
            property_type: type,
            is_numerical: type === "Numeric",
            is_seen_on_filtered_events: null,
            tags: []
          }
        ]
  })

const list: Handler = Effect.gen(function* () {
  const search = ((yield* searchParams).get("search") ?? "").toLowerCase()
  const page = yield* readPage
  const found = definitions.filter(({ name }) => name.toLowerCase().includes(search))
  return yield* pageResponse(page, found.length, found.slice(page.offset, page.offset + page.limit))
})

export const sessionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/projects/:project/sessions/property_definitions",
    access: "project",
    handler: list
  }
]
