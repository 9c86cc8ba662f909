/**
 * The personal key, the project token and the signing key. The only file that opens a `Redacted`.
 *
 * The personal key travels as `Authorization: Bearer` to the API, the project token as `api_key` in the body of a request
 * to the ingest host, and neither ever the other way. PostHog's capture answers 200 to a token it does not know, so a key
 * of the wrong kind must be found here: it would fail late, or silently.
 *
 * @see https://posthog.com/docs/api#authentication (read 2026-11)
 */
import { createHash, createHmac } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { mask, redactBody, redactText } from "./Redaction.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/** The credentials of one transport, closed: they can be attached and looked for, not read. */
export interface Credentials {
  readonly hasPersonalApiKey: boolean
  readonly hasProjectToken: boolean
  /** `phx_12...90`, for settings and logs. */
  readonly masked: { readonly personalApiKey: string | undefined; readonly projectToken: string | undefined }
  /** Tells these credentials from others, without telling anything about them. */
  readonly fingerprint: string
  /** HMAC-SHA256 of a text under the signing key; undefined without one. */
  readonly sign: ((text: string) => Uint8Array) | undefined
  /** A copy of the headers with the personal key. */
  readonly authorize: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>
  /** A copy of the body with the token as its `api_key`. */
  readonly withToken: (body: object) => object
  /** Takes these credentials, and anything that looks like one, out of a sentence. */
  readonly redact: (text: string) => string
  /** The same for headers and bodies, with every value behind a secret's name. */
  readonly redactBody: (text: string) => string
}

/** Whether anything could be sent with them that a server lets in. A signature alone is for a gateway that adds the keys. */
export const hasSomeKey = ({ hasPersonalApiKey, hasProjectToken, sign }: Credentials): boolean =>
  hasPersonalApiKey || hasProjectToken || sign !== undefined

interface KeyKind {
  readonly expected: string
  readonly wrongPrefixes: Readonly<Record<string, string>>
  readonly minimumLength?: number
  readonly maximumLength: number
}

const personalKind: KeyKind = {
  expected: "a personal API key (phx_...)",
  wrongPrefixes: { phc_: "a project token", phr_: "an OAuth refresh token" },
  maximumLength: 4096
}

/** The prefix list and the 64 characters are capture's own rules. */
const tokenKind: KeyKind = {
  expected: "the project token (phc_...)",
  wrongPrefixes: {
    phx_: "a personal API key, which must never be in events",
    pha_: "an OAuth access token",
    phr_: "an OAuth refresh token",
    phs_: "a project secret key"
  },
  maximumLength: 64
}

/** The fewest characters of a signing key. */
export const leastKeyLength = 32

const signingKind: KeyKind = {
  expected: `a random text of at least ${leastKeyLength} characters`,
  wrongPrefixes: {
    phx_: "a personal API key",
    phc_: "a project token",
    pha_: "an OAuth access token",
    phr_: "an OAuth refresh token",
    phs_: "a project secret key"
  },
  minimumLength: leastKeyLength,
  maximumLength: 4096
}

/**
 * Wraps, checks and closes the keys. Fails with `InvalidSettings`; the text never holds the value. `former` are keys that are no
 * longer sent but that an answer could still quote.
 */
export const makeCredentials = Effect.fnUntraced(function* (
  options: {
    readonly personalApiKey?: string | Redacted.Redacted | undefined
    readonly projectToken?: string | Redacted.Redacted | undefined
    readonly signingKey?: string | Redacted.Redacted | undefined
  },
  names: { readonly personalApiKey: string; readonly projectToken: string; readonly signingKey?: string },
  former: ReadonlyArray<Redacted.Redacted> = []
): Effect.fn.Return<Credentials, InvalidSettings> {
  const key = yield* checkKey(options.personalApiKey, names.personalApiKey, personalKind)
  const token = yield* checkKey(options.projectToken, names.projectToken, tokenKind)
  const signingKey = yield* checkKey(options.signingKey, names.signingKey ?? "signingKey", signingKind)
  const secrets = [key, token, signingKey, ...former].filter((each) => each !== undefined)
  return {
    hasPersonalApiKey: key !== undefined,
    hasProjectToken: token !== undefined,
    masked: {
      personalApiKey: key && mask(Redacted.value(key)),
      projectToken: token && mask(Redacted.value(token))
    },
    fingerprint: sha256(
      [key, token].map((each) => (each === undefined ? "" : Redacted.value(each))).join(" ")
    ),
    sign: signingKey && ((text) => hmacSha256(signingKey, text)),
    authorize: (headers) =>
      key === undefined ? headers : { ...headers, authorization: `Bearer ${Redacted.value(key)}` },
    withToken: (body) => (token === undefined ? body : { api_key: Redacted.value(token), ...body }),
    redact: (text) => redactText(text, secrets.map(Redacted.value)),
    redactBody: (text) => redactBody(text, secrets.map(Redacted.value))
  }
})

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const checkKey = Effect.fnUntraced(function* (
  given: string | Redacted.Redacted | undefined,
  setting: string,
  kind: KeyKind
): Effect.fn.Return<Redacted.Redacted | undefined, InvalidSettings> {
  if (given === undefined) return undefined
  const key = Redacted.isRedacted(given) ? given : Redacted.make(given, { label: setting })
  const problem = problemOf(Redacted.value(key), kind)
  if (problem !== undefined) return yield* new InvalidSettings({ setting, problem })
  return key
})

