/**
 * What a command talks to: the project of the environment's settings, or the embedded engine when there are none.
 * The engine is 540 MB of ClickHouse and optional, so it is loaded only here and only when it is needed.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createPostHog, type PostHog, type PostHogOptions } from "@posthog-driver/driver"
import type { Engine, EngineProgress } from "@posthog-driver/engine"
import { environmentNamesProject, environmentOptions } from "@posthog-driver/transport/effect"
import { type EmbeddedProject, projectDirectory } from "./DataDirectory.ts"
import { EngineMissing } from "./Failure.ts"
import { Screen } from "./output/Screen.ts"

export interface Connection {
  readonly posthog: PostHog
  /** The embedded engine, when that is what answers. */
  readonly engine: Engine | undefined
}

/** A Promise of the driver's as an Effect: interruption aborts it, its failure stays what it was. */
export const operation = <A>(run: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, unknown> =>
  Effect.tryPromise({ try: run, catch: (failure) => failure })

/** Connects to the project of the settings, or to the embedded one. */
export const connect = (options: {
  readonly local: boolean
}): Effect.Effect<Connection, unknown, Screen | Scope.Scope> =>
  Effect.gen(function* () {
    // Asked even with --local: a key under the wrong name is refused wherever the command goes.
    const namesProject = yield* environmentNamesProject()
    if (options.local || !namesProject) return yield* connectEmbedded("project")
    const posthog = yield* client(yield* environmentOptions())
    return { posthog, engine: undefined }
  })

/**
 * Connects to the embedded engine on one of the projects in the user's data directory: attached to when one serves there,
 * started otherwise, after another command that uses it has ended. Said on stderr.
 */
export const connectEmbedded = Effect.fnUntraced(function* (name: EmbeddedProject) {
  const screen = yield* Screen
  const { attachOrStartEngine } = yield* loadEngine
  const dataDir = yield* projectDirectory(name)
  const engine = yield* Effect.acquireRelease(
    operation((signal) =>
      attachOrStartEngine({ dataDir, signal, transient: true, onProgress: progressTo(screen) })
    ),
    (started) => Effect.promise(() => started.close()),
    { interruptible: true }
  )
  yield* screen.note(
    engine.attached
      ? "Using the embedded PostHog that already serves on this machine."
      : "Using the embedded PostHog (no credentials used). Nothing leaves this machine."
  )
  const posthog = yield* client({
    host: engine.url,
    projectId: engine.projectId,
    personalApiKey: engine.personalApiKey,
    projectToken: engine.projectToken
  })
  return { posthog, engine }
})

/** The engine's module, or a sentence that says how to get it. */
export const loadEngine = Effect.tryPromise({
  try: () => import("@posthog-driver/engine"),
  catch: (cause) => new EngineMissing({ cause })
})

/** Progress as it comes; the engine's callback is not an Effect, so each line is run on its own. */
export const progressTo =
  (screen: Screen["Service"]) =>
  (progress: EngineProgress): void => {
    const share =
      progress.total === undefined || progress.done === undefined
        ? ""
        : ` ${Math.floor((100 * progress.done) / progress.total)}%`
    if (progress.stage !== "ready") Effect.runFork(screen.progress(`${progress.message}${share}`))
  }

const client = (options: PostHogOptions) =>
  Effect.acquireRelease(
    Effect.try({ try: () => createPostHog(options), catch: (failure) => failure }),
    (posthog) => Effect.promise(() => posthog.close())
  )
