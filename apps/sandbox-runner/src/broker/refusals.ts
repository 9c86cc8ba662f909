/**
 * The sentences a script reads when it does not get an answer. Text of errors from outside is passed on only when it is
 * the driver's own, written for people; anything else might hold what the script must not see.
 */
import type { RefusalReason } from "../guest.ts"
import type { Grant, Verb } from "./Grant.ts"
import type { QueryProblem } from "./QueryChecker.ts"

type Budget = "queries" | "rows" | "bytes" | "seconds"

export function verbNotGranted(verb: Verb, grant: Grant): RefusalReason {
  return {
    _tag: "VerbNotGranted",
    message: `This script may not use ${verb}. It may use: ${grant.verbs.join(", ") || "nothing"}.`,
    verb,
    granted: grant.verbs
  }
}

export function tableNotGranted(tables: readonly string[], granted: readonly string[]): RefusalReason {
  return {
    _tag: "TableNotGranted",
    message: `This script may not read ${tables.join(", ")}. It may read: ${granted.join(", ") || "nothing"}.`,
    tables,
    granted
  }
}

export function budgetExceeded(budget: Budget, used: number, allowed: number): RefusalReason {
  return {
    _tag: "BudgetExceeded",
    message: `This script's budget of ${allowed} ${budget} is used up (${used}). Aggregate in HogQL to need fewer, or run it with a larger grant.`,
    budget,
    used,
    allowed
  }
}

export function queryInvalid(problems: readonly QueryProblem[]): RefusalReason {
  const [first] = problems
  if (first === undefined) {
    return {
      _tag: "QueryInvalid",
      message: "The query could not be resolved, so its tables are unknown and it was not sent."
    }
  }
  const { message, start, end, fix } = first
  return { _tag: "QueryInvalid", message, start, end, ...(fix === undefined ? {} : { fix }), problems }
}

export function requestInvalid(problem: string): RefusalReason {
  return { _tag: "RequestInvalid", message: problem }
}

const passedOn = [
  "start",
  "end",
  "fix",
  "code",
  "suggestion",
  "name",
  "retryAfterMillis",
  "timeoutMillis",
  "status"
]

/** Turns a rejection of the client into what the script may know about it. */
export function fromRejection(error: unknown): RefusalReason {
  const reason = property(error, "reason")
  const tag = property(reason, "_tag")
  const message = property(reason, "message")
  if (typeof tag !== "string" || typeof message !== "string") {
    return {
      _tag: "RequestFailed",
      message: "PostHog could not answer, for a reason that stays outside the sandbox."
    }
  }
  const details = passedOn.flatMap((name): (readonly [string, string | number])[] => {
    const value = property(reason, name)
    if (typeof value === "string") return [[name, withoutKeys(value)]]
    return typeof value === "number" && Number.isFinite(value) ? [[name, value]] : []
  })
  return { ...Object.fromEntries(details), _tag: tag, message: withoutKeys(message) }
}

// The driver redacts its own text; this is the second lock on the same door. Shapes: phx_, phc_, phs_, pha_, phr_ keys.
function withoutKeys(text: string): string {
  return text.replace(/\bph[a-z]_[A-Za-z0-9_-]{6,}/g, "<redacted>")
}

function property(value: unknown, name: string): unknown {
  // Reading a property of a non-null object is always possible; an absent one is undefined.
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
