/**
 * What TypeScript makes certain of a request, for requests that untyped JavaScript made.
 *
 * A safety that is none of the three would count as safe to send again, and a POST would be sent four times.
 */
import type { RequestShape } from "./ApiRequest.ts"
import { laneNames } from "./LaneLimits.ts"

const allowed = {
  origin: ["api", "ingest"],
  method: ["GET", "POST", "PATCH", "DELETE"],
  safety: ["read", "write", "idempotent-write"],
  lane: laneNames,
  credential: ["personal-key", "project-token", "none", undefined]
} as const satisfies Partial<Record<keyof RequestShape, ReadonlyArray<string | undefined>>>

// Object.entries forgets the key types.
const checks = Object.entries(allowed) as ReadonlyArray<
  readonly [keyof typeof allowed, ReadonlyArray<string | undefined>]
>

/** What stands against a request, or undefined. */
export const shapeProblem = (request: RequestShape): string | undefined => {
  for (const name of ["operation", "path"] as const) {
    if (typeof (request[name] as unknown) !== "string") return `its ${name} is not a text`
  }
  for (const [name, values] of checks) {
    if (!values.includes(request[name])) {
      return `its ${name} must be one of ${values.filter((value) => value !== undefined).join(", ")}`
    }
  }
  if (request.cache !== undefined && Object(request.cache) !== request.cache) {
    return "its cache must be an object with ttlMillis"
  }
  return undefined
}
