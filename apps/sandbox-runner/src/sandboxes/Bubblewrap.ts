/**
 * Starts a job in bubblewrap. Linux only; fails closed: without bubblewrap, or where it may not create namespaces, no
 * script runs.
 *
 * bubblewrap is started with an empty environment and reads its options from a descriptor, so that neither a variable
 * nor a path of the host shows up inside. Root first becomes uid 65534, because the kernel does not hold
 * uid 0 to process limits.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { Duplex, Readable, Writable } from "node:stream"
import type { Limits } from "../Limits.ts"
import { SandboxUnavailable } from "../RunError.ts"
import type { Sandbox, SandboxExit, SandboxProcess } from "../Sandbox.ts"
import type { Script } from "../Script.ts"
import { bubblewrapArguments, guestCommand } from "./bubblewrapArguments.ts"
import { findExecutables } from "./executables.ts"
import { explainBubblewrap } from "./explainBubblewrap.ts"
import { guestFiles } from "./guestFiles.ts"
import { inheritedDescriptors } from "./inheritedDescriptors.ts"
import { stageNode } from "./StagedNode.ts"

export interface BubblewrapOptions {
  readonly platform: string
  readonly searchPath: readonly string[]
  readonly isRoot: boolean
  /** The Node program to run scripts with. */
  readonly node: string
}

const channelDescriptor = 3
const argumentsDescriptor = 4
const firstFileDescriptor = 5

/** A sandbox from this machine's bubblewrap. Nothing is looked for before the first launch. */
export function make(options: BubblewrapOptions): Sandbox {
  const launch = (
    script: Required<Script>,
    limits: Limits
  ): Effect.Effect<SandboxProcess, SandboxUnavailable, Scope.Scope> =>
    Effect.gen(function* () {
      const executables = findExecutables(options)
      if (executables instanceof SandboxUnavailable) return yield* executables
      const program = fs.realpathSync(options.node)
      const node = options.isRoot ? yield* stageNode(program) : program
      const files = yield* Effect.try({ try: () => guestFiles(script, limits), catch: incompletePackage })
      const sandboxOptions = bubblewrapArguments({
        node,
        prlimit: fs.realpathSync(executables.prlimit),
        limits,
        files,
        firstDescriptor: firstFileDescriptor
      })
      const command = [
        ...(executables.setpriv === undefined
          ? []
          : [executables.setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--"]),
        ...[executables.bwrap, "--args", String(argumentsDescriptor), "--"],
        ...guestCommand(limits)
      ]
      const inputs = [`${sandboxOptions.join("\0")}\0`, ...files.map((file) => file.content)]
      return yield* Effect.acquireRelease(start(command, inputs), (process) => Effect.sync(process.kill))
    })
  return { launch, explain: explainBubblewrap }
}

function start(
  command: readonly string[],
  inputs: readonly string[]
): Effect.Effect<SandboxProcess, SandboxUnavailable> {
  return Effect.callback((resume) => {
    const [program = "", ...rest] = command
    const nothing = fs.openSync("/dev/null", "r")
    const last = argumentsDescriptor + inputs.length
    const leaks = new Set(inheritedDescriptors(last))
    const child = spawn(program, rest, {
      // "ignore" above 2 leaves an inherited descriptor as it is; only an open one replaces it.
      stdio: [
        ...(["ignore", "pipe", "pipe", "pipe"] as const),
        ...inputs.map(() => "pipe" as const),
        ...Array.from({ length: Math.max(-1, ...leaks) - last + 1 }, (_, index) =>
          leaks.has(last + index) ? nothing : ("ignore" as const)
        )
      ],
      env: {},
      cwd: "/",
      detached: true
    })
    fs.closeSync(nothing)
    child.once("error", (error) => resume(Effect.fail(cannotStart(error))))
    child.once("spawn", () => {
      child.removeAllListeners("error")
      // A later error event is a failed kill of a process that is already gone.
      child.on("error", () => {})
      for (const [index, content] of inputs.entries()) {
        const input = child.stdio[argumentsDescriptor + index]
        if (!(input instanceof Writable)) continue
        // When bubblewrap dies before it has read everything, its exit says so.
        input.on("error", () => {})
        input.end(content)
      }
      resume(describe(child))
    })
  })
}

function describe(child: ChildProcess): Effect.Effect<SandboxProcess, SandboxUnavailable> {
  const channel = child.stdio[channelDescriptor]
  if (
    !(child.stdout instanceof Readable) ||
    !(child.stderr instanceof Readable) ||
    !(channel instanceof Duplex)
  ) {
    return Effect.fail(cannotStart())
  }
  let ended: SandboxExit | undefined
  child.once("exit", (code, signal) => {
    ended = { code, signal }
  })
  return Effect.succeed({
    stdout: child.stdout,
    stderr: child.stderr,
    channel,
    exit: Effect.callback((resume) => {
      if (ended !== undefined) resume(Effect.succeed(ended))
      else child.once("exit", (code, signal) => resume(Effect.succeed({ code, signal })))
    }),
    kill: () => {
      if (ended !== undefined || child.pid === undefined) return
      try {
        // The group, in case setpriv or bubblewrap has not yet become the other.
        process.kill(-child.pid, "SIGKILL")
      } catch {
        // It ended by itself in between.
      }
    }
  })
}

function cannotStart(error?: NodeJS.ErrnoException): SandboxUnavailable {
  return new SandboxUnavailable({
    why: `The sandbox could not be started${error?.code === undefined ? "." : ` (${error.code}).`}`,
    remedy: "Check that this user may start processes and that memory is left."
  })
}

function incompletePackage(): SandboxUnavailable {
  return new SandboxUnavailable({
    why: "The file that a script imports is missing from this installation.",
    remedy: "Install @posthog-driver/sandbox-runner again, or build it."
  })
}
