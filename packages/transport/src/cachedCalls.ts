/**
 * Calls whose answers may be shared: kept for a while, and fetched once for all who ask for the same at the same time.
 *
 * It stands outside of every policy: an answer that is kept takes no permit, no attempt and no middleware. What makes two
 * requests the same is everything that is sent: method, address, body, what middleware says that it depends on, and the credential,
 * by a fingerprint; so no answer is ever given to somebody with another key, not even to the same client after its key was exchanged.
 */
import { createHash } from "node:crypto"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { HttpClient } from "./EffectHttp.ts"
import type { Scope } from "effect/Scope"
import { makeAnswerCache, type CacheLimits, type KeptAnswer, type Lifetime } from "./AnswerCache.ts"
import type { ApiRequest, ApiResponse, RequestShape } from "./ApiRequest.ts"
import { attemptText, decodeAnswer } from "./attempt.ts"
import { logServed } from "./callLog.ts"
import type { BeginCall, RefuseCall } from "./beginCall.ts"
import type { Credentials } from "./Credentials.ts"
import type { CredentialStore } from "./CredentialStore.ts"
import { monotonicMillis, startDeadline } from "./Deadline.ts"
import { makeFlights } from "./Flights.ts"
import type { PolicyObserver } from "./PolicyObserver.ts"
import type { CacheableMiddleware, Middleware } from "./Middleware.ts"
import { middlewareKeys } from "./middlewareKeys.ts"
import { prepareRequest } from "./prepareRequest.ts"
import type { TransportSettings } from "./Settings.ts"
import { isTimeLimit } from "./timeLimit.ts"
import { withTimeLimit } from "./withTimeLimit.ts"
import { TimedOut } from "./failures/connection.ts"
import { RequestRefused } from "./failures/unsent.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/** What cached calls are made of. */
export interface CachedCallsParts {
  readonly settings: TransportSettings
  readonly limits: CacheLimits
  readonly client: HttpClient.HttpClient
  readonly store: CredentialStore
  readonly middleware: ReadonlyArray<Middleware | CacheableMiddleware>
  readonly logging: Context.Context<never>
  readonly begin: BeginCall
  readonly refuse: RefuseCall
  /** Ends what is still being fetched. */
  readonly scope: Scope
  readonly observer?: PolicyObserver | undefined
}

/** Calls through the cache. */
export interface CachedCalls {
  readonly execute: <A>(
    request: ApiRequest<A>,
    cache: NonNullable<RequestShape["cache"]>
  ) => Effect.Effect<ApiResponse<A>, TransportError>
  /** A write to this origin ended, well or not: what is kept may be wrong now. */
  readonly invalidate: (origin: RequestShape["origin"]) => Effect.Effect<void>
}

