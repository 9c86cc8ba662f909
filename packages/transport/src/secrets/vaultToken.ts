/**
 * What a client of Vault is let in with: a token, a file that holds one, or an AppRole.
 *
 * An AppRole logs in for a token of its own, which is used until shortly before its lease ends; when Vault no longer knows it earlier (it
 * was revoked, or Vault was unsealed anew), the role logs in once more.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { closeSecret, withSecretField } from "../Credentials.ts"
import { InvalidSettings, type SecretUnavailable } from "../failures/unsent.ts"
import { readSecretFile, withoutLineEnd } from "./fileSecrets.ts"
import type { VaultSecrets } from "./SecretSource.ts"
import {
  askVault,
  checkSegments,
  fieldsOf,
  unexpectedAnswer,
  vaultUnavailable,
  type VaultServer
} from "./vaultApi.ts"

/** How long before the end of its lease a token is no longer used. */
const leaseMarginMillis = 5_000

/** What Vault lets in. */
export interface VaultToken {
  readonly get: Effect.Effect<Redacted.Redacted, SecretUnavailable>
  /** True when another token can be had. */
  readonly forget: Effect.Effect<boolean>
}

/** The token that the options name, or one that an AppRole logs in for. Fails when an option of it is wrong; asks nothing yet. */
export const makeVaultToken = (
  source: VaultSecrets,
  server: VaultServer
): Effect.Effect<VaultToken, InvalidSettings> => {
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
          closeToken(withoutLineEnd(text), "the file of the token")
        ),
        forget: Effect.succeed(false)
      })
    case "approle":
      return makeAppRoleToken(source, auth, server)
  }
}

/** Closes a token that was read or given. Node would throw for one that no header can hold. */
const closeToken = (text: string, holder: string): Effect.Effect<Redacted.Redacted, SecretUnavailable> =>
  Effect.mapError(closeSecret(text, holder), ({ problem, setting }) =>
    vaultUnavailable("malformed", `${setting} ${problem}`)
  )

const makeAppRoleToken = Effect.fnUntraced(function* (
  source: VaultSecrets,
  auth: Extract<VaultSecrets["auth"], { readonly method: "approle" }>,
  server: VaultServer
): Effect.fn.Return<VaultToken, InvalidSettings> {
  const mount = auth.mount ?? "approle"
  yield* checkSegments("secrets.auth.mount", mount)
  if (typeof (auth.roleId as unknown) !== "string" || auth.roleId === "") {
    return yield* new InvalidSettings({ setting: "secrets.auth.roleId", problem: "is empty" })
  }
  const secretId = yield* closeSecret(auth.secretId, "secrets.auth.secretId")
  let held: { readonly token: Redacted.Redacted; readonly endMillis: number } | undefined
  const login = Effect.gen(function* () {
    const answer = yield* askVault(source, server, {
      method: "POST",
      path: `auth/${mount}/login`,
      body: withSecretField({ role_id: auth.roleId }, "secret_id", secretId)
    })
    if (answer.status !== 200) {
      // 400 is how Vault says that role or secret id are wrong.
      return yield* answer.status === 400
        ? vaultUnavailable("refused", "Vault does not accept this AppRole; check roleId and secretId")
        : unexpectedAnswer(answer, "the login")
    }
    const given = fieldsOf(fieldsOf(answer.json)["auth"])
    const token = given["client_token"]
    const seconds = given["lease_duration"]
    if (typeof token !== "string" || token === "" || typeof seconds !== "number") {
      return yield* vaultUnavailable("malformed", "the answer to the login holds no token")
    }
    const closed = yield* closeToken(token, "the token in the answer to the login")
    const nowMillis = yield* Clock.currentTimeMillis
    held = {
      token: closed,
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
