/**
 * The queries that run now, by the caller's id, so that they can be cancelled.
 *
 * Nothing is kept once a query is done: asking for its status then is a 404, as it is at PostHog after some minutes.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { invalidInput } from "../server/ApiError.ts"
import type { ApiError } from "../server/ApiError.ts"

interface Running {
  readonly startedAt: string
  readonly cancelled: Deferred.Deferred<never, ApiError>
}

export class RunningQueries extends Context.Service<
  RunningQueries,
  {
    /** Runs `query` under an id; fails with a 400 when it is cancelled by that id. */
    readonly track: <A, R>(
      id: string,
      startedAt: string,
      query: Effect.Effect<A, ApiError, R>
    ) => Effect.Effect<A, ApiError, R>
    readonly startedAt: (id: string) => Effect.Effect<string | undefined>
    /** Gives back whether there was such a query. */
    readonly cancel: (id: string) => Effect.Effect<boolean>
  }
>()("@posthog-driver/engine/RunningQueries") {}

const queryCancelled = invalidInput("Query was cancelled.", { code: "query_was_cancelled" })

export const layer: Layer.Layer<RunningQueries> = Layer.sync(RunningQueries, () => {
  const running = new Map<string, Running>()
  return RunningQueries.of({
    track: (id, startedAt, query) =>
      Effect.suspend(() => {
        const entry: Running = { startedAt, cancelled: Deferred.makeUnsafe() }
        running.set(id, entry)
        return Effect.raceFirst(query, Deferred.await(entry.cancelled)).pipe(
          Effect.ensuring(
            Effect.sync(() => {
              if (running.get(id) === entry) running.delete(id)
            })
          )
        )
      }),
    startedAt: (id) => Effect.sync(() => running.get(id)?.startedAt),
    cancel: (id) =>
      Effect.suspend(() => {
        const entry = running.get(id)
        return entry === undefined
          ? Effect.succeed(false)
          : Effect.as(Deferred.fail(entry.cancelled, queryCancelled), true)
      })
  })
})
