/**
 * The part of a cached request's key that its middleware makes.
 *
 * A kept answer is given without middleware being run, and the one who asks for it is not the one it was fetched for. What a middleware would
 * have done for him cannot be known without running it, so it has to say what its work depends on, or nothing is kept behind it.
 */
import * as Effect from "effect/Effect"
import { RequestRefused } from "./failures/unsent.ts"
import type { CacheableMiddleware, Middleware } from "./Middleware.ts"

/** What the middleware of one call depends on beside its request. Refuses one that does not say. */
export const middlewareKeys = (
  all: ReadonlyArray<Middleware | CacheableMiddleware>
): Effect.Effect<ReadonlyArray<string>, RequestRefused> =>
  Effect.forEach(all, (each, index) => {
    const which = `middleware ${index + 1} of ${all.length}`
    const refuse = (problem: string) => Effect.fail(new RequestRefused({ problem }))
    if (typeof each === "function")
      return refuse(
        `it is to be cached, and ${which} does not say what its work depends on; give it as { middleware, cacheKey }, or leave out cache`
      )
    return Effect.flatMap(each.cacheKey, (key) =>
      // Untyped JavaScript gives anything, and `undefined` for every call would be one key for all.
      typeof (key as unknown) === "string"
        ? Effect.succeed(key)
        : refuse(`it is to be cached, and the cacheKey of ${which} gave no text`)
    )
  })

/** What runs around an attempt. */
export const middlewareOf = (each: Middleware | CacheableMiddleware): Middleware =>
  typeof each === "function" ? each : each.middleware
