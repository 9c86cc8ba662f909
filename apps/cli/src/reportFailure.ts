/** A failure as lines for a person: what happened, the place in the query, the fix, and where to read more. */
import { reasonTagOf } from "./ExitCode.ts"
import { printable } from "./output/cell.ts"
import { excerpt } from "./output/excerpt.ts"
import { QueryFailed } from "./QueryText.ts"

/** The lines to print on stderr; the first begins with `error:`. */
export const reportFailure = (failure: unknown): readonly string[] => {
  if (failure instanceof QueryFailed) return [...reportFailure(failure.cause), ...placeOf(failure)]
  const message = messageOf(failure)
  const remedy = remedies[reasonTagOf(failure)]
  return [`error: ${printable(message)}`, ...(remedy === undefined ? [] : [remedy])]
}

const messageOf = (failure: unknown): string => {
  const reason = failure instanceof Error && "reason" in failure ? failure.reason : undefined
  if (isRecord(reason) && typeof reason["message"] === "string") return reason["message"]
  if (failure instanceof Error && failure.message !== "") return failure.message
  return "Something unexpected happened. This is a bug in posthog-driver."
}

/** The line of the query that holds the place, with a caret under it, and the fix when one is known. */
const placeOf = ({ cause, text }: QueryFailed): readonly string[] => {
  const reason = isRecord(cause) ? cause["reason"] : undefined
  if (!isRecord(reason) || typeof reason["start"] !== "number") return []
  const { start, end } = reason
  const fix = typeof reason["fix"] === "string" ? [`fix: ${printable(reason["fix"])}`] : []
  return [...excerpt(text, { start, end: typeof end === "number" ? end : start }, 80), ...fix]
}

const remedies: Readonly<Record<string, string>> = {
  Unauthorized:
    "Check POSTHOG_PERSONAL_API_KEY and POSTHOG_HOST: a key of one region is unknown in the other. https://posthog.com/docs/api",
  Unreachable: "Check POSTHOG_HOST and the network, or add --local to use the embedded PostHog."
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null
