/**
 * Keys in HashiCorp Vault: the KV engine, version 2, read over Vault's HTTP API.
 *
 * A secret with a `deletion_time` in the future (`delete_version_after`) expires then.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 */
import * as Effect from "effect/Effect"
import { isLoopback } from "../Host.ts"
import { checkAuthorities } from "../Tls.ts"
import { InvalidSettings, type SecretUnavailable } from "../failures/unsent.ts"
import { secretsFromFields } from "./secretFields.ts"
import type { Secrets, VaultSecrets } from "./SecretSource.ts"
import {
  askVault,
  checkSegments,
  fieldsOf,
  unexpectedAnswer,
  vaultUnavailable,
  type VaultAnswer
} from "./vaultApi.ts"
import { makeVaultToken } from "./vaultToken.ts"

const defaultTimeoutMillis = 5_000

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
  if (source.namespace !== undefined) yield* checkNamespace(source.namespace)
  const timeoutMillis = source.timeoutMillis ?? defaultTimeoutMillis
  const ca = yield* checkAuthorities(source.ca, "secrets.ca")
  const server = { address, timeoutMillis, ...(ca.length === 0 ? {} : { ca }) }
  const token = yield* makeVaultToken(source, server)
  const read = Effect.fnUntraced(function* (
    isSecondTry: boolean
  ): Effect.fn.Return<Secrets, SecretUnavailable> {
    const held = yield* token.get
    const answer = yield* askVault(source, server, {
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

const secretsOf = Effect.fnUntraced(function* (
  source: VaultSecrets,
  answer: VaultAnswer
): Effect.fn.Return<Secrets, SecretUnavailable> {
  const data = fieldsOf(fieldsOf(answer.json)["data"])
  const metadata = fieldsOf(data["metadata"])
  if (answer.status === 404) {
    return yield* typeof metadata["deletion_time"] === "string" && metadata["deletion_time"] !== ""
      ? vaultUnavailable(
          "missing",
          "this version of the secret was deleted; write a new one, or name another version"
        )
      : vaultUnavailable("missing", "there is no such secret; check secrets.mount and secrets.path")
  }
  if (answer.status !== 200) return yield* unexpectedAnswer(answer, "reading the secret")
  if (!("data" in data)) {
    return yield* vaultUnavailable("malformed", "the mount does not hold a KV engine of version 2")
  }
  const secrets = yield* secretsFromFields("vault", "the secret", data["data"], source.fields)
  const deletionTime = metadata["deletion_time"]
  if (typeof deletionTime !== "string" || deletionTime === "") return secrets
  const expiresAtMillis = Date.parse(deletionTime)
  return Number.isNaN(expiresAtMillis)
    ? yield* vaultUnavailable("malformed", "the deletion_time of the secret is not a time")
    : { ...secrets, expiresAtMillis }
})

/**
 * A namespace travels as a header, and Vault allows no blank in one.
 *
 * @see https://developer.hashicorp.com/vault/docs/enterprise/namespaces#namespace-naming-restrictions
 */
const checkNamespace = (namespace: unknown): Effect.Effect<void, InvalidSettings> =>
  typeof namespace === "string" && /^[\x21-\x7e]+$/.test(namespace)
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: "secrets.namespace",
          problem: "must be a path of printable ASCII characters without blanks; leave it out for none"
        })
      )

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
