/** Middleware stands inside every policy: its time, its failures and its sendings count as those of its attempt. Over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { ServerFailed } from "../src/failures/answers.ts"
import { RequestRefused } from "../src/failures/unsent.ts"
import type { PromiseMiddleware } from "../src/Middleware.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { options, personalApiKey, projectToken, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const clientOf = (
  origin: string,
  middleware: ReadonlyArray<PromiseMiddleware>,
  more: Partial<TransportOptions> = {}
) => {
  const client = createTransport({
    ...options,
    host: origin,
    logLevel: "none",
    middleware,
    ...more,
    retry: { baseMillis: 1, capMillis: 1, ...more.retry }
  })
  onTestFinished(client.close)
  return client
}

const outcomeOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

const reasonOf = async (promise: Promise<unknown>) => {
  const failure = await outcomeOf(promise)
  assert.instanceOf(failure, TransportError)
  return failure.reason
}

const pause = (millis: number) => new Promise<undefined>((resolve) => setTimeout(resolve, millis, undefined))

const never = new Promise<never>(() => undefined)

const failingWith =
  (reason: TransportError["reason"]): PromiseMiddleware =>
  () =>
    Promise.reject(new TransportError({ operation: "mine", reason }))

describe("the time of an attempt", () => {
  it("is that of its middleware too: one that never goes on ends with it, and its signal is aborted", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const aborted: Array<boolean> = []
    const client = clientOf(
      server.origin,
      [
        (_sent, _next, signal) => {
          signal.addEventListener("abort", () => aborted.push(true))
          return never
        }
      ],
      { attemptTimeoutMillis: 30, retry: { attempts: 2 } }
    )
    assert.deepInclude(await reasonOf(client.execute(readRequest)), { _tag: "TimedOut", scope: "attempt" })
    assert.deepStrictEqual(aborted, [true, true])
    assert.strictEqual((await client.budget()).lanes.query.running, 0)
    assert.lengthOf(server.received, 0)
  })

  it("ends what its middleware sends later: nothing leaves after the call", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const late: Array<Promise<unknown>> = []
    const client = clientOf(server.origin, [
      async (sent, next) => {
        await pause(80)
        const sending = next(sent)
        late.push(outcomeOf(sending))
        return sending
      }
    ])
    assert.strictEqual(
      (await reasonOf(client.execute({ ...readRequest, timeoutMillis: 30 })))._tag,
      "TimedOut"
    )
    while (late.length === 0) await pause(5)
    const refused = await late[0]
    assert.instanceOf(refused, TransportError)
    assert.strictEqual(refused.reason._tag, "RequestRefused")
    assert.lengthOf(server.received, 0)
  })

  it("is over when the client is closed: what its middleware sends then is refused", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const opened = Promise.withResolvers<undefined>()
    const late = Promise.withResolvers<unknown>()
    const client = clientOf(server.origin, [
      async (sent, next) => {
        await opened.promise
        const sending = next(sent)
        late.resolve(outcomeOf(sending))
        return sending
      }
    ])
    const call = outcomeOf(client.execute(readRequest))
    while ((await client.budget()).lanes.query.running === 0) await pause(1)
    await client.close()
    assert.strictEqual(((await call) as Error).name, "AbortError")
    opened.resolve(undefined)
    assert.instanceOf(await late.promise, TransportError)
    assert.lengthOf(server.received, 0)
  })
})

describe("a failure of a middleware", () => {
  it("is retried and counted for the circuit as one of the server", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    let calls = 0
    const client = clientOf(
      server.origin,
      [
        (sent, next, signal) => {
          calls += 1
          return failingWith(new ServerFailed({ status: 503, fromProxy: false }))(sent, next, signal)
        }
      ],
      { breaker: { failures: 3 }, retry: { attempts: 3 } }
    )
    assert.strictEqual((await reasonOf(client.execute(readRequest)))._tag, "ServerFailed")
    assert.strictEqual(calls, 3)
    assert.strictEqual((await reasonOf(client.execute(readRequest)))._tag, "CircuitOpen")
    assert.lengthOf(server.received, 0)
  })

  it("that refuses says nothing of the host, and is not retried", async () => {
    let calls = 0
    const client = clientOf(
      "http://127.0.0.1:1",
      [
        (sent, next, signal) => {
          calls += 1
          return failingWith(new RequestRefused({ problem: "not today" }))(sent, next, signal)
        }
      ],
      { breaker: { failures: 1 } }
    )
    for (let n = 0; n < 3; n++)
      assert.strictEqual((await reasonOf(client.execute(readRequest)))._tag, "RequestRefused")
    assert.strictEqual(calls, 3)
    assert.isTrue((await client.health()).healthy)
  })

  it("that is a bug is not retried, and leaves neither a permit nor a probe behind", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const bugs = [new RangeError("a bug")]
    const client = clientOf(server.origin, [
      (sent, next) => {
        const bug = bugs.pop()
        if (bug !== undefined) throw bug
        return next(sent)
      }
    ])
    assert.instanceOf(await outcomeOf(client.execute(readRequest)), RangeError)
    assert.strictEqual((await client.budget()).lanes.query.running, 0)
    await client.execute(readRequest)
    assert.lengthOf(server.received, 1)
  })
})

describe("what a middleware sees", () => {
  it("holds no key, even when the server echoes it in a failure", async () => {
    const server = await startServer((request, response) => {
      const detail = `you sent ${request.headers.authorization ?? ""} and ${projectToken}`
      json(response, 400, { type: "validation_error", code: "invalid", detail, attr: personalApiKey })
    })
    const seen: Array<unknown> = []
    const client = clientOf(server.origin, [
      (sent, next) =>
        next(sent).catch((error: unknown) => {
          seen.push(error, String(error), JSON.stringify(error), Object.values(error as object))
          throw error
        })
    ])
    const reason = await reasonOf(client.execute(readRequest))
    assert.strictEqual(reason._tag, "InvalidRequest")
    const { inspect } = await import("node:util")
    const text = inspect(seen, { depth: 10 })
    assert.include(text, "InvalidRequest")
    for (const key of [personalApiKey, projectToken]) assert.notInclude(text, key)
  })

  it("is the attempt's number and the call's id, the same that is sent", async () => {
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 503 : 200, {})
    )
    const seen: Array<readonly [number, string]> = []
    const client = clientOf(server.origin, [
      (sent, next) => {
        seen.push([sent.attempt, sent.requestId])
        return next(sent)
      }
    ])
    const { requestId } = await client.execute(readRequest)
    assert.deepStrictEqual(seen, [
      [1, requestId],
      [2, requestId]
    ])
    for (const { headers } of server.received) assert.strictEqual(headers["x-request-id"], requestId)
  })
})

describe("what a middleware makes of a request", () => {
  it("is what is signed, and what a retry begins from is not", async () => {
    const { createSignatureVerifier } = await import("../src/index.ts")
    const key = "0123456789".repeat(4)
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 503 : 200, {})
    )
    const client = clientOf(
      server.origin,
      [
        (sent, next) =>
          next({
            ...sent,
            path: `${sent.path}more/`,
            query: { ...sent.query, attempt: sent.attempt },
            body: { attempt: sent.attempt }
          })
      ],
      { signing: { keyId: "a", key } }
    )
    await client.execute(readRequest)
    const { verify } = createSignatureVerifier({ keys: { a: key } })
    assert.deepStrictEqual(
      server.received.map((request) => [request.url, request.body, verify(request).isValid]),
      [1, 2].map((n) => [`/api/projects/7/query/more/?attempt=${n}`, `{"attempt":${n}}`, true])
    )
  })

  it("is followed by a redirect with its headers", async () => {
    const server = await startServer((request, response) =>
      request.url === "/new/"
        ? json(response, 200, {})
        : void response.writeHead(307, { location: "/new/" }).end()
    )
    const client = clientOf(server.origin, [
      (sent, next) => next({ ...sent, headers: { "x-tenant": "a" }, body: { n: 2 } })
    ])
    await client.execute(readRequest)
    const [, second] = server.received
    assert.deepStrictEqual([second?.headers["x-tenant"], second?.body], ["a", '{"n":2}'])
  })
})
