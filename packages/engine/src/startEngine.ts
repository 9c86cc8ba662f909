/**
 * Starts an engine in this process, for callers who await Promises.
 */
import type { Engine, EngineOptions } from "./Engine.ts"
import { EngineError, EngineUnavailable } from "./EngineError.ts"

/**
 * Starts a local PostHog.
 *
 * @since 0.1.0
 */
export const startEngine = (_options: EngineOptions): Promise<Engine> =>
  Promise.reject(
    new EngineError({ operation: "startEngine", reason: new EngineUnavailable({ why: "not built yet" }) })
  )
