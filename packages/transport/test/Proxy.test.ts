import { assert, beforeAll, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { once } from "node:events"
import { createServer, type AddressInfo } from "node:net"
import { inspect } from "node:util"
import fc from "fast-check"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { needsNoProxy } from "../src/Proxy.ts"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import { TransportError } from "../src/TransportError.ts"
import { issue, makeAuthority, type Authority, type Issued } from "./support/certificates.ts"
import { options, readRequest } from "./support/options.ts"
import { startProxy } from "./support/proxy.ts"
import { json, startServer } from "./support/server.ts"
import { startTlsServer } from "./support/tlsServer.ts"
import { openWire } from "./support/wire.ts"

const password = "hunter2-canary"

const settingsIn = (variables: Record<string, string>, more: Partial<TransportOptions> = {}) =>
  resolveSettings({ ...options, host: "https://posthog.example", ...more }).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(variables)),
    Effect.map(({ settings }) => settings)
  )

const proxyIn = (variables: Record<string, string>, more: Partial<TransportOptions> = {}) =>
  Effect.map(settingsIn(variables, more), ({ proxies }) => Object.values(proxies)[0]?.origin)

describe("the proxy of a host", () => {
  for (const [variables, more, expected] of [
    [{}, {}, undefined],
    [{ HTTPS_PROXY: "http://proxy.example:3128" }, {}, "http://proxy.example:3128"],
    [{ https_proxy: "http://small:1", HTTPS_PROXY: "http://large:1" }, {}, "http://small:1"],
    [{ https_proxy: " ", HTTPS_PROXY: "proxy.example:3128" }, {}, "http://proxy.example:3128"],
    [{ HTTPS_PROXY: "https://proxy.example" }, {}, "https://proxy.example"],
    [{ HTTP_PROXY: "http://proxy.example:3128" }, {}, undefined],
    [{ ALL_PROXY: "http://all:1", HTTP_PROXY: "http://proxy.example:3128" }, {}, "http://all:1"],
    [
      { HTTP_PROXY: "http://plain:1", HTTPS_PROXY: "http://secure:1" },
      { host: "http://posthog.example", allowInsecureHttp: true },
      "http://plain:1"
    ],
    [{ HTTPS_PROXY: "http://proxy:1", NO_PROXY: "posthog.example" }, {}, undefined],
    [{ HTTPS_PROXY: "http://proxy:1", no_proxy: "other.example" }, {}, "http://proxy:1"],
    [{ HTTPS_PROXY: "http://proxy:1" }, { proxy: false }, undefined],
    [{ HTTPS_PROXY: "http://proxy:1", NO_PROXY: "*" }, { proxy: "http://given:1" }, "http://given:1"],
    [{ HTTP_PROXY: "http://proxy:1" }, { host: "http://127.0.0.1:8000" }, undefined],
    [{ HTTP_PROXY: "http://proxy:1" }, { host: "http://localhost:8000" }, undefined],
    [{ HTTP_PROXY: "http://proxy:1" }, { host: "http://[::1]:8000" }, undefined]
  ] as ReadonlyArray<readonly [Record<string, string>, Partial<TransportOptions>, string | undefined]>) {
    it.effect(`is ${expected} in ${JSON.stringify(variables)} with ${JSON.stringify(more)}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* proxyIn(variables, more), expected)
      })
    )
  }

  for (const [given, problem] of [
    ["http://", /is not the address of a proxy; set it to an address such as/],
    ["http://a b", /is not the address/],
    ["socks5://proxy.example:1080", /a kind of proxy that is not supported/],
    ["http://proxy.example:3128/path", /something after its port/],
    [`http://user:${password}%@proxy.example`, /write %25 for it/],
    ["http://proxy.example:99999", /is not the address/]
  ] as const) {
    it.effect(`is refused when it is written as ${given}, without showing it`, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(proxyIn({ HTTPS_PROXY: given }))
        assert.strictEqual(failure.setting, "HTTPS_PROXY")
        assert.match(failure.problem, problem)
        assert.notInclude(failure.message, password)
        const option = yield* Effect.flip(proxyIn({}, { proxy: given }))
        assert.strictEqual(option.setting, "proxy")
      })
    )
  }

  it.effect("is safe to print, user and password included", () =>
    Effect.gen(function* () {
      const settings = yield* settingsIn({ HTTPS_PROXY: `http://user:${password}@proxy.example:3128` })
      const encoded = Buffer.from(`user:${password}`).toString("base64")
      for (const text of [JSON.stringify(settings), inspect(settings, { depth: 9, showHidden: true })]) {
        assert.include(text, "http://proxy.example:3128")
        assert.notInclude(text, password)
        assert.notInclude(text, encoded)
      }
    })
  )
})

