import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, ManagedRuntime, Schema, Stream } from "effect"
import { onTestFinished } from "vitest"
import { makeRunner } from "../src/facade.ts"

class Refused extends Schema.TaggedError<Refused>()("Refused", {}) {}
class Answer extends Context.Service<Answer, number>()("test/Answer") {}

const runnerOf = (onClose: () => void = () => undefined) => {
  const layer = Layer.effect(
    Answer,
    Effect.acquireRelease(Effect.succeed(42), () => Effect.sync(onClose))
  )
  const runner = makeRunner(ManagedRuntime.make(layer))
  onTestFinished(runner.close)
  return runner
}

describe("makeRunner", () => {
  it("resolves with the value", async () => {
    assert.strictEqual(await runnerOf().runPromise(Answer), 42)
  })

  it("rejects with the very failure", async () => {
    const failure = new Refused({})
    assert.strictEqual(
      await runnerOf()
        .runPromise(Effect.fail(failure))
        .catch((error: unknown) => error),
      failure
    )
  })

  it("rejects with the signal's reason when aborted, after the finalizers ran", async () => {
    let finalized = false
    const started = Promise.withResolvers<undefined>()
    const controller = new AbortController()
    const effect = Effect.never.pipe(
      Effect.onInterrupt(() => Effect.sync(() => (finalized = true))),
      (never) =>
        Effect.andThen(
          Effect.sync(() => started.resolve(undefined)),
          never
        )
    )
    const call = runnerOf().runPromise(effect, { signal: controller.signal })
    await started.promise
    controller.abort("enough")
    assert.strictEqual(await call.catch((error: unknown) => error), "enough")
    assert.isTrue(finalized)
  })

  it("runs nothing for a signal that is aborted already", async () => {
    let ran = false
    const call = runnerOf().runPromise(
      Effect.sync(() => (ran = true)),
      { signal: AbortSignal.abort("before") }
    )
    assert.strictEqual(await call.catch((error: unknown) => error), "before")
    assert.isFalse(ran)
  })

  it("gives the value when the call ended before the abort", async () => {
    const controller = new AbortController()
    const value = await runnerOf().runPromise(Answer, { signal: controller.signal })
    controller.abort()
    assert.strictEqual(value, 42)
  })

  it("runs the layer's finalizers once, however often it is closed", async () => {
    let closed = 0
    const runner = runnerOf(() => closed++)
    await runner.runPromise(Answer)
    await runner.close()
    await runner.close()
    assert.strictEqual(closed, 1)
  })

  it("iterates a stream, again for each loop, and runs its finalizers when the loop is left", async () => {
    let opened = 0
    let closed = 0
    const stream = Stream.range(1, 1000).pipe(
      Stream.onStart(Effect.sync(() => opened++)),
      Stream.ensuring(Effect.sync(() => closed++))
    )
    const iterable = runnerOf().iterate(stream)
    for (let loop = 1; loop <= 2; loop++) {
      const seen: Array<number> = []
      for await (const n of iterable) {
        seen.push(n)
        if (n === 3) break
      }
      assert.deepStrictEqual(seen, [1, 2, 3])
      assert.deepStrictEqual([opened, closed], [loop, loop])
    }
  })

  it("rejects the loop with the stream's failure", async () => {
    const failure = new Refused({})
    const stream = Stream.concat(Stream.succeed(1), Stream.fail(failure))
    const seen: Array<number> = []
    const loop = async () => {
      for await (const n of runnerOf().iterate(stream)) seen.push(n)
    }
    assert.strictEqual(await loop().catch((error: unknown) => error), failure)
    assert.deepStrictEqual(seen, [1])
  })

  it("rejects a loop that waits with the signal's reason, and runs the stream's finalizers", async () => {
    let closed = false
    const controller = new AbortController()
    const stream = Stream.concat(Stream.succeed(1), Stream.never).pipe(
      Stream.ensuring(Effect.sync(() => (closed = true)))
    )
    const loop = async () => {
      for await (const n of runnerOf().iterate(stream, { signal: controller.signal })) {
        assert.strictEqual(n, 1)
        queueMicrotask(() => controller.abort("left"))
      }
    }
    assert.strictEqual(await loop().catch((error: unknown) => error), "left")
    assert.isTrue(closed)
  })
})
