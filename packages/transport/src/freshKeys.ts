/**
 * The policy that keeps a call's keys fresh: it begins with those in force and, when PostHog refuses them (401), runs the
 * attempts once more with others, if there are any. For writes too: what was refused was not done.
 */
import * as Effect from "effect/Effect"
import type { Credentials } from "./Credentials.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import type { Policy } from "./Policies.ts"
import type { TransportReason } from "./TransportError.ts"

/** The keys of one call. */
export interface CallKeys {
  readonly store: CredentialStore
  readonly requestId: string
  /** The credentials the request is prepared with. */
  readonly used: () => Credentials
  /** Prepares the request with other ones. */
  readonly use: (credentials: Credentials) => Effect.Effect<void, TransportReason>
  readonly canSendAgain: boolean
  /** Runs before the request is sent again. */
  readonly onRenewed: Effect.Effect<void>
}

export const withFreshKeys =
  ({ canSendAgain, onRenewed, requestId, store, use, used }: CallKeys): Policy =>
  (attempts) =>
    Effect.gen(function* () {
      const current = yield* store.current(requestId)
      if (current !== used()) yield* use(current)
      return yield* Effect.catch(attempts, (reason) =>
        reason._tag !== "Unauthorized" || !canSendAgain
          ? Effect.fail(reason)
          : Effect.gen(function* () {
              const next = yield* store.replace(used(), requestId)
              if (next === undefined) return yield* reason
              yield* use(next)
              yield* onRenewed
              return yield* attempts
            })
      )
    })
