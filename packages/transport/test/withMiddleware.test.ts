/** What is asked of middleware, over real sockets: what it makes of a request, when it sends, and what it gives back. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Schema } from "effect"
import { AsyncLocalStorage } from "node:async_hooks"
import { onTestFinished } from "vitest"
import type { RequestShape } from "../src/ApiRequest.ts"
import { createTransport } from "../src/createTransport.ts"
import { layer } from "../src/layers.ts"
import { layerMiddleware, type Middleware, type PromiseMiddleware } from "../src/Middleware.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { Transport } from "../src/Transport.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

/** What untyped JavaScript sees of a request and of `next`. */
interface Loose {
  [field: string]: unknown
  query: Record<string, unknown>
  headers: Record<string, unknown>
}
type LooseNext = (sent: unknown) => Promise<Record<string, unknown>>

/** Middleware of untyped JavaScript does what it likes. */
const untyped = (middleware: (sent: Loose, next: LooseNext) => unknown) =>
  middleware as unknown as PromiseMiddleware

const clientOf = (
  origin: string,
  middleware: ReadonlyArray<PromiseMiddleware>,
  more: Partial<TransportOptions> = {}
) => {
  const client = createTransport({ ...options, host: origin, logLevel: "none", middleware, ...more })
  onTestFinished(client.close)
  return client
}

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error
  )

const refusalOf = async (promise: Promise<unknown>): Promise<string> => {
  const failure = await failureOf(promise)
  assert.instanceOf(failure, TransportError)
  assert.strictEqual(failure.reason._tag, "RequestRefused")
  return failure.message
}

const echo = () => startServer((_request, response, index) => json(response, 200, { index }))

describe("what a middleware makes of a request", () => {
  it("is sent, in a copy or in place, and what it takes away is not", async () => {
    const server = await echo()
    const shared: RequestShape = { ...readRequest, query: { a: "1" }, body: { n: 1 } }
    for (const change of [
      (sent) => ({ ...sent, query: { b: 2 }, body: { n: 2 }, headers: { "x-tenant": "t" } }),
      (sent) => {
        sent.query = { b: 2 }
        sent["body"] = { n: 2 }
        sent.headers["x-tenant"] = "t"
        return sent
      },
      (sent) => {
        delete sent.query["a"]
        sent.query["b"] = 2
        Object.assign(Object(sent["body"]), { n: 2 })
        sent.headers["x-tenant"] = "t"
        return sent
      }
    ] as ReadonlyArray<(sent: Loose) => unknown>) {
      await clientOf(server.origin, [untyped((sent, next) => next(change(sent)))]).execute(shared)
      const { body, headers, url } = server.received.at(-1)!
      assert.deepStrictEqual(
        [url, JSON.parse(body), headers["x-tenant"]],
        ["/api/projects/7/query/?b=2", { n: 2 }, "t"]
      )
    }
    await clientOf(server.origin, [
      untyped((sent, next) =>
        next(Object.fromEntries(Object.entries(sent).filter(([name]) => !["body", "query"].includes(name))))
      )
    ]).execute(shared)
    const bare = server.received.at(-1)
    assert.deepInclude(bare, { url: "/api/projects/7/query/", body: "" })
    // Whoever asked keeps what is theirs.
    assert.deepStrictEqual(shared.query, { a: "1" })
  })

  for (const [what, change, problem] of [
    ["another origin, in place", (sent) => Object.assign(sent, { origin: "ingest" }), "changed 'origin'"],
    [
      "another safety, in place and then in a copy",
      (sent) => ({ ...Object.assign(sent, { safety: "write" }) }),
      "changed 'safety'"
    ],
    ["no credential", (sent) => ({ ...sent, credential: "none" }), "changed 'credential'"],
    ["more time", (sent) => ({ ...sent, timeoutMillis: 1e6 }), "changed 'timeoutMillis'"],
    [
      "a streamed body",
      (sent) => ({ ...sent, bodyStream: { contentType: "a/b", bytes: [] } }),
      "changed 'bodyStream'"
    ],
    ["nothing", () => undefined, "called next without a request"],
    ["no headers", (sent) => ({ ...sent, headers: undefined }), "something other than an object as headers"],
    [
      "a header that is a number",
      (sent) => ({ ...sent, headers: { "x-n": 1 } }),
      "a header whose name or value"
    ],
    [
      "a header that is a list",
      (sent) => ({ ...sent, headers: { "x-n": ["a"] } }),
      "a header whose name or value"
    ],
    [
      "the header expect",
      (sent) => ({ ...sent, headers: { Expect: "100-continue" } }),
      "set the header 'Expect'"
    ],
    ["a path that is a number", (sent) => ({ ...sent, path: 1 }), "a path that is no text"],
    [
      "a query that is a text",
      (sent) => ({ ...sent, query: "a=1" }),
      "something other than an object as query"
    ]
  ] as ReadonlyArray<readonly [string, (sent: Loose) => unknown, string]>) {
    it(`is refused by name when it is ${what}, and nothing is sent`, async () => {
      const server = await echo()
      const client = clientOf(server.origin, [untyped((sent, next) => next(change(sent)))])
      assert.include(await refusalOf(client.execute(readRequest)), problem)
      assert.lengthOf(server.received, 0)
    })
  }
})

