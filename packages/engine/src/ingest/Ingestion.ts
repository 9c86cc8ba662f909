/**
 * From captured events to rows: persons found, created and merged, definitions learned, everything written before the answer.
 *
 * What was answered with 200 can be read at once. One batch at a time is taken in, because the second may be about the person
 * the first one creates.
 */
import { randomUUID } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { GroupType } from "@posthog-driver/hogql-compiler"
import { isRecord, parseJson } from "../json.ts"
import { Catalog } from "../project/Catalog.ts"
import { Project } from "../project/Project.ts"
import { insertRows } from "../store/insertRows.ts"
import { listOf, readRows } from "../store/readRows.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { takeElements } from "./elementsChain.ts"
import { GroupBook, namedGroups } from "./GroupBook.ts"
import type { EventGroups, Group } from "./GroupBook.ts"
import type { CapturedEvent } from "./parseCapture.ts"
import { PersonBook } from "./PersonBook.ts"
import type { EventPerson, Person } from "./PersonBook.ts"
import { repairNumber } from "./repair.ts"
import { isSnapshot, replayRows } from "./replay.ts"
import { clickhouseInstant } from "./timestamp.ts"

export class Ingestion extends Context.Service<
  Ingestion,
  {
    /** Takes in events received at `now` (microseconds). Cannot be interrupted half-way. */
    readonly ingest: (events: readonly CapturedEvent[], now: number) => Effect.Effect<void, StoreError>
  }
>()("@posthog-driver/engine/Ingestion") {}

/** Events whose properties name a second distinct id. */
const mentionedIds = (event: CapturedEvent): readonly string[] =>
  [event.properties["$anon_distinct_id"], event.properties["alias"]].filter((id) => typeof id === "string")

const team = (projectId: number) => ({ team: String(projectId) })

/** What the book has to know: the persons behind the ids, and every other id of those persons. */
const loadBook = Effect.fnUntraced(function* (projectId: number, events: readonly CapturedEvent[]) {
  const ids = [...new Set(events.flatMap((event) => [event.distinctId, ...mentionedIds(event)]))]
  const named = yield* readRows(
    `SELECT distinct_id, person_id FROM person_distinct_ids FINAL
      WHERE team_id = {team:Int64} AND is_deleted = 0 AND distinct_id IN (${listOf("ids", "String")})`,
    { ...team(projectId), ids: JSON.stringify(ids) }
  )
  if (named.length === 0) return new PersonBook(projectId, { persons: [], distinctIds: [] })
  const persons = JSON.stringify([...new Set(named.map(([, person]) => String(person)))])
  const canMerge = events.some((event) => mentionedIds(event).length > 0)
  const all = canMerge
    ? yield* readRows(
        `SELECT distinct_id, person_id FROM person_distinct_ids FINAL
          WHERE team_id = {team:Int64} AND is_deleted = 0 AND person_id IN (${listOf("persons", "UUID")})`,
        { ...team(projectId), persons }
      )
    : named
  const rows = yield* readRows(
    `SELECT id, toUnixTimestamp64Micro(created_at), properties, is_identified, version FROM persons FINAL
      WHERE team_id = {team:Int64} AND is_deleted = 0 AND id IN (${listOf("persons", "UUID")})`,
    { ...team(projectId), persons }
  )
  return new PersonBook(projectId, {
    persons: rows.map(([id, createdAt, properties, isIdentified, version]): Person => {
      const known = parseJson(String(properties), repairNumber)
      return {
        id: String(id),
        createdAt: Number(createdAt),
        properties: isRecord(known) ? known : {},
        isIdentified: isIdentified === true,
        version: Number(version)
      }
    }),
    distinctIds: all.map(([distinctId, person]) => [String(distinctId), String(person)])
  })
})

