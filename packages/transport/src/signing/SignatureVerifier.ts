/**
 * The other side of signing, for a gateway: is this request whole, fresh, from somebody who has the key, and new?
 *
 * Nonces are remembered for as long as a request with them would still be fresh. A memory that is full refuses, it does not
 * forget: forgetting would let a replay in. A clock that is set back lets none in either. A nonce is remembered only of a request that is right in everything else, so that a stranger
 * cannot fill the memory.
 */
import { timingSafeEqual } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { checkTopNames } from "../checkNames.ts"
import { checkSigningKey, hmacSha256, leastKeyLength } from "../Credentials.ts"
import { InvalidSettings } from "../failures/unsent.ts"
import { TransportError } from "../TransportError.ts"
import { contentDigestOf, coveredComponents, signatureBase, signatureLabel } from "./signatureBase.ts"

/**
 * What a verifier knows and allows.
 *
 * @since 0.2.0
 */
export interface SignatureVerifierOptions {
  /** The keys by their names. Two at a time while a key is exchanged. */
  readonly keys: Readonly<Record<string, string | Redacted.Redacted>>
  /** How old a request may be, in seconds. 300 unless given. */
  readonly maxAgeSeconds?: number | undefined
  /** How far the sender's clock may be ahead, in seconds. 30 unless given. */
  readonly clockSkewSeconds?: number | undefined
  /** How many requests are remembered; further ones are refused until older ones are stale. 100,000 unless given. */
  readonly mostNonces?: number | undefined
}

/**
 * A request as the gateway received it.
 *
 * @since 0.2.0
 */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query exactly as they came, such as `request.url` of Node. */
  readonly url: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The whole body, before anything decodes it. Empty unless given. */
  readonly body?: Uint8Array | string | undefined
}

/**
 * `problem`: `"unsigned"` (no signature), `"malformed"` (not one of ours), `"unknown-key"`, `"stale"`, `"early"` (made in the future),
 * `"wrong-signature"` (another key, method, path or query), `"changed-body"`, `"replayed"`, `"full"` (too many to remember).
 *
 * @since 0.2.0
 */
export type SignatureVerdict =
  | { readonly isValid: true; readonly keyId: string }
  | {
      readonly isValid: false
      readonly problem:
        | "unsigned"
        | "malformed"
        | "unknown-key"
        | "stale"
        | "early"
        | "wrong-signature"
        | "changed-body"
        | "replayed"
        | "full"
    }

/**
 * A verifier and its memory of nonces, which is of this process alone, from when it was made: another, or the next after a restart, accepts
 * what this one has seen for as long as it is fresh.
 *
 * @since 0.2.0
 */
export interface SignatureVerifier {
  readonly verify: (request: ReceivedRequest) => Effect.Effect<SignatureVerdict>
}

/**
 * A verifier for requests that a transport with `signing` sent. Fails with `TransportError` (`InvalidSettings`).
 *
 * @since 0.2.0
 */
export const makeSignatureVerifier = (
  options: SignatureVerifierOptions
): Effect.Effect<SignatureVerifier, TransportError> =>
  Effect.mapError(make(options), (reason) => new TransportError({ operation: "Signature.settings", reason }))