describe("next", () => {
  it("that was kept sends nothing when its attempt is over, and says why", async () => {
    const server = await echo()
    let kept: (() => Promise<unknown>) | undefined
    const client = clientOf(server.origin, [
      (sent, next) => {
        kept ??= () => next(sent)
        return next(sent)
      }
    ])
    await client.execute(readRequest)
    assert.strictEqual(
      await refusalOf(kept?.() ?? Promise.resolve()),
      "Query.run: The request was not sent: a middleware called next after the attempt it was given for was over."
    )
    assert.lengthOf(server.received, 1)
    // Nor in the time of a later attempt.
    await client.execute(readRequest)
    await refusalOf(kept?.() ?? Promise.resolve())
    assert.lengthOf(server.received, 2)
  })

  it("that was kept by an outer middleware runs no inner one", async () => {
    const server = await echo()
    let kept: (() => Promise<unknown>) | undefined
    let inner = 0
    const client = clientOf(server.origin, [
      (sent, next) => {
        kept ??= () => next(sent)
        return next(sent)
      },
      (sent, next) => {
        inner += 1
        return next(sent)
      }
    ])
    await client.execute(readRequest)
    await refusalOf(kept?.() ?? Promise.resolve())
    assert.strictEqual(inner, 1)
  })

  it("that still runs when its attempt is over ends its connection, and no rejection is left over", async () => {
    const rejections: Array<unknown> = []
    const onRejection = (reason: unknown) => void rejections.push(reason)
    process.on("unhandledRejection", onRejection)
    onTestFinished(() => void process.off("unhandledRejection", onRejection))
    const server = await startServer((_request, response, index) => {
      if (index > 0) json(response, 200, { index })
    })
    const client = clientOf(server.origin, [
      async (sent, next) => {
        void next(sent)
        while (server.received.length === 0) await new Promise(setImmediate)
        return next(sent)
      }
    ])
    assert.deepStrictEqual((await client.execute(readRequest)).value, { index: 1 })
    await server.abandoned
    await new Promise(setImmediate)
    assert.lengthOf(rejections, 0)
  })

  it("that a detached fiber calls or still runs is refused behind the Effect door, too", async () => {
    const server = await startServer((_request, response, index) => {
      if (index > 0) json(response, 200, {})
    })
    const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
    const later = Promise.withResolvers<undefined>()
    const middleware: Middleware = (sent, next) =>
      Effect.gen(function* () {
        fibers.push(yield* Effect.forkDetach(next(sent)))
        fibers.push(
          yield* Effect.forkDetach(
            Effect.andThen(
              Effect.promise(() => later.promise),
              next(sent)
            )
          )
        )
        while (server.received.length === 0) yield* Effect.promise(() => new Promise(setImmediate))
        return yield* next(sent)
      })
    await Effect.flatMap(Transport, (transport) =>
      transport.execute({ ...readRequest, schema: Schema.Unknown })
    ).pipe(
      Effect.provide(
        layer({ ...options, host: server.origin }).pipe(Layer.provide(layerMiddleware(middleware)))
      ),
      Effect.runPromise
    )
    await server.abandoned
    later.resolve(undefined)
    for (const fiber of fibers) {
      const exit = await Effect.runPromise(Fiber.await(fiber))
      assert.include(Exit.isFailure(exit) ? String(exit.cause.reasons[0]) : "", "RequestRefused")
    }
    assert.lengthOf(server.received, 2)
  })

  it("may be called again, and the answer of either is given", async () => {
    const server = await startServer((_request, response, index) =>
      index === 0 ? json(response, 404, {}) : json(response, 200, { index })
    )
    const client = clientOf(server.origin, [(sent, next) => next(sent).catch(() => next(sent))])
    assert.deepInclude(await client.execute(readRequest), { value: { index: 1 }, attempts: 1 })
  })
})

