/**
 * Starts an engine, for callers who await Promises.
 */
import { start } from "./EmbeddedEngine.ts"
import type { Engine, EngineOptions } from "./Engine.ts"
import { openEngine } from "./openEngine.ts"

/**
 * Starts a local PostHog: its HTTP server in this process, ClickHouse (chDB) in a child process.
 *
 * The first start of a data directory makes its keys and seeds its story, which takes a few seconds at the standard size; later ones
 * take a fraction of a second. Rejects with an `EngineError`: `EngineUnavailable` where chDB does not run, `DataDirectoryUnwritable`,
 * `DataDirectoryBusy` when another engine serves the directory, `PortInUse`, `SeedFailed`, `StoreFailed`, `InvalidOption`. When the
 * process dies, however it dies, the child is gone within two seconds.
 *
 * @example
 * ```ts
 * await using engine = await startEngine({ dataDir: "./posthog-data" })
 * console.log(engine.url)
 * ```
 * @since 0.1.0
 */
export const startEngine = (options: EngineOptions): Promise<Engine> =>
  openEngine(start(options), options.signal)
