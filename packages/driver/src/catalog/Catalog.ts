/**
 * Discovery: which objects there are, and which fields each has in this very project.
 *
 * The names are fixed; the fields are not. PostHog describes its own tables, and keeps the names and types of every property
 * it has seen, so an agent that asks first does not have to guess.
 *
 * @see https://posthog.com/docs/api/property-definitions
 */
import { Transport } from "@posthog-driver/transport/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { laneOf } from "../laneOf.ts"
import { listPages } from "../listPages.ts"
import { PostHogError, UnknownObject } from "../PostHogError.ts"
import { Query } from "../query/Query.ts"
import { maybe } from "../resourceSchema.ts"
import { DatabaseSchema, tableFields } from "./DatabaseSchema.ts"
import { nearestName } from "./nearestName.ts"
import type { Field, FieldType, ObjectEntry, PostHogObject } from "./objects.ts"
import { objectEntries } from "./objects.ts"
import { propertyPath } from "./propertyPath.ts"

/**
 * How `listObjects` works.
 *
 * @since 0.1.0
 */
export interface ListObjectsOptions {
  /** Also count the rows of events, persons and sessions: three queries over all of their rows. False unless given. */
  readonly countRows?: boolean
}

export class Catalog extends Context.Service<
  Catalog,
  {
    /**
     * The eight objects, with the number of each where PostHog tells it cheaply.
     *
     * A list which the key may not read is given without a number.
     */
    readonly listObjects: (
      options?: ListObjectsOptions
    ) => Effect.Effect<ReadonlyArray<PostHogObject>, PostHogError>
    /**
     * The fields of one object: those every project has, the live columns, and the properties seen in this project.
     *
     * Fails with `UnknownObject` before any request; needs the scopes `query:read` and, for events, persons and sessions,
     * `property_definition:read`.
     */
    readonly getFields: (object: string) => Effect.Effect<ReadonlyArray<Field>, PostHogError>
  }
>()("@posthog-driver/driver/Catalog") {}

export const layer: Layer.Layer<Catalog, never, Transport | Query> = Layer.effect(
  Catalog,
  Effect.gen(function* () {
    const transport = yield* Transport
    const query = yield* Query

    const countResource = (entry: ObjectEntry) => {
      const path = `/api/projects/:project/${entry.name}/`
      return transport
        .execute({
          operation: "Catalog.listObjects",
          origin: "api",
          method: "GET",
          path,
          query: { limit: 1 },
          schema: Schema.Struct({ count: maybe(Schema.Int) }),
          safety: "read",
          lane: laneOf(path)
        })
        .pipe(
          Effect.map((response) => response.value.count ?? undefined),
          Effect.catch((error) =>
            // This number only: a key made for queries often lacks the scopes of the lists.
            error.reason._tag === "Forbidden"
              ? Effect.undefined
              : Effect.fail(PostHogError.fromTransport(error))
          )
        )
    }

    const countTable = Effect.fnUntraced(function* (entry: ObjectEntry) {
      const result = yield* query.run({ toHogQL: () => ({ query: COUNTS[entry.name] ?? "", values: {} }) })
      const count = result.rowArrays[0]?.[0]
      return typeof count === "number" ? count : undefined
    })

    const listObjects = Effect.fn("Catalog.listObjects")(function* (options: ListObjectsOptions = {}) {
      const describe = Effect.fnUntraced(function* (entry: ObjectEntry) {
        const isCounted = entry.kind === "resource" || options.countRows === true
        const rows = !isCounted
          ? undefined
          : yield* entry.kind === "resource" ? countResource(entry) : countTable(entry)
        const { name, kind, table, description, writable } = entry
        return { name, kind, table, description, writable, ...(rows === undefined ? {} : { rows }) }
      })
      return yield* Effect.forEach(objectEntries, describe, { concurrency: 3 })
    })

    const liveFields = (table: string) =>
      transport
        .execute({
          operation: "Catalog.getFields",
          origin: "api",
          method: "POST",
          path: "/api/projects/:project/query/",
          body: { query: { kind: "DatabaseSchemaQuery" }, name: "posthog-driver" },
          schema: DatabaseSchema,
          safety: "read",
          lane: "query"
        })
        .pipe(
          Effect.map((response) => tableFields(response.value, table)),
          Effect.mapError((error) => PostHogError.fromTransport(error))
        )

    const properties = (entry: ObjectEntry) =>
      entry.propertyScope === undefined
        ? Effect.succeed([])
        : listPages(
            {
              operation: "Catalog.getFields",
              path: "/api/projects/:project/property_definitions/",
              query: { type: entry.propertyScope },
              item: PropertyDefinition,
              pageSize: 500,
              wholeOrNothing: true
            },
            { limit: Number.MAX_SAFE_INTEGER }
          ).pipe(
            Effect.provideService(Transport, transport),
            Effect.map((list) => list.results.map((definition) => propertyField(entry, definition)))
          )

    const getFields = Effect.fn("Catalog.getFields")(function* (object: string) {
      const entry = objectEntries.find((candidate) => candidate.name === object)
      if (entry === undefined) return yield* unknownObject(object)
      const [live, discovered] = yield* Effect.all([liveFields(entry.table), properties(entry)], {
        concurrency: 2
      })
      return mergeFields(entry.fields, live, discovered)
    })

    return Catalog.of({ listObjects, getFields })
  })
)

const COUNTS: Readonly<Record<string, string>> = {
  events: "select count() from events",
  persons: "select count() from persons",
  sessions: "select count() from sessions"
}

const PropertyDefinition = Schema.Struct({
  name: Schema.String,
  property_type: maybe(Schema.String),
  description: maybe(Schema.String)
})

const PROPERTY_TYPES: Readonly<Record<string, FieldType>> = {
  String: "string",
  Numeric: "float",
  Boolean: "boolean",
  DateTime: "datetime",
  Duration: "duration"
}

function propertyField(entry: ObjectEntry, definition: typeof PropertyDefinition.Type): Field {
  const type = PROPERTY_TYPES[definition.property_type ?? ""]
  const written = definition.description ?? ""
  return {
    // What PostHog calls a session's properties are columns of the sessions table.
    name: entry.propertyScope === "session" ? definition.name : propertyPath(definition.name),
    type: type ?? "unknown",
    nullable: true,
    description: written === "" ? `A property of this project's ${entry.name}.` : written,
    kind: entry.propertyScope === "session" ? "column" : "property"
  }
}

/**
 * One list, each name once: what is written down here first, then live columns, then properties by name. A live column
 * lends its type to a field of the same name, which keeps its description.
 */
function mergeFields(
  known: ReadonlyArray<Field>,
  live: ReadonlyArray<Field>,
  discovered: ReadonlyArray<Field>
): ReadonlyArray<Field> {
  const fields = new Map(known.map((field) => [field.name, field]))
  for (const field of live) {
    const base = fields.get(field.name)
    fields.set(
      field.name,
      base === undefined
        ? field
        : {
            ...base,
            ...field,
            type: field.type === "unknown" ? base.type : field.type,
            description: base.description
          }
    )
  }
  for (const field of [...discovered].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    if (!fields.has(field.name)) fields.set(field.name, field)
  }
  return [...fields.values()]
}

function unknownObject(object: string): PostHogError {
  const known = objectEntries.map((entry) => entry.name)
  return new PostHogError({
    operation: "Catalog.getFields",
    reason: new UnknownObject({ name: object, known, suggestion: nearestName(object, known) })
  })
}
