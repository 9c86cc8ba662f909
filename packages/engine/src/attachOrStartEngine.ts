/**
 * Finds the engine of a data directory or starts it, for callers who await Promises.
 */
import { attachOrStart } from "./EmbeddedEngine.ts"
import type { Engine, EngineOptions } from "./Engine.ts"
import { openEngine } from "./openEngine.ts"

/**
 * Uses the engine that serves the data directory, or starts one as `startEngine` does.
 *
 * An engine is believed only when it proves that it knows the directory's start token; a file left by a dead one is replaced. Of
 * several callers at once one starts and the others wait for it, two minutes at most. Closing an attached engine leaves it running.
 * A `transient` engine is not attached to: the caller waits until it has ended, however long that takes (`signal` stops the waiting).
 * Rejects with `DataDirectoryBusy` when the running engine holds another story, or listens on another port, than explicitly asked for.
 *
 * @since 0.1.0
 */
export const attachOrStartEngine = (options: EngineOptions): Promise<Engine> =>
  openEngine(attachOrStart(options), options.signal)
