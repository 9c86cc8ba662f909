/**
 * The life of an engine: find the one that serves the data directory, or hold the directory and serve.
 *
 * chDB's own lock on its directory decides between two starters: the system frees it when a process dies, however it dies. The
 * one who does not get it looks again and again for the winner to be ready.
 */
import { createServer } from "node:net"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import {
  DataDirectoryBusy,
  EngineUnavailable,
  InvalidOption,
  ListenFailed,
  PortInUse,
  StoreFailed
} from "../EngineError.ts"
import type { EngineReason } from "../EngineError.ts"
import type { EngineOptions, EngineProgress } from "../Engine.ts"
import * as Ingestion from "../ingest/Ingestion.ts"
import * as Catalog from "../project/Catalog.ts"
import { Project } from "../project/Project.ts"
import type { ProjectIdentity } from "../project/Project.ts"
import * as HogqlCompiler from "../query/HogqlCompiler.ts"
import * as HogqlRunner from "../query/HogqlRunner.ts"
import * as RunningQueries from "../query/RunningQueries.ts"
import { checkSeedOptions, SeedOptionsInvalid } from "../seed/SeedOptionsInvalid.ts"
import { isRecord } from "../json.ts"
import { Readiness } from "../server/Readiness.ts"
import { listen } from "../server/Server.ts"
import * as ChdbStore from "../store/ChdbStore.ts"
import { prepareTables, schemaFingerprint } from "../store/prepareTables.ts"
import { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { openDataDirectory } from "./DataDirectory.ts"
import type { DataDirectory } from "./DataDirectory.ts"
import { readIdentity, readOrMakeIdentity } from "./identity.ts"
import { decideStory, ensureStory, fingerprintOf } from "./seeding.ts"
import type { WantedStory } from "./seeding.ts"
import { findServing, makeStartToken, removeServing, writeServing } from "./serving.ts"
import type { FoundEngine } from "./serving.ts"

/** A dying engine frees its directory within two seconds; a living one is told from it by then. */
const START_PATIENCE = Duration.seconds(5)
/** The winner of a race may have to seed first, on a slow machine. */
const ATTACH_PATIENCE = Duration.minutes(2)
const FIRST_PAUSE_MILLIS = 50
const LONGEST_PAUSE_MILLIS = 1_000

/** An engine that can be used, whoever runs it. */
export interface RunningEngine {
  readonly directory: DataDirectory
  readonly identity: ProjectIdentity
  readonly port: number
  readonly attached: boolean
}

type Held =
  | { readonly kind: "found"; readonly engine: FoundEngine }
  | { readonly kind: "opened"; readonly store: Context.Service.Shape<typeof Store> }

const today: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (millis) =>
  new Date(millis).toISOString().slice(0, 10)
)

const checkOptions = (options: EngineOptions, story: WantedStory): Effect.Effect<void, InvalidOption> => {
  const { port = 0, queryTimeoutMillis = HogqlRunner.DEFAULT_TIMEOUT_MILLIS } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return Effect.fail(
      new InvalidOption({ option: "port", problem: "is not a whole number from 0 to 65535" })
    )
  }
  if (!Number.isFinite(queryTimeoutMillis) || queryTimeoutMillis <= 0) {
    return Effect.fail(
      new InvalidOption({ option: "queryTimeoutMillis", problem: "is not a positive number" })
    )
  }
  if (story === "none") return Effect.void
  return Effect.try({
    try: () => checkSeedOptions({ ...story, projectId: 1 }),
    catch: (error) => error
  }).pipe(
    Effect.catch((error) =>
      error instanceof SeedOptionsInvalid
        ? Effect.fail(
            new InvalidOption({ option: `seed.${error.option}`, problem: `is not ${error.expected}` })
          )
        : Effect.die(error)
    )
  )
}

const openFailure = (error: StoreError): EngineReason =>
  error.reason._tag === "StoreUnavailable"
    ? new EngineUnavailable({ why: error.reason.why })
    : new StoreFailed({ why: error.message })

/** Finds the engine of the directory or opens its database; waits while somebody else is doing either. */
const findOrOpen = (
  directory: DataDirectory,
  patience: Duration.Duration
): Effect.Effect<Held, EngineReason, Scope.Scope> =>
  Effect.gen(function* () {
    const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(patience)
    for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      const engine = yield* findServing(directory)
      if (engine !== undefined) return { kind: "found", engine } as const
      const store = yield* ChdbStore.make(directory.storePath).pipe(
        Effect.catchIf(
          (error) => error.reason._tag === "StoreBusy",
          () => Effect.undefined
        ),
        Effect.mapError(openFailure)
      )
      if (store !== undefined) return { kind: "opened", store } as const
      if ((yield* Clock.currentTimeMillis) >= deadline) {
        return yield* new DataDirectoryBusy({
          dataDir: directory.path,
          why: "another process holds its database and does not answer"
        })
      }
      yield* Effect.sleep(Duration.millis(pause))
    }
  })

