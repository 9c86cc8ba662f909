/** What holds of the cache under any schedule of reads and writes, over real sockets; and its limits through the client. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { options } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const read = {
  operation: "Insights.get",
  origin: "api",
  method: "GET",
  path: "/api/projects/:project/insights/:id/",
  safety: "read",
  lane: "crud"
} as const

const write = {
  operation: "Insights.update",
  origin: "api",
  method: "PATCH",
  path: "/api/projects/:project/insights/:id/",
  params: { id: 1 },
  body: {},
  safety: "idempotent-write",
  lane: "crud"
} as const

const clientOf = (host: string, more: Partial<TransportOptions> = {}) => {
  const client = createTransport({
    ...options,
    host,
    logLevel: "none",
    breaker: false,
    retry: { attempts: 1 },
    ...more
  })
  onTestFinished(client.close)
  return client
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

interface Version {
  readonly version: number
}

const step = fc.record({
  isWrite: fc.boolean().chain((often) => (often ? fc.boolean() : fc.constant(false))),
  /** Before it, as it travels to what it reads or writes, and back. */
  before: fc.nat(3),
  there: fc.nat(3),
  back: fc.nat(3),
  /** Of a write that was done: how it is answered. */
  answer: fc.constantFrom("ok", "failure", "reset"),
  id: fc.nat(1),
  ttl: fc.constantFrom(2, 5, 10_000),
  stale: fc.constantFrom(0, 5, 10_000)
})

describe("a cached read", () => {
  it("never gives what was before a write that ended before it was asked for, and no older answer than it accepts", async () => {
    let version = 0
    let reads = 0
    const server = await startServer((request, response) => {
      const body = request.method === "PATCH" ? server.received.at(-1)?.body : undefined
      const { answer, back, there } = (
        body === undefined ? { there: Math.random() * 2, back: Math.random() * 12 } : JSON.parse(body)
      ) as { readonly there: number; readonly back: number; readonly answer?: string }
      setTimeout(() => {
        if (body === undefined) reads += 1
        else version += 1
        const seen = version
        setTimeout(() => {
          if (answer === "reset") response.destroy()
          else json(response, answer === "failure" ? 500 : 200, { version: seen })
        }, back)
      }, there)
    })
    let asked = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const client = clientOf(server.origin)
        let atLeast = 0
        const running: Array<Promise<void>> = []
        for (const { answer, back, before, id, isWrite, stale, there, ttl } of steps) {
          await pause(before)
          if (isWrite) {
            const begun = client.execute<Version>({ ...write, body: { answer, there, back } })
            running.push(
              begun.then(
                ({ value }) => void (atLeast = Math.max(atLeast, value.version)),
                // It was done all the same, and nothing later than it can be said for certain.
                (error: unknown) => assert.instanceOf(error, TransportError)
              )
            )
          } else {
            asked += 1
            const floor = atLeast
            const cache = { ttlMillis: ttl, staleMillis: stale }
            running.push(
              client.execute<Version>({ ...read, params: { id }, cache }).then((given) => {
                assert.isAtLeast(given.value.version, floor)
                assert.isAtMost(given.cache?.ageMillis ?? Infinity, ttl + stale)
              })
            )
          }
        }
        await Promise.all(running)
      }),
      { numRuns: 15 }
    )
    // It did keep and share.
    assert.isBelow(reads, asked)
  }, 60_000)

  it("is kept up to maxEntries, the least recently used going first", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const client = clientOf(server.origin, { cache: { maxEntries: 2 } })
    const ask = async (id: number) =>
      (await client.execute({ ...read, params: { id }, cache: { ttlMillis: 60_000 } })).cache?.status
    for (const [id, status] of [
      [1, "miss"],
      [2, "miss"],
      [1, "hit"],
      [3, "miss"],
      [1, "hit"],
      [2, "miss"]
    ] as const)
      assert.strictEqual(await ask(id), status)
  })

  it("is not kept when it is larger than maxBytes, and is given all the same", async () => {
    const server = await startServer((_request, response) => json(response, 200, { text: "x".repeat(1_000) }))
    const client = clientOf(server.origin, { cache: { maxBytes: 1_000 } })
    for (let n = 0; n < 2; n++) {
      const request = { ...read, params: { id: 1 }, cache: { ttlMillis: 60_000 } }
      const { cache, value } = await client.execute(request)
      assert.deepStrictEqual([cache?.status, value], ["miss", { text: "x".repeat(1_000) }])
    }
  })

  it("is of one client: another with the same key asks for itself", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    for (let n = 0; n < 2; n++) {
      const request = { ...read, params: { id: 1 }, cache: { ttlMillis: 60_000 } }
      assert.strictEqual((await clientOf(server.origin).execute(request)).cache?.status, "miss")
    }
  })

  it("is opt-in: without cache every request is sent, and finds nothing that others keep", async () => {
    const server = await startServer((_request, response, index) => json(response, 200, { index }))
    const client = clientOf(server.origin)
    const request = { ...read, params: { id: 1 } }
    await client.execute({ ...request, cache: { ttlMillis: 60_000 } })
    const answers = await Promise.all([client.execute(request), client.execute(request)])
    assert.lengthOf(server.received, 3)
    for (const answer of answers) assert.isUndefined(answer.cache)
  })

  it("is dropped by a write that is streamed, either way", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const client = clientOf(server.origin)
    const ask = async () =>
      (await client.execute({ ...read, params: { id: 1 }, cache: { ttlMillis: 60_000 } })).cache?.status
    const upload = {
      ...{ ...write, method: "POST" as const, body: undefined, safety: "write" as const },
      bodyStream: {
        contentType: "text/csv",
        bytes: (async function* () {
          await pause(1)
          yield Buffer.from("a")
        })()
      }
    } as const
    assert.strictEqual(await ask(), "miss")
    await client.execute(upload)
    assert.strictEqual(await ask(), "miss")
    for await (const chunk of client.stream(write)) assert.isAbove(chunk.length, 0)
    assert.strictEqual(await ask(), "miss")
    assert.strictEqual(await ask(), "hit")
  })

  it("is refused for a streamed answer", async () => {
    const client = clientOf("http://127.0.0.1:1")
    const iterator = client
      .stream({ ...read, params: { id: 1 }, cache: { ttlMillis: 1_000 } })
      [Symbol.asyncIterator]()
    const failure: unknown = await iterator.next().catch((error: unknown) => error)
    assert.include(String(failure), "a streamed answer is not cached; leave out cache")
  })
})
