/**
 * The list of persons: as they are now, with all their distinct ids. `count` only when asked for, as since 2026.
 */
import * as Effect from "effect/Effect"
import { Verbatim } from "../../json.ts"
import { Project } from "../../project/Project.ts"
import { fromStoreError } from "../../query/queryErrors.ts"
import { readRows } from "../../store/readRows.ts"
import { jsonResponse, pageLinks, readPage, refuseParams } from "../page.ts"
import { searchParams } from "../requestUrl.ts"
import type { Handler, Route } from "../Route.ts"

/** Properties PostHog names a person by, best first. */
const NAMING = ["email", "name", "username"]

const nameOf = (properties: string, distinctIds: readonly unknown[]): string => {
  // Stored by ingestion or seeding: the text of a JSON object.
  const known = JSON.parse(properties) as Readonly<Record<string, unknown>>
  const names = [...NAMING.map((key) => known[key]), distinctIds[0]]
  return names.find((value): value is string => typeof value === "string" && value !== "") ?? ""
}

const list: Handler = Effect.gen(function* () {
  yield* refuseParams(["properties", "cohort"])
  const project = yield* Project
  const params = yield* searchParams
  const page = yield* readPage
  const parameters = {
    team: String(project.id),
    distinct_id: params.get("distinct_id") ?? "",
    email: params.get("email") ?? "",
    search: params.get("search") ?? ""
  }
  const ids =
    "SELECT person_id FROM person_distinct_ids FINAL WHERE team_id = {team:Int64} AND is_deleted = 0"
  const where = [
    "team_id = {team:Int64} AND is_deleted = 0",
    ...(parameters.distinct_id === "" ? [] : [`id IN (${ids} AND distinct_id = {distinct_id:String})`]),
    ...(parameters.email === "" ? [] : ["JSONExtractString(properties, 'email') = {email:String}"]),
    ...(parameters.search === ""
      ? []
      : [
          `(positionCaseInsensitiveUTF8(JSONExtractString(properties, 'email'), {search:String}) > 0
            OR positionCaseInsensitiveUTF8(JSONExtractString(properties, 'name'), {search:String}) > 0
            OR id IN (${ids} AND distinct_id = {search:String}))`
        ])
  ].join(" AND ")
  const rows = yield* readRows(
    `SELECT id, formatDateTime(created_at, '%Y-%m-%dT%H:%i:%S.%fZ'), properties, is_identified, known.distinct_ids
      FROM (SELECT * FROM persons FINAL WHERE ${where} ORDER BY created_at DESC, id LIMIT {limit:UInt64} OFFSET {offset:UInt64}) AS page
      LEFT JOIN (
        SELECT person_id, arraySort(groupArray(distinct_id)) AS distinct_ids FROM person_distinct_ids FINAL
        WHERE team_id = {team:Int64} AND is_deleted = 0 GROUP BY person_id
      ) AS known ON known.person_id = page.id
      ORDER BY page.created_at DESC, page.id`,
    { ...parameters, limit: String(page.limit + 1), offset: String(page.offset) }
  )
  const results = rows.slice(0, page.limit).map(([id, createdAt, properties, isIdentified, distinctIds]) => {
    const ids: readonly unknown[] = Array.isArray(distinctIds) ? distinctIds : []
    return {
      id,
      uuid: id,
      name: nameOf(String(properties), ids),
      distinct_ids: ids,
      properties: new Verbatim(String(properties)),
      created_at: createdAt,
      is_identified: isIdentified
    }
  })
  const links = yield* pageLinks(page, rows.length > page.limit)
  if (!params.has("include_total")) return jsonResponse({ ...links, results })
  const [[count] = [0]] = yield* readRows(`SELECT count() FROM persons FINAL WHERE ${where}`, parameters)
  return jsonResponse({ count: Number(count), ...links, results })
}).pipe(Effect.catchTag("StoreError", (error) => Effect.fail(fromStoreError(error))))

export const personRoutes: readonly Route[] = [
  { method: "GET", path: "/api/projects/:project/persons", access: "project", handler: list }
]
