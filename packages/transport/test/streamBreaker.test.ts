/** What the body of a streamed answer tells the circuit, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import type { ServerResponse } from "node:http"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { layer } from "../src/layers.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { Transport } from "../src/Transport.ts"
import { TransportError } from "../src/TransportError.ts"
import { options } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const request = {
  operation: "Exports.read",
  origin: "api",
  method: "GET",
  path: "/api/projects/:project/exports/1/content/",
  safety: "read",
  lane: "exports"
} as const

const begin = (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "text/csv", "content-length": "100" }).write("half")
}

const breakOff = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy())
}

const whole = (response: ServerResponse) => void response.writeHead(200).end("whole")

/** A client and a server that answers as it is told to. */
const start = async (more: Partial<TransportOptions> = {}) => {
  const state: { answer: (response: ServerResponse) => void } = { answer: breakOff }
  const server = await startServer((_request, response) => state.answer(response))
  const client = createTransport({
    ...options,
    host: server.origin,
    logLevel: "none",
    retry: { attempts: 1 },
    breaker: { failures: 3 },
    ...more
  })
  onTestFinished(client.close)
  const read = async (millis = 10_000) => {
    for await (const chunk of client.stream({ ...request, timeoutMillis: millis }))
      assert.isAbove(chunk.length, 0)
  }
  const reasonOf = async (promise: Promise<unknown>) => {
    const failure: unknown = await promise.catch((error: unknown) => error)
    return failure instanceof TransportError ? failure.reason._tag : undefined
  }
  const circuit = async () => (await client.health()).circuits[0]
  return { server, state, client, read, reasonOf, circuit }
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

describe("a streamed answer", () => {
  it("that breaks off counts once, as with execute, and so many in a row open the circuit", async () => {
    const { circuit, client, read, reasonOf, server } = await start()
    assert.strictEqual(await reasonOf(read()), "Unreachable")
    assert.deepInclude(await circuit(), { state: "closed", failures: 1 })
    // A body that breaks while it is read at once counts beside it.
    assert.strictEqual(await reasonOf(client.execute(request)), "Unreachable")
    assert.deepInclude(await circuit(), { state: "closed", failures: 2 })
    assert.strictEqual(await reasonOf(read()), "Unreachable")
    assert.deepInclude(await circuit(), { state: "open", lastFailure: "Unreachable" })
    assert.strictEqual(await reasonOf(read()), "CircuitOpen")
    assert.lengthOf(server.received, 3)
    assert.strictEqual((await client.budget()).lanes.exports.running, 0)
  })

  it("that ends well, or is left, ends the row", async () => {
    const { circuit, client, read, reasonOf, state } = await start()
    for (const end of ["read to its end", "left"]) {
      state.answer = breakOff
      for (let n = 0; n < 2; n++) await reasonOf(read())
      assert.deepInclude(await circuit(), { failures: 2 }, end)
      state.answer = end === "left" ? begin : whole
      if (end === "left") {
        const chunks = client.stream(request)[Symbol.asyncIterator]()
        await chunks.next()
        await chunks.return?.()
      } else await read()
      assert.deepInclude(await circuit(), { failures: 0 }, end)
    }
  })

  it("does not count before it has ended", async () => {
    const { circuit, client, read, reasonOf, state } = await start()
    for (let n = 0; n < 2; n++) await reasonOf(read())
    let response: ServerResponse | undefined
    state.answer = (answer) => {
      response = answer
      begin(answer)
    }
    const iterator = client.stream(request)[Symbol.asyncIterator]()
    await iterator.next()
    assert.deepInclude(await circuit(), { failures: 2 })
    response?.destroy()
    assert.strictEqual(await reasonOf(iterator.next()), "Unreachable")
    assert.deepInclude(await circuit(), { state: "open" })
  })

  it("that runs out of the call's time says nothing, read or not", async () => {
    const { circuit, client, read, reasonOf, state } = await start()
    for (let n = 0; n < 2; n++) await reasonOf(read())
    state.answer = begin
    assert.strictEqual(await reasonOf(read(100)), "TimedOut")
    const unread = client.stream({ ...request, timeoutMillis: 100 })[Symbol.asyncIterator]()
    await unread.next()
    while ((await client.budget()).lanes.exports.running > 0) await pause(5)
    assert.deepInclude(await circuit(), { state: "closed", failures: 2 })
  })

  it("of a probe decides with its head, and its body counts as any other", async () => {
    const { circuit, client, read, reasonOf, state } = await start({
      breaker: { failures: 2, openMillis: 20, longestOpenMillis: 20 }
    })
    for (let n = 0; n < 2; n++) await reasonOf(read())
    assert.deepInclude(await circuit(), { state: "open" })
    let response: ServerResponse | undefined
    state.answer = (answer) => {
      response = answer
      begin(answer)
    }
    await pause(30)
    const probe = client.stream(request)[Symbol.asyncIterator]()
    await probe.next()
    // Nobody waits for its reader.
    assert.deepInclude(await circuit(), { state: "closed", failures: 0 })
    state.answer = (answer) => json(answer, 200, {})
    await client.execute(request)
    response?.destroy()
    assert.strictEqual(await reasonOf(probe.next()), "Unreachable")
    assert.deepInclude(await circuit(), { state: "closed", failures: 1 })
  })

  it("whose head is an error, or whose probe fails, counts at once", async () => {
    const { circuit, read, reasonOf, state } = await start({
      breaker: { failures: 1, openMillis: 20, longestOpenMillis: 20 }
    })
    state.answer = (answer) => json(answer, 503, {})
    for (let n = 0; n < 2; n++) {
      assert.strictEqual(await reasonOf(read()), "ServerFailed")
      assert.deepInclude(await circuit(), { state: "open", lastFailure: "ServerFailed" })
      await pause(30)
    }
  })

  it("is no ill host when its consumer fails, behind the Effect door", async () => {
    const server = await startServer((_request, response) => {
      begin(response)
    })
    const state = await Effect.gen(function* () {
      const { health, stream } = yield* Transport
      // A failure of the consumer's own may look like one of ours.
      const consumed = Stream.mapEffect(stream(request), () =>
        Effect.fail({ _tag: "Unreachable", isRetryable: true } as const)
      )
      for (let n = 0; n < 3; n++) yield* Effect.flip(Stream.runDrain(consumed))
      return yield* health
    }).pipe(
      Effect.provide(layer({ ...options, host: server.origin, breaker: { failures: 1 } })),
      Effect.runPromise
    )
    assert.isTrue(state.healthy)
  })
})
