/**
 * What was asked, for the table `query_log`.
 *
 * Rows are kept in memory and written when the table is about to be read, when there are many, and when the engine closes: a
 * query should not wait for a note about itself. A crash loses the notes of the last queries, and nothing else.
 */
import { randomUUID } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { clickhouseInstant } from "../ingest/timestamp.ts"
import { Project } from "../project/Project.ts"
import { insertRows } from "../store/insertRows.ts"
import { Store } from "../store/Store.ts"

/** One query that came to the database. */
export interface LoggedQuery {
  readonly id: string
  /** What the caller calls it; empty without a name. */
  readonly name: string
  readonly text: string
  readonly startedAtMillis: number
  readonly endedAtMillis: number
  readonly rowsRead: number
  readonly bytesRead: number
  readonly resultRows: number
  readonly resultBytes: number
  /** ClickHouse's number of the error; 0 when it succeeded. */
  readonly exceptionCode: number
  readonly isFailed: boolean
}

export class QueryLog extends Context.Service<
  QueryLog,
  {
    readonly add: (query: LoggedQuery) => Effect.Effect<void>
    /** Writes what is not written yet. Whatever goes wrong with it is no reason to fail a query. */
    readonly write: Effect.Effect<void>
  }
>()("@posthog-driver/engine/QueryLog") {}

const MOST_UNWRITTEN = 500
/** The user of the engine's one key. */
const USER_ID = 1

const instant = (millis: number): string => clickhouseInstant(millis * 1_000)

const rowOf = (projectId: number, query: LoggedQuery): object => ({
  team_id: projectId,
  event_date: instant(query.endedAtMillis).slice(0, 10),
  event_time: instant(query.endedAtMillis),
  query_id: query.id,
  lc_id: `/api/projects/${projectId}/query/`,
  lc_query__query: query.text,
  query_start_time: instant(query.startedAtMillis),
  query_duration_ms: query.endedAtMillis - query.startedAtMillis,
  lc_name: query.name,
  lc_user_id: USER_ID,
  read_rows: query.rowsRead,
  read_bytes: query.bytesRead,
  result_rows: query.resultRows,
  result_bytes: query.resultBytes,
  type: query.isFailed ? "ExceptionWhileProcessing" : "QueryFinish",
  exception_code: query.exceptionCode,
  lc_access_method: "personal_api_key"
})

export const make = Effect.gen(function* () {
  const store = yield* Store
  const project = yield* Project
  let unwritten: LoggedQuery[] = []

  const write = Effect.suspend(() => {
    const rows = unwritten.map((query) => rowOf(project.id, query))
    unwritten = []
    return insertRows("query_log", rows, randomUUID()).pipe(
      Effect.provideService(Store, store),
      Effect.ignore
    )
  })
  yield* Effect.addFinalizer(() => write)

  return QueryLog.of({
    add: (query) =>
      Effect.suspend(() => {
        unwritten.push(query)
        return unwritten.length < MOST_UNWRITTEN ? Effect.void : write
      }),
    write
  })
})

export const layer: Layer.Layer<QueryLog, never, Store | Project> = Layer.effect(QueryLog, make)
