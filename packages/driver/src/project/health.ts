/**
 * Runs named checks one after the other and reports each, with its reason and its time.
 *
 * The order matters: once the host does not answer or the key is not known, every later check would only say so again (and
 * take its own time over it), so those are reported as not tried.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { CircuitState } from "@posthog-driver/transport/effect"
import type { PostHogError } from "../PostHogError.ts"

/**
 * One thing that was checked.
 *
 * @since 0.1.0
 */
export interface HealthCheck {
  readonly name: "personal-key" | "scopes" | "project" | "query"
  readonly ok: boolean
  /** Why it is not ok: one sentence. */
  readonly reason?: string
  /** The tag of the failure's reason (`Unauthorized`, `Unreachable`, …); absent when the check was not tried. */
  readonly failure?: string
  /** Something worth knowing about a check that is ok. */
  readonly note?: string
  readonly elapsedMillis: number
}

/**
 * Whether the client can do its work.
 *
 * @since 0.1.0
 */
export interface Health {
  /** True when every check is ok. */
  readonly healthy: boolean
  readonly checks: ReadonlyArray<HealthCheck>
  /**
   * The circuits that are not closed: hosts that failed too often in a row, per lane. Requests to them fail with `CircuitOpen`
   * until they answer again.
   *
   * @since 0.2.0
   */
  readonly circuits: ReadonlyArray<CircuitState>
}

/** A check: succeeds with a note or nothing, fails with the reason it is not ok. */
export interface NamedCheck {
  readonly name: HealthCheck["name"]
  readonly check: Effect.Effect<string | undefined, PostHogError>
}

/** After one of these nothing else can succeed. */
const FINAL = new Set([
  "Unreachable",
  "TlsFailed",
  "ProxyRefused",
  "TimedOut",
  "Unauthorized",
  "SecretUnavailable",
  "AuditUnavailable",
  "InvalidSettings"
])

export const runChecks = Effect.fnUntraced(function* (
  checks: ReadonlyArray<NamedCheck>
): Effect.fn.Return<Pick<Health, "healthy" | "checks">> {
  const done: Array<HealthCheck> = []
  let failed: string | undefined
  for (const { name, check } of checks) {
    if (failed !== undefined) {
      done.push({ name, ok: false, reason: `Not tried, because ${failed} failed.`, elapsedMillis: 0 })
      continue
    }
    const started = yield* Clock.currentTimeMillis
    const result = yield* Effect.result(check)
    const elapsedMillis = (yield* Clock.currentTimeMillis) - started
    if (result._tag === "Success") {
      const note = result.success
      done.push({ name, ok: true, ...(note === undefined ? {} : { note }), elapsedMillis })
    } else {
      const { _tag: failure, message: reason } = result.failure.reason
      done.push({ name, ok: false, reason, failure, elapsedMillis })
      if (FINAL.has(failure)) failed = name
    }
  }
  return { healthy: done.every((check) => check.ok), checks: done }
})
