/** Kept answers behind middleware whose work differs from call to call, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import { AsyncLocalStorage } from "node:async_hooks"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { layer } from "../src/layers.ts"
import { layerMiddleware, type CacheableMiddleware, type Middleware } from "../src/Middleware.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { Transport } from "../src/Transport.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const cached = { ...readRequest, cache: { ttlMillis: 60_000, staleMillis: 60_000 } }

/** Answers each tenant with its own name. */
const startTenants = () =>
  startServer((request, response) =>
    setTimeout(() => json(response, 200, { of: request.headers["x-tenant"] ?? "nobody" }), 5)
  )

const clientOf = (origin: string, middleware: TransportOptions["middleware"]) => {
  const client = createTransport({ ...options, host: origin, logLevel: "none", middleware })
  onTestFinished(client.close)
  return client
}

const tenant = new AsyncLocalStorage<string>()

const tenantHeader = {
  middleware: (sent, next) =>
    next({ ...sent, headers: { ...sent.headers, "x-tenant": tenant.getStore() ?? "nobody" } }),
  cacheKey: () => tenant.getStore() ?? ""
} satisfies NonNullable<TransportOptions["middleware"]>[number]

const refusalOf = async (promise: Promise<unknown>): Promise<string> => {
  const failure: unknown = await promise.catch((error: unknown) => error)
  assert.instanceOf(failure, TransportError)
  assert.strictEqual(failure.reason._tag, "RequestRefused")
  return failure.message
}

describe("a request with cache behind middleware", () => {
  it("is refused when a middleware does not say what its work depends on, and without cache it is sent", async () => {
    const server = await startTenants()
    const { middleware } = tenantHeader
    const client = clientOf(server.origin, [tenantHeader, middleware])
    assert.strictEqual(
      await refusalOf(client.execute(cached)),
      "Query.run: The request was not sent: it is to be cached, and middleware 2 of 2 does not say what its work depends on; give it as { middleware, cacheKey }, or leave out cache."
    )
    assert.lengthOf(server.received, 0)
    assert.deepStrictEqual((await tenant.run("a", () => client.execute(readRequest))).value, { of: "a" })
  })

  it("is answered to each tenant with its own, whoever asked first, at once and later", async () => {
    const server = await startTenants()
    const client = clientOf(server.origin, [tenantHeader])
    const tenants = ["a", "b", "c"]
    const askAll = () =>
      Promise.all(
        [...tenants, ...tenants].map(async (name) => {
          const { cache, value } = await tenant.run(name, () => client.execute(cached))
          assert.deepStrictEqual(value, { of: name })
          return cache?.status
        })
      )
    assert.deepStrictEqual(await askAll(), ["miss", "miss", "miss", "shared", "shared", "shared"])
    assert.deepStrictEqual(
      await askAll(),
      Array.from({ length: 6 }, () => "hit" as const)
    )
    assert.lengthOf(server.received, 3)
    // One who belongs to none of them gets none of their answers.
    assert.deepStrictEqual((await client.execute(cached)).value, { of: "nobody" })
  })

  it("is refreshed for the tenant it is stale for", async () => {
    const server = await startTenants()
    const client = clientOf(server.origin, [tenantHeader])
    const brief = { ...readRequest, cache: { ttlMillis: 1, staleMillis: 60_000 } }
    for (const name of ["a", "b"]) await tenant.run(name, () => client.execute(brief))
    await new Promise((later) => setTimeout(later, 20))
    for (const name of ["a", "b"]) {
      const { cache, value } = await tenant.run(name, () => client.execute(brief))
      assert.deepStrictEqual([value, cache?.status], [{ of: name }, "stale"])
    }
    while (server.received.length < 4) await new Promise((later) => setTimeout(later, 5))
    assert.sameMembers(
      server.received.slice(2).map(({ headers }) => headers["x-tenant"]),
      ["a", "b"]
    )
  })

  it("keeps the keys of several middleware apart", async () => {
    const server = await startTenants()
    const keys = ["", ""]
    const client = clientOf(
      server.origin,
      [0, 1].map((index) => ({
        middleware: (sent, next) => next(sent),
        cacheKey: () => keys[index] ?? ""
      })) satisfies TransportOptions["middleware"]
    )
    for (const [first, second] of [
      ["ab", "c"],
      ["a", "bc"],
      ["abc", ""],
      ["", "abc"],
      ['a","b', "c"]
    ] as const) {
      keys.splice(0, 2, first, second)
      assert.strictEqual((await client.execute(cached)).cache?.status, "miss")
      assert.strictEqual((await client.execute(cached)).cache?.status, "hit")
    }
  })

  it("is refused when a cacheKey gives no text, as when the tenant is not known", async () => {
    const server = await startTenants()
    for (const key of [undefined, null, 7, Promise.resolve("a")]) {
      const client = clientOf(server.origin, [{ ...tenantHeader, cacheKey: () => key as never }])
      assert.include(
        await refusalOf(client.execute(cached)),
        "it is to be cached, and the cacheKey of middleware 1 of 1 gave no text"
      )
    }
    assert.lengthOf(server.received, 0)
  })

  it("rejects with what a cacheKey throws, as with other bugs of middleware", async () => {
    const bug = new RangeError("no tenant")
    const client = clientOf("http://127.0.0.1:1", [
      {
        ...tenantHeader,
        cacheKey: () => {
          throw bug
        }
      }
    ])
    assert.strictEqual(await client.execute(cached).catch((error: unknown) => error), bug)
  })

  it("is the same behind the Effect door, by a reference of the caller's", async () => {
    const server = await startTenants()
    const CurrentTenant = Context.Reference<string>("test/CurrentTenant", { defaultValue: () => "nobody" })
    const keyed: CacheableMiddleware = {
      middleware: (sent, next) =>
        Effect.flatMap(CurrentTenant, (name) => next({ ...sent, headers: { "x-tenant": name } })),
      cacheKey: CurrentTenant
    }
    const plain: Middleware = (sent, next) => next(sent)
    const asked = (...middleware: ReadonlyArray<Middleware | CacheableMiddleware>) =>
      Effect.gen(function* () {
        const { execute } = yield* Transport
        const ask = execute({ ...cached, schema: Schema.Unknown })
        return yield* Effect.all(
          ["a", "b", "a"].map((name) => Effect.provideService(ask, CurrentTenant, name)),
          { concurrency: "unbounded" }
        )
      }).pipe(
        Effect.provide(
          layer({ ...options, host: server.origin }).pipe(Layer.provide(layerMiddleware(...middleware)))
        )
      )
    const answers = await Effect.runPromise(asked(keyed))
    assert.deepStrictEqual(
      answers.map(({ cache, value }) => [value, cache?.status]),
      [
        [{ of: "a" }, "miss"],
        [{ of: "b" }, "miss"],
        [{ of: "a" }, "shared"]
      ]
    )
    const refused = await Effect.runPromise(Effect.flip(asked(plain, keyed)))
    assert.include(refused.message, "middleware 1 of 2 does not say")
  })

  for (const wrong of [
    { middleware: "x", cacheKey: () => "" },
    { middleware: tenantHeader.middleware },
    { middleware: tenantHeader.middleware, cacheKey: "a" },
    null
  ]) {
    it(`fails when the client is made with ${JSON.stringify(wrong)}`, () => {
      assert.throws(
        () => createTransport({ ...options, middleware: [wrong as never] }),
        "Transport.settings: middleware: must be a list of functions (request, next) => next(request), or of { middleware, cacheKey: () => text }"
      )
    })
  }
})
