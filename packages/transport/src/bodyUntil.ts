/**
 * A streamed body within the time of its call.
 *
 * When the time is over the connection ends, whether or not somebody is reading, and what was kept for it is given back; whoever
 * reads then gets `TimedOut`.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { BodyHolder } from "./BodyHolder.ts"
import type { Deadline } from "./Deadline.ts"
import { TimedOut } from "./failures/connection.ts"
import type { TransportReason } from "./TransportError.ts"

/** The body until the deadline, which ends what is held for it too. */
export const bodyUntil = (
  deadline: Deadline,
  body: Stream.Stream<Uint8Array, TransportReason>,
  holder: BodyHolder
): Stream.Stream<Uint8Array, TransportReason> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const reading = yield* Scope.fork(scope)
      const over = yield* Deferred.make<never, TransportReason>()
      const pull = yield* Scope.provide(Stream.toPull(body), reading)
      yield* Effect.forkIn(
        Effect.gen(function* () {
          yield* Effect.sleep(yield* deadline.remainingMillis)
          const timedOut = new TimedOut({ timeoutMillis: deadline.timeoutMillis, scope: "call" })
          yield* Deferred.fail(over, timedOut)
          yield* Scope.close(reading, Exit.void)
          yield* holder.end(timedOut)
        }),
        scope
      )
      return Stream.fromPull(Effect.succeed(Effect.raceFirst(Deferred.await(over), pull)))
    })
  )
