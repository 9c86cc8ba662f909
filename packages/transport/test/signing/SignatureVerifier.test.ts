import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { httpbis } from "http-message-signatures"
import {
  createSignatureVerifier,
  type ReceivedRequest,
  type SignatureVerifierOptions
} from "../../src/index.ts"
import { contentDigestOf, coveredComponents, signatureBase } from "../../src/signing/signatureBase.ts"
import { makeSignatureVerifier } from "../../src/signing/SignatureVerifier.ts"
import { key, hmac, verifier, problemOf } from "../support/signing.ts"

const withHeader = (request: ReceivedRequest, name: string, value: string | undefined): ReceivedRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value }
})

/** A signed request made without a transport, for changing it. */
const signed = (options: {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly body?: string
  readonly created: number
  readonly nonce?: string
  readonly keyId?: string
  readonly secret?: string
  readonly parameters?: string
}): ReceivedRequest => {
  const { body = "{}", created, keyId = "gateway-2026", method = "POST", path = "/a", query = "" } = options
  const contentDigest = contentDigestOf(Buffer.from(body))
  const list = coveredComponents.map((name) => `"${name}"`).join(" ")
  const parameters =
    options.parameters ??
    `(${list});created=${created};keyid="${keyId}";alg="hmac-sha256";nonce="${options.nonce ?? "0123456789abcdef"}"`
  const base = signatureBase({ method, path, query, contentDigest }, coveredComponents, parameters)
  return {
    method,
    url: `${path}${query}`,
    body,
    headers: {
      "Content-Digest": contentDigest,
      "Signature-Input": `sig1=${parameters}`,
      Signature: `sig1=:${hmac(base, options.secret).toString("base64")}:`
    }
  }
}

