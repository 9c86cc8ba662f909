/**
 * One run, from script to result, in one scope: whatever happens, the sandbox is dead and its files are gone when it
 * closes.
 *
 * The script's first line to the broker is a greeting sent before any of its own code runs. A sandbox that ends
 * without it never started, and that is `SandboxUnavailable`, not a failed script.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { Duplex } from "node:stream"
import type { Broker } from "./broker/Broker.ts"
import * as BrokerModule from "./broker/Broker.ts"
import type { Grant } from "./broker/Grant.ts"
import { resolveGrant } from "./broker/Grant.ts"
import type { PostHogReader } from "./broker/PostHogReader.ts"
import type { GuestRequest, InvalidLine } from "./broker/protocol.ts"
import { lineSplitter, readLine } from "./broker/protocol.ts"
import type { QueryChecker } from "./broker/QueryChecker.ts"
import type { Limits } from "./Limits.ts"
import { resolveLimits } from "./Limits.ts"
import { OutputCapture } from "./OutputCapture.ts"
import { RunError, RunOptionInvalid, type RunReason, ScriptInvalid } from "./RunError.ts"
import type { RunOutcome, RunResult } from "./RunResult.ts"
import type { Sandbox, SandboxExit } from "./Sandbox.ts"
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

type StopCause = "wall" | "output" | "requests"

/** What the script said besides asking. */
interface Said {
  hasStarted: boolean
  result?: { readonly value: unknown }
  failure?: { readonly name: string; readonly message: string }
}

export const run = Effect.fn("Sandbox.run")(
  function* (input: RunInput) {
    const script = validateScript(input.script)
    if (script instanceof ScriptInvalid) return yield* script
    const limits = resolveLimits(input.limits)
    if (limits instanceof RunOptionInvalid) return yield* limits
    const grant = resolveGrant(input.grant, input.knownTables)
    if (grant instanceof RunOptionInvalid) return yield* grant

    const startedAt = yield* Clock.currentTimeMillis
    const checker = yield* Effect.cached(yield* boundToScope(input.checker))
    const broker = yield* BrokerModule.make({ posthog: input.posthog, checker, grant })
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
    const said = yield* conversation
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
    } satisfies RunResult as RunResult
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

const pauseAbove = 32
const resumeBelow = 8

/**
 * Listens to the script until its channel closes. Requests wait in a queue and are answered in order; the script is
 * not read while too many wait. Gives an effect that ends when the channel has been read to its end.
 */
const converse = Effect.fnUntraced(function* (
  channel: Duplex,
  broker: Broker,
  limits: Limits,
  onTooMany: () => void
) {
  const said: Said = { hasStarted: false }
  const queue = yield* Queue.unbounded<GuestRequest | InvalidLine>()
  const closed = yield* Deferred.make<Said>()
  let received = 0

  const enqueue = (message: GuestRequest | InvalidLine) => {
    received += 1
    if (received > limits.requests) return onTooMany()
    Queue.offerUnsafe(queue, message)
    if (Queue.sizeUnsafe(queue) > pauseAbove) channel.pause()
  }
  const receive = (line: string) => {
    const message = readLine(line)
    switch (message.kind) {
      case "hello":
        said.hasStarted = true
        break
      case "result":
        said.result = { value: message.value }
        break
      case "failure":
        said.failure = { name: message.name, message: message.message }
        break
      default:
        enqueue(message)
    }
  }
  const onClose = () => Deferred.doneUnsafe(closed, Effect.succeed(said))
  channel.on(
    "data",
    lineSplitter({
      maximumBytes: Math.max(limits.resultBytes, maximumRequestBytes) + 1_024,
      onLine: receive,
      onOversize: () =>
        enqueue({ kind: "invalid", id: 0, problem: `A line is longer than ${maximumRequestBytes} bytes.` })
    })
  )
  channel.on("error", onClose)
  channel.on("close", onClose)

  const answering = yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        const message = yield* Queue.take(queue)
        if (channel.isPaused() && Queue.sizeUnsafe(queue) < resumeBelow) channel.resume()
        const line = yield* message.kind === "invalid"
          ? broker.refuse(message.id, message.problem)
          : broker.answer(message)
        if (channel.writable) channel.write(`${line}\n`)
      })
    )
  )
  return Effect.gen(function* () {
    // Nobody is left to read an answer; what the script said before it ended still is.
    yield* Fiber.interrupt(answering)
    channel.resume()
    return yield* Deferred.await(closed)
  })
})

/** HogQL of 256 KB outside literals and its values fit; a longer line is thrown away unread. */
const maximumRequestBytes = 1_048_576

function describeEnding(
  exit: SandboxExit,
  stopped: StopCause | undefined,
  stderr: string,
  said: Said
): { readonly outcome: RunOutcome; readonly exitCode: number | null; readonly signal?: string } {
  const stoppedOutcome = { wall: "timed-out", output: "output-limit", requests: "request-limit" } as const
  if (stopped !== undefined) return { outcome: stoppedOutcome[stopped], exitCode: null, signal: "SIGKILL" }
  // bubblewrap reports a script that died of signal n as exit code 128 + n.
  const signal = exit.signal ?? signalNames[(exit.code ?? 0) - 128]
  if (signal === "SIGXCPU") return { outcome: "timed-out", exitCode: null, signal }
  const isOutOfMemory =
    (signal === "SIGABRT" && /JavaScript heap out of memory|Allocation failed/.test(stderr)) ||
    (said.failure?.name === "RangeError" &&
      /^(Array buffer allocation failed|Failed to allocate memory)$/.test(said.failure.message))
  if (isOutOfMemory)
    return { outcome: "memory", exitCode: exit.code, ...(signal === undefined ? {} : { signal }) }
  if (signal !== undefined) return { outcome: "failed", exitCode: null, signal }
  return { outcome: exit.code === 0 ? "succeeded" : "failed", exitCode: exit.code }
}

const signalNames: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  15: "SIGTERM",
  24: "SIGXCPU",
  25: "SIGXFSZ",
  31: "SIGSYS"
}
