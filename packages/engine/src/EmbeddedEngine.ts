/**
 * An engine for Effect programs: the same as `Engine`, closed by its scope.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { EngineError, NotSeeded } from "./EngineError.ts"
import type { EngineReason } from "./EngineError.ts"
import type { EngineOptions } from "./Engine.ts"
import { attachOrStart as attachOrStartRunning, start as startRunning } from "./lifecycle/running.ts"
import type { RunningEngine } from "./lifecycle/RunningEngine.ts"
import type { Truth } from "./seed/truth.ts"

/**
 * A local PostHog that answers at `url`, as a service.
 *
 * @since 0.1.0
 */
export class EmbeddedEngine extends Context.Service<
  EmbeddedEngine,
  {
    readonly url: string
    readonly projectId: number
    readonly personalApiKey: Redacted.Redacted
    readonly projectToken: Redacted.Redacted
    readonly attached: boolean
    /** Fails with `NotSeeded` when the project holds no story. */
    readonly truth: Effect.Effect<Truth, EngineError>
  }
>()("@posthog-driver/engine/EmbeddedEngine") {}

const truthOf = (running: RunningEngine): Effect.Effect<Truth, EngineError> =>
  Effect.flatMap(running.directory.read("truth.json"), (truth) =>
    truth === undefined
      ? Effect.fail(new EngineError({ operation: "Engine.truth", reason: new NotSeeded({}) }))
      : // Written by the seeding of this very package, whose version is part of the story's fingerprint.
        Effect.succeed(truth as Truth)
  )

const fromRunning = (running: RunningEngine) =>
  EmbeddedEngine.of({
    url: `http://127.0.0.1:${running.port}`,
    projectId: running.identity.id,
    personalApiKey: running.identity.personalApiKey,
    projectToken: running.identity.projectToken,
    attached: running.attached,
    truth: truthOf(running)
  })

const named =
  (operation: string) =>
  (
    started: Effect.Effect<RunningEngine, EngineReason, Scope.Scope>
  ): Effect.Effect<Context.Service.Shape<typeof EmbeddedEngine>, EngineError, Scope.Scope> =>
    started.pipe(
      Effect.map(fromRunning),
      Effect.mapError((reason) => new EngineError({ operation, reason }))
    )

/**
 * Starts an engine that lives as long as the scope. Fails with `DataDirectoryBusy` when another one serves the directory.
 *
 * @since 0.1.0
 */
export const start = (options: EngineOptions) => startRunning(options).pipe(named("startEngine"))

/**
 * Uses the engine that serves the data directory, or starts one that lives as long as the scope.
 *
 * @since 0.1.0
 */
export const attachOrStart = (options: EngineOptions) =>
  attachOrStartRunning(options).pipe(named("attachOrStartEngine"))

/**
 * An engine as a layer.
 *
 * @since 0.1.0
 */
export const layer = (options: EngineOptions): Layer.Layer<EmbeddedEngine, EngineError> =>
  Layer.effect(EmbeddedEngine, start(options))

/**
 * The engine that serves the data directory, or a new one, as a layer.
 *
 * @since 0.1.0
 */
export const layerAttachOrStart = (options: EngineOptions): Layer.Layer<EmbeddedEngine, EngineError> =>
  Layer.effect(EmbeddedEngine, attachOrStart(options))
