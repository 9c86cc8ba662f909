/**
 * How every Promise door of this project runs Effects.
 *
 * Effect's own runner rejects an aborted call with a generic error; callers of a Promise API expect `signal.reason`. Here a
 * call ends in one of three ways: its value, its typed failure (the same object the Effect door fails with), or the reason
 * of its signal. Closing the client ends a running call, and refuses a later one, with an `AbortError`.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { traceParent, type TraceParentHeaders } from "./TraceParent.ts"

/**
 * What every Promise operation takes last.
 *
 * @since 0.1.0
 */
export interface CallOptions {
  /** Aborting ends the call, closes its connection, and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * The trace that the call belongs to: the `traceparent` and `tracestate` of the request that the program itself is answering. Malformed
   * ones are left out, as the W3C's standard says.
   *
   * @since 0.2.0
   */
  readonly trace?: TraceParentHeaders | undefined
}

/**
 * Runs Effects on one runtime as Promises and async iterables.
 *
 * @since 0.1.0
 */
export interface Runner<R> {
  readonly runPromise: <A, E>(effect: Effect.Effect<A, E, R>, call?: CallOptions) => Promise<A>
  readonly iterate: <A, E>(stream: Stream.Stream<A, E, R>, call?: CallOptions) => AsyncIterable<A>
  /** Runs the finalizers of the runtime. Calling it twice is fine. */
  readonly close: () => Promise<void>
}

/**
 * A runner over a runtime. The runtime builds its layers at the first call, so making a runner has no side effect.
 *
 * @since 0.1.0
 */
export const makeRunner = <R, ER>(runtime: ManagedRuntime.ManagedRuntime<R, ER>): Runner<R> => {
  let isClosed = false
  const refuseWhenClosed = () => {
    if (isClosed) throw closedFailure()
  }
  return {
    runPromise: async (effect, call = {}) => {
      call.signal?.throwIfAborted()
      refuseWhenClosed()
      const exit = await runtime.runPromiseExit(
        inTraceOf(call, (parent) => Effect.withParentSpan(effect, parent), effect),
        call.signal === undefined ? {} : { signal: call.signal }
      )
      return settle(exit, call.signal)
    },
    iterate: (stream, call = {}) => ({
      [Symbol.asyncIterator]: async function* () {
        refuseWhenClosed()
        try {
          const traced = inTraceOf(
            call,
            (parent) => Stream.provideService(stream, Tracer.ParentSpan, parent),
            stream
          )
          yield* streamToAsyncIterable(runtime, traced, call)
        } catch (error) {
          // What a stream fails with because its runtime ended says less than why that ended.
          if (call.signal?.aborted !== true) refuseWhenClosed()
          throw error
        }
      }
    }),
    close: () => {
      isClosed = true
      return runtime.dispose()
    }
  }
}

/**
 * A stream as an async iterable: it pulls as the consumer asks, and leaving the loop runs the stream's finalizers.
 *
 * Each `for await` runs the stream anew.
 *
 * @since 0.1.0
 */
export const streamToAsyncIterable = <A, E, R, ER>(
  runtime: ManagedRuntime.ManagedRuntime<R, ER>,
  stream: Stream.Stream<A, E, R>,
  call: CallOptions = {}
): AsyncIterable<A> => ({
  [Symbol.asyncIterator]: async function* () {
    const { signal } = call
    signal?.throwIfAborted()
    const context = await runtime.context()
    const iterator = Stream.toAsyncIterableWith(stream, context)[Symbol.asyncIterator]()
    const aborted = Promise.withResolvers<never>()
    // Nobody may be waiting when the signal fires.
    aborted.promise.catch(() => undefined)
    const onAbort = () => aborted.reject(signal?.reason)
    signal?.addEventListener("abort", onAbort, { once: true })
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), aborted.promise])
        if (next.done === true) return
        yield next.value
      }
    } finally {
      signal?.removeEventListener("abort", onAbort)
      await iterator.return?.()
    }
  }
})

const inTraceOf = <T>({ trace }: CallOptions, within: (parent: Tracer.ExternalSpan) => T, plain: T): T => {
  const parent = trace && traceParent(trace)
  return parent === undefined ? plain : within(parent)
}

const settle = <A, E>(exit: Exit.Exit<A, E>, signal: AbortSignal | undefined): A => {
  if (Exit.isSuccess(exit)) return exit.value
  if (signal?.aborted === true) throw signal.reason
  throw Cause.hasInterruptsOnly(exit.cause) ? closedFailure() : Cause.squash(exit.cause)
}

/** The name is the one an aborted `fetch` has, so that existing code knows it. */
const closedFailure = (): DOMException => new DOMException("The client was closed.", "AbortError")
