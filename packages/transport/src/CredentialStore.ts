/**
 * The credentials in force, and how they are exchanged for new ones without a restart.
 *
 * Read when the transport is made; read anew when PostHog refuses them (401), before they expire, and every `refreshMillis`.
 * Whoever needs a read joins the one that runs: a rotated key costs one read however many calls it fails. The read is nobody's
 * child: a call that is aborted leaves it to the others.
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { monotonicMillis, withMonotonicMillis } from "./Deadline.ts"
import { makeCredentials, type Credentials } from "./Credentials.ts"
import { secretNamesInOrder, type Secrets } from "./secrets/SecretSource.ts"
import type { SecretProvider } from "./SecretProvider.ts"
import { logKeys, logMessages } from "./Telemetry.ts"
import { SecretUnavailable } from "./failures/unsent.ts"

/** Where calls take their credentials from. */
export interface CredentialStore {
  /** True when the credentials never change. */
  readonly isFixed: boolean
  /** What is in force now, without waiting. */
  readonly now: () => Credentials
  /** What is in force, after a read if it has expired. */
  readonly current: (requestId: string) => Effect.Effect<Credentials, SecretUnavailable>
  /** After PostHog refused `refused`: other credentials, or undefined when there are none. */
  readonly replace: (
    refused: Credentials,
    requestId: string
  ) => Effect.Effect<Credentials | undefined, SecretUnavailable>
}

/** Credentials that never change. */
export const fixedCredentials = (credentials: Credentials): CredentialStore => ({
  isFixed: true,
  now: () => credentials,
  current: () => Effect.succeed(credentials),
  replace: () => Effect.undefined
})

/** The share of a lifetime after which keys are read anew, while the old ones still serve. */
const refreshShare = 0.8

/** How long after a read in the background failed it is left until the next, and how long after any that failed, or gave nothing new after a 401. */
const restMillis = 30_000
const fruitlessMillis = 1_000

/** How many former keys are still looked for in what an answer quotes. */
const mostFormer = 12

const names = {
  personalApiKey: "personalApiKey",
  projectToken: "projectToken",
  signingKey: "signingKey"
} as const

/** Times are of the monotonic clock; only the end of a lifetime, which the source tells, is a time of day. */
interface State {
  secrets: Secrets
  credentials: Credentials
  former: ReadonlyArray<Redacted.Redacted>
  refreshAtMillis: number
  /** Until when a 401 does not lead to another read. */
  quietUntilMillis: number
  /** Why the last read failed, and until when that is told instead of asking a source again that is down. */
  failed: { readonly reason: SecretUnavailable; readonly untilMillis: number } | undefined
}

