/**
 * The bridge from the Effect door to the Promise door: one scope, closed by `close`.
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { EmbeddedEngine } from "./EmbeddedEngine.ts"
import type { Engine } from "./Engine.ts"
import type { EngineError } from "./EngineError.ts"

const run = async <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> => {
  const exit = await Effect.runPromiseExit(effect, signal === undefined ? {} : { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (signal?.aborted === true) throw signal.reason
  throw Cause.squash(exit.cause)
}

export const openEngine = async (
  started: Effect.Effect<Context.Service.Shape<typeof EmbeddedEngine>, EngineError, Scope.Scope>,
  signal: AbortSignal | undefined
): Promise<Engine> => {
  const scope = Scope.makeUnsafe()
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= run(Scope.close(scope, Exit.void)))
  try {
    const engine = await run(Scope.provide(started, scope), signal)
    return {
      url: engine.url,
      projectId: engine.projectId,
      personalApiKey: Redacted.value(engine.personalApiKey),
      projectToken: Redacted.value(engine.projectToken),
      attached: engine.attached,
      truth: () => run(engine.truth),
      close,
      [Symbol.asyncDispose]: close
    }
  } catch (error) {
    await close()
    throw error
  }
}
