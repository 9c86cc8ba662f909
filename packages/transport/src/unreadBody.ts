/**
 * The body of a streamed answer that nobody comes to read: its call failed after it had begun (a middleware failed) or was given up.
 *
 * Whoever reads it ends its connection. Without a reader nobody would, and a server that sends slowly would keep it open.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** The body, whose connection ends with the scope if nobody has begun to read it by then. */
export const endedWith = <E>(
  scope: Scope.Scope,
  body: Stream.Stream<Uint8Array, E>
): Effect.Effect<Stream.Stream<Uint8Array, E>> =>
  Effect.suspend(() => {
    let isRead = false
    const read = Stream.suspend(() => {
      isRead = true
      return body
    })
    const end = Effect.suspend(() => (isRead ? Effect.void : openAndEnd(body)))
    return Effect.as(Scope.addFinalizer(scope, end), read)
  })

/** A body is opened by the first pull, and ended with the scope it was opened in. */
const openAndEnd = (body: Stream.Stream<Uint8Array, unknown>): Effect.Effect<void> =>
  Effect.scoped(
    Effect.gen(function* () {
      const pull = yield* Stream.toPull(body)
      const first = yield* Effect.forkChild(Effect.interruptible(pull), { startImmediately: true })
      yield* Fiber.interrupt(first)
    })
  )