const problemOf = (value: unknown, kind: KeyKind): string | undefined => {
  if (typeof value !== "string" || value === "")
    return `is empty; set it to ${kind.expected}, or leave it out`
  if (/\s/.test(value)) return "holds a blank or a line break; copy the key again, without what surrounds it"
  if (!/^[\x21-\x7e]+$/.test(value)) return "holds a character no key has; copy the key again"
  if (/^["'].*["']$/.test(value)) return "is in quotation marks; remove them"
  const wrong = kind.wrongPrefixes[value.slice(0, 4)]
  if (wrong !== undefined) return `holds ${wrong}; set it to ${kind.expected}`
  if (value.length < (kind.minimumLength ?? 0)) return `is too short; set it to ${kind.expected}`
  if (value.length > kind.maximumLength) return `is longer than any key; set it to ${kind.expected}`
  return undefined
}

/** The header value for a proxy, opened where the connection to that proxy is made. */
export const proxyAuthorization = (authorization: Redacted.Redacted): string => Redacted.value(authorization)

/** HMAC-SHA256 of a text, as UTF-8. */
export const hmacSha256 = (key: Redacted.Redacted, text: string): Uint8Array =>
  createHmac("sha256", Redacted.value(key)).update(text).digest()

/** Checks and closes a signing key that stands alone, in a verifier. */
export const checkSigningKey = Effect.fnUntraced(function* (
  given: string | Redacted.Redacted,
  setting: string
): Effect.fn.Return<Redacted.Redacted, InvalidSettings> {
  const key = yield* checkKey(given, setting, signingKind)
  return (
    key ?? (yield* new InvalidSettings({ setting, problem: `is empty; set it to ${signingKind.expected}` }))
  )
})

/** A copy of an object with a secret as one of its fields: a header for another secret store, or the body of a login there. */
export const withSecretField = (
  fields: Readonly<Record<string, string>>,
  name: string,
  secret: Redacted.Redacted
): Record<string, string> => ({ ...fields, [name]: Redacted.value(secret) })

/** Checks and closes a secret that opens another secret store: printable, without a blank or a line break. */
export const closeSecret = (
  value: string | Redacted.Redacted,
  setting: string
): Effect.Effect<Redacted.Redacted, InvalidSettings> => {
  const secret = Redacted.isRedacted(value) ? value : Redacted.make(value, { label: setting })
  const text: unknown = Redacted.value(secret) // options can come from untyped JavaScript
  return typeof text === "string" && /^[\x21-\x7e]+$/.test(text)
    ? Effect.succeed(secret)
    : Effect.fail(
        new InvalidSettings({
          setting,
          problem: "is empty, or holds a blank, a line break or a character no key has"
        })
      )
}

/** Checks and closes the value of a header, which can hold blanks within, as `Bearer ...` does. */
export const closeSecretHeader = (
  value: string | Redacted.Redacted,
  setting: string
): Effect.Effect<Redacted.Redacted, InvalidSettings> => {
  const secret = Redacted.isRedacted(value) ? value : Redacted.make(value, { label: setting })
  const text: unknown = Redacted.value(secret) // options can come from untyped JavaScript
  return typeof text === "string" && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
    ? Effect.succeed(secret)
    : Effect.fail(
        new InvalidSettings({
          setting,
          problem: "is empty, or holds a line break or a character no header can have"
        })
      )
}

/** The fields of AWS's own credentials, opened for its client, which signs with them and does not send them. */
export const openAwsIdentity = (identity: {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
  readonly sessionToken: Redacted.Redacted | undefined
}): { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string } => ({
  accessKeyId: identity.accessKeyId,
  secretAccessKey: Redacted.value(identity.secretAccessKey),
  ...(identity.sessionToken === undefined ? {} : { sessionToken: Redacted.value(identity.sessionToken) })
})