describe("what a middleware gives", () => {
  let foreign: unknown
  for (const [what, middleware, given] of [
    [
      "nothing",
      (sent, next) => {
        next(sent).catch(() => undefined)
      },
      "undefined"
    ],
    [
      "nothing, as an async function",
      async (sent, next) => {
        await next(sent)
      },
      "undefined"
    ],
    ["a copy", async (sent, next) => ({ ...(await next(sent)) }), "something else"],
    ["an answer of its own", () => ({ value: 1, status: 200, headers: {} }), "something else"],
    ["null", () => null, "null"],
    ["the body", async (sent, next) => (await next(sent))["value"], "something else"],
    [
      "the answer of an earlier attempt",
      async (sent, next) => (foreign ??= await next(sent)),
      "something else"
    ]
  ] as ReadonlyArray<readonly [string, (sent: Loose, next: LooseNext) => unknown, string]>) {
    it(`is a bug that names the middleware when it is ${what}`, async () => {
      const server = await echo()
      const client = clientOf(server.origin, [(sent, next) => next(sent), untyped(middleware)])
      if (foreign === undefined && what.startsWith("the answer of an earlier"))
        await client.execute(readRequest)
      const failure = await failureOf(client.execute(readRequest))
      assert.instanceOf(failure, TypeError)
      assert.strictEqual(
        failure.message,
        `Query.run: middleware 2 of 2 gave ${given}; it must give the answer that next gave it in this attempt, as it is`
      )
    })
  }

  it("is a bug that names the middleware when it is no Effect", async () => {
    const broken = (() => undefined) as unknown as Middleware
    const exit = await Effect.flatMap(Transport, (transport) =>
      transport.execute({ ...readRequest, schema: Schema.Unknown })
    ).pipe(Effect.provide(layer(options).pipe(Layer.provide(layerMiddleware(broken)))), Effect.runPromiseExit)
    assert.include(
      Exit.isFailure(exit) ? String(exit.cause.reasons[0]) : "",
      "Query.run: middleware 1 of 1 gave undefined in the place of an Effect"
    )
  })

  it("ends the connection of a streamed answer, and gives its permit back, when it is something else", async () => {
    const server = await startServer((_request, response) => void response.writeHead(200).write("first"))
    const client = clientOf(server.origin, [untyped(async (sent, next) => ({ ...(await next(sent)) }))], {
      breaker: { failures: 1 }
    })
    const chunks = client.stream({ ...readRequest, safety: "read" })[Symbol.asyncIterator]()
    const failure = await failureOf(chunks.next())
    assert.instanceOf(failure, TypeError)
    assert.include(failure.message, "middleware 1 of 1 gave something else")
    await server.abandoned
    assert.strictEqual((await client.budget()).lanes.query.running, 0)
    assert.isTrue((await client.health()).healthy)
  })

  it("is a streamed answer as it is", async () => {
    const server = await startServer((request, response) =>
      response.writeHead(200, { "x-accept": request.headers.accept }).end("abc")
    )
    const seen: Array<unknown> = []
    const client = clientOf(server.origin, [
      async (sent, next) => {
        const answer = await next({ ...sent, headers: { "x-team": "growth" } })
        seen.push(answer.headers["x-accept"])
        return answer
      }
    ])
    let text = ""
    for await (const chunk of client.stream({ ...readRequest, safety: "read" }))
      text += Buffer.from(chunk).toString()
    assert.strictEqual(text, "abc")
    assert.deepStrictEqual(seen, ["*/*"])
    assert.strictEqual(server.received[0]?.headers["x-team"], "growth")
  })
})

describe("the context of a call", () => {
  it("is the one its middleware runs in, although calls wait for each other's permits and are sent again", async () => {
    const server = await startServer((_request, response, index) =>
      setImmediate(() => json(response, index % 3 === 1 ? 503 : 200, {}))
    )
    const tenant = new AsyncLocalStorage<number>()
    const seen: Array<readonly [unknown, number | undefined]> = []
    const client = clientOf(
      server.origin,
      [
        (sent, next) => {
          seen.push([sent.body, tenant.getStore()])
          return next(sent)
        }
      ],
      { lanes: { query: { concurrency: 2 } }, retry: { baseMillis: 1, capMillis: 1 }, breaker: false }
    )
    await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => tenant.run(n, () => client.execute({ ...readRequest, body: n })))
    )
    assert.isAbove(seen.length, 30)
    for (const [body, store] of seen) assert.strictEqual(store, body)
  })
})
