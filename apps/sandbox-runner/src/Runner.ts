/**
 * One run, from script to result, in one scope: whatever happens, the sandbox is dead and its files are gone when it
 * closes.
 *
 * The script's first line to the broker is a greeting sent before any of its own code runs. A sandbox that ends
 * without it never started, and that is `SandboxUnavailable`, not a failed script.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Broker from "./broker/Broker.ts"
import { converse } from "./broker/converse.ts"
import type { Grant } from "./broker/Grant.ts"
import { resolveGrant } from "./broker/Grant.ts"
import type { PostHogReader } from "./broker/PostHogReader.ts"
import type { QueryChecker } from "./broker/QueryChecker.ts"
import type { StopCause } from "./describeEnding.ts"
import { describeEnding } from "./describeEnding.ts"
import type { Limits } from "./Limits.ts"
import { resolveLimits } from "./Limits.ts"
import { OutputCapture } from "./OutputCapture.ts"
import { RunError, RunOptionInvalid, type RunReason, ScriptInvalid } from "./RunError.ts"
import type { RunResult } from "./RunResult.ts"
import type { Sandbox } from "./Sandbox.ts"
import type { Script } from "./Script.ts"
import { validateScript } from "./Script.ts"

/** Everything a run needs; `runScript` fills in sandbox and compiler. */
export interface RunInput {
  readonly script: Script
  readonly posthog: PostHogReader
  readonly grant: Partial<Grant>
  readonly limits: Partial<Limits>
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void
  readonly sandbox: Sandbox
  readonly checker: Effect.Effect<QueryChecker, never, Scope.Scope>
  readonly knownTables: readonly string[]
}

export const run: (input: RunInput) => Effect.Effect<RunResult, RunError> = Effect.fn("Sandbox.run")(
  function* (input: RunInput) {
    const script = validateScript(input.script)
    if (script instanceof ScriptInvalid) return yield* script
    const limits = resolveLimits(input.limits)
    if (limits instanceof RunOptionInvalid) return yield* limits
    const grant = resolveGrant(input.grant, input.knownTables)
    if (grant instanceof RunOptionInvalid) return yield* grant

    const startedAt = yield* Clock.currentTimeMillis
    const checker = yield* Effect.cached(yield* boundToScope(input.checker))
    const broker = yield* Broker.make({ posthog: input.posthog, checker, grant })
    const guest = yield* input.sandbox.launch(script, limits)

    let stopped: StopCause | undefined
    const stop = (cause: StopCause) => {
      stopped ??= cause
      guest.kill()
    }
    const capture = new OutputCapture({
      maximumBytes: limits.outputBytes,
      onText: input.onOutput,
      onOverflow: () => stop("output")
    })
    const printed = yield* Effect.forkScoped(
      Effect.all([capture.read("stdout", guest.stdout), capture.read("stderr", guest.stderr)], {
        concurrency: 2,
        discard: true
      })
    )
    yield* Effect.forkScoped(
      Effect.delay(
        Effect.sync(() => stop("wall")),
        limits.wallMillis
      )
    )
    const conversation = yield* converse(guest.channel, broker, limits, () => stop("requests"))

    const exit = yield* guest.exit
    const said = yield* conversation.end
    yield* Fiber.join(printed)
    const output = capture.output()
    if (!said.hasStarted && stopped === undefined) return yield* input.sandbox.explain(exit, output.stderr)

    const endedAt = yield* Clock.currentTimeMillis
    const ending = describeEnding(exit, stopped, output.stderr, said)
    return {
      ...ending,
      ...(said.result === undefined ? {} : { result: said.result.value }),
      ...(said.failure === undefined ? {} : { failure: said.failure }),
      ...output,
      usage: broker.usage(),
      transcript: broker.transcript(),
      elapsedMillis: endedAt - startedAt
    } satisfies RunResult
  },
  Effect.scoped,
  Effect.mapError((reason: RunReason) => new RunError({ operation: "Sandbox.run", reason }))
)

/** Binds a resource to the run's scope no matter which fiber asks for it first. */
function boundToScope<A>(
  resource: Effect.Effect<A, never, Scope.Scope>
): Effect.Effect<Effect.Effect<A>, never, Scope.Scope> {
  return Effect.map(Effect.scope, (scope) => Effect.provideService(resource, Scope.Scope, scope))
}