/** The groups that a batch names, as they are now. */
const loadGroups = Effect.fnUntraced(function* (
  projectId: number,
  events: readonly CapturedEvent[],
  types: readonly GroupType[]
) {
  const keys = new Set(
    events.flatMap((event) => {
      const { identified, belongsTo } = namedGroups(event)
      return [...identified, ...belongsTo].map(({ key }) => key)
    })
  )
  if (keys.size === 0 || types.length === 0) return new GroupBook(types, [])
  const rows = yield* readRows(
    `SELECT group_type_index, group_key, toUnixTimestamp64Micro(created_at), group_properties, version FROM groups FINAL
      WHERE team_id = {team:Int64} AND group_key IN (${listOf("keys", "String")})`,
    { ...team(projectId), keys: JSON.stringify([...keys]) }
  )
  return new GroupBook(
    types,
    rows.map(([index, key, createdAt, properties, version]): Group => {
      const known = parseJson(String(properties), repairNumber)
      return {
        index: Number(index),
        key: String(key),
        createdAt: Number(createdAt),
        properties: isRecord(known) ? known : {},
        version: Number(version)
      }
    })
  )
})

/** Which of the events are written already: the same uuid, name, person and time, as PostHog tells repetitions. */
const loadRepeated = Effect.fnUntraced(function* (projectId: number, events: readonly CapturedEvent[]) {
  const repeatable = events.filter((event) => event.isRepeatable)
  if (repeatable.length === 0) return new Set<string>()
  const days = [...new Set(repeatable.map((event) => clickhouseInstant(event.timestamp).slice(0, 10)))]
  const rows = yield* readRows(
    `SELECT uuid, event, distinct_id, toUnixTimestamp64Micro(timestamp) FROM events
      WHERE team_id = {team:Int64} AND toString(toDate(timestamp)) IN (${listOf("days", "String")})
        AND timestamp >= toDateTime64({first:String}, 6, 'UTC') AND timestamp <= toDateTime64({last:String}, 6, 'UTC')
        AND event IN (${listOf("names", "String")}) AND uuid IN (${listOf("uuids", "UUID")})`,
    {
      ...team(projectId),
      days: JSON.stringify(days),
      first: clickhouseInstant(Math.min(...repeatable.map((event) => event.timestamp))),
      last: clickhouseInstant(Math.max(...repeatable.map((event) => event.timestamp))),
      names: JSON.stringify([...new Set(repeatable.map((event) => event.event))]),
      uuids: JSON.stringify(repeatable.map((event) => event.uuid))
    }
  )
  return new Set(rows.map((row) => JSON.stringify(row.map(String))))
})

const repetitionKey = (event: CapturedEvent): string =>
  JSON.stringify([event.uuid, event.event, event.distinctId, String(event.timestamp)])

