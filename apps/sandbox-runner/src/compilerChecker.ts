/** The checker of real runs: HogQL's own compiler, loaded when a script asks its first query. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { QueryChecker } from "./broker/QueryChecker.ts"

/** Closes the compiler with the run. */
export const compilerChecker: Effect.Effect<QueryChecker, never, Scope.Scope> = Effect.map(
  Effect.acquireRelease(
    Effect.map(
      Effect.promise(() => import("@posthog-driver/hogql-compiler")),
      ({ createCompiler }) => createCompiler()
    ),
    (compiler) => Effect.promise(() => compiler.close())
  ),
  (compiler) => ({
    // Only names are resolved here; no project is read, so its number does not matter.
    check: (text, { values }) => compiler.check(text, { projectId: 0, values })
  })
)
