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
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
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
  /** A stream as an async iterable: it pulls as the consumer asks, and leaving the loop runs the stream's finalizers. Each loop runs it anew. */
  readonly iterate: <A, E>(stream: Stream.Stream<A, E, R>, call?: CallOptions) => AsyncIterable<A>
  /** Runs the finalizers of what was built, and refuses later calls. Calling it twice is fine. */
  readonly close: () => Promise<void>
  /**
   * Runs an effect, then closes however that ended. It runs on what was built or is being built; nothing is built for it.
   *
   * @since 0.2.0
   */
  readonly closeAfter: (last: Effect.Effect<unknown, unknown, R>) => Promise<void>
}

/**
 * A runner over a layer. The first call builds it, and calls meanwhile wait for that one build, so making a runner has no side effect.
 *
 * A build that fails is closed again, fails the calls that waited for it, and is not kept: the next call builds anew. So a client outlives a
 * file that another process held, or a Vault that was down.
 *
 * @since 0.1.0
 */
export const makeRunner = <R, ER>(layer: Layer.Layer<R, ER>): Runner<R> => {
  let isClosed = false
  let isUsed = false

  const begin = (): ManagedRuntime.ManagedRuntime<R, ER> =>
    ManagedRuntime.make(
      // Layers close what they opened before they fail. A build that ends because its client was closed does not come here.
      Layer.tapCause(layer, () =>
        Effect.sync(() => {
          isUsed = false
          current = begin()
        })
      )
    )
  let current = begin()

  const use = (): ManagedRuntime.ManagedRuntime<R, ER> => {
    if (isClosed) throw closedFailure()
    isUsed = true
    return current
  }
  const close = (): Promise<void> => {
    isClosed = true
    return current.dispose()
  }

  return {
    runPromise: async (effect, call = {}) => {
      checkCall(call)
      call.signal?.throwIfAborted()
      const exit = await use().runPromiseExit(
        inTraceOf(call, (parent) => Effect.withParentSpan(effect, parent), effect),
        call.signal === undefined ? {} : { signal: call.signal }
      )
      return settle(exit, call.signal)
    },
    iterate: (stream, call = {}) => ({
      [Symbol.asyncIterator]: async function* () {
        checkCall(call)
        call.signal?.throwIfAborted()
        const runtime = use()
        try {
          const traced = inTraceOf(
            call,
            (parent) => Stream.provideService(stream, Tracer.ParentSpan, parent),
            stream
          )
          yield* pull(() => runtime.context(), traced, call)
        } catch (error) {
          // What a stream fails with because its runtime ended says less than why that ended.
          call.signal?.throwIfAborted()
          throw isClosed ? closedFailure() : error
        }
      }
    }),
    close,
    closeAfter: async (last) => {
      if (isUsed && !isClosed) await current.runPromiseExit(last)
      await close()
    }
  }
}

async function* pull<A, E, R>(
  open: () => Promise<Context.Context<R>>,
  stream: Stream.Stream<A, E, R>,
  { signal }: CallOptions
): AsyncGenerator<A, void, undefined> {
  let iterator: AsyncIterator<A> | undefined
  const aborted = Promise.withResolvers<never>()
  // Nobody may be waiting when the signal fires.
  aborted.promise.catch(() => undefined)
  const onAbort = () => {
    aborted.reject(signal?.reason)
    // Whoever reads may have stopped asking, and would hold the connection until the call's time is over.
    iterator?.return?.().catch(() => undefined)
  }
  signal?.addEventListener("abort", onAbort, { once: true })
  try {
    const context = await Promise.race([open(), aborted.promise])
    iterator = Stream.toAsyncIterableWith(stream, context)[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.promise])
      if (next.done === true) return
      yield next.value
    }
  } finally {
    signal?.removeEventListener("abort", onAbort)
    await iterator?.return?.()
  }
}

/** A signal that nobody listens to would let a call run on that its caller has given up. */
const checkCall = (call: CallOptions): void => {
  if (isSignal(call))
    throw new TypeError("A signal was given in the place of the call's options; give it as { signal }.")
  // As for fetch, null is none.
  if (call.signal && !isSignal(call.signal))
    throw new TypeError(
      "The signal of the call's options is no AbortSignal; give the signal of an AbortController."
    )
}

/** By what is used of one: not every one comes from this realm's own class. */
const isSignal = (value: unknown): boolean => {
  // The cast only says which names are looked for.
  const { aborted, addEventListener } = Object(value) as Partial<Record<keyof AbortSignal, unknown>>
  return typeof aborted === "boolean" && typeof addEventListener === "function"
}

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
