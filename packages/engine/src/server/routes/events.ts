/**
 * The old list of events: newest first, the last day unless asked otherwise, paged by `before`. Events of one instant may
 * stand on two pages, so that the `next` link carries the id of the last event as well.
 *
 * PostHog calls it deprecated and means `/query/` to be used; clients of it still exist.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { parseInstant, clickhouseInstant } from "../../ingest/timestamp.ts"
import { Verbatim } from "../../json.ts"
import { Project } from "../../project/Project.ts"
import { fromStoreError } from "../../query/queryErrors.ts"
import { listOf, readRows } from "../../store/readRows.ts"
import * as ApiError from "../ApiError.ts"
import { jsonResponse, readPage, refuseParams } from "../page.ts"
import { searchParams, urlWith } from "../requestUrl.ts"
import type { Handler, Route } from "../Route.ts"

const DAY_MICROS = 86_400_000_000

const instantParam = Effect.fnUntraced(function* (name: string) {
  const text = (yield* searchParams).get(name)
  if (text === null || text === "") return undefined
  const instant = parseInstant(text)
  return instant ?? (yield* ApiError.invalidInput(`${name} is not a date or time.`, { attr: name }))
})

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const uuidParam = Effect.fnUntraced(function* (name: string) {
  const text = (yield* searchParams).get(name)
  if (text === null || text === "") return undefined
  return UUID.test(text) ? text : yield* ApiError.invalidInput(`${name} is not a UUID.`, { attr: name })
})

interface PersonFacts {
  readonly isIdentified: unknown
  readonly distinctIds: unknown
}

/** What the persons of a page are now; an event without a person profile has none here. */
const personFacts = Effect.fnUntraced(function* (team: string, ids: readonly string[]) {
  const wanted = listOf("ids", "UUID")
  const rows = yield* readRows(
    `SELECT page.id, page.is_identified, known.distinct_ids
      FROM (SELECT id, is_identified FROM persons FINAL WHERE team_id = {team:Int64} AND is_deleted = 0 AND id IN (${wanted})) AS page
      LEFT JOIN (
        SELECT person_id, arraySort(groupArray(distinct_id)) AS distinct_ids FROM person_distinct_ids FINAL
        WHERE team_id = {team:Int64} AND is_deleted = 0 AND person_id IN (${wanted}) GROUP BY person_id
      ) AS known ON known.person_id = page.id`,
    { team, ids: JSON.stringify(ids) }
  )
  return new Map(
    rows.map(([id, isIdentified, distinctIds]): [string, PersonFacts] => [
      String(id),
      { isIdentified, distinctIds }
    ])
  )
})

const list: Handler = Effect.gen(function* () {
  // `offset` and the rest would change the answer; `before` pages.
  yield* refuseParams(["offset", "properties", "select", "where", "orderBy"])
  const project = yield* Project
  const params = yield* searchParams
  const { limit } = yield* readPage
  const now = (yield* Clock.currentTimeMillis) * 1_000
  const after = (yield* instantParam("after")) ?? now - DAY_MICROS
  const before = (yield* instantParam("before")) ?? now + DAY_MICROS
  const beforeId = yield* uuidParam("before_id")
  const earlier = "e.timestamp < toDateTime64({before:String}, 6, 'UTC')"
  const exact = (["event", "distinct_id", "person_id"] as const).filter(
    (name) => (params.get(name) ?? "") !== ""
  )
  const person =
    "if(merged.person_id = toUUID('00000000-0000-0000-0000-000000000000'), e.person_id, merged.person_id)"
  const column = { event: "e.event", distinct_id: "e.distinct_id", person_id: `toString(${person})` }
  const rows = yield* readRows(
    `SELECT e.uuid, e.event, e.distinct_id, e.properties, formatDateTime(e.timestamp, '%Y-%m-%dT%H:%i:%S.%fZ'), ${person}, e.person_properties,
        e.elements_chain
      FROM events AS e
      LEFT JOIN (
        SELECT distinct_id, person_id FROM person_distinct_id_overrides FINAL WHERE team_id = {team:Int64} AND is_deleted = 0
      ) AS merged ON merged.distinct_id = e.distinct_id
      WHERE e.team_id = {team:Int64} AND e.timestamp > toDateTime64({after:String}, 6, 'UTC')
        AND ${
          beforeId === undefined
            ? earlier
            : `(${earlier} OR (e.timestamp = toDateTime64({before:String}, 6, 'UTC') AND e.uuid < toUUID({before_id:String})))`
        }
        ${exact.map((name) => `AND ${column[name]} = {${name}:String}`).join(" ")}
      ORDER BY e.timestamp DESC, e.uuid DESC LIMIT {limit:UInt64}`,
    {
      team: String(project.id),
      after: clickhouseInstant(after),
      before: clickhouseInstant(before),
      ...(beforeId === undefined ? {} : { before_id: beforeId }),
      limit: String(limit + 1),
      ...Object.fromEntries(exact.map((name) => [name, params.get(name) ?? ""]))
    }
  )
  const page = rows.slice(0, limit)
  const persons = yield* personFacts(String(project.id), [
    ...new Set(page.map(([, , , , , personId]) => String(personId)))
  ])
  const results = page.map(
    ([id, event, distinctId, properties, timestamp, personId, personProperties, elementsChain]) => ({
      id,
      event,
      distinct_id: distinctId,
      properties: new Verbatim(String(properties)),
      timestamp,
      person: {
        uuid: personId,
        is_identified: persons.get(String(personId))?.isIdentified ?? false,
        distinct_ids: persons.get(String(personId))?.distinctIds ?? [distinctId],
        properties: new Verbatim(String(personProperties))
      },
      elements: [],
      elements_chain: elementsChain
    })
  )
  const last = results.at(-1)
  const next =
    rows.length > limit && last !== undefined
      ? yield* urlWith({ before: String(last.timestamp), before_id: String(last.id) })
      : null
  return jsonResponse({ next, results })
}).pipe(Effect.catchTag("StoreError", (error) => Effect.fail(fromStoreError(error))))

export const eventRoutes: readonly Route[] = [
  { method: "GET", path: "/api/projects/:project/events", access: "project", handler: list }
]
