/** What a source gave, opened, so that a test can compare it. */
import { Effect, Redacted } from "effect"
import { makeSecretProvider } from "../../src/SecretProvider.ts"
import { secretNamesInOrder, type Secrets, type SecretSource } from "../../src/secrets/SecretSource.ts"
import type { InvalidSettings, SecretUnavailable } from "../../src/failures/unsent.ts"

export const opened = (secrets: Secrets): Record<string, unknown> => ({
  ...Object.fromEntries(
    secretNamesInOrder.flatMap((name) => {
      const value = secrets[name]
      return value === undefined ? [] : [[name, Redacted.value(value)]]
    })
  ),
  ...(secrets.expiresAtMillis === undefined ? {} : { expiresAtMillis: secrets.expiresAtMillis })
})

/** Makes the provider and reads once. */
export const readOnce = (
  source: SecretSource
): Effect.Effect<Record<string, unknown>, InvalidSettings | SecretUnavailable> =>
  Effect.flatMap(makeSecretProvider(source), ({ read }) => Effect.map(read, opened))

/** The failure of a read as `kind: sentence`. */
export const problemOf = (source: SecretSource): Effect.Effect<string> =>
  readOnce(source).pipe(
    Effect.flip,
    Effect.map((reason) =>
      reason._tag === "SecretUnavailable"
        ? `${reason.kind}: ${reason.message}`
        : `settings: ${reason.message}`
    ),
    Effect.orDie
  )
