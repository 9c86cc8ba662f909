/** Middleware written with Promises, as Effect's. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type {
  CacheableMiddleware,
  Middleware,
  MiddlewareAnswer,
  MiddlewareRequest,
  PromiseCacheableMiddleware,
  PromiseMiddleware
} from "./Middleware.ts"
import { InvalidSettings } from "./failures/unsent.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/** What it rejects with, unless it is a `TransportError`, is a bug and a defect. */
const fromPromiseMiddleware =
  (middleware: PromiseMiddleware): Middleware =>
  <A>(
    request: MiddlewareRequest,
    next: (request: MiddlewareRequest) => Effect.Effect<MiddlewareAnswer<A>, TransportReason>
  ) =>
    Effect.contextWith((context) => {
      let isOver = false
      const nextPromise = (signal: AbortSignal) => (changed: MiddlewareRequest) => {
        const sending = Effect.mapError(
          next(changed),
          (reason) => new TransportError({ operation: request.operation, reason })
        )
        const answer = Effect.runPromiseWith(context)(sending, { signal })
        // The loser of a race that the middleware runs ends with its attempt. Nobody awaits it; that must not end the process.
        if (!isOver) answer.catch(() => undefined)
        return answer
      }
      return Effect.tryPromise({
        // `async`, so that what untyped JavaScript gives or throws at once is given or rejected with.
        try: async (signal) => middleware(request, nextPromise(signal), signal),
        catch: (cause) => (cause instanceof TransportError ? cause.reason : new Bug({ cause }))
      }).pipe(
        Effect.catchTag("Bug", ({ cause }) => Effect.die(cause)),
        Effect.onExit(() => Effect.sync(() => (isOver = true)))
      )
    })

/** An entry of the options as one of the Effect door. */
export const fromPromiseDoor = (
  each: PromiseMiddleware | PromiseCacheableMiddleware
): Middleware | CacheableMiddleware =>
  typeof each === "function"
    ? fromPromiseMiddleware(each)
    : { middleware: fromPromiseMiddleware(each.middleware), cacheKey: Effect.sync(each.cacheKey) }

class Bug extends Data.TaggedError("Bug")<{ readonly cause: unknown }> {}

/** Options can come from untyped JavaScript. */
export const checkMiddleware = (given: unknown): Effect.Effect<void, InvalidSettings> =>
  given === undefined || (Array.isArray(given) && given.every(isMiddleware))
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: "middleware",
          problem:
            "must be a list of functions (request, next) => next(request), or of { middleware, cacheKey: () => text }"
        })
      )

const isMiddleware = (each: unknown): boolean => {
  if (typeof each === "function") return true
  const { cacheKey, middleware } = Object(each) as { readonly [name: string]: unknown } // an object of any kind
  return typeof middleware === "function" && typeof cacheKey === "function"
}
