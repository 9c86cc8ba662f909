/**
 * What this project adds to HogQL's own tables: enough for `hogql-compiler` to check a query as PostHog would, without sending it.
 *
 * @see https://posthog.com/docs/api/property-definitions
 */
import { Transport } from "@posthog-driver/transport/effect"
import type { CohortDefinition, PropertyDefinition } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { listPages } from "../listPages.ts"
import { PostHogError } from "../PostHogError.ts"
import { maybe } from "../resourceSchema.ts"

/**
 * The part of a compiler's context that a project decides.
 *
 * @since 0.2.0
 */
export interface ProjectSchema {
  readonly projectId: number
  readonly timezone: string
  readonly weekStartDay: 0 | 1
  readonly propertyDefinitions: ReadonlyArray<PropertyDefinition>
  readonly cohorts: ReadonlyArray<CohortDefinition>
  /** By their index, 0 to 4. */
  readonly groupTypes: ReadonlyArray<{ readonly index: number; readonly name: string }>
  /** What the key may not read, and what is therefore missing here: `property_definitions`, `cohorts`, `groups_types`. */
  readonly unread: ReadonlyArray<string>
}

const operation = "Project.schema"

const scopes = ["event", "person", "group"] as const

/** Reads everything, in lists of any length. A list that the key may not read is empty and named in `unread`. */
export const readProjectSchema = Effect.gen(function* () {
  const unread = new Set<string>()
  const optional = <A>(name: string, read: Effect.Effect<ReadonlyArray<A>, PostHogError, Transport>) =>
    read.pipe(
      Effect.catch((error) => {
        if (error.reason._tag !== "Forbidden" && error.reason._tag !== "NotFound") return Effect.fail(error)
        unread.add(name)
        return Effect.succeed<ReadonlyArray<A>>([])
      })
    )
  const [info, definitions, cohorts, groupTypes] = yield* Effect.all(
    [
      projectInfo,
      Effect.forEach(scopes, (scope) => optional("property_definitions", propertiesOf(scope)), {
        concurrency: 3
      }),
      optional("cohorts", cohortList),
      optional("groups_types", groupTypeList)
    ],
    { concurrency: 4 }
  )
  const schema: ProjectSchema = {
    projectId: info.id,
    timezone: info.timezone ?? "UTC",
    weekStartDay: info.week_start_day === 1 ? 1 : 0,
    propertyDefinitions: definitions.flat(),
    cohorts,
    groupTypes,
    unread: [...unread].sort()
  }
  return schema
})

const ProjectFields = Schema.Struct({
  id: Schema.Finite,
  timezone: maybe(Schema.String),
  week_start_day: maybe(Schema.Finite)
})

const get = <A>(path: string, schema: Schema.Decoder<A>) =>
  Effect.gen(function* () {
    const transport = yield* Transport
    const response = yield* transport
      .execute({ operation, origin: "api", method: "GET", path, schema, safety: "read", lane: "crud" })
      .pipe(Effect.mapError((error) => PostHogError.fromTransport(error)))
    return response.value
  })

const projectInfo = get("/api/projects/:project/", ProjectFields)

const Property = Schema.Struct({ name: Schema.String, property_type: maybe(Schema.String) })

const types = ["String", "Numeric", "Boolean", "DateTime", "Duration"] as const

/** A property whose type PostHog has not made out is text to it. */
const propertiesOf = (scope: PropertyDefinition["scope"]) =>
  listPages(
    {
      operation,
      path: "/api/projects/:project/property_definitions/",
      query: { type: scope },
      item: Property,
      pageSize: 500,
      wholeOrNothing: true
    },
    { limit: Number.MAX_SAFE_INTEGER }
  ).pipe(
    Effect.map(({ results }) =>
      results.map(({ name, property_type }): PropertyDefinition => ({
        scope,
        name,
        type: types.find((type) => type === property_type) ?? "String"
      }))
    )
  )

const CohortFields = Schema.Struct({
  id: Schema.Finite,
  name: maybe(Schema.String),
  is_static: maybe(Schema.Boolean)
})

/** Which version of a cohort is current matters to whoever runs the query, and PostHog does that. */
const cohortList = listPages(
  { operation, path: "/api/projects/:project/cohorts/", item: CohortFields, wholeOrNothing: true },
  { limit: Number.MAX_SAFE_INTEGER }
).pipe(
  Effect.map(({ results }) =>
    results.map(({ id, name, is_static }): CohortDefinition => ({
      id,
      name: name ?? "",
      isStatic: is_static === true,
      version: 0
    }))
  )
)

const groupTypeList = get(
  "/api/projects/:project/groups_types/",
  Schema.Array(Schema.Struct({ group_type: Schema.String, group_type_index: Schema.Finite }))
).pipe(
  Effect.map((list) =>
    list.map(({ group_type, group_type_index }) => ({ index: group_type_index, name: group_type }))
  )
)
