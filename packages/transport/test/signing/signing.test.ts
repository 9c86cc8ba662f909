import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import * as fc from "fast-check"
import { httpbis } from "http-message-signatures"
import { Readable } from "node:stream"
import { inspect } from "node:util"
import { environmentOptions } from "../../src/Environment.ts"
import {
  createTransport,
  openTransport,
  type ReceivedRequest,
  type TransportError,
  type TransportOptions
} from "../../src/index.ts"
import { captureRequest, personalApiKey, projectToken, readRequest } from "../support/options.ts"
import { json, startServer, type TestServer } from "../support/server.ts"
import { key, hmac, verifier, problemOf } from "../support/signing.ts"

const signing = { keyId: "gateway-2026", key }

const connect = (host: string, more: Partial<TransportOptions> = {}) =>
  createTransport({
    ...{ host, projectId: 7, personalApiKey, projectToken, signing, logLevel: "none" },
    retry: { baseMillis: 1, capMillis: 2 },
    ...more
  })

/** What a server received, as a gateway passes it to a verifier. */
const received = (server: TestServer, index = 0): ReceivedRequest => {
  const request = server.received[index]
  assert.isDefined(request)
  return request
}

describe("signing", () => {
  it("covers method, path, query and body of what arrives, for both hosts, and the verifier agrees", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    await using transport = connect(server.origin)
    const { verify } = verifier()
    await transport.execute({ ...readRequest, query: { refresh: "blocking", "a b": "ü&=" } })
    await transport.execute(captureRequest)
    await transport.execute({
      operation: "Persons.get",
      origin: "api",
      method: "GET",
      path: "/api/projects/:project/persons/:id/",
      params: { id: "a/b ü?#%" },
      safety: "read",
      lane: "crud"
    })
    for (let index = 0; index < 3; index++) {
      assert.deepStrictEqual(verify(received(server, index)), { isValid: true, keyId: "gateway-2026" })
    }
  })

  it("is what another implementation of RFC 9421 accepts", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    await using transport = connect(server.origin)
    await transport.execute({ ...readRequest, query: { refresh: "blocking" } })
    await transport.execute({ ...readRequest })
    for (const index of [0, 1]) {
      const { headers, method, url } = received(server, index)
      const message = {
        method,
        url: `${server.origin}${url}`,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      }
      const asked: Array<unknown> = []
      const isValid = (secret: string) =>
        httpbis.verifyMessage(
          {
            keyLookup: (parameters) => {
              asked.push(parameters.keyid)
              return Promise.resolve({
                id: "gateway-2026",
                algs: ["hmac-sha256"],
                verify: (data, signature) => Promise.resolve(hmac(data, secret).equals(signature))
              })
            },
            requiredFields: ["@method", "@path", "@query", "content-digest"],
            requiredParams: ["created", "keyid", "nonce", "alg"],
            maxAge: 60
          },
          message
        )
      assert.strictEqual(await isValid(key), true)
      assert.deepStrictEqual(asked, ["gateway-2026"])
      assert.isNotTrue(await isValid(`${key}2`).catch(() => false))
    }
  })

  it("has a time and a nonce of its own for every sending: retries and followed redirects too", async () => {
    const server = await startServer((request, response, index) => {
      if (index === 0) {
        json(response, 503, {})
        return
      }
      if (index === 1) {
        json(response, 307, {}, { location: "/moved/here/?x=1" })
        return
      }
      json(response, 200, { url: request.url })
    })
    await using transport = connect(server.origin)
    await transport.execute(captureRequest)
    assert.deepStrictEqual(
      server.received.map(({ url }) => url),
      ["/batch/", "/batch/", "/moved/here/?x=1"]
    )
    const { verify } = verifier()
    const nonces = server.received.map(
      ({ headers }) => /nonce="([^"]+)"/.exec(String(headers["signature-input"]))?.[1]
    )
    assert.strictEqual(new Set(nonces).size, 3)
    for (const index of [0, 1, 2]) assert.strictEqual(problemOf(verify(received(server, index))), "valid")
  })

  it("is right for whatever is sent, as it arrives, and only once", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    await using transport = connect(server.origin, { lanes: { query: { concurrency: 50 } } })
    const { verify } = verifier()
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
      fc.string({
        unit: fc.constantFrom(...Array.from(`%'"()*!~+ &=?#/\\;:@^|<>{}[]\`äß漢🜁\u0000\u007f`)),
        minLength: 1,
        maxLength: 8
      })
    )
    let index = 0
    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(text, text, { maxKeys: 3 }), text, async (id, query, said) => {
        fc.pre(id !== "." && id !== "..")
        await transport.execute({
          ...readRequest,
          ...{ path: "/api/projects/:project/things/:id/", params: { id }, query, body: { said } }
        })
        const request = received(server, index++)
        assert.strictEqual(problemOf(verify(request)), "valid")
        assert.strictEqual(problemOf(verify(request)), "replayed")
      }),
      { numRuns: 200 }
    )
  })

  it("uses the key in force after a rotation", async () => {
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 401 : 200, {})
    )
    let reads = 0
    const next = "NextSigningKey0123456789abcdefghijkl"
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      signing: { keyId: "gateway-2026" },
      secrets: {
        from: "custom",
        read: () => Promise.resolve({ personalApiKey, signingKey: reads++ === 0 ? key : next })
      }
    })
    await transport.execute(readRequest)
    assert.strictEqual(problemOf(verifier().verify(received(server, 0))), "valid")
    assert.strictEqual(
      problemOf(verifier({ keys: { "gateway-2026": next } }).verify(received(server, 1))),
      "valid"
    )
  })

  it("exchanges its key for requests without a credential too, which a gateway adds", async () => {
    const server = await startServer((_request, response, index) =>
      json(response, index === 0 ? 401 : 200, {})
    )
    let reads = 0
    const next = "NextSigningKey0123456789abcdefghijkl"
    await using transport = await openTransport({
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      signing: { keyId: "gateway-2026" },
      secrets: { from: "custom", read: () => Promise.resolve({ signingKey: reads++ === 0 ? key : next }) }
    })
    await transport.execute({ ...readRequest, credential: "none" })
    assert.strictEqual(
      problemOf(verifier({ keys: { "gateway-2026": next } }).verify(received(server, 1))),
      "valid"
    )
  })

  it("refuses a streamed body, whose digest nobody knows before it is sent", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    await using transport = connect(server.origin)
    const error = await transport
      .execute({
        ...readRequest,
        body: undefined,
        safety: "write",
        bodyStream: { contentType: "text/csv", bytes: Readable.from([new Uint8Array(3)]) }
      })
      .then(
        () => assert.fail("it succeeded"),
        (cause: unknown) => cause as TransportError
      )
    assert.match(error.message, /was not sent: a streamed body cannot be signed/)
    assert.strictEqual(server.received.length, 0)
  })

  for (const [setting, given] of [
    ["signing.keyId", { keyId: "", key }],
    ["signing.keyId", { keyId: 'a"b', key }],
    ["signing.key", { keyId: "a" }],
    ["signing.key", { keyId: "a", key: "short" }],
    ["signing.key", { keyId: "a", key: `${key} ` }],
    ["signing.key", { keyId: "a", key: personalApiKey.repeat(2) }]
  ] as const) {
    it(`refuses ${JSON.stringify(given).slice(0, 40)} when the client is made`, () => {
      assert.throws(
        () => connect("http://127.0.0.1:1", { signing: given }),
        new RegExp(`: ${setting.replace(".", "\\.")}: `)
      )
    })
  }

  it("refuses to open without a signing key where keys are kept", async () => {
    const error: TransportError = await openTransport({
      host: "http://127.0.0.1:1",
      projectId: 7,
      signing: { keyId: "a" },
      secrets: { from: "custom", read: () => Promise.resolve({ personalApiKey }) }
    }).then(
      () => assert.fail("it succeeded"),
      (cause: unknown) => cause as TransportError
    )
    assert.match(error.message, /cannot be read from the given source: it holds no signingKey/)
  })

  it.effect("takes its key from POSTHOG_SIGNING_KEY, and shows it nowhere", () =>
    Effect.gen(function* () {
      const read = (env: Record<string, string>) =>
        environmentOptions({
          envFile: false,
          settings: { host: "https://us.posthog.com", projectId: 7, personalApiKey, signing: { keyId: "a" } }
        }).pipe(Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(env)))
      const options = yield* read({ POSTHOG_SIGNING_KEY: key })
      assert.notInclude(inspect(options, { depth: 9 }) + JSON.stringify(options), key)
      yield* Effect.sync(() => createTransport(options))
      assert.match(
        (yield* Effect.flip(read({}))).message,
        /: POSTHOG_SIGNING_KEY: is not set, and requests are to be signed/
      )
    })
  )
})
