/**
 * What a command talks to: the project of the environment's settings, or the embedded engine when there are none.
 * The engine is 540 MB of ClickHouse and optional, so it is loaded only here and only when it is needed.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createPostHog, type PostHog } from "@posthog-driver/driver"
import type { Engine, EngineProgress } from "@posthog-driver/engine"
import { environmentNamesProject, environmentOptions } from "@posthog-driver/transport/effect"
import { dataDirectory } from "./DataDirectory.ts"
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

export const connect = (options: {
  readonly local: boolean
}): Effect.Effect<Connection, unknown, Screen | Scope.Scope> =>
  Effect.gen(function* () {
    if (!options.local && (yield* environmentNamesProject())) {
      const settings = yield* environmentOptions()
      const posthog = yield* closing(
        Effect.try({ try: () => createPostHog(settings), catch: (failure) => failure })
      )
      return { posthog, engine: undefined }
    }
    const engine = yield* embeddedEngine
    const posthog = yield* closing(
      Effect.try({
        try: () =>
          createPostHog({
            host: engine.url,
            projectId: engine.projectId,
            personalApiKey: engine.personalApiKey,
            projectToken: engine.projectToken
          }),
        catch: (failure) => failure
      })
    )
    return { posthog, engine }
  })

/** The engine on the user's data directory: attached to when one serves there, started otherwise. Said on stderr. */
export const embeddedEngine: Effect.Effect<Engine, unknown, Screen | Scope.Scope> = Effect.gen(function* () {
  const screen = yield* Screen
  const { attachOrStartEngine } = yield* loadEngine
  const dataDir = yield* dataDirectory
  const engine = yield* Effect.acquireRelease(
    operation((signal) => attachOrStartEngine({ dataDir, signal, onProgress: progressTo(screen) })),
    (started) => Effect.promise(() => started.close()),
    { interruptible: true }
  )
  yield* screen.note(
    engine.attached
      ? "Using the embedded PostHog that already serves on this machine."
      : "Using the embedded PostHog (no credentials set). Nothing leaves this machine."
  )
  return engine
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

const closing = (acquire: Effect.Effect<PostHog, unknown>) =>
  Effect.acquireRelease(acquire, (posthog) => Effect.promise(() => posthog.close()))
