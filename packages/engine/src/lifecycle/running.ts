/**
 * The life of an engine: find the one that serves the data directory, or hold the directory and serve.
 *
 * chDB's own lock on its directory decides between two starters: the system frees it when a process dies, however it dies. The
 * one who does not get it looks again and again for the winner to be ready. An engine that ends with its command is not attached to: its
 * end would take the other command with it, so that one waits its turn.
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
import { unknownOption } from "./optionNames.ts"
import type { RunningEngine } from "./RunningEngine.ts"
import { findServing } from "./serving.ts"
import type { FoundEngine, Serving } from "./serving.ts"
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
  const unknown = unknownOption(options)
  if (unknown !== undefined) return Effect.fail(unknown)
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

const prepareServe = Effect.flatMap(loadServe, ({ warmParser }) => warmParser)

const serve = Effect.fnUntraced(function* (
  directory: DataDirectory,
  store: Store["Service"],
  options: EngineOptions,
  story: WantedStory
) {
  const { serve } = yield* loadServe
  return yield* serve(directory, store, options, story)
})

interface Search {
  readonly patience: Duration.Duration
  /** Whether to wait, as long as it takes, for the end of an engine that ends with its command. */
  readonly outwaitTransient: boolean
  readonly onProgress: (message: string) => Effect.Effect<void>
}

const openIfFree = (
  directory: DataDirectory
): Effect.Effect<Store["Service"] | undefined, EngineReason, Scope.Scope> =>
  ChdbStore.make(directory.storePath).pipe(
    Effect.catchIf(
      (error) => error.reason._tag === "StoreBusy",
      () => Effect.undefined
    ),
    Effect.mapError(openFailure)
  )

const isTransient = (serving: Serving): boolean =>
  (serving.kind === "ready" && serving.engine.transient) || (serving.kind === "starting" && serving.transient)

/** Finds the engine of the directory or opens its database; waits while somebody else is doing either. */
const findOrOpen = (
  directory: DataDirectory,
  { patience, outwaitTransient, onProgress }: Search
): Effect.Effect<Held, EngineReason, Scope.Scope> =>
  Effect.gen(function* () {
    let waitingSince = yield* Clock.currentTimeMillis
    let isAnnounced = false
    let isPrepared = false
    for (let pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS)) {
      const serving = yield* findServing(directory)
      const outwaits = outwaitTransient && isTransient(serving)
      if (serving.kind === "ready" && !outwaits) return { kind: "found", engine: serving.engine } as const
      // One that answers holds the database: no need to try.
      if (serving.kind !== "ready") {
        // Loaded while the database opens, which takes about as long.
        if (!isPrepared) yield* Effect.forkChild(prepareServe)
        isPrepared = true
        const store = yield* openIfFree(directory)
        if (store !== undefined) return { kind: "opened", store } as const
      }
      const now = yield* Clock.currentTimeMillis
      if (outwaits) {
        waitingSince = now
        if (!isAnnounced) yield* onProgress("Waiting for another command that uses the embedded project")
        isAnnounced = true
      }
      if (now - waitingSince >= Duration.toMillis(patience)) {
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
  const onProgress = (message: string) =>
    Effect.sync(() => options.onProgress?.({ stage: "starting", message }))
  const serveHere = (store: Store["Service"]) =>
    Effect.andThen(onProgress("Starting the embedded engine"), serve(directory, store, options, story))
  return { directory, onProgress, serveHere }
})

/** Serves the directory, or fails with `DataDirectoryBusy` when somebody else does. */
export const start = (options: EngineOptions): Effect.Effect<RunningEngine, EngineReason, Scope.Scope> =>
  Effect.gen(function* () {
    const { directory, onProgress, serveHere } = yield* prepare(options)
    const held = yield* findOrOpen(directory, {
      patience: START_PATIENCE,
      outwaitTransient: false,
      onProgress
    })
    if (held.kind === "opened") return yield* serveHere(held.store)
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
    const { directory, onProgress, serveHere } = yield* prepare(options)
    const held = yield* findOrOpen(directory, {
      patience: ATTACH_PATIENCE,
      outwaitTransient: true,
      onProgress
    })
    if (held.kind === "opened") return yield* serveHere(held.store)
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
    if (identity === undefined) return yield* busy("its engine runs, but its identity file is gone")
    return { directory, identity, port: engine.port, attached: true }
  })
