/** Real TLS servers, with certificates made here, each wrong in one way. */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { X509Certificate } from "node:crypto"
import { once } from "node:events"
import { createServer, type AddressInfo } from "node:net"
import { onTestFinished } from "vitest"
import { createTransport } from "../src/createTransport.ts"
import { pinnedIdentity } from "../src/PinnedIdentity.ts"
import { resolveSettings, type TransportOptions } from "../src/Settings.ts"
import type { TlsOptions } from "../src/Tls.ts"
import type { TlsFailed } from "../src/failures/connection.ts"
import { TransportError } from "../src/TransportError.ts"
import { issue, makeAuthority, type Authority, type Issued } from "./support/certificates.ts"
import { options, readRequest } from "./support/options.ts"
import { startTlsServer } from "./support/tlsServer.ts"

const call = async (port: number, tls: TlsOptions) => {
  const client = createTransport({
    ...options,
    host: `https://localhost:${port}`,
    logLevel: "none",
    retry: { attempts: 3, baseMillis: 1 },
    tls
  })
  onTestFinished(client.close)
  return client.execute(readRequest).catch((error: unknown) => error)
}

const failsWith = (failure: unknown, problem: TlsFailed["problem"]) => {
  assert.instanceOf(failure, TransportError)
  assert.deepInclude(failure.reason, { _tag: "TlsFailed", problem })
  assert.isFalse(failure.isRetryable)
  assert.strictEqual(failure.attempts, 1)
}

const unusedPin = `sha256/${Buffer.alloc(32, 7).toString("base64")}`

describe("a server's certificate", () => {
  let authority: Authority
  let intermediate: Authority
  let good: Issued
  let underIntermediate: Issued
  let ca: string
  beforeAll(async () => {
    authority = await makeAuthority("test authority")
    intermediate = await makeAuthority("test intermediate", authority)
    good = await issue(authority)
    underIntermediate = await issue(intermediate, { chain: [intermediate] })
    ca = authority.pem
  })

  it("is accepted from an authority given as tls.ca, over TLS 1.3", async () => {
    const server = await startTlsServer(good)
    assert.deepInclude(await call(server.port, { ca }), { value: { secure: true } })
    assert.deepStrictEqual(server.protocols, ["TLSv1.3"])
  })

  it("is accepted from any of several authorities in one file", async () => {
    const other = await makeAuthority("other authority")
    const server = await startTlsServer(good)
    for (const both of [`${other.pem}\n${ca}\n`, [other.pem, ca]]) {
      assert.deepInclude(await call(server.port, { ca: both }), { value: { secure: true } })
    }
  })

  it("is refused from an authority nobody named", async () => {
    const server = await startTlsServer(good)
    failsWith(await call(server.port, {}), "untrusted")
    failsWith(await call(server.port, { ca: (await makeAuthority("test authority")).pem }), "untrusted")
    assert.deepStrictEqual(server.protocols, [])
  })

  it("is refused when it has expired", async () => {
    const server = await startTlsServer(await issue(authority, { validDays: [-20, -1] }))
    const failure = await call(server.port, { ca })
    failsWith(failure, "expired")
    assert.match(
      String(failure),
      /localhost:\d+ has a certificate that has expired\. Have it renewed, and check the clock of this machine \(CERT_HAS_EXPIRED\)\./
    )
  })

  it("is refused when it is not valid yet", async () => {
    const server = await startTlsServer(await issue(authority, { validDays: [1, 20] }))
    failsWith(await call(server.port, { ca }), "not-yet-valid")
  })

  it("is refused when it is for another host", async () => {
    const server = await startTlsServer(await issue(authority, { names: ["us.posthog.com"] }))
    failsWith(await call(server.port, { ca }), "host-name")
    assert.deepStrictEqual(server.protocols, [])
  })

  describe("and a server that speaks TLS 1.2 only", () => {
    it("is refused, with the option that would allow it", async () => {
      const server = await startTlsServer({ ...good, maxVersion: "TLSv1.2" })
      const failure = await call(server.port, { ca })
      failsWith(failure, "version")
      assert.include(String(failure), "set tls.minVersion to TLSv1.2")
    })

    it("is accepted when tls.minVersion says so", async () => {
      const server = await startTlsServer({ ...good, maxVersion: "TLSv1.2" })
      assert.deepInclude(await call(server.port, { ca, minVersion: "TLSv1.2" }), { status: 200 })
      assert.deepStrictEqual(server.protocols, ["TLSv1.2"])
    })

    it("is refused below TLS 1.2 in any case", async () => {
      const server = await startTlsServer({
        ...good,
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0"
      })
      failsWith(await call(server.port, { ca, minVersion: "TLSv1.2" }), "version")
    })
  })

  describe("with pins", () => {
    it("is accepted when its key is the first pin, or the backup", async () => {
      const server = await startTlsServer(good)
      for (const pins of [
        [good.pin, unusedPin],
        [unusedPin, good.pin]
      ]) {
        assert.deepInclude(await call(server.port, { ca, pins }), { value: { secure: true } })
      }
    })

    it("is accepted when an authority above it is pinned", async () => {
      const server = await startTlsServer(underIntermediate)
      for (const pin of [underIntermediate.pin, intermediate.pin, authority.pin]) {
        assert.deepInclude(await call(server.port, { ca, pins: [pin, unusedPin] }), { status: 200 }, pin)
      }
    })

    it("is refused when no key is pinned, and nothing is sent", async () => {
      const server = await startTlsServer(good)
      const other = `sha256/${Buffer.alloc(32, 9).toString("base64")}`
      const failure = await call(server.port, { ca, pins: [unusedPin, other] })
      failsWith(failure, "pin")
      assert.include(String(failure), "proved a public key that is not pinned. Do not send it anything")
      assert.deepStrictEqual(server.protocols, [])
    })

    it("is refused when the pinned authority is only sent along and signed nothing", async () => {
      const impostor = await makeAuthority("test intermediate", authority)
      const issued = await issue(impostor, { chain: [impostor, intermediate] })
      const server = await startTlsServer(issued)
      const pins = [intermediate.pin, unusedPin]
      failsWith(await call(server.port, { ca, pins }), "pin")

      // Node links a chain by names. Here it has been led to the pinned authority, which has the name of the one that signed.
      const chainOf = (issuer: Authority) => {
        const [leaf, above] = [issued.cert, issuer.pem].map((pem) =>
          new X509Certificate(pem).toLegacyObject()
        )
        return { ...leaf, issuerCertificate: above } as never
      }
      assert.propertyVal(pinnedIdentity(pins)("localhost", chainOf(intermediate)), "code", "ERR_PIN_MISMATCH")
      assert.isUndefined(pinnedIdentity([impostor.pin])("localhost", chainOf(impostor)))
    })

    it("is refused for another host although its key is pinned", async () => {
      const elsewhere = await issue(authority, { names: ["us.posthog.com"] })
      const server = await startTlsServer(elsewhere)
      failsWith(await call(server.port, { ca, pins: [elsewhere.pin, unusedPin] }), "host-name")
    })

    it("is checked again on every new connection", async () => {
      const server = await startTlsServer(good)
      const client = createTransport({
        ...options,
        host: `https://localhost:${server.port}`,
        logLevel: "none",
        tls: { ca, pins: [good.pin, unusedPin] },
        connections: { keepAliveMillis: 1 }
      })
      onTestFinished(client.close)
      for (let n = 0; n < 3; n++) {
        assert.deepInclude(await client.execute(readRequest), { status: 200 })
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })
  })

  it("is not expected of a server that speaks no TLS", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined)
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    onTestFinished(() => void server.close())
    failsWith(await call((server.address() as AddressInfo).port, { ca }), "not-tls")
  })
})

