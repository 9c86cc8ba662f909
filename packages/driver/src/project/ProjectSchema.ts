/**
 * What this project adds to HogQL's own tables: enough for `hogql-compiler` to check a query as PostHog would, without sending it.
 *
 * @see https://posthog.com/docs/api/property-definitions
 */
import { Transport } from "@posthog-driver/transport/effect"
import type {
  ActionDefinition,
  CohortDefinition,
  HogqlTypeName,
  PropertyDefinition,
  WarehouseTable
} from "@posthog-driver/hogql-compiler"
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
  readonly actions: ReadonlyArray<ActionDefinition>
  /** Warehouse tables and saved views, with the columns that have a type. */
  readonly warehouseTables: ReadonlyArray<WarehouseTable>
  /** What the key may not read, and what is therefore missing here: `property_definitions`, `cohorts`, `groups_types`, `actions`, `tables`. */
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
  const [info, definitions, cohorts, groupTypes, actions, warehouseTables] = yield* Effect.all(
    [
      projectInfo,
      Effect.forEach(scopes, (scope) => optional("property_definitions", propertiesOf(scope)), {
        concurrency: 3
      }),
      optional("cohorts", cohortList),
      optional("groups_types", groupTypeList),
      optional("actions", actionList),
      optional("tables", tableList)
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
    actions,
    warehouseTables,
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

const ActionFields = Schema.Struct({
  id: Schema.Finite,
  name: maybe(Schema.String),
  steps: maybe(Schema.Array(Schema.Record(Schema.String, Schema.Unknown)))
})

const actionList = listPages(
  { operation, path: "/api/projects/:project/actions/", item: ActionFields, wholeOrNothing: true },
  { limit: Number.MAX_SAFE_INTEGER }
).pipe(
  Effect.map(({ results }) =>
    results.map(({ id, name, steps }): ActionDefinition => ({ id, name: name ?? "", steps: steps ?? [] }))
  )
)

const TableColumn = Schema.Struct({
  name: Schema.String,
  type: Schema.String,
  nullable: maybe(Schema.Boolean)
})

const Tables = Schema.Struct({
  tables: Schema.Record(
    Schema.String,
    Schema.Struct({ type: maybe(Schema.String), fields: Schema.Record(Schema.String, TableColumn) })
  )
})

/** What PostHog calls the tables of the project's own. */
const ownTables = new Set(["data_warehouse", "view", "materialized_view"])

const columnTypes: Readonly<Record<string, HogqlTypeName>> = {
  string: "String",
  integer: "Integer",
  float: "Float",
  decimal: "Decimal",
  boolean: "Boolean",
  date: "Date",
  datetime: "DateTime",
  array: "Array",
  json: "JSON",
  unknown: "Unknown"
}

const tableList = Effect.gen(function* () {
  const transport = yield* Transport
  const response = yield* transport
    .execute({
      operation,
      origin: "api",
      method: "POST",
      path: "/api/projects/:project/query/",
      body: { query: { kind: "DatabaseSchemaQuery" }, name: "posthog-driver" },
      schema: Tables,
      safety: "read",
      lane: "query"
    })
    .pipe(Effect.mapError((error) => PostHogError.fromTransport(error)))
  return Object.entries(response.value.tables).flatMap(
    ([name, { type, fields }]): ReadonlyArray<WarehouseTable> => {
      if (!ownTables.has(type ?? "")) return []
      const columns = Object.values(fields).flatMap((field) => {
        const known = Object.hasOwn(columnTypes, field.type) ? columnTypes[field.type] : undefined
        return known === undefined
          ? []
          : [{ name: field.name, type: known, nullable: field.nullable ?? true }]
      })
      return [{ name, columns, source: { table: name } }]
    }
  )
})
