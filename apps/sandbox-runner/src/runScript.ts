/**
 * The Promise door of a run. Effect does the work behind it; nothing of it shows in the signature.
 */
import * as Effect from "effect/Effect"
import type { Grant } from "./broker/Grant.ts"
import type { PostHogReader } from "./broker/PostHogReader.ts"
import { compilerChecker } from "./compilerChecker.ts"
import { defaultSandbox } from "./defaultSandbox.ts"
import type { Limits } from "./Limits.ts"
import { run } from "./Runner.ts"
import type { RunResult } from "./RunResult.ts"
import { runPromise } from "./runPromise.ts"
import type { Script } from "./Script.ts"

/** Options of `runScript`. @since 0.1.0 */
export interface RunScriptOptions extends Script {
  /** The client that answers the script's requests, with its key, outside the sandbox. It is not closed. */
  readonly posthog: PostHogReader
  /** What the script may ask; see `Grant` for what holds unless given. */
  readonly grant?: Partial<Grant>
  /** What it may consume; see `Limits` for what holds unless given. */
  readonly limits?: Partial<Limits>
  /** Stops the run, kills the sandbox, and rejects with `signal.reason`. */
  readonly signal?: AbortSignal
  /** Called with text as the script prints it. Untrusted: neutralise control characters before showing it. */
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void
}

/**
 * Runs a script in a sandbox without network, files or keys, and gives what it returned, printed and asked.
 *
 * The script is an ES module with a global `posthog`; its default export is the result. A script that fails or is
 * stopped is a `RunResult` with that `outcome`. Rejects with `RunError`: `SandboxUnavailable` where a sandbox cannot be
 * built (nothing ran), `ScriptInvalid`, `RunOptionInvalid`. Leaves no process and no file behind.
 *
 * @since 0.1.0
 */
export function runScript(options: RunScriptOptions): Promise<RunResult> {
  const { grant = {}, language, limits = {}, onOutput = () => {}, posthog, signal, source } = options
  const effect = Effect.gen(function* () {
    const { logicalTables } = yield* Effect.promise(() => import("@posthog-driver/hogql-compiler"))
    return yield* run({
      script: language === undefined ? { source } : { source, language },
      posthog,
      grant,
      limits,
      onOutput,
      sandbox: defaultSandbox(),
      checker: compilerChecker(posthog),
      knownTables: logicalTables.map(({ name }) => name)
    })
  })
  return runPromise(effect, signal)
}