describe("the demands on a server", () => {
  const refusal = (more: Partial<TransportOptions>) => Effect.flip(resolveSettings({ ...options, ...more }))
  const pin = `sha256/${Buffer.alloc(32, 1).toString("base64")}`

  for (const [name, tls, setting, problem] of [
    ["a version that is no version", { minVersion: "1.3" as never }, "tls.minVersion", /"TLSv1.2"/],
    ["a version that is too old", { minVersion: "TLSv1.1" as never }, "tls.minVersion", /"TLSv1.3"/],
    ["one pin", { pins: [pin] }, "tls.pins", /two different pins.* a backup/],
    ["the same pin twice", { pins: [pin, pin] }, "tls.pins", /two different pins/],
    ["no pin", { pins: [] }, "tls.pins", /two different pins/],
    ["a pin that is a word", { pins: [pin, "sha256/abc"] }, "tls.pins", /^pin 2 is not one; write a pin as/],
    ["a pin of SHA-1", { pins: ["sha1/AAAA", pin] }, "tls.pins", /^pin 1/],
    ["a pin in hexadecimal", { pins: ["ab".repeat(32), pin] }, "tls.pins", /^pin 1/],
    [
      "a pin without its last =",
      { pins: [pin, unusedPin.replace(/=$/, "")] },
      "tls.pins",
      /^pin 2 is not one/
    ],
    ["a list that is text", { pins: pin as never }, "tls.pins", /must be a list/],
    ["an authority that is a path", { ca: "/etc/ssl/ca.pem" }, "tls.ca", /not a certificate in PEM/],
    [
      "an authority that is broken",
      { ca: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----" },
      "tls.ca",
      /not a certificate in PEM/
    ],
    ["no authority", { ca: [] }, "tls.ca", /holds no certificate/]
  ] as ReadonlyArray<readonly [string, TlsOptions, string, RegExp]>) {
    it.effect(`cannot be ${name}`, () =>
      Effect.gen(function* () {
        const failure = yield* refusal({ tls })
        assert.strictEqual(failure.setting, setting)
        assert.match(failure.problem, problem)
      })
    )
  }

  it.effect("cannot be pins for a host without encryption", () =>
    Effect.gen(function* () {
      const failure = yield* refusal({ host: "http://localhost:8000", tls: { pins: [pin, unusedPin] } })
      assert.match(failure.problem, /cannot be checked over http/)
    })
  )

  it.effect("are TLS 1.3 and the public authorities unless given", () =>
    Effect.gen(function* () {
      const { settings } = yield* resolveSettings(options)
      assert.deepStrictEqual(settings.tls, { minVersion: "TLSv1.3", pins: [], ca: [] })
    })
  )
})