describe("NO_PROXY", () => {
  for (const [list, host, expected] of [
    ["example.com", "https://example.com", true],
    ["example.com", "https://a.b.example.com", true],
    [".example.com", "https://example.com", true],
    ["*.example.com", "https://a.example.com", true],
    ["example.com", "https://badexample.com", false],
    ["example.com:8443", "https://example.com:8443", true],
    ["example.com:8443", "https://example.com", false],
    ["example.com:443", "https://example.com", true],
    ["a.example, EXAMPLE.com other", "https://example.COM.", true],
    ["10.0.0.0/8", "https://10.1.2.3", true],
    ["10.0.0.0/8", "https://11.1.2.3", false],
    ["10.0.0.0/40", "https://10.1.2.3", false],
    ["fd00::/8", "https://[fd12::1]", true],
    ["[fd12::1]:8000", "https://[fd12::1]:8000", true],
    ["2.3", "https://10.1.2.3", false],
    [" ,, ", "https://example.com", false]
  ] as const) {
    it(`'${list}' ${expected ? "covers" : "does not cover"} ${host}`, () => {
      assert.strictEqual(needsNoProxy(new URL(host), list), expected)
    })
  }

  it("never fails, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.domain(), (list, name) => {
        needsNoProxy(new URL(`https://${name}`), list)
      })
    )
  })
})

