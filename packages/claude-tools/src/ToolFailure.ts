/**
 * What a model reads when a tool failed: what went wrong, where, what to change, and whether trying again can help.
 *
 * Only sentences written by this project's packages are passed on. An error of unknown origin is named as such and
 * nothing of it is shown: it might hold a URL, a header, a key.
 */
import { PostHogError } from "@posthog-driver/driver"
import type { ToolResult } from "./Tool.ts"
import { withoutControls } from "./untrusted.ts"

/** A failure as a model needs it. @since 0.1.0 */
export interface ToolFailure {
  /** The reason's `_tag`, or `InputInvalid` or `Unexpected`. */
  readonly reason: string
  readonly message: string
  /** `no`: not as it is. `later`: the same call can succeed. */
  readonly retry: "no" | "later"
  readonly retryAfterMillis?: number
  /** What to do next, one sentence each, when there is more to say than the message does. */
  readonly advice: readonly string[]
}

/** A call whose input does not fit the tool's schema. */
export function inputInvalid(problem: string): ToolFailure {
  return {
    reason: "InputInvalid",
    message: problem,
    retry: "no",
    advice: ["Call again with input that fits the schema."]
  }
}

/** Reads a failure of the driver. `query` is the text that was sent, to show the place in it. */
export function fromError(error: unknown, query?: string): ToolFailure {
  if (!(error instanceof PostHogError)) {
    return {
      reason: "Unexpected",
      message: "The tool failed for a reason that is not known here.",
      retry: "no",
      advice: []
    }
  }
  const { reason } = error
  const retryAfterMillis =
    "retryAfterMillis" in reason && typeof reason.retryAfterMillis === "number"
      ? reason.retryAfterMillis
      : undefined
  return {
    reason: reason._tag,
    message: reason.message,
    retry: reason.isRetryable ? "later" : "no",
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }),
    advice: adviceFor(reason, query)
  }
}

/** The failure as a tool result. */
export function failureResult(tool: string, failure: ToolFailure): ToolResult {
  const { advice, message, retry, retryAfterMillis } = failure
  const wait = retryAfterMillis === undefined ? "" : ` after ${Math.ceil(retryAfterMillis / 1_000)} s`
  const lines = [
    `${tool} failed (${failure.reason}): ${message}`,
    ...advice,
    retry === "later" ? `Retry: yes, the same call${wait}.` : "Retry: not with the same input."
  ]
  return { text: lines.map(withoutControls).join("\n"), isError: true }
}

type Reason = PostHogError["reason"]

function adviceFor(reason: Reason, query: string | undefined): readonly string[] {
  switch (reason._tag) {
    case "QueryRejected":
      return queryAdvice(reason, query)
    case "UnknownObject":
      return ["Call list_objects for the names."]
    case "QueryTimedOut":
    case "QueryTooExpensive":
      return [
        "Add a WHERE on timestamp with a shorter range, and on event; aggregate instead of listing rows."
      ]
    case "Unauthorized":
    case "Forbidden":
    case "InvalidSettings":
      return ["This needs the person who set up the connection; tell them what the message says."]
    default:
      return []
  }
}

const contextCharacters = 40

function queryAdvice(
  reason: Extract<Reason, { _tag: "QueryRejected" }>,
  query: string | undefined
): readonly string[] {
  const { end, fix, start } = reason
  const parts: string[] = []
  if (query !== undefined && start !== undefined && end !== undefined && start < end && end <= query.length) {
    const before = query.slice(Math.max(0, start - contextCharacters), start).replace(/\s+/g, " ")
    const after = query.slice(end, end + contextCharacters).replace(/\s+/g, " ")
    parts.push(
      `At characters ${start} to ${end}: ${before}>>>${query.slice(start, end).replace(/\s+/g, " ")}<<<${after}`
    )
  }
  if (fix !== undefined) parts.push(`Replace it by: ${fix}`)
  parts.push("Change the query and call again; get_fields lists the names that exist.")
  return parts
}
