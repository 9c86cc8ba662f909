/**
 * What the engine knows about its project without asking the database each time: property types, event names, cohorts.
 *
 * The tables are the truth; this is read from them once and grows with what is ingested. It is what a query is compiled
 * against.
 */
import { randomUUID } from "node:crypto"
import type {
  ActionDefinition,
  CohortDefinition,
  GroupType,
  PropertyDefinition
} from "@posthog-driver/hogql-compiler"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isRecord, parseJson } from "../json.ts"
import { insertRows } from "../store/insertRows.ts"
import { readRows } from "../store/readRows.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { inferPropertyType, isDefinable } from "./definitions.ts"
import type { PropertyType } from "./definitions.ts"
import { Project } from "./Project.ts"

/** One event as definitions are learned from it. */
export interface Sighting {
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Person properties the event sets. */
  readonly personProperties: Readonly<Record<string, unknown>>
}

/** What a batch tells: its events, the group types nobody knew, and the groups that changed. */
export interface Observation {
  readonly events: readonly Sighting[]
  readonly groupTypes: readonly GroupType[]
  readonly groups: readonly {
    readonly index: number
    readonly properties: Readonly<Record<string, unknown>>
  }[]
}

export class Catalog extends Context.Service<
  Catalog,
  {
    readonly propertyDefinitions: Effect.Effect<readonly PropertyDefinition[]>
    readonly cohorts: Effect.Effect<readonly CohortDefinition[]>
    readonly actions: Effect.Effect<readonly ActionDefinition[]>
    readonly groupTypes: Effect.Effect<readonly GroupType[]>
    /** Learns from events that are about to be written, and writes down what is new. */
    readonly observe: (
      seen: Observation,
      at: { readonly iso: string; readonly version: number; readonly deduplicationId: string }
    ) => Effect.Effect<void, StoreError>
  }
>()("@posthog-driver/engine/Catalog") {}

interface KnownProperty {
  readonly scope: PropertyDefinition["scope"]
  readonly name: string
  readonly id: number
  readonly uuid: string
  readonly type: PropertyDefinition["type"] | undefined
  readonly groupTypeIndex: number | undefined
}

/** Ids of what is learned start above those of any seeded story. */
const FIRST_LEARNED_ID = 1_000_000

const keyOf = (scope: string, name: string, groupTypeIndex?: number): string =>
  `${scope}\n${groupTypeIndex ?? ""}\n${name}`

const propertyTypes = new Set(["String", "Numeric", "Boolean", "DateTime", "Duration"])

const isPropertyType = (value: unknown): value is PropertyDefinition["type"] =>
  typeof value === "string" && propertyTypes.has(value)

const isScope = (value: unknown): value is PropertyDefinition["scope"] =>
  value === "event" || value === "person" || value === "session" || value === "group"

