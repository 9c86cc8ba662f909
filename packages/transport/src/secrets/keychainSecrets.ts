/**
 * Keys in the keychain of the operating system, through the optional peer `@napi-rs/keyring`.
 *
 * On Linux the Secret Service is asked and nothing else: the library would otherwise fall back to the kernel's keyring, which is
 * empty after a restart, and say that there is no such key.
 *
 * @see https://specifications.freedesktop.org/secret-service/latest/
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { SecretUnavailable } from "../failures/unsent.ts"
import { namedSecrets, someSecrets } from "./secretFields.ts"
import type { KeychainSecrets, SecretName, Secrets } from "./SecretSource.ts"
import { duration } from "../failures/duration.ts"

const defaultService = "posthog-driver"

/** The keychain can wait for a person to unlock it; nobody may be there. */
const timeoutMillis = 30_000

/** Reads the keys anew. */
export const readKeychainSecrets = Effect.fnUntraced(function* (
  source: KeychainSecrets
): Effect.fn.Return<Secrets, SecretUnavailable> {
  const { AsyncEntry } = yield* Effect.tryPromise({
    try: () => import("@napi-rs/keyring"),
    catch: () =>
      refused(
        "unsupported",
        "the package @napi-rs/keyring is not installed, or has no build for this platform; install it, or use a file"
      )
  })
  const service = source.service ?? defaultService
  const names = namedSecrets(source.accounts)
  const found: Array<readonly [SecretName, Redacted.Redacted]> = []
  for (const [secret, account] of names) {
    const value = yield* Effect.tryPromise({
      try: (signal) =>
        new AsyncEntry(service, account, { linux: { store: "secret-service" } }).getPassword(signal),
      // Its text can name items of other programs.
      catch: () =>
        refused(
          process.platform === "linux" ? "unsupported" : "refused",
          process.platform === "linux"
            ? "no Secret Service answers on the session bus, or it is locked; start and unlock one (GNOME Keyring, KWallet), or use a file"
            : "it is locked, or refuses this program; unlock it and allow the access"
        )
    }).pipe(
      Effect.timeoutOrElse({
        duration: timeoutMillis,
        orElse: () =>
          Effect.fail(
            refused("unreachable", `it does not answer within ${duration(timeoutMillis)}; unlock it`)
          )
      })
    )
    if (value !== null) {
      found.push([secret, Redacted.make(value, { label: secret })])
    } else if (source.accounts !== undefined) {
      return yield* refused(
        "missing",
        `it has no item for the account '${account}' of the service '${service}'`
      )
    }
  }
  return yield* someSecrets("keychain", `the service '${service}'`, found, names)
})

const refused = (kind: SecretUnavailable["kind"], problem: string): SecretUnavailable =>
  new SecretUnavailable({ source: "keychain", kind, problem })
