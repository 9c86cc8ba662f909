/**
 * A span that says how its work ended, and no more.
 *
 * Effect's own spans end with the whole failure, whose message a tracer records: what a server said of a query can quote that query. Here a
 * failed span ends with the failure's tag.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Tracer from "effect/Tracer"
import type { TransportReason } from "../TransportError.ts"

/** What calls and attempts fail with. */
export type Failure = TransportReason | { readonly reason: TransportReason }

/** Runs an effect in a span of its own; `onEnd` gives the last attributes. */
export const inBareSpan = <A, E extends Failure>(
  effect: Effect.Effect<A, E>,
  name: string,
  options: Tracer.SpanOptionsNoTrace,
  onEnd: (exit: Exit.Exit<A, E>) => Readonly<Record<string, unknown>>
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.makeSpan(name, options), (span) =>
      Effect.onExit(restore(Effect.withParentSpan(effect, span, { captureStackTrace: false })), (exit) =>
        Effect.map(Clock.currentTimeNanos, (nowNanos) => {
          for (const [key, value] of Object.entries(onEnd(exit))) span.attribute(key, value)
          span.end(nowNanos, bare(exit))
        })
      )
    )
  )

/** The tag of what an effect failed with, `Interrupted`, or undefined when it did not fail. */
export const failureTag = (exit: Exit.Exit<unknown, Failure>): string | undefined => {
  if (Exit.isSuccess(exit)) return undefined
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  if (error === undefined) return Cause.hasInterruptsOnly(exit.cause) ? "Interrupted" : "Defect"
  return "reason" in error && typeof error.reason === "object"
    ? error.reason._tag
    : (error as TransportReason)._tag // it is one or the other
}

const bare = (exit: Exit.Exit<unknown, Failure>): Exit.Exit<unknown, unknown> => {
  const tag = failureTag(exit)
  return tag === undefined || tag === "Interrupted" ? Exit.asVoid(exit) : Exit.fail(new SpanFailure(tag))
}

/** A tag as an error, because tracers read a name, a message and a stack. */
class SpanFailure extends Data.Error<{ readonly message: string }> {
  constructor(tag: string) {
    super({ message: tag })
    this.name = tag
    this.stack = tag
  }
}
