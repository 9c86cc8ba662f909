/** Asks whether scripts can run here, by running an empty one: the flags are those of a real run. */
import * as Effect from "effect/Effect"
import type { QueryChecker } from "./broker/QueryChecker.ts"
import { defaultSandbox } from "./defaultSandbox.ts"
import { run } from "./Runner.ts"
import { runPromise } from "./runPromise.ts"
import type { Sandbox } from "./Sandbox.ts"

/** Whether a sandbox can be built here; if not, why, and what to do. @since 0.1.0 */
export type SandboxCheck =
  { readonly available: true } | { readonly available: false; readonly why: string; readonly remedy: string }

/**
 * Says whether this machine can run scripts. Takes about a quarter of a second where it can. Never rejects for a machine
 * that cannot.
 *
 * @since 0.1.0
 */
export function checkSandbox(): Promise<SandboxCheck> {
  return runPromise(check(defaultSandbox()))
}

export const check = (sandbox: Sandbox): Effect.Effect<SandboxCheck> =>
  run({
    script: { source: "export {}", language: "js" },
    posthog: silent,
    grant: { verbs: [] },
    limits: {},
    onOutput: () => {},
    sandbox,
    checker: unused,
    knownTables: []
  }).pipe(
    Effect.map((): SandboxCheck => ({ available: true })),
    Effect.catch(({ reason }) =>
      Effect.succeed<SandboxCheck>(
        reason._tag === "SandboxUnavailable"
          ? { available: false, why: reason.why, remedy: reason.remedy }
          : { available: false, why: reason.message, remedy: "" }
      )
    )
  )

const refused = () => Promise.reject(new TypeError("an empty script asks nothing"))
const silent = { query: refused, listObjects: refused, getFields: refused }
const unused = Effect.die("an empty script asks nothing") as Effect.Effect<QueryChecker>
