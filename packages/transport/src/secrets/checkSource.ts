/**
 * Checks what can be told of a source without loading what reads it: that there is such a place, and that every option of it is known.
 */
import * as Effect from "effect/Effect"
import { checkNames } from "../checkNames.ts"
import { InvalidSettings } from "../failures/unsent.ts"
import { isTimeLimit } from "../timeLimit.ts"
import { secretNamesInOrder, type AwsSecrets, type SecretSource, type VaultSecrets } from "./SecretSource.ts"

type NamesOf<Options> = Readonly<Record<keyof Options, true>>

const known: { readonly [From in SecretSource["from"]]: NamesOf<Extract<SecretSource, { from: From }>> } = {
  environment: { from: true, refreshMillis: true },
  file: { from: true, refreshMillis: true, path: true, followLinks: true, allowGroupRead: true },
  keychain: { from: true, refreshMillis: true, service: true, accounts: true },
  vault: {
    from: true,
    refreshMillis: true,
    address: true,
    mount: true,
    path: true,
    version: true,
    fields: true,
    namespace: true,
    auth: true,
    ca: true,
    timeoutMillis: true
  },
  aws: {
    from: true,
    refreshMillis: true,
    secretId: true,
    region: true,
    versionStage: true,
    fields: true,
    endpoint: true,
    credentials: true,
    timeoutMillis: true
  },
  custom: { from: true, refreshMillis: true, read: true, timeoutMillis: true }
}

type VaultAuth = VaultSecrets["auth"]

const knownOfAuth: {
  readonly [Method in VaultAuth["method"]]: NamesOf<Extract<VaultAuth, { method: Method }>>
} = {
  token: { method: true, token: true },
  "token-file": { method: true, path: true, followLinks: true },
  approle: { method: true, roleId: true, secretId: true, mount: true }
}

const knownOfIdentity: NamesOf<NonNullable<AwsSecrets["credentials"]>> = {
  accessKeyId: true,
  secretAccessKey: true,
  sessionToken: true
}

/** Fails with `InvalidSettings` that names the option. What reads the source checks the values. */
export const checkSource = Effect.fnUntraced(function* (
  source: SecretSource
): Effect.fn.Return<void, InvalidSettings> {
  const { from } = Object(source) as { readonly from?: unknown } // options can come from untyped JavaScript
  if (typeof from !== "string" || !isNameOf(known, from)) {
    return yield* new InvalidSettings({
      setting: "secrets.from",
      problem: `must be one of ${Object.keys(known).join(", ")}`
    })
  }
  yield* checkNames("secrets", source, Object.keys(known[from]))
  if (source.refreshMillis !== undefined && !isTimeLimit(source.refreshMillis)) {
    return yield* new InvalidSettings({
      setting: "secrets.refreshMillis",
      problem:
        "must be a number of milliseconds above 0; leave it out to read keys anew only when PostHog refuses them"
    })
  }
  if ("timeoutMillis" in source && source.timeoutMillis !== undefined && !isTimeLimit(source.timeoutMillis)) {
    return yield* new InvalidSettings({
      setting: "secrets.timeoutMillis",
      problem: "must be a number of milliseconds above 0"
    })
  }
  if (source.from === "file") {
    yield* checkSwitch("secrets.followLinks", source.followLinks)
    yield* checkSwitch("secrets.allowGroupRead", source.allowGroupRead)
  }
  if (source.from === "keychain") yield* checkFields("secrets.accounts", source.accounts)
  if (source.from === "vault" || source.from === "aws") yield* checkFields("secrets.fields", source.fields)
  if (source.from === "vault") yield* checkAuth(source.auth)
  if (source.from === "aws" && source.credentials !== undefined) {
    yield* checkNames("secrets.credentials", source.credentials, Object.keys(knownOfIdentity))
  }
})

const checkAuth = (auth: VaultAuth): Effect.Effect<void, InvalidSettings> => {
  const { method } = Object(auth) as { readonly method?: unknown } // options can come from untyped JavaScript
  return typeof method === "string" && isNameOf(knownOfAuth, method)
    ? Effect.andThen(
        checkNames("secrets.auth", auth, Object.keys(knownOfAuth[method])),
        auth.method === "token-file" ? checkSwitch("secrets.auth.followLinks", auth.followLinks) : Effect.void
      )
    : Effect.fail(
        new InvalidSettings({
          setting: "secrets.auth.method",
          problem: `must be one of ${Object.keys(knownOfAuth).join(", ")}`
        })
      )
}

/** `"false"` from untyped JavaScript would count as true, and switch off what guards a file. */
const checkSwitch = (setting: string, value: unknown): Effect.Effect<void, InvalidSettings> =>
  value === undefined || typeof value === "boolean"
    ? Effect.void
    : Effect.fail(new InvalidSettings({ setting, problem: "must be true or false" }))

const checkFields = (setting: string, fields: object | undefined): Effect.Effect<void, InvalidSettings> =>
  fields === undefined ? Effect.void : checkNames(setting, fields, secretNamesInOrder)

const isNameOf = <Table extends object>(table: Table, name: string): name is Extract<keyof Table, string> =>
  Object.hasOwn(table, name)
