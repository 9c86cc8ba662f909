/**
 * What TypeScript makes certain of a request, for requests that untyped JavaScript made.
 *
 * A safety that is none of the three would count as safe to send again, and a POST would be sent four times.
 */
import type { ApiRequest, RequestShape } from "./ApiRequest.ts"
import { laneNames } from "./LaneLimits.ts"
import { nearestName } from "./nearestName.ts"
import { shownName } from "./Redaction.ts"

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

/** `timeoutMilis: 500` would wait a minute, and nobody would know. */
const known: ReadonlySet<string> = new Set(
  Object.keys({
    operation: true,
    origin: true,
    method: true,
    path: true,
    params: true,
    query: true,
    body: true,
    bodyStream: true,
    safety: true,
    lane: true,
    cache: true,
    timeoutMillis: true,
    onAttempt: true,
    credential: true,
    schema: true
  } satisfies Record<keyof ApiRequest<unknown>, true>)
)

const objects = {
  params: "with what fills the path",
  query: "with the values of the query string",
  bodyStream: "with contentType and bytes",
  cache: "with ttlMillis"
} as const satisfies Partial<Record<keyof RequestShape, string>>

// Object.keys forgets the key types.
const objectNames = Object.keys(objects) as ReadonlyArray<keyof typeof objects>

const knownOfCache = ["ttlMillis", "staleMillis"] satisfies ReadonlyArray<
  keyof NonNullable<RequestShape["cache"]>
>

const unknownProblem = (prefix: string, name: string, names: Iterable<string>): string => {
  const near = nearestName(name, [...names])
  const meant =
    near === undefined ? `there are ${[...names].join(", ")}` : `perhaps ${prefix}${near} is meant`
  return `its ${prefix}${shownName(name)} is not known; ${meant}`
}

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
  const unknown = Object.keys(request).find((name) => !known.has(name))
  if (unknown !== undefined) return unknownProblem("", unknown, known)
  for (const name of objectNames) {
    const value: unknown = request[name]
    if (value !== undefined && (typeof value !== "object" || value === null))
      return `its ${name} must be an object ${objects[name]}`
  }
  if (request.onAttempt !== undefined && typeof (request.onAttempt as unknown) !== "function")
    return "its onAttempt must be a function"
  if (request.cache === undefined) return undefined
  const stranger = Object.keys(request.cache).find((name) => !knownOfCache.some((each) => each === name))
  return stranger === undefined ? undefined : unknownProblem("cache.", stranger, knownOfCache)
}
