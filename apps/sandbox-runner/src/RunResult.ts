/**
 * What a run leaves behind: how it ended, what it returned and printed, and every request it made.
 *
 * Output and result were made by a program nobody has to trust. Nothing here is cleaned: whoever prints `stdout` to a
 * terminal neutralises control characters first, as `posthog-sandbox` does.
 */
import type { Verb } from "./broker/Grant.ts"

/**
 * How a script ended. `succeeded`: exit code 0. `failed`: it threw, or left with another code. The others were stopped:
 * `timed-out` (wall clock or processor time), `output-limit`, `request-limit`, `memory`.
 *
 * @since 0.1.0
 */
export type RunOutcome = "succeeded" | "failed" | "timed-out" | "output-limit" | "request-limit" | "memory"

/** One request of the script, in order. @since 0.1.0 */
export interface TranscriptEntry {
  /** Milliseconds since the run started. */
  readonly atMillis: number
  /** `invalid`: a line that was no request. */
  readonly verb: Verb | "invalid"
  /** The query text or the object's name, at most 4,000 characters; a longer one says how much is missing. */
  readonly text: string
  readonly elapsedMillis: number
  readonly rows: number
  /** `answered`, or the `_tag` of the refusal. */
  readonly outcome: string
}

/** What the script consumed of its grant. @since 0.1.0 */
export interface Usage {
  readonly requests: number
  readonly queries: number
  readonly rows: number
  readonly bytes: number
  /** Time spent waiting for PostHog. */
  readonly queryMillis: number
  readonly refused: number
}

/** The outcome of `runScript`. @since 0.1.0 */
export interface RunResult {
  readonly outcome: RunOutcome
  /** The script's exit code; `null` when it was stopped. */
  readonly exitCode: number | null
  /** The signal that ended it, when one did. */
  readonly signal?: string
  /** The script's default export; 64-bit integers beyond 2^53 are `bigint`. Absent when it has none. */
  readonly result?: unknown
  /** The error the script did not catch. Untrusted text. */
  readonly failure?: { readonly name: string; readonly message: string }
  readonly stdout: string
  readonly stderr: string
  /** Bytes the script wrote, and whether `stdout` or `stderr` hold fewer. */
  readonly output: { readonly stdoutBytes: number; readonly stderrBytes: number; readonly truncated: boolean }
  readonly usage: Usage
  readonly transcript: readonly TranscriptEntry[]
  readonly elapsedMillis: number
}