/** An empty cache. */
export const makeCachedCalls = (parts: CachedCallsParts): CachedCalls => {
  const { begin, client, observer, scope, settings, store } = parts
  const answers = makeAnswerCache(parts.limits)
  const flights = makeFlights<KeptAnswer, TransportError>(scope)

  const fetch = (
    request: ApiRequest<unknown>,
    key: string,
    /** Of the credentials that the key was made with. */
    fingerprint: string
  ): Effect.Effect<KeptAnswer, TransportError> =>
    Effect.gen(function* () {
      const generation = answers.generation(request.origin)
      const { answer } = yield* begin(request, (prepared, credentials, watch) =>
        attemptText(client, prepared, request, credentials, watch)
      )
      const kept: KeptAnswer = { raw: answer.value, requestId: answer.requestId, attempts: answer.attempts }
      // Keys that were exchanged meanwhile: the answer is not that of the credential it would be kept under.
      if (store.now().fingerprint !== fingerprint) return kept
      const nowMillis = yield* monotonicMillis
      answers.keep(key, { origin: request.origin, answer: kept, generation }, nowMillis)
      return kept
    })

  const serve = Effect.fnUntraced(function* <A>(
    request: ApiRequest<A>,
    { raw, requestId }: KeptAnswer,
    served: Pick<ApiResponse<A>, "attempts" | "elapsedMillis"> & {
      readonly cache: NonNullable<ApiResponse<A>["cache"]>
    }
  ): Effect.fn.Return<ApiResponse<A>, TransportError> {
    observer?.onCache?.(request.lane, served.cache.status)
    if (served.cache.status !== "miss") yield* logServed(parts.logging, request, requestId, served)
    const value = yield* Effect.mapError(
      decodeAnswer(raw, request.schema, store.now()),
      (reason) =>
        new TransportError({ operation: request.operation, requestId, attempts: served.attempts, reason })
    )
    return { value, status: raw.status, headers: raw.headers, requestId, ...served }
  })

  const execute = Effect.fnUntraced(function* <A>(
    request: ApiRequest<A>,
    policy: NonNullable<RequestShape["cache"]>
  ): Effect.fn.Return<ApiResponse<A>, TransportError> {
    const failed = (reason: TransportReason) => new TransportError({ operation: request.operation, reason })
    const refuse = (reason: TransportReason) => parts.refuse(request, reason)
    const deadline = yield* startDeadline(request.timeoutMillis ?? settings.timeoutMillis)
    const lifetime = yield* Effect.catch(lifetimeOf(request, policy), refuse)
    const credentials = store.now()
    const depends = yield* Effect.catch(middlewareKeys(parts.middleware), refuse)
    const key = yield* Effect.catch(keyOf(request, settings, credentials, depends), refuse)
    const fetched = fetch(request, key, credentials.fingerprint)
    const elapsed = Effect.map(deadline.elapsedMillis, Math.round)
    const found = answers.find(key, lifetime, yield* monotonicMillis)
    if (found !== undefined) {
      const { ageMillis, answer, isStale } = found
      if (isStale && !flights.has(key)) {
        // The failure of a refresh is in the log; the answer that is there serves until it is too old.
        yield* Effect.forkIn(Effect.ignore(flights.join(key, fetched)), scope)
      }
      const cache = { status: isStale ? "stale" : "hit", ageMillis: Math.round(ageMillis) } as const
      return yield* serve(request, answer, { attempts: 0, elapsedMillis: yield* elapsed, cache })
    }
    const follow = Effect.gen(function* () {
      for (;;) {
        const isJoining = flights.has(key)
        const exit = yield* Effect.result(flights.join(key, fetched))
        if (exit._tag === "Success") {
          const cache = { status: isJoining ? "shared" : "miss", ageMillis: 0 } as const
          const { attempts } = exit.success
          return yield* serve(request, exit.success, { attempts, elapsedMillis: yield* elapsed, cache })
        }
        // The one who began it had less time than this one may still have.
        if (isJoining && isOutOfTime(exit.failure.reason)) continue
        const { attempts, reason, requestId } = exit.failure
        return yield* new TransportError({ operation: request.operation, attempts, reason, requestId })
      }
    })
    return yield* withTimeLimit(deadline.timeoutMillis, (timeoutMillis) =>
      failed(new TimedOut({ timeoutMillis, scope: "call" }))
    )(follow)
  })

  return {
    execute,
    invalidate: (origin) =>
      Effect.sync(() => {
        answers.invalidate(origin)
        flights.forget(`${origin} `)
      })
  }
}

const isOutOfTime = (reason: TransportReason): boolean =>
  (reason._tag === "TimedOut" && reason.scope === "call") ||
  (reason._tag === "LaneBusy" && reason.kind === "no-permit-in-time")

const lifetimeOf = (
  request: RequestShape,
  { staleMillis = 0, ttlMillis }: NonNullable<RequestShape["cache"]>
): Effect.Effect<Lifetime, RequestRefused> => {
  const refuse = (problem: string) => Effect.fail(new RequestRefused({ problem }))
  if (request.safety !== "read") return refuse("only a read can be cached; leave out cache")
  if (!isTimeLimit(ttlMillis)) return refuse("cache.ttlMillis is not a number of milliseconds above 0")
  if (staleMillis !== 0 && !isTimeLimit(staleMillis)) {
    return refuse("cache.staleMillis is not a number of milliseconds of at least 0")
  }
  return Effect.succeed({ ttlMillis, staleMillis })
}

/** Everything that is sent, and for whom, as one short text that tells none of it. */
const keyOf = (
  request: RequestShape,
  settings: TransportSettings,
  credentials: Credentials,
  depends: ReadonlyArray<string>
) =>
  Effect.map(prepareRequest(request, settings, credentials, ""), ({ body, method, url }) => {
    const hash = createHash("sha256")
    hash.update(JSON.stringify([credentials.fingerprint, request.credential ?? "", method, url, depends]))
    if (body._tag === "Uint8Array") hash.update(body.body)
    return `${request.origin} ${hash.digest("hex")}`
  })
