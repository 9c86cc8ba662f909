/**
 * The checker of real runs: HogQL's own compiler, loaded when a script asks its first query.
 *
 * Names of tables and columns are the same in every project; cohorts are not. A query that names one is checked again with
 * the project's cohorts, which the client reads once, outside the script's budget.
 */
import type { CheckResult, CohortDefinition } from "@posthog-driver/hogql-compiler"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { PostHogReader } from "./broker/PostHogReader.ts"
import type { CheckedQuery, QueryChecker } from "./broker/QueryChecker.ts"

const cohortQuery = "select id, name from system.cohorts limit 50000"
const cohortTimeoutMillis = 10_000

/** Gives a checker, and closes its compiler with the run. */
export function compilerChecker(posthog: PostHogReader): Effect.Effect<QueryChecker, never, Scope.Scope> {
  return Effect.map(
    Effect.acquireRelease(
      Effect.map(
        Effect.promise(() => import("@posthog-driver/hogql-compiler")),
        ({ createCompiler }) => createCompiler()
      ),
      (compiler) => Effect.promise(() => compiler.close())
    ),
    (compiler) => {
      let cohorts: Promise<readonly CohortDefinition[]> | undefined
      return {
        check: async (text, { values }) => {
          // No project is read by a check, so its number does not matter.
          const checked = await compiler.check(text, { projectId: 0, values })
          if (checked.isValid || !/\bcohort\b/i.test(text)) return forScript(checked)
          cohorts ??= readCohorts(posthog)
          return forScript(await compiler.check(text, { projectId: 0, values, cohorts: await cohorts }))
        }
      }
    }
  )
}

/** A script gets the fix as PostHog gives it: text for the place of the problem. */
function forScript({ isValid, tables, errors }: CheckResult): CheckedQuery {
  return {
    isValid,
    tables,
    errors: errors.map(({ message, start, end, fix }) =>
      fix === undefined ? { message, start, end } : { message, start: fix.start, end: fix.end, fix: fix.text }
    )
  }
}

/** The project's cohorts; none when they cannot be read, so that the query stays refused. */
async function readCohorts(posthog: PostHogReader): Promise<readonly CohortDefinition[]> {
  const options = {
    values: {},
    limit: 50_000,
    timeoutMillis: cohortTimeoutMillis,
    signal: AbortSignal.timeout(cohortTimeoutMillis)
  }
  const rows = await posthog.query(cohortQuery, options).then(
    (answer) => answer.rowArrays,
    () => []
  )
  return rows.flatMap(([id, name]) =>
    typeof id === "number" && typeof name === "string" ? [{ id, name, isStatic: false, version: 0 }] : []
  )
}
