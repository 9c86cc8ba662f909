/**
 * Keys in HashiCorp Vault: the KV engine, version 2, read over Vault's HTTP API.
 *
 * An AppRole logs in for a token of its own, which is used until shortly before its lease ends; when Vault no longer knows it
 * earlier (it was revoked, or Vault was unsealed anew), the role logs in once more. A secret with a `deletion_time` in the future
 * (`delete_version_after`) expires then.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 * @see https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { closeSecret, withSecretField } from "../Credentials.ts"
import { isLoopback } from "../Host.ts"
import { isTimeLimit } from "../timeLimit.ts"
import { checkAuthorities } from "../Tls.ts"
import { InvalidSettings, SecretUnavailable } from "../failures/unsent.ts"
import { readSecretFile, withoutLineEnd } from "./fileSecrets.ts"
import { secretsFromFields } from "./secretFields.ts"
import { sendJson, type JsonAnswer } from "./sendJson.ts"
import type { Secrets, VaultSecrets } from "./SecretSource.ts"

const defaultTimeoutMillis = 5_000

/** How long before the end of its lease a token is no longer used. */
const leaseMarginMillis = 5_000

/** Checks the options; gives the effect that reads the keys. It holds the token between reads. */
export const makeVaultSecrets = Effect.fnUntraced(function* (
  source: VaultSecrets
): Effect.fn.Return<Effect.Effect<Secrets, SecretUnavailable>, InvalidSettings> {
  const address = yield* checkAddress(source.address)
  yield* checkSegments("secrets.mount", source.mount ?? "secret")
  yield* checkSegments("secrets.path", source.path)
  if (source.version !== undefined && (!Number.isSafeInteger(source.version) || source.version < 1)) {
    return yield* new InvalidSettings({
      setting: "secrets.version",
      problem: "must be a whole number from 1; leave it out for the latest"
    })
  }
  const timeoutMillis = source.timeoutMillis ?? defaultTimeoutMillis
  if (!isTimeLimit(timeoutMillis)) {
    return yield* new InvalidSettings({ setting: "secrets.timeoutMillis", problem: "must be above 0" })
  }
  const ca = yield* checkAuthorities(source.ca, "secrets.ca")
  const server = { address, timeoutMillis, ...(ca.length === 0 ? {} : { ca }) }
  const token = yield* makeToken(source, server)
  const read = Effect.fnUntraced(function* (
    isSecondTry: boolean
  ): Effect.fn.Return<Secrets, SecretUnavailable> {
    const held = yield* token.get
    const answer = yield* ask(source, server, {
      method: "GET",
      path: `${source.mount ?? "secret"}/data/${source.path}`,
      query: source.version === undefined ? {} : { version: String(source.version) },
      token: held
    })
    if (answer.status === 403 && !isSecondTry && (yield* token.forget)) return yield* read(true)
    return yield* secretsOf(source, answer)
  })
  return read(false)
})

interface Server {
  readonly address: URL
  readonly timeoutMillis: number
  readonly ca?: ReadonlyArray<string>
}

interface Token {
  readonly get: Effect.Effect<Redacted.Redacted, SecretUnavailable>
  /** True when another token can be had. */
  readonly forget: Effect.Effect<boolean>
}

const makeToken = (source: VaultSecrets, server: Server): Effect.Effect<Token, InvalidSettings> => {
  const { auth } = source
  switch (auth.method) {
    case "token":
      return Effect.map(closeSecret(auth.token, "secrets.auth.token"), (token) => ({
        get: Effect.succeed(token),
        forget: Effect.succeed(false)
      }))
    case "token-file":
      return Effect.succeed({
        get: Effect.flatMap(readSecretFile("vault", "the file of the token", auth.path, auth), (text) =>
          Effect.mapError(
            closeSecret(withoutLineEnd(text), "the file of the token"),
            ({ problem, setting }) =>
              new SecretUnavailable({ source: "vault", kind: "malformed", problem: `${setting} ${problem}` })
          )
        ),
        forget: Effect.succeed(false)
      })
    case "approle":
      return makeAppRoleToken(source, auth, server)
  }
}

const makeAppRoleToken = Effect.fnUntraced(function* (
  source: VaultSecrets,
  auth: Extract<VaultSecrets["auth"], { readonly method: "approle" }>,
  server: Server
): Effect.fn.Return<Token, InvalidSettings> {
  const mount = auth.mount ?? "approle"
  yield* checkSegments("secrets.auth.mount", mount)
  if (typeof (auth.roleId as unknown) !== "string" || auth.roleId === "") {
    return yield* new InvalidSettings({ setting: "secrets.auth.roleId", problem: "is empty" })
  }
  const secretId = yield* closeSecret(auth.secretId, "secrets.auth.secretId")
  let held: { readonly token: Redacted.Redacted; readonly endMillis: number } | undefined
  const login = Effect.gen(function* () {
    const answer = yield* ask(source, server, {
      method: "POST",
      path: `auth/${mount}/login`,
      body: withSecretField({ role_id: auth.roleId }, "secret_id", secretId)
    })
    if (answer.status !== 200) {
      // 400 is how Vault says that role or secret id are wrong.
      return yield* answer.status === 400
        ? refused("refused", "Vault does not accept this AppRole; check roleId and secretId")
        : failureOf(answer, "the login")
    }
    const given = object(object(answer.json)["auth"])
    const token = given["client_token"]
    const seconds = given["lease_duration"]
    if (typeof token !== "string" || token === "" || typeof seconds !== "number") {
      return yield* refused("malformed", "the answer to the login holds no token")
    }
    const nowMillis = yield* Clock.currentTimeMillis
    held = {
      token: Redacted.make(token, { label: "Vault token" }),
      // 0 means that the token does not end.
      endMillis: seconds === 0 ? Infinity : nowMillis + seconds * 1000 - leaseMarginMillis
    }
    return held.token
  })
  return {
    get: Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
      held !== undefined && nowMillis < held.endMillis ? Effect.succeed(held.token) : login
    ),
    forget: Effect.sync(() => {
      held = undefined
      return true
    })
  }
})

