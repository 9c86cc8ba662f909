/**
 * The whole public surface of `@posthog-driver/sandbox-runner`. What a script sees inside is `./guest`.
 */

// Run
export { type RunScriptOptions, runScript } from "./runScript.ts"
export { checkSandbox, type SandboxCheck } from "./checkSandbox.ts"
export type { Script } from "./Script.ts"

// Bounds
export type { Grant, Verb } from "./broker/Grant.ts"
export type { Limits } from "./Limits.ts"
export type { PostHogReader, ReadAnswer, ReadOptions } from "./broker/PostHogReader.ts"

// Outcome
export type { RunOutcome, RunResult, TranscriptEntry, Usage } from "./RunResult.ts"

// Failures
export { RunError, RunOptionInvalid, type RunReason, SandboxUnavailable, ScriptInvalid } from "./RunError.ts"
