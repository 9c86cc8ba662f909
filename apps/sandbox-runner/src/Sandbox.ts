/**
 * What the runner needs of an isolation mechanism. One implementation today, bubblewrap; the tests of the runner bring
 * another. A sandbox has no network and no environment: the script's only way out is `channel`.
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Duplex, Readable } from "node:stream"
import type { Limits } from "./Limits.ts"
import type { SandboxUnavailable } from "./RunError.ts"
import type { Script } from "./Script.ts"

/** How the sandbox's first process ended. */
export interface SandboxExit {
  readonly code: number | null
  readonly signal: string | null
}

/** A running sandbox. Closing the scope it was launched in kills everything inside. */
export interface SandboxProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** File descriptor 3 of the script. */
  readonly channel: Duplex
  readonly exit: Effect.Effect<SandboxExit, SandboxUnavailable>
  /** Kills everything inside at once; harmless when it is already gone. */
  readonly kill: () => void
}

export interface Sandbox {
  readonly launch: (
    script: Required<Script>,
    limits: Limits
  ) => Effect.Effect<SandboxProcess, SandboxUnavailable, Scope.Scope>
  /** Why a sandbox that never said hello did not start, from what it printed. */
  readonly explain: (exit: SandboxExit, stderr: string) => SandboxUnavailable
}