const ask = (
  source: VaultSecrets,
  server: Server,
  request: {
    readonly method: "GET" | "POST"
    readonly path: string
    readonly query?: Readonly<Record<string, string>>
    readonly body?: Readonly<Record<string, string>>
    readonly token?: Redacted.Redacted
  }
): Effect.Effect<JsonAnswer, SecretUnavailable> => {
  const url = new URL(`/v1/${request.path}`, server.address)
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value)
  const headers: Record<string, string> = {
    // Vault's own protection against requests that a browser was tricked into.
    "x-vault-request": "true",
    ...(source.namespace === undefined ? {} : { "x-vault-namespace": source.namespace })
  }
  return Effect.mapError(
    sendJson({
      method: request.method,
      url,
      headers:
        request.token === undefined ? headers : withSecretField(headers, "x-vault-token", request.token),
      body: request.body,
      ca: server.ca,
      timeoutMillis: server.timeoutMillis
    }),
    ({ problem }) =>
      isTlsCode.test(problem)
        ? refused(
            "refused",
            `${url.host} does not prove that it is the one to ask (${problem}); check secrets.ca and its certificate`
          )
        : refused(
            "unreachable",
            `${url.host} does not answer (${problem}); check secrets.address and that this machine can reach it`
          )
  )
}

/** Codes of OpenSSL and Node for a certificate that does not fit, and for a failed handshake. They stay so when asked again. */
const isTlsCode = /CERT|SELF_SIGNED|SIGNATURE|^ERR_SSL|^ERR_TLS/

const secretsOf = Effect.fnUntraced(function* (
  source: VaultSecrets,
  answer: JsonAnswer
): Effect.fn.Return<Secrets, SecretUnavailable> {
  const body = object(answer.json)
  const data = object(body["data"])
  const metadata = object(data["metadata"])
  if (answer.status === 404) {
    return yield* typeof metadata["deletion_time"] === "string" && metadata["deletion_time"] !== ""
      ? refused("missing", "this version of the secret was deleted; write a new one, or name another version")
      : refused("missing", "there is no such secret; check secrets.mount and secrets.path")
  }
  if (answer.status !== 200) return yield* failureOf(answer, "reading the secret")
  if (!("data" in data)) {
    return yield* refused("malformed", "the mount does not hold a KV engine of version 2")
  }
  const secrets = yield* secretsFromFields("vault", "the secret", data["data"], source.fields)
  const nowMillis = yield* Clock.currentTimeMillis
  const lease = body["lease_duration"]
  const ends = [
    typeof lease === "number" && lease > 0 ? nowMillis + lease * 1000 : Infinity,
    typeof metadata["deletion_time"] === "string" && metadata["deletion_time"] !== ""
      ? Date.parse(metadata["deletion_time"])
      : Infinity
  ].filter((each) => !Number.isNaN(each))
  const expiresAtMillis = Math.min(...ends)
  return Number.isFinite(expiresAtMillis) ? { ...secrets, expiresAtMillis } : secrets
})

/** Vault's own texts can name policies and paths, so only the status is told. */
const failureOf = (answer: JsonAnswer, what: string): SecretUnavailable => {
  const { status } = answer
  switch (status) {
    case 403:
      return refused(
        "refused",
        `Vault refuses ${what} (403); check the token or role, its policy and the namespace`
      )
    case 503:
      return refused(
        "unreachable",
        "Vault is sealed or down for maintenance (503); unseal it, or try again later"
      )
    default:
      if (status >= 300 && status < 400) {
        return refused(
          "refused",
          `Vault redirects (${status}), which is not followed; set secrets.address to the active node`
        )
      }
      return status === 412 || status === 429 || status >= 500
        ? refused("unreachable", `Vault failed (${status}) at ${what}; try again later`)
        : refused("refused", `Vault answered ${status} to ${what}; check secrets.address, mount and path`)
  }
}

const refused = (kind: SecretUnavailable["kind"], problem: string): SecretUnavailable =>
  new SecretUnavailable({ source: "vault", kind, problem })

const object = (value: unknown): Readonly<Record<string, unknown>> =>
  // An object or an array: reading a name is safe.
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const checkAddress = (address: string): Effect.Effect<URL, InvalidSettings> => {
  const refuse = (problem: string) =>
    Effect.fail(new InvalidSettings({ setting: "secrets.address", problem }))
  if (typeof (address as unknown) !== "string" || !URL.canParse(address)) {
    return refuse("is not an address; set it to one such as https://vault.example.org:8200")
  }
  const url = new URL(address)
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return refuse(
      "must begin with https://, because tokens and keys travel there; http:// is for loopback only"
    )
  }
  return url.username === "" &&
    url.password === "" &&
    url.pathname === "/" &&
    url.search === "" &&
    url.hash === ""
    ? Effect.succeed(url)
    : refuse(`has more than the host and its port; use ${url.origin}, and mount and path for the rest`)
}

/** Segments as they stand in Vault's paths, so that a path can only name what it says. */
const checkSegments = (setting: string, value: string): Effect.Effect<void, InvalidSettings> =>
  typeof (value as unknown) === "string" &&
  value.split("/").every((segment) => /^[\w.@ +-]+$/.test(segment) && !/^\.{1,2}$/.test(segment))
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting,
          problem: "must be names of letters, digits and ._@+- with / between them, and none at the ends"
        })
      )
