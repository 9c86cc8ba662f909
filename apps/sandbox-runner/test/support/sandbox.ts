import { Effect, type Scope } from "effect"
import type { Grant } from "../../src/broker/Grant.ts"
import type { PostHogReader } from "../../src/broker/PostHogReader.ts"
import type { CheckedQuery, QueryChecker } from "../../src/broker/QueryChecker.ts"
import { checkSandbox } from "../../src/checkSandbox.ts"
import { defaultSandbox } from "../../src/defaultSandbox.ts"
import type { Limits } from "../../src/Limits.ts"
import { run } from "../../src/Runner.ts"
import type { RunResult } from "../../src/RunResult.ts"
import { runPromise } from "../../src/runPromise.ts"
import type { Sandbox } from "../../src/Sandbox.ts"

const found = await checkSandbox()

/** Whether scripts can run on this machine; a suite that needs it says in its name why it is skipped. */
export const isSandboxMissing = !found.available
export const whySkipped = found.available ? "" : ` (SKIPPED: ${found.why} ${found.remedy})`
if (!found.available) console.warn(`sandbox-runner: tests skipped. ${found.why} ${found.remedy}`)

/** A client whose answers a test writes down. */
export const scriptedPostHog = (answers: Partial<PostHogReader> = {}): PostHogReader => ({
  query: () =>
    Promise.resolve({
      columns: [{ name: "n", type: "Int64" }],
      rowArrays: [[1]],
      completeness: { status: "complete", proof: "server-said-no-more" }
    }),
  listObjects: () => Promise.resolve([{ name: "events" }, { name: "persons" }, { name: "insights" }]),
  getFields: () => Promise.resolve([{ name: "uuid", type: "String" }]),
  ...answers
})

/** Resolves the tables after FROM and JOIN, and nothing else. */
export const scriptedChecker = (override?: (text: string) => CheckedQuery): QueryChecker => ({
  check: (text) =>
    Promise.resolve(
      override?.(text) ?? {
        isValid: true,
        errors: [],
        tables: [...text.matchAll(/\b(?:from|join)\s+([\w.]+)/gi)].map((match) => match[1] ?? "")
      }
    )
})

export interface TestRun {
  readonly language?: "js" | "ts"
  readonly posthog?: Partial<PostHogReader>
  readonly checker?: QueryChecker
  readonly grant?: Partial<Grant>
  readonly limits?: Partial<Limits>
  readonly signal?: AbortSignal
  readonly sandbox?: Sandbox
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void
}

/** `runScript` with a scripted client and a scripted checker instead of HogQL's compiler. */
export function runTest(source: string, options: TestRun = {}): Promise<RunResult> {
  const checker: Effect.Effect<QueryChecker, never, Scope.Scope> = Effect.succeed(
    options.checker ?? scriptedChecker()
  )
  return runPromise(
    run({
      script: options.language === undefined ? { source } : { source, language: options.language },
      posthog: scriptedPostHog(options.posthog),
      grant: options.grant ?? {},
      limits: { wallMillis: 20_000, ...options.limits },
      onOutput: options.onOutput ?? (() => {}),
      sandbox: options.sandbox ?? defaultSandbox(),
      checker,
      knownTables: ["events", "persons", "sessions", "system.insights"]
    }),
    options.signal
  )
}
