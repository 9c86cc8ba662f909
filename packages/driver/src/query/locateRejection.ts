/**
 * Finds the place in a query that PostHog refuses: refusals carry no position, its validator (`HogQLMetadata`) does.
 *
 * Best effort: without an answer in time, or when the validator complains about something else, the refusal stays as it was.
 *
 * @see https://posthog.com/docs/api/queries
 */
import type { Transport } from "@posthog-driver/transport/effect"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { QueryRejected } from "../PostHogError.ts"
import { maybe } from "../resourceSchema.ts"
import type { QueryInput } from "./QueryInput.ts"

/** How long a refused query may wait for its position. */
const POSITION_MILLIS = 5_000

const Finding = Schema.Struct({
  message: maybe(Schema.String),
  start: maybe(Schema.Int),
  end: maybe(Schema.Int),
  fix: maybe(Schema.String)
})

const Metadata = Schema.Struct({ errors: maybe(Schema.Array(Finding)) })

/** The refusal with its place in the text as it was given, when that can be had. */
export const locateRejection = Effect.fnUntraced(function* (
  transport: Transport["Service"],
  rejected: QueryRejected,
  input: QueryInput
): Effect.fn.Return<QueryRejected> {
  const answer = yield* transport
    .execute({
      operation: "Query.locate",
      origin: "api",
      method: "POST",
      path: "/api/projects/:project/query/",
      body: {
        // The validator knows the values of placeholders as globals.
        query: { kind: "HogQLMetadata", language: "hogQL", query: input.text, globals: input.values },
        name: "posthog-driver"
      },
      schema: Metadata,
      safety: "read",
      lane: "query",
      timeoutMillis: POSITION_MILLIS
    })
    .pipe(Effect.option)
  const findings = answer._tag === "Some" ? (answer.value.value.errors ?? []) : []
  const finding = findings.find((candidate) => isSameFault(rejected.message, candidate.message ?? ""))
  if (finding === undefined) return rejected
  return new QueryRejected({
    code: rejected.code,
    message: rejected.message,
    start: finding.start ?? undefined,
    end: finding.end ?? undefined,
    fix: finding.fix ?? undefined
  })
})

/** A text can have several faults, and a place is only worth showing if it belongs to the one that was refused. */
function isSameFault(refusal: string, finding: string): boolean {
  return finding.trim() !== "" && refusal.includes(finding.trim())
}