const make = Effect.fnUntraced(function* (
  options: SignatureVerifierOptions
): Effect.fn.Return<SignatureVerifier, InvalidSettings> {
  yield* checkTopNames(options, ["keys", "maxAgeSeconds", "clockSkewSeconds", "mostNonces"])
  const maxAgeMillis = 1000 * (yield* whole("maxAgeSeconds", options.maxAgeSeconds ?? 300, 1))
  const skewMillis = 1000 * (yield* whole("clockSkewSeconds", options.clockSkewSeconds ?? 30, 0))
  const mostNonces = yield* whole("mostNonces", options.mostNonces ?? 100_000, 1)
  const keys = new Map<string, Redacted.Redacted>()
  // Options can come from untyped JavaScript.
  const given = (options.keys as SignatureVerifierOptions["keys"] | undefined) ?? {}
  for (const [keyId, key] of Object.entries(given)) {
    // A name as long as a key can be one: the two are easily exchanged.
    keys.set(keyId, yield* checkSigningKey(key, keyId.length < leastKeyLength ? `keys.${keyId}` : "keys"))
  }
  if (keys.size === 0) return yield* new InvalidSettings({ setting: "keys", problem: "holds no key" })
  /** In the order they came, which is the order they are forgotten in. */
  const nonces = new Map<string, { readonly createdMillis: number; readonly untilMillis: number }>()
  /** The newest that was forgotten. What is no newer may be one of those: it would be fresh again if the clock was set back since. */
  let forgottenMillis = -Infinity

  const verify = (request: ReceivedRequest, nowMillis: number): SignatureVerdict => {
    const refuse = (problem: Exclude<SignatureVerdict, { isValid: true }>["problem"]): SignatureVerdict => ({
      isValid: false,
      problem
    })
    const input = headerOf(request, "signature-input")
    const signature = headerOf(request, "signature")
    const contentDigest = headerOf(request, "content-digest")
    if (input === undefined && signature === undefined) return refuse("unsigned")
    if (input === undefined || signature === undefined || contentDigest === undefined)
      return refuse("malformed")
    const signed = readSignature(input, signature)
    if (signed === undefined) return refuse("malformed")
    const key = keys.get(signed.keyId)
    if (key === undefined) return refuse("unknown-key")
    const createdMillis = signed.created * 1000
    if (createdMillis + maxAgeMillis < nowMillis || createdMillis <= forgottenMillis) return refuse("stale")
    if (createdMillis > nowMillis + skewMillis) return refuse("early")
    // A proxy is asked for the whole address; the host is not signed.
    const target = request.url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "")
    const [path = "", ...rest] = target.split("?")
    const query = rest.length === 0 ? "" : `?${rest.join("?")}`
    const parts = { method: request.method, path, query, contentDigest }
    const expected = hmacSha256(key, signatureBase(parts, signed.components, signed.parameters))
    if (!isEqual(expected, signed.signature)) return refuse("wrong-signature")
    const body =
      typeof request.body === "string" ? Buffer.from(request.body) : (request.body ?? new Uint8Array())
    if (!isEqual(Buffer.from(contentDigestOf(body)), Buffer.from(contentDigest)))
      return refuse("changed-body")
    for (const [nonce, seen] of nonces) {
      if (seen.untilMillis >= nowMillis) break
      nonces.delete(nonce)
      forgottenMillis = Math.max(forgottenMillis, seen.createdMillis)
    }
    const nonce = `${signed.keyId}\n${signed.nonce}`
    if (nonces.has(nonce)) return refuse("replayed")
    if (nonces.size >= mostNonces) return refuse("full")
    // A request made as late as the skew allows is fresh for longer than one made now.
    nonces.set(nonce, { createdMillis, untilMillis: nowMillis + skewMillis + maxAgeMillis })
    return { isValid: true, keyId: signed.keyId }
  }
  return {
    verify: (request) => Effect.map(Clock.currentTimeMillis, (nowMillis) => verify(request, nowMillis))
  }
})

const whole = (setting: string, value: number, least: number): Effect.Effect<number, InvalidSettings> =>
  Number.isSafeInteger(value) && value >= least && value <= 1e9
    ? Effect.succeed(value)
    : Effect.fail(new InvalidSettings({ setting, problem: `must be a whole number from ${least}` }))

/** Takes the same time wherever two texts of one length differ. */
const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && timingSafeEqual(a, b)

/** One value; a header that came twice is refused rather than guessed at. */
const headerOf = (request: ReceivedRequest, name: string): string | undefined => {
  const values = Object.entries(request.headers).flatMap(([each, value]) =>
    each.toLowerCase() === name && value !== undefined ? value : []
  )
  return values.length === 0 ? undefined : values.length === 1 ? values[0] : ""
}

interface Signature {
  readonly components: ReadonlyArray<string>
  /** As they came: the signature covers their very text. */
  readonly parameters: string
  readonly created: number
  readonly keyId: string
  readonly nonce: string
  readonly signature: Uint8Array
}

const inputShape = new RegExp(
  `^${signatureLabel}=(\\(("[a-z@-]+"(?: "[a-z@-]+")*)\\)((?:;[a-z]+=(?:\\d{1,15}|"[^"\\\\]*"))+))$`
)
const signatureShape = new RegExp(`^${signatureLabel}=:([A-Za-z0-9+/]{43}=):$`)

/** A signature over exactly the four components, with exactly the parameters this package writes, in any order. */
const readSignature = (input: string, signature: string): Signature | undefined => {
  const [, parameters = "", list = "", pairs = ""] = inputShape.exec(input) ?? []
  const [, code] = signatureShape.exec(signature) ?? []
  if (code === undefined || parameters === "") return undefined
  const components = list.split(" ").map((each) => each.slice(1, -1))
  if (components.length !== coveredComponents.length) return undefined
  if (!coveredComponents.every((each) => components.includes(each))) return undefined
  const given = new Map<string, string>()
  for (const [, name = "", value = ""] of pairs.matchAll(/;([a-z]+)=(\d+|"[^"]*")/g)) {
    if (given.has(name)) return undefined
    given.set(name, value)
  }
  const text = (name: string) => /^"([\x20-\x7e]*)"$/.exec(given.get(name) ?? "")?.[1]
  const created = given.get("created") ?? ""
  const keyId = text("keyid")
  const nonce = text("nonce")
  if (given.size !== 4 || !/^\d+$/.test(created) || text("alg") !== "hmac-sha256") return undefined
  if (keyId === undefined || nonce === undefined || nonce.length < 16 || nonce.length > 200) return undefined
  return {
    components,
    parameters,
    created: Number(created),
    keyId,
    nonce,
    signature: Buffer.from(code, "base64")
  }
}
