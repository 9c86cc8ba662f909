import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import * as fc from "fast-check"
import { getEventListeners } from "node:events"
import { onTestFinished } from "vitest"
import { makeRunner } from "../src/facade.ts"

class Refused extends Schema.TaggedError<Refused>()("Refused", { build: Schema.optional(Schema.Int) }) {}
class Answer extends Context.Service<Answer, number>()("test/Answer") {}

const runnerOf = (onClose: () => void = () => undefined) => {
  const layer = Layer.effect(
    Answer,
    Effect.acquireRelease(Effect.succeed(42), () => Effect.sync(onClose))
  )
  const runner = makeRunner(layer)
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

  it.each([
    ["an AbortSignal in the place of the options", AbortSignal.abort(), "give it as { signal }"],
    ["an AbortController as the signal", { signal: new AbortController() }, "is no AbortSignal"],
    ["true as the signal", { signal: true }, "is no AbortSignal"]
  ])("runs nothing for %s", async (_name, odd, problem) => {
    let ran = false
    const effect = Effect.sync(() => (ran = true))
    // As untyped JavaScript can call it.
    const call = odd as unknown as { readonly signal: AbortSignal }
    const runner = runnerOf()
    const failures: ReadonlyArray<unknown> = [
      await runner.runPromise(effect, call).catch((error: unknown) => error),
      await runner
        .iterate(Stream.fromEffect(effect), call)
        [Symbol.asyncIterator]()
        .next()
        .catch((error: unknown) => error)
    ]
    for (const failure of failures) {
      assert.instanceOf(failure, TypeError)
      assert.include(failure.message, problem)
    }
    assert.isFalse(ran)
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

  it("ends a stream that is aborted while nobody asks for more", async () => {
    const ended = Promise.withResolvers<undefined>()
    const controller = new AbortController()
    const stream = Stream.ensuring(
      Stream.make(1, 2, 3),
      Effect.sync(() => ended.resolve(undefined))
    )
    const loop = runnerOf()
      .iterate(Stream.rechunk(stream, 1), { signal: controller.signal })
      [Symbol.asyncIterator]()
    assert.deepStrictEqual(await loop.next(), { done: false, value: 1 })
    controller.abort("enough")
    await ended.promise
    assert.strictEqual(await loop.next().catch((error: unknown) => error), "enough")
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

  it("leaves nothing on a signal that outlives its calls and loops", async () => {
    const runner = runnerOf()
    const { signal } = new AbortController()
    await runner.runPromise(Answer, { signal })
    await runner.runPromise(Effect.fail(new Refused({})), { signal }).catch(() => undefined)
    for await (const each of runner.iterate(Stream.make(1, 2), { signal })) assert.isNumber(each)
    for await (const each of runner.iterate(Stream.make(1, 2), { signal })) if (each === 1) break
    assert.deepStrictEqual(getEventListeners(signal, "abort"), [])
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

  it("rejects a loop whose layer is still being built with the signal's reason", async () => {
    const runner = makeRunner(Layer.effect(Answer, Effect.never))
    onTestFinished(runner.close)
    const controller = new AbortController()
    const next = runner
      .iterate(Stream.fromEffect(Answer), { signal: controller.signal })
      [Symbol.asyncIterator]()
      .next()
    controller.abort("left")
    assert.strictEqual(await next.catch((error: unknown) => error), "left")
  })
})

/** A layer that opens something, then fails as often as told, each time with a failure of its own. */
const flakyLayer = (failures: number, opening: Effect.Effect<void> = Effect.void) => {
  const log: Array<string> = []
  let builds = 0
  const layer = Layer.effect(
    Answer,
    Effect.gen(function* () {
      const build = ++builds
      yield* Effect.acquireRelease(
        Effect.sync(() => log.push(`open ${build}`)),
        () => Effect.sync(() => log.push(`close ${build}`))
      )
      yield* opening
      if (build <= failures) return yield* new Refused({ build })
      return build
    })
  )
  return { layer, log }
}

const all = async <A>(loop: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const seen: Array<A> = []
  for await (const each of loop) seen.push(each)
  return seen
}

const endOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error)

describe("makeRunner over a layer that fails", () => {
  const runnerOver = (flaky: ReturnType<typeof flakyLayer>) => {
    const runner = makeRunner(flaky.layer)
    onTestFinished(runner.close)
    return runner
  }

  it("builds anew with the next call, and keeps what was built", async () => {
    const flaky = flakyLayer(2)
    const runner = runnerOver(flaky)
    assert.deepInclude(await endOf(runner.runPromise(Answer)), { _tag: "Refused", build: 1 })
    assert.deepInclude(await endOf(runner.runPromise(Answer)), { _tag: "Refused", build: 2 })
    assert.strictEqual(await runner.runPromise(Answer), 3)
    assert.strictEqual(await runner.runPromise(Answer), 3)
    await runner.close()
    assert.deepStrictEqual(flaky.log, ["open 1", "close 1", "open 2", "close 2", "open 3", "close 3"])
  })

  it("builds once for all calls that come meanwhile, and fails all of them together", async () => {
    const ready = Promise.withResolvers<undefined>()
    const flaky = flakyLayer(
      1,
      Effect.promise(() => ready.promise)
    )
    const runner = runnerOver(flaky)
    const calls = [1, 2, 3].map(() => endOf(runner.runPromise(Answer)))
    const loop = endOf(all(runner.iterate(Stream.fromEffect(Answer))))
    ready.resolve(undefined)
    const failures = await Promise.all([...calls, loop])
    for (const failure of failures) assert.strictEqual(failure, failures[0])
    assert.deepInclude(failures[0], { _tag: "Refused", build: 1 })
    const later = [1, 2, 3].map(() => runner.runPromise(Answer))
    assert.deepStrictEqual(await Promise.all(later), [2, 2, 2])
    assert.deepStrictEqual(await all(runner.iterate(Stream.fromEffect(Answer))), [2])
  })

  it("has closed what a failed build opened before its calls reject", async () => {
    const flaky = flakyLayer(1)
    const runner = runnerOver(flaky)
    await endOf(runner.runPromise(Answer).catch(() => flaky.log.push("rejected")))
    assert.deepStrictEqual(flaky.log, ["open 1", "close 1", "rejected"])
  })

  it("goes on building when the call that began it is aborted", async () => {
    const ready = Promise.withResolvers<undefined>()
    const flaky = flakyLayer(
      0,
      Effect.promise(() => ready.promise)
    )
    const runner = runnerOver(flaky)
    const controller = new AbortController()
    const first = endOf(runner.runPromise(Answer, { signal: controller.signal }))
    controller.abort("left")
    assert.strictEqual(await first, "left")
    const second = runner.runPromise(Answer)
    ready.resolve(undefined)
    assert.strictEqual(await second, 1)
  })

  it("ends a build when it is closed, and the calls that wait for it with an AbortError", async () => {
    const flaky = flakyLayer(0, Effect.never)
    const runner = runnerOver(flaky)
    const call = endOf(runner.runPromise(Answer))
    const loop = endOf(all(runner.iterate(Stream.fromEffect(Answer))))
    await Promise.all([runner.close(), runner.close()])
    assert.deepInclude(await call, { name: "AbortError" })
    assert.deepInclude(await loop, { name: "AbortError" })
    assert.deepStrictEqual(flaky.log, ["open 1", "close 1"])
  })

  it("refuses calls when it was closed after a build that failed, or while it fails", async () => {
    const flaky = flakyLayer(9)
    const runner = runnerOver(flaky)
    await endOf(runner.runPromise(Answer))
    await runner.close()
    assert.deepInclude(await endOf(runner.runPromise(Answer)), { name: "AbortError" })
    for (let ticks = 0; ticks < 30; ticks++) {
      const fails = flakyLayer(9)
      const failing = runnerOver(fails)
      const call = endOf(failing.runPromise(Answer))
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
      await failing.close()
      const failure = await call
      if (!(failure instanceof Refused)) assert.deepInclude(failure, { name: "AbortError" })
      assert.deepInclude(await endOf(failing.runPromise(Answer)), { name: "AbortError" })
      assert.deepStrictEqual(fails.log, ["open 1", "close 1"], `closed after ${ticks} ticks`)
    }
  })

  it("waits, however often it is closed, for what a failing build still has to close", async () => {
    const closing = Promise.withResolvers<undefined>()
    const finish = Promise.withResolvers<undefined>()
    const log: Array<string> = []
    const slow = Effect.acquireRelease(Effect.void, () =>
      Effect.promise(async () => {
        closing.resolve(undefined)
        await finish.promise
        log.push("closed")
      })
    )
    const runner = makeRunner(Layer.effect(Answer, Effect.andThen(slow, Effect.fail(new Refused({})))))
    const call = endOf(runner.runPromise(Answer))
    await closing.promise
    const closes = [runner.close(), runner.close()].map((close) => close.then(() => log.push("done")))
    finish.resolve(undefined)
    await Promise.all([...closes, call])
    assert.deepStrictEqual(log, ["closed", "done", "done"])
    assert.deepInclude(await endOf(runner.runPromise(Answer)), { name: "AbortError" })
  })

  it("runs a last effect on what is being built before it closes, and builds nothing for one", async () => {
    const last = (log: Array<string>) => Effect.map(Answer, (n) => log.push(`last ${n}`))
    const unused = flakyLayer(0)
    await runnerOver(unused).closeAfter(last(unused.log))
    assert.deepStrictEqual(unused.log, [])

    const failed = flakyLayer(1)
    const failedRunner = runnerOver(failed)
    await endOf(failedRunner.runPromise(Answer))
    await failedRunner.closeAfter(last(failed.log))
    assert.deepStrictEqual(failed.log, ["open 1", "close 1"])

    const used = flakyLayer(0)
    const usedRunner = runnerOver(used)
    const call = usedRunner.runPromise(Answer)
    await usedRunner.closeAfter(last(used.log))
    assert.strictEqual(await call, 1)
    await usedRunner.closeAfter(last(used.log))
    assert.deepStrictEqual(used.log, ["open 1", "last 1", "close 1"])
  })

  it("ends every call, and has one build open at most, whatever is called, aborted and closed when", async () => {
    const step = fc.oneof(
      fc.record({ does: fc.constant("call" as const), abortAfter: fc.option(fc.nat(12)) }),
      fc.record({ does: fc.constant("iterate" as const), abortAfter: fc.option(fc.nat(12)) }),
      fc.record({ does: fc.constant("wait" as const), ticks: fc.nat(20) }),
      fc.record({ does: fc.constant("close" as const), isAfter: fc.boolean() })
    )
    const property = fc.asyncProperty(
      fc.array(fc.record({ ticks: fc.nat(8), isWell: fc.boolean() }), { minLength: 1, maxLength: 5 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (builds, steps) => {
        let build = 0
        let open = 0
        const layer = Layer.effect(
          Answer,
          Effect.gen(function* () {
            const number = ++build
            // Another one is open only when the one before is not closed.
            yield* Effect.acquireRelease(
              Effect.sync(() => assert.strictEqual(++open, 1)),
              () => Effect.promise(() => ticksOf(2)).pipe(Effect.andThen(Effect.sync(() => open--)))
            )
            const plan = builds[(number - 1) % builds.length]
            yield* Effect.promise(() => ticksOf(plan?.ticks ?? 0))
            if (plan?.isWell !== true) return yield* new Refused({ build: number })
            return number
          })
        )
        const runner = makeRunner(layer)
        const ends: Array<Promise<void>> = []
        let well: number | undefined
        const check = (end: unknown) => {
          if (typeof end !== "number") {
            const isKnown = end instanceof Refused || end === "aborted" || end instanceof DOMException
            assert.isTrue(isKnown, String(end))
            return
          }
          // What was built once is kept.
          well ??= end
          assert.strictEqual(end, well)
        }
        for (const each of steps) {
          if (each.does === "wait") await ticksOf(each.ticks)
          else if (each.does === "close") {
            ends.push(each.isAfter ? runner.closeAfter(Answer) : runner.close())
          } else {
            const controller = new AbortController()
            const call = { signal: controller.signal }
            const answer =
              each.does === "call"
                ? runner.runPromise(Answer, call)
                : all(runner.iterate(Stream.fromEffect(Answer), call)).then(([first]) => first)
            ends.push(endOf(answer).then(check))
            const { abortAfter } = each
            if (abortAfter !== null) void ticksOf(abortAfter).then(() => controller.abort("aborted"))
          }
        }
        await runner.close()
        await Promise.all(ends)
        assert.strictEqual(open, 0)
        assert.deepInclude(await endOf(runner.runPromise(Answer)), { name: "AbortError" })
      }
    )
    await fc.assert(property, { numRuns: 300, seed: 7 })
  })
})

const ticksOf = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick++) await Promise.resolve()
}
