/**
 * Signs what is about to be sent. Every sending has a time and a nonce of its own, a retry and a followed redirect too, so that a
 * verifier can refuse what it has seen.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { checkNames } from "../checkNames.ts"
import type { CredentialStore } from "../CredentialStore.ts"
import { HttpClient, HttpClientRequest } from "../EffectHttp.ts"
import { InvalidSettings } from "../failures/unsent.ts"
import { contentDigestOf, coveredComponents, signatureBase, signatureLabel } from "./signatureBase.ts"

/**
 * Signs requests for a gateway that checks them.
 *
 * @since 0.2.0
 */
export interface SigningOptions {
  /** The name the gateway knows the key by. Letters, digits and `._:/@-`, at most 200. */
  readonly keyId: string
  /** At least 32 random characters; its bytes as UTF-8 are the key. From `secrets` (`signingKey`) unless given. */
  readonly key?: string | Redacted.Redacted | undefined
}

/** Checks the name of the key; the key itself is checked with the others. */
export const checkSigningOptions = (options: SigningOptions): Effect.Effect<void, InvalidSettings> =>
  Effect.flatMap(checkNames("signing", options, ["keyId", "key"]), () =>
    typeof (options.keyId as unknown) === "string" && /^[\w.:/@-]{1,200}$/.test(options.keyId)
      ? Effect.void
      : Effect.fail(
          new InvalidSettings({
            setting: "signing.keyId",
            problem: "must be the name the gateway knows the key by: letters, digits and ._:/@-, at most 200"
          })
        )
  )

/** A client that signs everything it sends with the key in force. */
export const signingClient = (
  client: HttpClient.HttpClient,
  keyId: string,
  store: CredentialStore
): HttpClient.HttpClient =>
  HttpClient.mapRequestEffect(client, (request) =>
    Effect.map(Clock.currentTimeMillis, (nowMillis) => {
      const { sign } = store.now()
      const url = Option.getOrUndefined(HttpClientRequest.toUrl(request))
      // Both are made certain before: the key when the transport is made, the address when the request is prepared.
      return sign === undefined || url === undefined
        ? request
        : HttpClientRequest.setHeaders(request, signatureHeaders(request, url, keyId, sign, nowMillis))
    })
  )

const signatureHeaders = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  keyId: string,
  sign: (text: string) => Uint8Array,
  nowMillis: number
): Record<string, string> => {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64url")
  const body = request.body._tag === "Uint8Array" ? request.body.body : new Uint8Array()
  const contentDigest = contentDigestOf(body)
  const components = coveredComponents.map((name) => `"${name}"`).join(" ")
  const created = Math.floor(nowMillis / 1000)
  const parameters = `(${components});created=${created};keyid="${keyId}";alg="hmac-sha256";nonce="${nonce}"`
  const base = signatureBase(
    { method: request.method, path: url.pathname, query: url.search, contentDigest },
    coveredComponents,
    parameters
  )
  return {
    "content-digest": contentDigest,
    "signature-input": `${signatureLabel}=${parameters}`,
    signature: `${signatureLabel}=:${Buffer.from(sign(base)).toString("base64")}:`
  }
}