describe("the verifier", () => {
  const now = 1_800_000_000
  const at = (seconds: number) => TestClock.setTime(seconds * 1000)
  const make = (more: Partial<SignatureVerifierOptions> = {}) =>
    makeSignatureVerifier({ keys: { "gateway-2026": key }, ...more })

  it.effect(
    "refuses a request that it has seen, for as long as it would be fresh, and as stale after that",
    () =>
      Effect.gen(function* () {
        const { verify } = yield* make({ maxAgeSeconds: 60, clockSkewSeconds: 10 })
        // Made as early as the skew allows: fresh for longest.
        const request = signed({ created: now + 10 })
        yield* at(now)
        assert.strictEqual(problemOf(yield* verify(request)), "valid")
        for (const seconds of [0, 1, 30, 60, 69, 70]) {
          yield* at(now + seconds)
          assert.strictEqual(problemOf(yield* verify(request)), "replayed")
        }
        for (const seconds of [71, 72, 200, 100_000]) {
          yield* at(now + seconds)
          assert.strictEqual(problemOf(yield* verify(request)), "stale")
        }
      })
  )

  it.effect("refuses what is too old or from the future, to the second", () =>
    Effect.gen(function* () {
      const { verify } = yield* make({ maxAgeSeconds: 60, clockSkewSeconds: 10 })
      yield* at(now)
      for (const [offset, expected] of [
        [-61, "stale"],
        [-60, "valid"],
        [10, "valid"],
        [11, "early"]
      ] as const) {
        const verdict = yield* verify(signed({ created: now + offset, nonce: `${offset}-0123456789abcdef` }))
        assert.strictEqual(problemOf(verdict), expected)
      }
    })
  )

  it.effect(
    "refuses when it can remember no more, until the oldest are stale, and never forgets one that is fresh",
    () =>
      Effect.gen(function* () {
        const { verify } = yield* make({ mostNonces: 3, maxAgeSeconds: 60, clockSkewSeconds: 0 })
        yield* at(now)
        const request = (n: number, created = now) => signed({ created, nonce: `nonce-0123456789-${n}` })
        for (const n of [1, 2, 3]) assert.strictEqual(problemOf(yield* verify(request(n))), "valid")
        assert.strictEqual(problemOf(yield* verify(request(4))), "full")
        assert.strictEqual(problemOf(yield* verify(request(1))), "replayed")
        yield* at(now + 61)
        assert.strictEqual(problemOf(yield* verify(request(5, now + 61))), "valid")
      })
  )

  it.effect("takes one nonce from each key: a sender cannot use up those of another", () =>
    Effect.gen(function* () {
      const { verify } = yield* make({ keys: { a: key, b: key } })
      yield* at(now)
      for (const expected of ["valid", "replayed"]) {
        for (const keyId of ["a", "b"]) {
          assert.strictEqual(problemOf(yield* verify(signed({ created: now, keyId }))), expected)
        }
      }
    })
  )

  it.effect("lets in nothing that it forgot while its clock was ahead, when the clock is set back", () =>
    Effect.gen(function* () {
      const { verify } = yield* make({ maxAgeSeconds: 60, clockSkewSeconds: 10 })
      const request = (n: number, created: number) => signed({ created, nonce: `nonce-0123456789-${n}` })
      yield* at(now)
      assert.strictEqual(problemOf(yield* verify(request(1, now))), "valid")
      yield* at(now + 3_600)
      assert.strictEqual(problemOf(yield* verify(request(2, now + 3_600))), "valid")
      yield* at(now + 5)
      assert.strictEqual(problemOf(yield* verify(request(1, now))), "stale")
      // What is newer than anything forgotten is as good as before.
      assert.strictEqual(problemOf(yield* verify(request(3, now + 5))), "valid")
      assert.strictEqual(problemOf(yield* verify(request(3, now + 5))), "replayed")
    })
  )

  it.effect("is not filled by strangers: what is wrong in any way is not remembered", () =>
    Effect.gen(function* () {
      const { verify } = yield* make({ mostNonces: 1 })
      yield* at(now)
      for (let n = 0; n < 5; n++) {
        yield* verify(signed({ created: now, nonce: `stranger-0123456789-${n}`, secret: "x".repeat(40) }))
        yield* verify({ ...signed({ created: now, nonce: `changed-0123456789-${n}` }), body: "other" })
      }
      assert.strictEqual(problemOf(yield* verify(signed({ created: now }))), "valid")
    })
  )

  it.effect("accepts what another implementation of RFC 9421 signs", () =>
    Effect.gen(function* () {
      const { verify } = yield* make()
      yield* at(now)
      const body = '{"a":1}'
      const message = yield* Effect.promise(() =>
        httpbis.signMessage(
          {
            key: { id: "gateway-2026", alg: "hmac-sha256", sign: (data) => Promise.resolve(hmac(data)) },
            name: "sig1",
            fields: ["content-digest", "@method", "@path", "@query"],
            params: ["created", "keyid", "alg", "nonce"],
            paramValues: { created: new Date(now * 1000), nonce: "0123456789abcdef" }
          },
          {
            method: "POST",
            url: "https://gateway.example.org/api/x/?b=2&a=%20",
            headers: { "content-digest": contentDigestOf(Buffer.from(body)) }
          }
        )
      )
      const request = { method: "POST", url: "/api/x/?b=2&a=%20", headers: message.headers, body }
      assert.strictEqual(problemOf(yield* verify(request)), "valid")
    })
  )

  it("refuses any change of what is signed", () => {
    const created = Math.floor(Date.now() / 1000)
    const text = fc.string({ unit: fc.constantFrom(...Array.from("abcXYZ019-._~%/=&")), maxLength: 12 })
    fc.assert(
      fc.property(
        fc.record({
          method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
          path: text.map((each) => `/${each}`),
          query: text.map((each) => (each === "" ? "" : `?${each}`)),
          body: fc.string()
        }),
        fc.constantFrom(
          "method",
          "path",
          "query",
          "body",
          "digest",
          "created",
          "nonce",
          "keyid",
          "signature"
        ),
        text,
        (parts, what, more) => {
          const request = signed({ ...parts, created })
          const { verify } = verifier()
          assert.strictEqual(problemOf(verifier().verify(request)), "valid")
          const input = String(request.headers["Signature-Input"])
          const other = `${more}x`
          const changed: ReceivedRequest =
            what === "method"
              ? { ...request, method: parts.method === "GET" ? "POST" : "GET" }
              : what === "path"
                ? { ...request, url: `${parts.path}${other}${parts.query}` }
                : what === "query"
                  ? { ...request, url: `${parts.path}${parts.query === "" ? "?" : parts.query}${other}` }
                  : what === "body"
                    ? { ...request, body: `${parts.body}${other}` }
                    : what === "digest"
                      ? {
                          ...withHeader(
                            request,
                            "Content-Digest",
                            contentDigestOf(Buffer.from(`${parts.body}${other}`))
                          ),
                          body: `${parts.body}${other}`
                        }
                      : what === "created"
                        ? withHeader(
                            request,
                            "Signature-Input",
                            input.replace(/created=\d+/, `created=${created - 1}`)
                          )
                        : what === "nonce"
                          ? withHeader(
                              request,
                              "Signature-Input",
                              input.replace("0123456789abcdef", "0123456789abcdeg")
                            )
                          : what === "keyid"
                            ? withHeader(
                                request,
                                "Signature-Input",
                                input.replace("gateway-2026", "gateway-2027")
                              )
                            : withHeader(request, "Signature", `sig1=:${hmac(other).toString("base64")}:`)
          assert.include(["wrong-signature", "changed-body", "unknown-key"], problemOf(verify(changed)))
        }
      ),
      { numRuns: 500 }
    )
  })

  const list = coveredComponents.map((name) => `"${name}"`).join(" ")
  const created = Math.floor(Date.now() / 1000)
  const rest = `;created=${created};keyid="gateway-2026";alg="hmac-sha256";nonce="0123456789abcdef"`
  for (const [name, parameters] of [
    ["fewer components", `("@method" "@path" "@query")${rest}`],
    ["a component twice", `("@method" "@path" "@query" "@query")${rest}`],
    ["another component", `("@method" "@path" "@query" "content-digest" "host")${rest}`],
    ["no time", `(${list});keyid="gateway-2026";alg="hmac-sha256";nonce="0123456789abcdef"`],
    ["no nonce", `(${list});created=${created};keyid="gateway-2026";alg="hmac-sha256"`],
    ["a short nonce", `(${list});created=${created};keyid="gateway-2026";alg="hmac-sha256";nonce="0123"`],
    [
      "another algorithm",
      `(${list});created=${created};keyid="gateway-2026";alg="none";nonce="0123456789abcdef"`
    ],
    ["a parameter twice", `(${list})${rest};created=${created}`],
    ["a parameter it does not know", `(${list})${rest};tag="x"`],
    [
      "a time that is no number",
      `(${list});created="now";keyid="gateway-2026";alg="hmac-sha256";nonce="0123456789abcdef"`
    ],
    ["two signatures", `(${list})${rest},sig2=(${list})${rest}`]
  ] as const) {
    it(`refuses a signature with ${name}, though its code is right`, () => {
      assert.strictEqual(problemOf(verifier().verify(signed({ created, parameters }))), "malformed")
    })
  }

  it("refuses what is not signed, half signed, or has a header twice", () => {
    const request = signed({ created })
    const { verify } = verifier()
    assert.strictEqual(problemOf(verify({ ...request, headers: {} })), "unsigned")
    for (const name of ["Signature", "Signature-Input", "Content-Digest"]) {
      assert.strictEqual(problemOf(verify(withHeader(request, name, undefined))), "malformed")
    }
    const signature = String(request.headers["Signature"])
    assert.strictEqual(
      problemOf(verify({ ...request, headers: { ...request.headers, Signature: [signature, signature] } })),
      "malformed"
    )
    assert.strictEqual(problemOf(verify(withHeader(request, "signature", signature))), "malformed")
    assert.strictEqual(problemOf(verify(request)), "valid")
  })

  it("takes the whole address too, as a proxy is asked for it", () => {
    const request = signed({ created, path: "/a//b", query: "?c=http://d/?e" })
    const url = `https://gateway.example.org:8443${request.url}`
    assert.strictEqual(problemOf(verifier().verify({ ...request, url })), "valid")
    assert.strictEqual(problemOf(verifier().verify({ ...request, url: `${url}f` })), "wrong-signature")
  })

  it("never throws, whatever the headers hold", () => {
    const { verify } = verifier()
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (input, signature, digest, url) => {
        const headers = { "signature-input": input, signature, "content-digest": digest }
        assert.isFalse(verify({ method: "GET", url, headers }).isValid)
      })
    )
  })

  it("refuses options that cannot be right", () => {
    for (const [setting, options] of [
      ["keys", { keys: {} }],
      ["keys.a", { keys: { a: "short" } }],
      ["maxAgeSeconds", { keys: { a: key }, maxAgeSeconds: 0 }],
      ["clockSkewSeconds", { keys: { a: key }, clockSkewSeconds: -1 }],
      ["mostNonces", { keys: { a: key }, mostNonces: 1.5 }],
      // The name and the key exchanged: neither is shown.
      ["keys", { keys: { [key]: "gateway-2026" } }],
      ["maxAge", { keys: { a: key }, maxAge: 5 }],
      ["options", undefined]
    ] as const) {
      // What untyped JavaScript can give.
      assert.throws(
        () => createSignatureVerifier(options as SignatureVerifierOptions),
        new RegExp(`^Signature\\.settings: ${setting}: `)
      )
    }
  })
})