describe("requests through a real proxy", () => {
  let authority: Authority
  let issued: Issued
  beforeAll(async () => {
    authority = await makeAuthority("test authority")
    issued = await issue(authority, { names: ["posthog.example"] })
  })

  const encrypted = async (more: { refuseWith?: number } = {}, login = "") => {
    const server = await startTlsServer({ key: issued.key, cert: issued.cert })
    const proxy = await startProxy({ to: server.port, ...more })
    const send = await openWire({
      ...options,
      host: "https://posthog.example",
      proxy: proxy.origin.replace("//", `//${login}`),
      tls: { ca: authority.pem },
      retry: { attempts: 2, baseMillis: 1 }
    })
    return { server, proxy, send }
  }

  it("go through a tunnel when they are encrypted, and the name is looked up by the proxy", async () => {
    const { proxy, send, server } = await encrypted()
    assert.deepInclude(await send(readRequest), { value: { secure: true } })
    assert.deepInclude(await send(readRequest), { value: { secure: true } })
    assert.deepStrictEqual(server.protocols, ["TLSv1.3", "TLSv1.3"])
    assert.deepStrictEqual([...new Set(proxy.asked)], ["CONNECT posthog.example:443"])
    assert.deepStrictEqual([...new Set(proxy.authorizations)], [undefined])
  })

  it("carry the user and password of the proxy to the proxy only", async () => {
    const { proxy, send, server } = await encrypted({}, `us%65r:${password}@`)
    assert.deepInclude(await send(readRequest), { status: 200 })
    assert.deepStrictEqual(
      server.received.map((headers) => headers["proxy-authorization"]),
      [undefined]
    )
    assert.strictEqual(proxy.authorizations[0], `Basic ${Buffer.from(`user:${password}`).toString("base64")}`)
  })

  it("fail with what to check when the proxy wants a password, and are not repeated", async () => {
    const { proxy, send } = await encrypted({ refuseWith: 407 }, `user:${password}@`)
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure, { attempts: 1 })
    assert.strictEqual(
      failure.reason.message,
      `The proxy ${proxy.origin} refused the connection (407). Check the user name and the password in the proxy setting, HTTPS_PROXY or HTTP_PROXY.`
    )
    assert.notInclude(inspect(failure, { depth: 9, showHidden: true }), password)
  })

  it("are repeated when the proxy cannot reach the host", async () => {
    const { proxy, send } = await encrypted({ refuseWith: 503 })
    assert.deepInclude(await send(readRequest), { attempts: 2 })
    assert.strictEqual(proxy.asked.length, 2)
  })

  it("name the proxy when it is not there", async () => {
    const gone = await startServer(() => undefined)
    await gone.close()
    for (const host of ["https://posthog.example", "http://posthog.example"]) {
      const send = await openWire({
        ...options,
        host,
        allowInsecureHttp: true,
        proxy: gone.origin,
        retry: { attempts: 1 }
      })
      const failure = await send(readRequest)
      assert.instanceOf(failure, TransportError)
      assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "ECONNREFUSED", proxy: gone.origin })
      assert.include(failure.message, `No answer came from ${gone.origin}, the proxy before posthog.example`)
    }
  })

  it("are not sent to a server that the tunnel leads to and that is not the one named", async () => {
    const { proxy, server } = await encrypted()
    const send = await openWire({
      ...options,
      host: "https://other.example",
      proxy: proxy.origin,
      tls: { ca: authority.pem }
    })
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "TlsFailed", problem: "host-name" })
    assert.deepStrictEqual(server.protocols, [])
  })

  it("blame the proxy, and no setting of tls, when its own certificate cannot be trusted", async () => {
    const { cert, key } = await issue(authority)
    const untrusted = await startTlsServer({ key, cert })
    const proxy = `https://127.0.0.1:${untrusted.port}`
    for (const host of ["https://posthog.example", "http://posthog.example"]) {
      const send = await openWire({
        ...options,
        host,
        proxy,
        allowInsecureHttp: true,
        retry: { attempts: 1 }
      })
      const failure = await send(readRequest)
      assert.instanceOf(failure, TransportError)
      assert.deepInclude(failure.reason, {
        _tag: "Unreachable",
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        proxy
      })
      assert.isFalse(failure.isRetryable)
    }
    assert.deepStrictEqual(untrusted.protocols, [])
  })

  const plain = async (more: { refuseWith?: number } = {}) => {
    const server = await startServer((_request, response) => json(response, 200, { plain: true }))
    const proxy = await startProxy({ to: Number(new URL(server.origin).port), ...more })
    const send = await openWire({
      ...options,
      host: "http://posthog.example",
      allowInsecureHttp: true,
      proxy: proxy.origin.replace("//", `//user:${password}@`),
      retry: { attempts: 1 }
    })
    return { server, proxy, send }
  }

  it("are handed to the proxy with their whole address when they are not encrypted", async () => {
    const { proxy, send, server } = await plain()
    assert.deepInclude(await send(readRequest), { value: { plain: true } })
    assert.deepStrictEqual(proxy.asked, ["POST http://posthog.example/api/projects/7/query/"])
    assert.strictEqual(server.received[0]?.headers.host, "posthog.example")
    assert.strictEqual(server.received[0]?.body, JSON.stringify(readRequest.body))
  })

  it("are told apart from the server's answers when the proxy refuses them unencrypted", async () => {
    const { send } = await plain({ refuseWith: 407 })
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "ProxyRefused", status: 407 })
  })

  it("are given up when the tunnel is not open in the time of one connection", async () => {
    // It takes connections, and answers no CONNECT.
    const silent = createServer()
    silent.listen(0, "127.0.0.1")
    await once(silent, "listening")
    onTestFinished(() => void silent.close())
    const proxy = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const send = await openWire({
      ...options,
      host: "https://posthog.example",
      proxy,
      connections: { connectTimeoutMillis: 50 },
      retry: { attempts: 1 }
    })
    const failure = await send(readRequest)
    assert.instanceOf(failure, TransportError)
    assert.deepInclude(failure.reason, { _tag: "Unreachable", code: "ETIMEDOUT", proxy })
  })

  it("end with the client, however the proxy behaves", async () => {
    const silent = await startServer(() => undefined)
    // A server that takes connections and is no proxy: it never answers CONNECT.
    const client = createTransport({
      ...options,
      host: "https://posthog.example",
      proxy: silent.origin,
      logLevel: "none",
      timeoutMillis: 50
    })
    const failure = await client.execute(readRequest).catch((error: unknown) => error)
    assert.instanceOf(failure, TransportError)
    await client.close()
  })
})
