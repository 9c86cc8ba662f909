/**
 * The bubblewrap process on the host: its descriptors, its end, and the end of everything inside.
 *
 * bubblewrap returns as soon as the script's own process has ended, while the kernel is still killing what that left
 * behind. A run is over only when process 1 of the sandbox, which the kernel removes last, is gone.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { Duplex, Readable, Writable } from "node:stream"
import { SandboxUnavailable } from "../RunError.ts"
import type { SandboxExit, SandboxProcess } from "../Sandbox.ts"
import type { JobFile } from "./bubblewrapArguments.ts"
import { inheritedDescriptors } from "./inheritedDescriptors.ts"

/** Numbers of the descriptors that bubblewrap is started with; only `channel` stays open for the script. */
export const descriptors = { channel: 3, arguments: 4, info: 5, firstFile: 6 } as const

export interface BubblewrapJob {
  readonly command: readonly string[]
  readonly arguments: readonly string[]
  readonly files: readonly JobFile[]
}

/** Starts bubblewrap; closing the scope kills it and waits until nothing inside is left. */
export function spawnBubblewrap(
  job: BubblewrapJob
): Effect.Effect<SandboxProcess, SandboxUnavailable, Scope.Scope> {
  return Effect.acquireRelease(Effect.flatMap(start(job), describe), (sandbox) =>
    Effect.flatMap(Effect.sync(sandbox.kill), () =>
      // How it ended no longer matters here, only that it has.
      Effect.ignore(sandbox.exit)
    )
  )
}

function start(job: BubblewrapJob): Effect.Effect<ChildProcess, SandboxUnavailable> {
  return Effect.callback((resume) => {
    const [program = "", ...rest] = job.command
    const own = descriptors.firstFile + job.files.length
    const leaks = new Set(inheritedDescriptors(own))
    const nothing = fs.openSync("/dev/null", "r")
    const child = spawn(program, rest, {
      stdio: [
        "ignore",
        ...Array.from({ length: own - 1 }, () => "pipe" as const),
        // "ignore" above 2 leaves an inherited descriptor as it is; only an open one replaces it.
        ...Array.from({ length: Math.max(own - 1, ...leaks) - own + 1 }, (_, index) =>
          leaks.has(own + index) ? nothing : ("ignore" as const)
        )
      ],
      env: {},
      cwd: "/",
      detached: true
    })
    fs.closeSync(nothing)
    // It stays for good: a later error is a failed kill of a process that is already gone.
    child.on("error", (error) => resume(Effect.fail(cannotStart(error))))
    child.once("spawn", () => {
      write(child, descriptors.arguments, `${job.arguments.join("\0")}\0`)
      for (const [index, file] of job.files.entries())
        write(child, descriptors.firstFile + index, file.content)
      resume(Effect.succeed(child))
    })
  })
}

function write(child: ChildProcess, descriptor: number, content: string): void {
  const input = child.stdio[descriptor]
  if (!(input instanceof Writable)) return
  // When bubblewrap dies before it has read everything, its exit says so.
  input.on("error", () => {})
  input.end(content)
}

function describe(child: ChildProcess): Effect.Effect<SandboxProcess, SandboxUnavailable> {
  const stdio: readonly unknown[] = child.stdio
  const channel = stdio[descriptors.channel]
  const info = stdio[descriptors.info]
  if (!(child.stdout instanceof Readable && child.stderr instanceof Readable))
    return Effect.fail(cannotStart())
  if (!(channel instanceof Duplex && info instanceof Readable)) return Effect.fail(cannotStart())
  let printedInfo = ""
  info.setEncoding("utf8")
  info.on("data", (text: string) => (printedInfo += text))
  info.on("error", () => {})
  let ended: SandboxExit | undefined
  child.once("exit", (code, signal) => {
    ended = { code, signal }
  })
  const bubblewrapExit = Effect.callback<SandboxExit>((resume) => {
    if (ended !== undefined) resume(Effect.succeed(ended))
    else child.once("exit", (code, signal) => resume(Effect.succeed({ code, signal })))
  })
  return Effect.succeed({
    stdout: child.stdout,
    stderr: child.stderr,
    channel,
    exit: Effect.tap(bubblewrapExit, () => untilGone(/"child-pid":\s*(\d+)/.exec(printedInfo)?.[1])),
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

const pollMillis = 2
const giveUpMillis = 2_000

/** Waits until process 1 of the sandbox is gone, or a zombie: the kernel removes every other process before it. */
const untilGone = Effect.fnUntraced(function* (pid: string | undefined) {
  if (pid === undefined) return
  for (let waited = 0; waited < giveUpMillis && isAlive(pid); waited += pollMillis) {
    yield* Effect.sleep(pollMillis)
  }
})

function isAlive(pid: string): boolean {
  try {
    // The state follows the program's name, which is in parentheses and may hold anything.
    return !/\) [ZX] [^)]*$/.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

function cannotStart(error?: NodeJS.ErrnoException): SandboxUnavailable {
  return new SandboxUnavailable({
    why: `The sandbox could not be started${error?.code === undefined ? "." : ` (${error.code}).`}`,
    remedy: "Check that this user may start processes and that memory is left."
  })
}
