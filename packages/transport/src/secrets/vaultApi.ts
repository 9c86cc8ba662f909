/**
 * Vault's HTTP API, as far as reading a secret needs it.
 *
 * @see https://developer.hashicorp.com/vault/api-docs
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { withSecretField } from "../Credentials.ts"
import { tlsProblemOf } from "../failures/tlsProblem.ts"
import { InvalidSettings, SecretUnavailable } from "../failures/unsent.ts"
import { parseJson } from "../LosslessJson.ts"
import { sendDirectly } from "../sendDirectly.ts"
import type { VaultSecrets } from "./SecretSource.ts"

/** Which Vault, and how it is asked. */
export interface VaultServer {
  readonly address: URL
  readonly timeoutMillis: number
  readonly ca?: ReadonlyArray<string>
}

/** What Vault answered. */
export interface VaultAnswer {
  readonly status: number
  /** Undefined when the body is empty or not JSON. */
  readonly json: unknown
}

/** Sends one request to Vault. Fails when no answer comes. */
export const askVault = (
  source: VaultSecrets,
  server: VaultServer,
  request: {
    readonly method: "GET" | "POST"
    readonly path: string
    readonly query?: Readonly<Record<string, string>>
    readonly body?: Readonly<Record<string, string>>
    readonly token?: Redacted.Redacted
  }
): Effect.Effect<VaultAnswer, SecretUnavailable> => {
  const url = new URL(`/v1/${request.path}`, server.address)
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value)
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": "posthog-driver",
    ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    // Vault's own protection against requests that a browser was tricked into.
    "x-vault-request": "true",
    ...(source.namespace === undefined ? {} : { "x-vault-namespace": source.namespace })
  }
  const sent = Effect.map(
    sendDirectly({
      method: request.method,
      url,
      headers:
        request.token === undefined ? headers : withSecretField(headers, "x-vault-token", request.token),
      body: request.body && Buffer.from(JSON.stringify(request.body)),
      ca: server.ca,
      timeoutMillis: server.timeoutMillis
    }),
    ({ bytes, status }) => ({ status, json: Result.getOrUndefined(parseJson(bytes.toString("utf8"))) })
  )
  return Effect.mapError(sent, ({ problem }) =>
    tlsProblemOf(problem) !== undefined
      ? vaultUnavailable(
          "refused",
          `${url.host} does not prove that it is the one to ask (${problem}); check secrets.ca and its certificate`
        )
      : vaultUnavailable(
          "unreachable",
          `${url.host} does not answer (${problem}); check secrets.address and that this machine can reach it`
        )
  )
}

/** Vault's own texts can name policies and paths, so only the status is told. */
export const unexpectedAnswer = (answer: VaultAnswer, what: string): SecretUnavailable => {
  const { status } = answer
  switch (status) {
    case 403:
      return vaultUnavailable(
        "refused",
        `Vault refuses ${what} (403); check the token or role, its policy and the namespace`
      )
    case 503:
      return vaultUnavailable(
        "unreachable",
        "Vault is sealed or down for maintenance (503); unseal it, or try again later"
      )
    default:
      if (status >= 300 && status < 400) {
        return vaultUnavailable(
          "refused",
          `Vault redirects (${status}), which is not followed; set secrets.address to the active node`
        )
      }
      return status === 412 || status === 429 || status >= 500
        ? vaultUnavailable("unreachable", `Vault failed (${status}) at ${what}; try again later`)
        : vaultUnavailable(
            "refused",
            `Vault answered ${status} to ${what}; check secrets.address, mount and path`
          )
  }
}

/** A failure to read from Vault. */
export const vaultUnavailable = (kind: SecretUnavailable["kind"], problem: string): SecretUnavailable =>
  new SecretUnavailable({ source: "vault", kind, problem })

/** The fields of a JSON value; none when it is no object. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  // An object or an array: reading a name is safe.
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Segments as they stand in Vault's paths, so that a path can only name what it says. */
export const checkSegments = (setting: string, value: string): Effect.Effect<void, InvalidSettings> =>
  typeof (value as unknown) === "string" &&
  value.split("/").every((segment) => /^[\w.@ +-]+$/.test(segment) && !/^\.{1,2}$/.test(segment))
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting,
          problem: "must be names of letters, digits and ._@+- with / between them, and none at the ends"
        })
      )
