/**
 * What one run may consume on this machine. What it may ask of PostHog is the `Grant`.
 *
 * The numbers were measured on Node 24: below 1,536 MiB of address space V8 does not start, and one Node process is
 * about eleven tasks, so `processes` counts threads too.
 */
import { RunOptionInvalid } from "./RunError.ts"

/** Limits of a run, enforced from outside the script. @since 0.1.0 */
export interface Limits {
  /** Wall-clock time in milliseconds; then everything in the sandbox is killed. 60,000 unless given. */
  readonly wallMillis: number
  /** Processor seconds of one process. 30 unless given. */
  readonly cpuSeconds: number
  /** V8 heap in MiB. 256 unless given. */
  readonly heapMebibytes: number
  /** Address space of one process in MiB, which also bounds buffers outside the heap. 2,048 unless given, at least 1,536. */
  readonly addressSpaceMebibytes: number
  /** Processes and threads together. 32 unless given, at least 16. */
  readonly processes: number
  /** Size of each of the two writable directories, `/job` and `/tmp`, in MiB; both live in memory. 64 unless given. */
  readonly scratchMebibytes: number
  /** Bytes of standard output and standard error together; one more and the run is stopped. 1 MiB unless given. */
  readonly outputBytes: number
  /** Bytes of the default export as JSON. 1 MiB unless given. */
  readonly resultBytes: number
  /** Lines the script may send to the broker; one more and the run is stopped. 1,000 unless given. */
  readonly requests: number
}

const bounds: Readonly<Record<keyof Limits, readonly [standard: number, least: number, most: number]>> = {
  wallMillis: [60_000, 100, 86_400_000],
  cpuSeconds: [30, 1, 86_400],
  heapMebibytes: [256, 32, 65_536],
  addressSpaceMebibytes: [2_048, 1_536, 1_048_576],
  processes: [32, 16, 4_096],
  scratchMebibytes: [64, 1, 16_384],
  outputBytes: [1_048_576, 0, 1_073_741_824],
  resultBytes: [1_048_576, 0, 268_435_456],
  requests: [1_000, 0, 1_000_000]
}

/** Fills in what was not given and refuses what cannot be enforced. */
export function resolveLimits(given: Partial<Limits>): Limits | RunOptionInvalid {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(bounds, name))
  if (unknown !== undefined) {
    return new RunOptionInvalid({
      option: `limits.${unknown}`,
      problem: `not a limit; there are ${Object.keys(bounds).join(", ")}.`
    })
  }
  const resolved: Record<string, number> = {}
  for (const [name, [standard, least, most]] of Object.entries(bounds)) {
    // Every key of `bounds` is a key of Limits.
    const value = given[name as keyof Limits] ?? standard
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      return new RunOptionInvalid({
        option: `limits.${name}`,
        problem: `must be a whole number from ${least} to ${most}.`
      })
    }
    resolved[name] = value
  }
  // The loop has filled in every key of `bounds`, which has every key of Limits.
  return resolved as unknown as Limits
}