/** Reads the keys, and keeps them fresh as long as the scope lives. Fails when they cannot be read now. */
export const openCredentialStore = Effect.fnUntraced(function* (
  provider: SecretProvider["Service"],
  logging: Context.Context<never>
): Effect.fn.Return<CredentialStore, SecretUnavailable, Scope.Scope> {
  const scope = yield* Effect.scope
  const log = (level: "Info" | "Warn", requestId: string, advice: string) =>
    Effect.logWithLevel(level)(logMessages.secrets).pipe(
      Effect.annotateLogs({ [logKeys.requestId]: requestId, [logKeys.advice]: advice }),
      Effect.provideContext(logging)
    )

  const { credentials, first } = yield* withoutDefects(
    Effect.flatMap(provider.read, (read) =>
      Effect.map(closed(read, []), (made) => ({ first: read, credentials: made }))
    )
  )
  const state: State = {
    secrets: first,
    credentials,
    former: [],
    refreshAtMillis: yield* nextRefresh(first, provider),
    quietUntilMillis: -Infinity,
    failed: undefined
  }
  let running: Deferred.Deferred<undefined, SecretUnavailable> | undefined
  let isClosed = false
  // A fiber that is ended before it began runs no finalizer of its own; those who wait for it must hear of it all the same.
  yield* Effect.addFinalizer(() => {
    isClosed = true
    return running === undefined ? Effect.void : Deferred.interrupt(running)
  })

  const readAnew = Effect.fnUntraced(function* (
    requestId: string
  ): Effect.fn.Return<undefined, SecretUnavailable> {
    const secrets = yield* provider.read
    const refreshAtMillis = yield* nextRefresh(secrets, provider)
    yield* sameNames(state.secrets, secrets)
    const isNew = secretNamesInOrder.some((name) => !Equal.equals(secrets[name], state.secrets[name]))
    if (isNew) {
      const former = [...keysOf(state.secrets), ...state.former].slice(0, mostFormer)
      state.credentials = yield* closed(secrets, former)
      state.former = former
    }
    state.secrets = secrets
    state.refreshAtMillis = refreshAtMillis
    if (isNew) yield* log("Info", requestId, "The keys changed where they are kept; the new ones are in use.")
  })

  const refresh = (requestId: string): Effect.Effect<undefined, SecretUnavailable> =>
    Effect.uninterruptibleMask((restore) => {
      if (isClosed) return Effect.interrupt
      if (running !== undefined) return restore(Deferred.await(running))
      const { failed } = state
      return withMonotonicMillis((nowMillis) =>
        failed !== undefined && nowMillis < failed.untilMillis
          ? Effect.fail(failed.reason)
          : beginRead(requestId, restore)
      )
    })

  const beginRead = (
    requestId: string,
    restore: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
  ): Effect.Effect<undefined, SecretUnavailable> =>
    Effect.suspend(() => {
      const done = Deferred.makeUnsafe<undefined, SecretUnavailable>()
      running = done
      return withoutDefects(readAnew(requestId)).pipe(
        Effect.tapError((reason) =>
          Effect.map(monotonicMillis, (nowMillis) => {
            state.failed = { reason, untilMillis: nowMillis + fruitlessMillis }
          })
        ),
        Effect.onExit((exit) => {
          running = undefined
          return Deferred.done(done, exit)
        }),
        Effect.forkIn(scope),
        Effect.andThen(restore(Deferred.await(done)))
      )
    })

  const refreshBehind = (requestId: string, nowMillis: number) => {
    // Set first, so that the calls of the meantime do not start another.
    state.refreshAtMillis = nowMillis + restMillis
    return refresh(requestId).pipe(
      Effect.catch((reason) =>
        log("Warn", requestId, `${reason.message} The keys read before stay in use; trying again in 30 s.`)
      ),
      Effect.forkIn(scope)
    )
  }

  return {
    isFixed: false,
    now: () => state.credentials,
    current: Effect.fnUntraced(function* (requestId): Effect.fn.Return<Credentials, SecretUnavailable> {
      const { expiresAtMillis } = state.secrets
      if (expiresAtMillis !== undefined && (yield* Clock.currentTimeMillis) >= expiresAtMillis) {
        yield* refresh(requestId)
        return state.credentials
      }
      const nowMillis = yield* monotonicMillis
      if (nowMillis >= state.refreshAtMillis) yield* refreshBehind(requestId, nowMillis)
      return state.credentials
    }),
    replace: Effect.fnUntraced(function* (refused, requestId): Effect.fn.Return<
      Credentials | undefined,
      SecretUnavailable
    > {
      if (state.credentials !== refused) return state.credentials
      if ((yield* monotonicMillis) < state.quietUntilMillis) return undefined
      yield* refresh(requestId)
      // It can have changed meanwhile, which the compiler does not see.
      const { credentials } = state as { readonly credentials: Credentials }
      if (credentials !== refused) return credentials
      state.quietUntilMillis = (yield* monotonicMillis) + fruitlessMillis
      return undefined
    })
  }
})

/** A source is somebody else's code. What it throws can quote a secret, so only that it does is told; the call that waits must hear of it as of any failure. */
const withoutDefects = <A>(read: Effect.Effect<A, SecretUnavailable>): Effect.Effect<A, SecretUnavailable> =>
  Effect.catchDefect(read, () =>
    Effect.fail(
      new SecretUnavailable({
        source: "provider",
        kind: "unreachable",
        problem: "what reads them failed in a way it should not (it threw); see its own log"
      })
    )
  )

const keysOf = (secrets: Secrets): ReadonlyArray<Redacted.Redacted> =>
  secretNamesInOrder.flatMap((name) => secrets[name] ?? [])

/** A key of the wrong kind is as good as none, and the sentence says which. */
const closed = (
  secrets: Secrets,
  former: ReadonlyArray<Redacted.Redacted>
): Effect.Effect<Credentials, SecretUnavailable> =>
  Effect.mapError(
    makeCredentials(secrets, names, former),
    ({ problem, setting }) =>
      new SecretUnavailable({ source: "provider", kind: "malformed", problem: `${setting} ${problem}` })
  )

/** A key that was there and is gone would make calls fail one by one; the old keys stay instead, and the failure is told once. */
const sameNames = (before: Secrets, after: Secrets): Effect.Effect<void, SecretUnavailable> => {
  const gone = secretNamesInOrder.filter((name) => before[name] !== undefined && after[name] === undefined)
  return gone.length === 0
    ? Effect.void
    : Effect.fail(
        new SecretUnavailable({
          source: "provider",
          kind: "missing",
          problem: `${gone.join(", ")} was there before and is not any more`
        })
      )
}

/** When to read anew: at the given age, or at four fifths of the way to the end. Fails for keys that have ended. */
const nextRefresh = Effect.fnUntraced(function* (
  secrets: Secrets,
  provider: SecretProvider["Service"]
): Effect.fn.Return<number, SecretUnavailable> {
  const nowMillis = yield* Clock.currentTimeMillis
  const endMillis = secrets.expiresAtMillis ?? Infinity
  if (endMillis <= nowMillis) {
    return yield* new SecretUnavailable({
      source: "provider",
      kind: "missing",
      problem: "what it holds has expired; write new keys there"
    })
  }
  const freshMillis = Math.min(provider.refreshMillis ?? Infinity, (endMillis - nowMillis) * refreshShare)
  return (yield* monotonicMillis) + freshMillis
})
