/**
 * What a model reads when a tool failed: what went wrong, where, what to change, and whether trying again can help.
 *
 * Only sentences written by this project's packages stand outside the fence. PostHog's own sentences quote the data they
 * stumble over, and strangers write that data. An error of unknown origin is named as such and nothing of it is shown: it
 * might hold a URL, a header, a key.
 */
import { PostHogError } from "@posthog-driver/driver"
import type { ToolResult } from "./Tool.ts"
import { fence, withoutControls } from "./untrusted.ts"

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
  /** What PostHog said itself, one sentence each. It can quote data: a model gets it inside the fence. */
  readonly quoted?: readonly string[]
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
    message: messageOf(reason),
    retry: reason.isRetryable ? "later" : "no",
    ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }),
    advice: adviceFor(reason),
    quoted: quotedFrom(reason, query)
  }
}

/** The failure as a tool result. */
export function failureResult(tool: string, failure: ToolFailure): ToolResult {
  const { advice, message, quoted = [], retry, retryAfterMillis } = failure
  const wait = retryAfterMillis === undefined ? "" : ` after ${Math.ceil(retryAfterMillis / 1_000)} s`
  const lines = [
    `${tool} failed (${failure.reason}): ${message}`,
    ...advice,
    retry === "later" ? `Retry: yes, the same call${wait}.` : "Retry: not with the same input."
  ]
  const text = lines.map(withoutControls).join("\n")
  return {
    text: quoted.length === 0 ? text : `${text}\n${fence(quoted.map(withoutControls).join("\n"))}`,
    isError: true
  }
}

type Reason = PostHogError["reason"]

/** Codes of queries that the driver refuses itself, in its own words. */
const ownCodes: ReadonlySet<string> = new Set(["empty_query", "offset_refused"])

function messageOf(reason: Reason): string {
  switch (reason._tag) {
    case "QueryRejected":
      return ownCodes.has(reason.code)
        ? reason.message
        : `PostHog refuses the query${codeText(reason.code)}. Its own words are below.`
    case "InvalidRequest":
      return `PostHog refuses the request (${reason.status})${codeText(reason.code)}.${
        reason.detail === undefined && reason.attr === undefined ? "" : " Its own words are below."
      }`
    case "UnexpectedBody":
      // What is wrong can name a field of the answer; the advice is always this project's own.
      return `The answer (${reason.status}) is not one this tool can use. ${
        reason.advice === undefined ? "" : `${reason.advice}. `
      }What is wrong with it is below.`
    case "Forbidden":
    case "NotFound":
    case "Conflict":
    case "Unauthorized":
    case "QuotaExceeded":
    case "ServerFailed":
      return isPlainCode(reason) ? reason.message : `PostHog refuses or failed (${reason._tag}).`
    default:
      return reason.message
  }
}

/** Whether what the server put into such a reason is a bare word, which can be no sentence. */
function isPlainCode(reason: {
  readonly code?: string | undefined
  readonly missingScope?: string | undefined
}) {
  return [reason.code, reason.missingScope].every((word) => word === undefined || plainWord.test(word))
}

const plainWord = /^[a-z0-9_:.-]{1,64}$/i

function codeText(code: string | undefined): string {
  return code !== undefined && plainWord.test(code) ? `, code ${code}` : ""
}

function adviceFor(reason: Reason): readonly string[] {
  switch (reason._tag) {
    case "QueryRejected": {
      const { end, start } = reason
      const place = start === undefined || end === undefined ? [] : [`At characters ${start} to ${end}.`]
      return [...place, "Change the query and call again; get_fields lists the names that exist."]
    }
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
    case "SecretUnavailable":
    case "AuditUnavailable":
    case "TlsFailed":
    case "ProxyRefused":
      return ["This needs the person who set up the connection; tell them what the message says."]
    default:
      return []
  }
}

function quotedFrom(reason: Reason, query: string | undefined): readonly string[] {
  switch (reason._tag) {
    case "QueryRejected":
      return ownCodes.has(reason.code) ? [] : [reason.message, ...placeIn(query, reason)]
    case "InvalidRequest":
      return [
        ...(reason.attr === undefined ? [] : [`Field: ${reason.attr}`]),
        ...(reason.detail === undefined ? [] : [reason.detail])
      ]
    case "UnexpectedBody":
      return [reason.message]
    default:
      return []
  }
}

const contextCharacters = 40

function placeIn(
  query: string | undefined,
  { end, fix, start }: Extract<Reason, { _tag: "QueryRejected" }>
): readonly string[] {
  const parts: string[] = []
  if (query !== undefined && start !== undefined && end !== undefined && start < end && end <= query.length) {
    const before = query.slice(Math.max(0, start - contextCharacters), start).replace(/\s+/g, " ")
    const after = query.slice(end, end + contextCharacters).replace(/\s+/g, " ")
    parts.push(`The place: ${before}>>>${query.slice(start, end).replace(/\s+/g, " ")}<<<${after}`)
  }
  if (fix !== undefined) parts.push(`Replace it by: ${fix}`)
  return parts
}
