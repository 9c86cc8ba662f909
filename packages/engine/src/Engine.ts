/**
 * What a running engine is, and what it is started with.
 *
 * An engine is one project in one data directory. The keys are made at the first start and stay the same from then on, so
 * that a client configured once keeps working.
 */
import type { SeedOptions } from "./seed/Dataset.ts"
import type { Truth } from "./seed/truth.ts"

/**
 * How far a start has come.
 *
 * @since 0.1.0
 */
export interface EngineProgress {
  readonly stage: "starting" | "seeding" | "ready"
  /** Events written so far, while seeding. */
  readonly done?: number
  /** Events that will be written, while seeding. */
  readonly total?: number
  readonly message: string
}

/**
 * How to start an engine.
 *
 * @since 0.1.0
 */
export interface EngineOptions {
  /** Where the project lives; made when absent. One engine at a time holds it. */
  readonly dataDir: string
  /** The port to listen on at 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number
  /**
   * The story to seed the project with; the SaaS story ending at today's UTC midnight unless given. A project seeded
   * otherwise, or until an earlier day, is seeded again; events captured by clients are kept. `"none"` for no story.
   */
  readonly seed?: SeedOptions | "none"
  /** Called while starting; seeding reports the events written so far. */
  readonly onProgress?: (progress: EngineProgress) => void
  /** Stops the start. It has no say once the engine runs: use `close`. */
  readonly signal?: AbortSignal
  /** The longest a query may run: 60,000 milliseconds unless given, as PostHog allows. An engine that runs already keeps its own. */
  readonly queryTimeoutMillis?: number
  /**
   * This engine ends with the command that started it; false unless given. `attachOrStartEngine` never attaches to such an engine:
   * it waits until the data directory is free and starts its own.
   */
  readonly transient?: boolean
}

/**
 * A local PostHog that answers at `url`.
 *
 * @since 0.1.0
 */
export interface Engine {
  /** Such as `http://127.0.0.1:51234`: the API host and the ingest host in one. */
  readonly url: string
  readonly projectId: number
  /** Opens the private API (`phx_…`); made for this data directory, worth nothing anywhere else. */
  readonly personalApiKey: string
  /** Captures events (`phc_…`). */
  readonly projectToken: string
  /** True when the engine runs in another process and was only found here. */
  readonly attached: boolean
  /** The known answers about the seeded story. Rejects with `NotSeeded` when the project was started with `seed: "none"`. */
  readonly truth: () => Promise<Truth>
  /** Stops the engine and leaves no process and no handle. An attached engine keeps running. Safe to repeat. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
