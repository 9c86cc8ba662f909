/**
 * The ways a run can fail before or around the script. A script that itself fails is not one of them: that is a
 * `RunResult` whose `outcome` says so, because its output and transcript are worth reading.
 */
import * as Schema from "effect/Schema"

/** The sandbox cannot be built on this machine. Nothing was run. @since 0.1.0 */
export class SandboxUnavailable extends Schema.TaggedError<SandboxUnavailable>()("SandboxUnavailable", {
  why: Schema.String,
  remedy: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.why} ${this.remedy}`
  }
}

/** The script cannot be run as given: empty, too long, or of an unknown language. @since 0.1.0 */
export class ScriptInvalid extends Schema.TaggedError<ScriptInvalid>()("ScriptInvalid", {
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `The script was not run: ${this.problem}`
  }
}

/** A limit or a grant makes no sense: not a whole number, out of range, or an unknown name. @since 0.1.0 */
export class RunOptionInvalid extends Schema.TaggedError<RunOptionInvalid>()("RunOptionInvalid", {
  option: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.option}: ${this.problem}`
  }
}

/** Why a run did not happen. @since 0.1.0 */
export type RunReason = SandboxUnavailable | ScriptInvalid | RunOptionInvalid

/** What `runScript` rejects with. @since 0.1.0 */
export class RunError extends Schema.TaggedError<RunError>()("RunError", {
  operation: Schema.String,
  reason: Schema.Union([SandboxUnavailable, ScriptInvalid, RunOptionInvalid])
}) {
  override get message(): string {
    return `${this.operation}: ${this.reason.message}`
  }
}