const withoutRepetitions = (
  events: readonly CapturedEvent[],
  written: ReadonlySet<string>
): readonly CapturedEvent[] => {
  const seen = new Set(written)
  return events.filter((event) => {
    const key = repetitionKey(event)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const eventRow = (
  projectId: number,
  event: CapturedEvent,
  person: EventPerson,
  { groups, columns, properties }: EventGroups,
  createdAt: string
): object => {
  const elements = takeElements(event.properties)
  return {
    team_id: projectId,
    uuid: event.uuid,
    event: event.event,
    properties: JSON.stringify({ ...elements.properties, ...properties }),
    timestamp: clickhouseInstant(event.timestamp),
    created_at: createdAt,
    distinct_id: event.distinctId,
    elements_chain: elements.chain,
    person_id: person.id,
    person_properties: JSON.stringify(person.properties),
    person_created_at: clickhouseInstant(person.createdAt),
    person_mode: person.mode,
    ...columns,
    ...Object.fromEntries(
      groups.flatMap((group) => [
        [`group${group.index}_properties`, JSON.stringify(group.properties)],
        [`group${group.index}_created_at`, clickhouseInstant(group.createdAt)]
      ])
    )
  }
}

const personProperties = (event: CapturedEvent): Readonly<Record<string, unknown>> => ({
  ...(isRecord(event.properties["$set_once"]) ? event.properties["$set_once"] : {}),
  ...(isRecord(event.properties["$set"]) ? event.properties["$set"] : {})
})

export const make = Effect.gen(function* () {
  const store = yield* Store
  const project = yield* Project
  const catalog = yield* Catalog
  const turn = yield* Semaphore.make(1)

  /** Recordings are no events: only what they say about their sessions is kept. */
  const ingestSnapshots = Effect.fnUntraced(function* (snapshots: readonly CapturedEvent[], now: number) {
    if (snapshots.length === 0) return
    const rows = snapshots.map((snapshot) => replayRows(project.id, snapshot, clickhouseInstant(now)))
    const deduplicationId = randomUUID()
    yield* insertRows(
      "session_replay_events",
      rows.flatMap(({ replay }) => replay),
      deduplicationId
    )
    yield* insertRows(
      "log_entries",
      rows.flatMap(({ logs }) => logs),
      deduplicationId
    )
  })

  const ingest = Effect.fn("Engine.ingest")(function* (all: readonly CapturedEvent[], now: number) {
    yield* ingestSnapshots(all.filter(isSnapshot), now)
    const captured = all.filter((event) => !isSnapshot(event))
    const events = withoutRepetitions(captured, yield* loadRepeated(project.id, captured))
    if (events.length === 0) return
    const book = yield* loadBook(project.id, events)
    const deduplicationId = randomUUID()
    // Versions grow with time, and lie far above those of seeded rows.
    const version = now
    const createdAt = clickhouseInstant(now)
    const groupBook = yield* loadGroups(project.id, events, yield* catalog.groupTypes)
    const rows = events.map((event) => {
      const groups = groupBook.apply(event)
      return eventRow(project.id, event, book.apply(event), groups, createdAt)
    })
    const { types, groups } = groupBook.changes()
    yield* catalog.observe(
      {
        events: events.map((event) => ({
          event: event.event,
          properties: event.properties,
          personProperties: personProperties(event)
        })),
        groupTypes: types,
        groups
      },
      { iso: `${createdAt.replace(" ", "T")}Z`, version, deduplicationId }
    )
    yield* insertRows(
      "groups",
      groups.map((group) => ({
        team_id: project.id,
        group_type_index: group.index,
        group_key: group.key,
        created_at: clickhouseInstant(group.createdAt),
        updated_at: createdAt,
        group_properties: JSON.stringify(group.properties),
        version: Math.max(version, group.version + 1)
      })),
      deduplicationId
    )
    const { persons, distinctIds, overrides } = book.changes()
    yield* insertRows(
      "persons",
      persons.map((person) => ({
        team_id: project.id,
        id: person.id,
        created_at: clickhouseInstant(person.createdAt),
        properties: JSON.stringify(person.properties),
        is_identified: person.isIdentified,
        is_deleted: person.isDeleted ? 1 : 0,
        version: Math.max(version, person.version + 1)
      })),
      deduplicationId
    )
    const assignment = ({
      distinctId,
      personId
    }: {
      readonly distinctId: string
      readonly personId: string
    }) => ({
      team_id: project.id,
      distinct_id: distinctId,
      person_id: personId,
      is_deleted: 0,
      version
    })
    yield* insertRows("person_distinct_ids", distinctIds.map(assignment), deduplicationId)
    yield* insertRows("person_distinct_id_overrides", overrides.map(assignment), deduplicationId)
    // First the note that these are captured: without it, seeding again would take them for its own.
    yield* insertRows(
      "captured_events",
      events.map(({ uuid }) => ({ team_id: project.id, uuid })),
      deduplicationId
    )
    yield* insertRows("events", rows, deduplicationId)
  })

  return Ingestion.of({
    ingest: (events, now) =>
      Effect.uninterruptible(turn.withPermit(Effect.provideService(ingest(events, now), Store, store)))
  })
})

export const layer: Layer.Layer<Ingestion, never, Store | Project | Catalog> = Layer.effect(Ingestion, make)
