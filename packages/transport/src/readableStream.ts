/**
 * A Node stream of bytes as an Effect Stream.
 *
 * It reads when it is pulled: while nobody pulls, Node's buffer fills up, the socket is no longer read, and the sender has to wait. It does
 * not use the stream's async iterator, whose `return` waits for a read that may never end. The stream is destroyed when the scope closes.
 */
import type { Readable } from "node:stream"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Runs once: a Node stream can be read once. */
export const readableStream = <E>(
  open: () => Readable,
  onError: (cause: unknown) => E
): Stream.Stream<Uint8Array, E> =>
  Stream.unwrap(
    Effect.map(
      Effect.acquireRelease(Effect.sync(open), (readable) => Effect.sync(() => readable.destroy())),
      (readable) => Stream.fromPull(Effect.sync(() => pullFrom(readable, onError)))
    )
  )

const pullFrom = <E>(readable: Readable, onError: (cause: unknown) => E) => {
  type Pull = Effect.Effect<readonly [Uint8Array], E | Cause.Done>
  let wake: (() => void) | undefined
  let failure: Effect.Effect<never, E> | undefined
  const attend = () => wake?.()
  readable.on("readable", attend)
  readable.on("end", attend)
  readable.on("error", (cause) => {
    failure = Effect.fail(onError(cause))
    attend()
  })
  readable.on("close", () => {
    // Closed by somebody else before its end, without an error of its own.
    if (!readable.readableEnded) failure ??= Effect.fail(onError(readable.errored))
    attend()
  })
  const take = (): Pull | undefined => {
    const bytes = readable.read() as Uint8Array | null // it is in byte mode
    if (bytes !== null) return Effect.succeed([bytes])
    return failure ?? (readable.readableEnded ? Cause.done() : undefined)
  }
  return Effect.suspend(
    () =>
      take() ??
      Effect.callback<readonly [Uint8Array], E | Cause.Done>((resume) => {
        wake = () => {
          const taken = take()
          if (taken === undefined) return
          wake = undefined
          resume(taken)
        }
        return Effect.sync(() => {
          wake = undefined
        })
      })
  )
}
