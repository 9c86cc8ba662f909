/**
 * The life of an engine: find the one that serves the data directory, or hold the directory and serve.
 *
 * chDB's own lock on its directory decides between two starters: the system frees it when a process dies, however it dies. The
 * one who does not get it looks again and again for the winner to be ready.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { DataDirectoryBusy, EngineUnavailable, InvalidOption, StoreFailed } from "../EngineError.ts"
import type { EngineReason } from "../EngineError.ts"
import type { EngineOptions } from "../Engine.ts"
import { DEFAULT_TIMEOUT_MILLIS } from "../query/limits.ts"
import { checkSeedOptions, SeedOptionsInvalid } from "../seed/SeedOptionsInvalid.ts"
import * as ChdbStore from "../store/ChdbStore.ts"
import type { Store } from "../store/Store.ts"
import type { StoreError } from "../store/StoreError.ts"
import { openDataDirectory } from "./DataDirectory.ts"
import type { DataDirectory } from "./DataDirectory.ts"
import { readIdentity } from "./identity.ts"
import type { RunningEngine } from "./RunningEngine.ts"
import { findServing } from "./serving.ts"
import type { FoundEngine } from "./serving.ts"
import { decideStory, fingerprintOf } from "./story.ts"
import type { WantedStory } from "./story.ts"

/** A dying engine frees its directory within two seconds; a living one is told from it by then. */
const START_PATIENCE = Duration.seconds(5)
/** The winner of a race may have to seed first, on a slow machine. */
const ATTACH_PATIENCE = Duration.minutes(2)
const FIRST_PAUSE_MILLIS = 50
const LONGEST_PAUSE_MILLIS = 1_000

type Held =
  | { readonly kind: "found"; readonly engine: FoundEngine }
  | { readonly kind: "opened"; readonly store: Store["Service"] }

const today: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (millis) =>
  new Date(millis).toISOString().slice(0, 10)
)

const checkOptions = (options: EngineOptions, story: WantedStory): Effect.Effect<void, InvalidOption> => {
  const { port = 0, queryTimeoutMillis = DEFAULT_TIMEOUT_MILLIS } = options
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
  return Effect.suspend(() => {
    try {
      checkSeedOptions({ ...story, projectId: 1 })
      return Effect.void
    } catch (error) {
      if (!(error instanceof SeedOptionsInvalid)) return Effect.die(error)
      return Effect.fail(
        new InvalidOption({ option: `seed.${error.option}`, problem: `is not ${error.expected}` })
      )
    }
  })
}

const openFailure = (error: StoreError): EngineReason =>
  error.reason._tag === "StoreUnavailable"
    ? new EngineUnavailable({ why: error.reason.why })
    : new StoreFailed({ why: error.message })

/** Server, compiler and story are half a second of loading that somebody who only attaches can spare. */
const loadServe = Effect.promise(() => import("./serve.ts"))

const serve = Effect.fnUntraced(function* (
  directory: DataDirectory,
  store: Store["Service"],
  options: EngineOptions,
  story: WantedStory
) {
  const { serve } = yield* loadServe
  return yield* serve(directory, store, options, story)
})

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
      // Loaded while the database opens, which takes about as long.
      yield* Effect.forkChild(loadServe)
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
