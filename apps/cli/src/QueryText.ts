/** Keeps a query's text beside its failure, so that the report can put a caret under the place. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export class QueryFailed extends Data.TaggedError("QueryFailed")<{
  readonly text: string
  readonly cause: unknown
}> {}

export const withQueryText = <A, E, R>(
  text: string,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, QueryFailed, R> => Effect.mapError(effect, (cause) => new QueryFailed({ text, cause }))
