/**
 * The service: one request in, one decoded body or one typed failure out.
 *
 * What stands around an attempt, and in which order, is in `Policies.ts`; this file joins the parts for one call.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { ApiRequest, ApiResponse, RequestShape } from "./ApiRequest.ts"
import { attempt, attemptStream } from "./attempt.ts"
import { makeBeginCall, type BeginCall, type CallParts, type RefuseCall } from "./beginCall.ts"
import { makeBodyHolder } from "./BodyHolder.ts"
import { bodyUntil } from "./bodyUntil.ts"
import type { TransportHealth } from "./Breaker.ts"
import { makeCachedCalls } from "./cachedCalls.ts"
import { makeRequestCheck } from "./checkRequest.ts"
import { HttpClient } from "./EffectHttp.ts"
import type { TransportBudget } from "./Lanes.ts"
import { redactReason } from "./redactReason.ts"
import type { TransportSettings } from "./Settings.ts"
import { schemaProblem } from "./schemaProblem.ts"
import { signingClient } from "./signing/signRequest.ts"
import { endedWith } from "./unreadBody.ts"
import { InvalidSettings, RequestRefused } from "./failures/unsent.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/**
 * Sends requests to one PostHog project.
 *
 * @since 0.1.0
 */
export class Transport extends Context.Service<
  Transport,
  {
    /**
     * Sends a request and decodes its JSON answer.
     *
     * Takes at most the request's or the transport's `timeoutMillis`. Reads and idempotent writes are sent again as the retry
     * policy says; interrupting closes the connection. Fails with {@link TransportError} and nothing else.
     */
    readonly execute: <A>(request: ApiRequest<A>) => Effect.Effect<ApiResponse<A>, TransportError>
    /**
     * What may still be sent, lane by lane, and what PostHog says queries may still read.
     *
     * @since 0.2.0
     */
    readonly budget: Effect.Effect<TransportBudget>
    /**
     * Sends a request and gives the bytes of its answer as they come, decompressed.
     *
     * It is read no faster than it is pulled: while nobody pulls, PostHog has to wait. The time limit is the same as that of `execute` and
     * counts to the end of the body. What is sent again is sent again until the body begins; a body that breaks off is a failure, because
     * its beginning was handed out already. Ending the stream early closes the connection. Each run sends the request anew.
     *
     * @since 0.2.0
     */
    readonly stream: (request: RequestShape) => Stream.Stream<Uint8Array, TransportError>
    /**
     * The circuits of every host and lane that was used. Sends nothing.
     *
     * @since 0.2.0
     */
    readonly health: Effect.Effect<TransportHealth>
    /**
     * Tells the metrics how many events wait in an outbox, a whole number from 0; whoever keeps one calls this when that changes. Fails with
     * `InvalidSettings` for anything else.
     *
     * @since 0.2.0
     */
    readonly reportOutboxDepth: (events: number) => Effect.Effect<void, TransportError>
    /** What is in force. Keys appear masked; safe to print. */
    readonly settings: TransportSettings
  }
>()("@posthog-driver/transport/Transport") {}

/** Makes the service over the `HttpClient` in the context. */
export const make = Effect.fnUntraced(function* (
  settings: TransportSettings,
  parts: CallParts
): Effect.fn.Return<Transport["Service"], never, HttpClient.HttpClient | Scope.Scope> {
  const plain = yield* HttpClient.HttpClient
  const client =
    settings.signingKeyId === undefined ? plain : signingClient(plain, settings.signingKeyId, parts.store)
  const { audit, breaker, lanes, logging, meters, middleware, store, telemetry } = parts
  const beginPlain = makeBeginCall(settings, parts)
  const begin: BeginCall =
    telemetry === undefined
      ? beginPlain
      : (...call) => Effect.provideContext(beginPlain(...call), Context.pick(Tracer.Tracer)(telemetry))
  const scope = yield* Effect.scope
  /** What is denied has a line in the audit log, although it was never begun. */
  const refuse: RefuseCall = (request, shown) =>
    Effect.suspend(() => {
      const requestId = crypto.randomUUID()
      const reason = redactReason(shown, store.now().redact)
      const failure = new TransportError({ operation: request.operation, requestId, reason })
      return Effect.andThen(audit.afterFailure(request, requestId, reason), Effect.fail(failure))
    })
  const cached = makeCachedCalls({
    settings,
    limits: settings.cache,
    client,
    store,
    middleware,
    logging,
    begin,
    refuse,
    scope,
    observer: meters
  })

  const check = makeRequestCheck(store, refuse)

  const execute = <A>(request: ApiRequest<A>): Effect.Effect<ApiResponse<A>, TransportError> =>
    Effect.flatMap(check(request), () => {
      const problem = schemaProblem(request.schema)
      return problem === undefined
        ? executeChecked(request)
        : refuse(request, new RequestRefused({ problem }))
    })

  const executeChecked = <A>(request: ApiRequest<A>): Effect.Effect<ApiResponse<A>, TransportError> => {
    if (request.cache !== undefined) return cached.execute(request, request.cache)
    const sent = Effect.map(
      begin(request, (prepared, credentials, watch) =>
        attempt(client, prepared, request, credentials, watch)
      ),
      ({ answer }) => answer
    )
    return withInvalidation(request, sent)
  }

  /** A write that failed may have been done all the same. */
  const withInvalidation = <A, E>(request: RequestShape, sent: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    request.safety === "read" ? sent : Effect.ensuring(sent, cached.invalidate(request.origin))

  const stream = (request: RequestShape) =>
    Stream.unwrap(
      Effect.gen(function* () {
        yield* check(request)
        const failed = (
          reason: TransportReason,
          about: { readonly requestId: string; readonly attempts: number }
        ) => new TransportError({ operation: request.operation, ...about, reason })
        const problem = streamProblem(request)
        if (problem !== undefined) return yield* refuse(request, new RequestRefused({ problem }))
        const holder = yield* makeBodyHolder
        const { answer, deadline, onBroken } = yield* withInvalidation(
          request,
          begin(
            { ...request, accept: "*/*" },
            (prepared, credentials, watch) =>
              Effect.flatMap(
                attemptStream(client, prepared, request, credentials, watch),
                ({ value, ...answer }) =>
                  Effect.map(endedWith(holder.scope, value), (body) => ({ ...answer, value: body }))
              ),
            holder
          )
        )
        const { attempts, requestId, value } = answer
        const broken = (reason: TransportReason) => Effect.andThen(holder.end(reason), onBroken(reason))
        return Stream.mapError(Stream.tapError(bodyUntil(deadline, value, holder), broken), (reason) =>
          failed(reason, { requestId, attempts })
        )
      })
    )

  return Transport.of({
    execute,
    stream,
    budget: lanes.budget,
    health: breaker.health,
    reportOutboxDepth: (events) =>
      Number.isSafeInteger(events) && events >= 0
        ? Effect.sync(() => meters.outboxDepth(events))
        : Effect.fail(
            new TransportError({
              operation: "Transport.reportOutboxDepth",
              reason: new InvalidSettings({ setting: "events", problem: "must be a whole number from 0" })
            })
          ),
    get settings() {
      return { ...settings, ...store.now().masked }
    }
  })
})

/** What stands against streaming an answer. A schema can only come from untyped JavaScript. */
const streamProblem = (request: RequestShape): string | undefined => {
  if (request.cache !== undefined) return "a streamed answer is not cached; leave out cache"
  return "schema" in request && request.schema !== undefined
    ? "a streamed answer is not decoded; leave out schema"
    : undefined
}
