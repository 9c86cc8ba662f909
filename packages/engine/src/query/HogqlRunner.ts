/**
 * One HogQL query from text to rows: compile, run under limits, encode.
 *
 * Every statement runs `readonly` and bounded in time and memory: the compiler's allow-list is the only door, and these are
 * the walls should it ever leave a gap.
 */
import { totalmem } from "node:os"
import type { CompiledQuery } from "@posthog-driver/hogql-compiler"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Project } from "../project/Project.ts"
import type { ApiError } from "../server/ApiError.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { encodeRows, rowSettings } from "./encodeRows.ts"
import type { EncodedRows } from "./encodeRows.ts"
import { HogqlCompiler } from "./HogqlCompiler.ts"
import type { QueryInputs } from "./HogqlCompiler.ts"
import { failureSource } from "./failureSource.ts"
import { fromCompileError, fromStoreError, isMistake, queryTooSlow } from "./queryErrors.ts"
import { QueryLog } from "./QueryLog.ts"

/** How long ClickHouse may need to notice that its time is up before its process is ended. */
const GRACE_MILLIS = 2_000
/** ClickHouse's number for a query that took too long. */
const TIMEOUT_EXCEEDED = 159
const MAX_MEMORY_BYTES = Math.min(4 * 1024 ** 3, Math.floor(totalmem() / 2))

export interface HogqlAnswer {
  readonly compiled: CompiledQuery
  readonly rows: EncodedRows
  readonly bytesRead: number
  /** Seconds by step, as PostHog's `timings`. */
  readonly timings: readonly { readonly k: string; readonly t: number }[]
}

/** What the caller says about a query, for the log of queries. */
export interface QueryLabel {
  readonly id: string
  /** Empty without a name. */
  readonly name: string
}

const logTables = ["query_log", "raw_query_log"]

export class HogqlRunner extends Context.Service<
  HogqlRunner,
  {
    /** Interrupting stops the query in the database as well. */
    readonly run: (
      text: string,
      inputs: QueryInputs,
      label: QueryLabel
    ) => Effect.Effect<HogqlAnswer, ApiError>
  }
>()("@posthog-driver/engine/HogqlRunner") {}

const limits = (timeoutMillis: number) => ({
  readonly: 1,
  max_execution_time: timeoutMillis / 1_000,
  max_memory_usage: MAX_MEMORY_BYTES,
  transform_null_in: 1,
  max_ast_elements: 4_000_000,
  max_expanded_ast_elements: 4_000_000,
  optimize_min_equality_disjunction_chain_length: 4_294_967_295
})

export const make = Effect.fnUntraced(function* (options: { readonly timeoutMillis: number }) {
  const store = yield* Store
  const compiler = yield* HogqlCompiler
  const project = yield* Project
  const log = yield* QueryLog
  const settings = { ...limits(options.timeoutMillis), ...rowSettings }
  // A probe reads nothing, unless a subquery stands for a value in it.
  const probing = { ...settings, max_execution_time: 1 }

  const sourceOf = Effect.fnUntraced(function* (
    { reason }: StoreError,
    query: { readonly text: string; readonly inputs: QueryInputs; readonly compiled: CompiledQuery }
  ) {
    if (reason._tag !== "StatementFailed" || !isMistake(reason)) return undefined
    const places = yield* Effect.mapError(compiler.places(query.text, query.inputs), fromCompileError)
    return yield* failureSource(reason, { ...query, places }, ({ sql, parameters }) =>
      store.query({ sql, parameters, format: "JSONCompactEachRowWithNamesAndTypes", settings: probing })
    )
  })

  const run = Effect.fn("Engine.runHogql")(function* (text: string, inputs: QueryInputs, label: QueryLabel) {
    const startedAtMillis = yield* Clock.currentTimeMillis
    const note = (what: {
      readonly rowsRead: number
      readonly bytesRead: number
      readonly resultRows: number
      readonly resultBytes: number
      readonly exceptionCode?: number
      readonly isFailed?: boolean
    }) =>
      Effect.flatMap(Clock.currentTimeMillis, (endedAtMillis) =>
        log.add({
          ...label,
          text,
          startedAtMillis,
          endedAtMillis,
          exceptionCode: 0,
          isFailed: false,
          ...what
        })
      )
    const noteFailure = (exceptionCode: number) =>
      note({ rowsRead: 0, bytesRead: 0, resultRows: 0, resultBytes: 0, exceptionCode, isFailed: true })
    const startedAt = yield* Clock.currentTimeNanos
    const compiled = yield* Effect.mapError(compiler.compile(text, inputs), fromCompileError)
    if (compiled.tables.some((table) => logTables.includes(table))) yield* log.write
    const compiledAt = yield* Clock.currentTimeNanos
    const answer = yield* store
      .query({
        sql: compiled.sql,
        parameters: compiled.parameters,
        format: "JSONCompactEachRowWithNamesAndTypes",
        settings
      })
      .pipe(
        Effect.tapError(({ reason }) => noteFailure(reason._tag === "StatementFailed" ? reason.code : 0)),
        Effect.catchTag("StoreError", (error) =>
          Effect.flatMap(sourceOf(error, { text, inputs, compiled }), (source) =>
            Effect.fail(fromStoreError(error, source))
          )
        ),
        Effect.timeoutOrElse({
          duration: Duration.millis(options.timeoutMillis + GRACE_MILLIS),
          orElse: () => Effect.andThen(noteFailure(TIMEOUT_EXCEEDED), Effect.fail(queryTooSlow))
        })
      )
    const answeredAt = yield* Clock.currentTimeNanos
    const keep = compiled.limit.source === "default" ? (compiled.limit.value ?? undefined) : undefined
    const rows = encodeRows(answer.body, { zone: project.timezone, ...(keep === undefined ? {} : { keep }) })
    const encodedAt = yield* Clock.currentTimeNanos
    yield* note({
      rowsRead: answer.rowsRead,
      bytesRead: answer.bytesRead,
      resultRows: rows.rowCount,
      resultBytes: rows.json.length
    })
    const seconds = (from: bigint, to: bigint): number => Number((to - from) / 1_000n) / 1_000_000
    return {
      compiled,
      rows,
      bytesRead: answer.bytesRead,
      timings: [
        { k: "./compile", t: seconds(startedAt, compiledAt) },
        { k: "./clickhouse", t: seconds(compiledAt, answeredAt) },
        { k: "./encode", t: seconds(answeredAt, encodedAt) }
      ]
    }
  })
  return HogqlRunner.of({ run })
})

export const layer = (options: {
  readonly timeoutMillis: number
}): Layer.Layer<HogqlRunner, never, Store | HogqlCompiler | Project | QueryLog> =>
  Layer.effect(HogqlRunner, make(options))