export const make = Effect.gen(function* () {
  const store = yield* Store
  const project = yield* Project
  const team = { team: String(project.id) }

  const properties = new Map<string, KnownProperty>()
  const events = new Set<string>()
  let cohorts: readonly CohortDefinition[] = []
  const actions: ActionDefinition[] = []
  let groupTypes: readonly GroupType[] = []
  let lastId = FIRST_LEARNED_ID

  const stored = yield* readRows(
    `SELECT kind, id, body FROM objects FINAL WHERE team_id = {team:Int64} AND deleted = 0
      AND kind IN ('property_definitions', 'event_definitions', 'cohorts', 'actions', 'group_type_mappings')`,
    team
  )
  const versions = new Map(
    (yield* readRows(
      "SELECT cohort_id, max(version) FROM cohort_people WHERE team_id = {team:Int64} GROUP BY cohort_id",
      team
    )).map(([cohort, version]) => [Number(cohort), Number(version)])
  )
  for (const [kind, id, text] of stored) {
    const body = parseJson(String(text))
    if (!isRecord(body)) continue
    if (kind === "group_type_mappings") {
      groupTypes = [
        ...groupTypes,
        { index: Number(body["group_type_index"]), name: String(body["group_type"]) }
      ]
      continue
    }
    if (typeof body["name"] !== "string") continue
    lastId = Math.max(lastId, Number(id))
    if (kind === "event_definitions") events.add(body["name"])
    else if (kind === "actions") {
      const steps = Array.isArray(body["steps"]) ? body["steps"].filter(isRecord) : []
      actions.push({ id: Number(id), name: body["name"], steps })
    } else if (kind === "property_definitions") {
      const scope = isScope(body["type"]) ? body["type"] : "event"
      const type = isPropertyType(body["property_type"]) ? body["property_type"] : undefined
      const index = body["group_type_index"]
      const groupTypeIndex = typeof index === "number" ? index : undefined
      const known = {
        scope,
        name: body["name"],
        id: Number(id),
        uuid: String(body["id"]),
        type,
        groupTypeIndex
      }
      properties.set(keyOf(scope, known.name, groupTypeIndex), known)
    } else {
      const version = versions.get(Number(id)) ?? 0
      cohorts = [
        ...cohorts,
        { id: Number(id), name: body["name"], isStatic: body["is_static"] === true, version }
      ]
    }
  }

  const observe = Effect.fnUntraced(function* (
    seen: Observation,
    at: { readonly iso: string; readonly version: number; readonly deduplicationId: string }
  ) {
    const rows: object[] = []
    const undo: (() => unknown)[] = []
    const write = (kind: string, id: number, body: object): void => {
      rows.push({
        team_id: project.id,
        kind,
        id,
        body: JSON.stringify(body),
        deleted: 0,
        version: at.version
      })
    }
    const learn = (
      scope: "event" | "person" | "group",
      name: string,
      value: unknown,
      groupTypeIndex?: number
    ): void => {
      if (!isDefinable(name)) return
      const key = keyOf(scope, name, groupTypeIndex)
      const known = properties.get(key)
      if (known?.type !== undefined) return
      const type = inferPropertyType(value)
      if (known !== undefined && type === undefined) return
      const { id, uuid } = known ?? { id: ++lastId, uuid: randomUUID() }
      properties.set(key, { scope, name, id, uuid, type, groupTypeIndex })
      undo.push(() => (known === undefined ? properties.delete(key) : properties.set(key, known)))
      write(
        "property_definitions",
        id,
        propertyDefinition(uuid, { scope, name, type, groupTypeIndex: groupTypeIndex ?? null })
      )
    }
    if (seen.groupTypes.length > 0) {
      const before = groupTypes
      groupTypes = [...groupTypes, ...seen.groupTypes]
      undo.push(() => (groupTypes = before))
      for (const { index, name } of seen.groupTypes) {
        write("group_type_mappings", index + 1, groupTypeMapping(index, name))
      }
    }
    for (const group of seen.groups) {
      for (const [name, value] of Object.entries(group.properties)) learn("group", name, value, group.index)
    }
    for (const sighting of seen.events) {
      if (!events.has(sighting.event)) {
        events.add(sighting.event)
        undo.push(() => events.delete(sighting.event))
        write("event_definitions", ++lastId, eventDefinition(randomUUID(), sighting.event, at.iso))
      }
      for (const [name, value] of Object.entries(sighting.properties)) learn("event", name, value)
      for (const [name, value] of Object.entries(sighting.personProperties)) learn("person", name, value)
    }
    yield* insertRows("objects", rows, at.deduplicationId).pipe(
      Effect.provideService(Store, store),
      // What was not written down is learned again from the events' next delivery.
      Effect.tapError(() => Effect.sync(() => undo.forEach((step) => step())))
    )
  })

  return Catalog.of({
    propertyDefinitions: Effect.sync(() =>
      [...properties.values()].flatMap(({ scope, name, type, groupTypeIndex }) =>
        type === undefined
          ? []
          : [{ scope, name, type, ...(groupTypeIndex === undefined ? {} : { groupTypeIndex }) }]
      )
    ),
    cohorts: Effect.sync(() => cohorts),
    actions: Effect.succeed(actions),
    groupTypes: Effect.sync(() => groupTypes),
    observe
  })
})

const groupTypeMapping = (index: number, name: string): object => ({
  group_type: name,
  group_type_index: index,
  name_singular: null,
  name_plural: null,
  detail_dashboard: null,
  default_columns: null,
  created_at: null
})

const propertyDefinition = (
  uuid: string,
  {
    scope,
    name,
    type,
    groupTypeIndex
  }: {
    readonly scope: "event" | "person" | "group"
    readonly name: string
    readonly type: PropertyType | undefined
    readonly groupTypeIndex: number | null
  }
): object => ({
  id: uuid,
  name,
  type: scope,
  group_type_index: groupTypeIndex,
  property_type: type ?? null,
  is_numerical: type === "Numeric",
  tags: [],
  description: "",
  verified: false,
  hidden: false,
  is_seen_on_filtered_events: null
})

const eventDefinition = (uuid: string, name: string, iso: string): object => ({
  id: uuid,
  name,
  description: "",
  tags: [],
  verified: false,
  hidden: false,
  owner: null,
  created_at: iso,
  last_seen_at: iso
})

export const layer: Layer.Layer<Catalog, StoreError, Store | Project> = Layer.effect(Catalog, make)
