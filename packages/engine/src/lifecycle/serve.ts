/**
 * From an open database to an engine that answers: everything that only its holder does.
 */
import { randomUUID } from "node:crypto"
import { createServer } from "node:net"
import { createCompiler } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { ListenFailed, PortInUse, StoreFailed } from "../EngineError.ts"
import type { EngineOptions, EngineProgress } from "../Engine.ts"
import * as Ingestion from "../ingest/Ingestion.ts"
import { isRecord } from "../json.ts"
import * as Catalog from "../project/Catalog.ts"
import { Project } from "../project/Project.ts"
import type { ProjectIdentity } from "../project/Project.ts"
import * as SavedViews from "../project/SavedViews.ts"
import * as HogqlCompiler from "../query/HogqlCompiler.ts"
import * as HogqlRunner from "../query/HogqlRunner.ts"
import { DEFAULT_TIMEOUT_MILLIS } from "../query/limits.ts"
import * as QueryLog from "../query/QueryLog.ts"
import * as RunningQueries from "../query/RunningQueries.ts"
import { Readiness } from "../server/Readiness.ts"
import { listen } from "../server/Server.ts"
import { insertRows } from "../store/insertRows.ts"
import { prepareTables, schemaFingerprint } from "../store/prepareTables.ts"
import { Store } from "../store/Store.ts"
import { codeOf } from "../systemError.ts"
import type { DataDirectory } from "./DataDirectory.ts"
import { readOrMakeIdentity } from "./identity.ts"
import type { RunningEngine } from "./RunningEngine.ts"
import { ensureStory } from "./seeding.ts"
import { makeStartToken, removeServing, writeServing } from "./serving.ts"
import { fingerprintOf } from "./story.ts"
import type { WantedStory } from "./story.ts"

/**
 * Starts HogQL's parser, which takes as long as opening the database, so that the first query need not wait for it. The compiler of the
 * engine shares it.
 */
export const warmParser: Effect.Effect<void, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => {
    const compiler = createCompiler()
    // It tells of no failure: the first query would.
    void compiler.warmUp()
    return compiler
  }),
  (compiler) => Effect.promise(() => compiler.close())
)

/** Says early that a port is taken: before seeding, not after. */
const checkPort = (port: number): Effect.Effect<void, PortInUse | ListenFailed> =>
  port === 0
    ? Effect.void
    : Effect.callback((resume) => {
        const probe = createServer()
        probe.once("error", (error) => {
          const why = codeOf(error)
          resume(
            Effect.fail(why === "EADDRINUSE" ? new PortInUse({ port }) : new ListenFailed({ port, why }))
          )
        })
        probe.listen({ port, host: "127.0.0.1" }, () => {
          probe.close(() => resume(Effect.void))
        })
      })

/** The project as one of its own objects, for `system.teams`. The same row each time, so that the last one stays. */
const writeTeam = (project: ProjectIdentity) =>
  insertRows(
    "objects",
    [
      {
        team_id: project.id,
        kind: "teams",
        id: project.id,
        body: JSON.stringify({
          id: project.id,
          name: project.name,
          timezone: project.timezone,
          test_account_filters: [],
          created_at: project.createdAt,
          updated_at: project.createdAt
        }),
        deleted: 0,
        version: 1
      }
    ],
    `teams/${randomUUID()}`
  )

/** Prepares the tables, puts in the story, listens, and says where. */
export const serve = Effect.fnUntraced(function* (
  directory: DataDirectory,
  store: Store["Service"],
  options: EngineOptions,
  story: WantedStory
) {
  const onProgress = (progress: EngineProgress) => Effect.sync(() => options.onProgress?.(progress))
  const scope = yield* Effect.scope
  const port = options.port ?? 0
  const startToken = makeStartToken()
  const serving = {
    pid: process.pid,
    startToken,
    fingerprint: fingerprintOf(story),
    transient: options.transient ?? false
  }
  // Before the database is closed, and after the server stopped answering.
  yield* Effect.addFinalizer(() => removeServing(directory, startToken))
  yield* writeServing(directory, { ...serving, port: null })
  yield* checkPort(port)
  const identity = yield* readOrMakeIdentity(directory)
  const schema = yield* directory.read("schema.json")
  if (!isRecord(schema) || schema["fingerprint"] !== schemaFingerprint) {
    yield* Effect.mapError(prepareTables, (error) => new StoreFailed({ why: error.message })).pipe(
      Effect.provideService(Store, store)
    )
    yield* directory.write("schema.json", { fingerprint: schemaFingerprint })
  }
  yield* Effect.provideService(
    ensureStory(directory, { story, projectId: identity.id, onProgress }),
    Store,
    store
  )

  yield* writeTeam(identity).pipe(
    Effect.provideService(Store, store),
    Effect.mapError((error) => new StoreFailed({ why: error.message }))
  )

  const timeoutMillis = options.queryTimeoutMillis ?? DEFAULT_TIMEOUT_MILLIS
  const base = Layer.mergeAll(
    Layer.succeed(Store, store),
    Layer.succeed(Project, identity),
    Layer.succeed(Readiness, { startToken }),
    RunningQueries.layer
  )
  const services = HogqlRunner.layer({ timeoutMillis }).pipe(
    Layer.provideMerge(HogqlCompiler.layer),
    Layer.provideMerge(QueryLog.layer),
    Layer.provideMerge(Ingestion.layer),
    Layer.provideMerge(Catalog.layer),
    Layer.provideMerge(SavedViews.layer),
    Layer.provideMerge(base)
  )
  const context = yield* Layer.buildWithScope(services, scope).pipe(
    Effect.mapError((error) => new StoreFailed({ why: error.message }))
  )
  const listening = yield* Effect.provideContext(listen(port), context)
  yield* writeServing(directory, { ...serving, port: listening })
  // Closed in reverse: nobody finds the engine any more before it stops answering.
  yield* Effect.addFinalizer(() => removeServing(directory, startToken))
  yield* onProgress({ stage: "ready", message: `Listening on http://127.0.0.1:${listening}` })
  return { directory, identity, port: listening, attached: false } satisfies RunningEngine
})
