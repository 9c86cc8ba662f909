/** Tells how a run ended from what the host did, what bubblewrap reported and what Node printed last. */
import type { Said } from "./broker/converse.ts"
import type { RunOutcome } from "./RunResult.ts"
import type { SandboxExit } from "./Sandbox.ts"

/** Why the host stopped a script. */
export type StopCause = "wall" | "output" | "requests"

/** How it ended, in the words of a `RunResult`. */
export function describeEnding(
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
