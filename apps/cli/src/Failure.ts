/** The ways in which this program itself says no; everything else it reports comes from the packages below it. */
import * as Data from "effect/Data"

/** The command line, or the settings around it, cannot be meant. */
export class UsageInvalid extends Data.TaggedError("UsageInvalid")<{ readonly message: string }> {}

/** A file or stdin does not hold what was asked for, or cannot take what is to be written. */
export class InputInvalid extends Data.TaggedError("InputInvalid")<{ readonly message: string }> {}

/** A check found errors. They are told already. */
export class QueryRefused extends Data.TaggedError("QueryRefused")<{ readonly message: string }> {}

/** `--require-complete` was given and the result is not proven whole. */
export class ResultTruncated extends Data.TaggedError("ResultTruncated")<{ readonly message: string }> {}

/** PostHog answered a capture with 200 and dropped the event, because a quota is used up. */
export class EventDropped extends Data.TaggedError("EventDropped")<{ readonly message: string }> {}

/** A script, or a check of the demo, did not give what it had to. */
export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}

/** The embedded engine's package is not installed. */
export class EngineMissing extends Data.TaggedError("EngineMissing")<{ readonly cause: unknown }> {
  override get message(): string {
    return (
      "No credentials are set, and the embedded PostHog is not installed. " +
      "Run: npm install @posthog-driver/engine (about 540 MB), or set POSTHOG_HOST, POSTHOG_PROJECT_ID and POSTHOG_PERSONAL_API_KEY."
    )
  }
}

/** At least one health check failed; the exit code is that of the first one's reason. */
export class HealthFailed extends Data.TaggedError("HealthFailed")<{
  readonly message: string
  /** The `_tag` of the first failed check's reason. */
  readonly failure: string
}> {}
