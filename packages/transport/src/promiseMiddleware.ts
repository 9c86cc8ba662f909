/** Middleware written with Promises, as Effect's. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Middleware, MiddlewareAnswer, MiddlewareRequest, PromiseMiddleware } from "./Middleware.ts"
import { TransportError, type TransportReason } from "./TransportError.ts"

/** What it rejects with, unless it is a `TransportError`, is a bug and a defect. */
export const fromPromiseMiddleware =
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

class Bug extends Data.TaggedError("Bug")<{ readonly cause: unknown }> {}