/** Says early that a port is taken: before seeding, not after. */
const checkPort = (port: number): Effect.Effect<void, PortInUse | ListenFailed> =>
  port === 0
    ? Effect.void
    : Effect.callback((resume) => {
        const probe = createServer()
        probe.once("error", (error) => {
          const code = "code" in error ? String(error.code) : "unknown"
          resume(
            Effect.fail(
              code === "EADDRINUSE" ? new PortInUse({ port }) : new ListenFailed({ port, why: code })
            )
          )
        })
        probe.listen({ port, host: "127.0.0.1" }, () => {
          probe.close(() => resume(Effect.void))
        })
      })

const serve = Effect.fnUntraced(function* (
  directory: DataDirectory,
  store: Context.Service.Shape<typeof Store>,
  options: EngineOptions,
  story: WantedStory
) {
  const onProgress = (progress: EngineProgress) => Effect.sync(() => options.onProgress?.(progress))
  const scope = yield* Effect.scope
  const port = options.port ?? 0
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

  const startToken = makeStartToken()
  const timeoutMillis = options.queryTimeoutMillis ?? HogqlRunner.DEFAULT_TIMEOUT_MILLIS
  const base = Layer.mergeAll(
    Layer.succeed(Store, store),
    Layer.succeed(Project, identity),
    Layer.succeed(Readiness, { startToken }),
    RunningQueries.layer
  )
  const services = HogqlRunner.layer({ timeoutMillis }).pipe(
    Layer.provideMerge(HogqlCompiler.layer),
    Layer.provideMerge(Ingestion.layer),
    Layer.provideMerge(Catalog.layer),
    Layer.provideMerge(base)
  )
  const context = yield* Layer.buildWithScope(services, scope).pipe(
    Effect.mapError((error) => new StoreFailed({ why: error.message }))
  )
  const listening = yield* Effect.provideContext(listen(port), context)
  yield* writeServing(directory, {
    pid: process.pid,
    port: listening,
    startToken,
    fingerprint: fingerprintOf(story)
  })
  // Closed in reverse: nobody finds the engine any more before it stops answering.
  yield* Effect.addFinalizer(() => removeServing(directory, startToken))
  yield* onProgress({ stage: "ready", message: `Listening on http://127.0.0.1:${listening}` })
  return { directory, identity, port: listening, attached: false } satisfies RunningEngine
})

const prepare = Effect.fnUntraced(function* (options: EngineOptions) {
  const story = decideStory(options.seed, yield* today)
  yield* checkOptions(options, story)
  const directory = yield* openDataDirectory(options.dataDir)
  yield* Effect.sync(() =>
    options.onProgress?.({ stage: "starting", message: "Starting the embedded engine" })
  )
  return { story, directory }
})

/** Serves the directory, or fails with `DataDirectoryBusy` when somebody else does. */
export const start = (options: EngineOptions): Effect.Effect<RunningEngine, EngineReason, Scope.Scope> =>
  Effect.gen(function* () {
    const { directory, story } = yield* prepare(options)
    const held = yield* findOrOpen(directory, START_PATIENCE)
    if (held.kind === "opened") return yield* serve(directory, held.store, options, story)
    return yield* new DataDirectoryBusy({
      dataDir: options.dataDir,
      why: `an engine serves it on port ${held.engine.port} (process ${held.engine.pid})`
    })
  })

/** Uses the engine that serves the directory, or serves it. */
export const attachOrStart = (
  options: EngineOptions
): Effect.Effect<RunningEngine, EngineReason, Scope.Scope> =>
  Effect.gen(function* () {
    const { directory, story } = yield* prepare(options)
    const held = yield* findOrOpen(directory, ATTACH_PATIENCE)
    if (held.kind === "opened") return yield* serve(directory, held.store, options, story)
    const busy = (why: string) => new DataDirectoryBusy({ dataDir: options.dataDir, why })
    const { engine } = held
    // What a caller leaves open is taken as it is there: the end date above all.
    const wished = decideStory(options.seed, engine.fingerprint?.split("/")[3] ?? "")
    if (options.seed !== undefined && engine.fingerprint !== fingerprintOf(wished)) {
      return yield* busy(`the engine on port ${engine.port} holds ${engine.fingerprint ?? "no story"}`)
    }
    if (options.port !== undefined && options.port !== 0 && options.port !== engine.port) {
      return yield* busy(`its engine listens on port ${engine.port}, not ${options.port}`)
    }
    const identity = yield* readIdentity(directory)
    if (identity === undefined) return yield* busy("its engine runs, but its identity file cannot be read")
    return { directory, identity, port: engine.port, attached: true }
  })
