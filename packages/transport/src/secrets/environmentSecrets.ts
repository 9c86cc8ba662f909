/**
 * Keys among the variables of the environment.
 */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { environmentNames, findSetting, variablesOf } from "../ConfigPlaces.ts"
import { presentVariables } from "../presentVariables.ts"
import { SecretUnavailable } from "../failures/unsent.ts"
import { someSecrets } from "./secretFields.ts"
import { secretNamesInOrder, type SecretName, type Secrets } from "./SecretSource.ts"

/** The reader for the `ConfigProvider` in force. The variables themselves are read anew each time. */
export const environmentSecrets: Effect.Effect<Effect.Effect<Secrets, SecretUnavailable>> = Effect.map(
  ConfigProvider.ConfigProvider,
  (provider) =>
    Effect.gen(function* () {
      const variables = variablesOf(yield* presentVariables(provider))
      const found: Array<readonly [SecretName, Redacted.Redacted]> = []
      for (const secret of secretNamesInOrder) {
        const { value } = yield* findSetting(secret, undefined, [variables], Config.Redacted)
        if (value !== undefined) found.push([secret, value])
      }
      return yield* someSecrets(
        "environment",
        "it",
        found,
        secretNamesInOrder.map((secret) => [secret, environmentNames[secret][0]] as const)
      )
    }).pipe(
      Effect.catchTag("InvalidSettings", ({ problem, setting }) =>
        Effect.fail(
          new SecretUnavailable({
            source: "environment",
            kind: "malformed",
            problem: `${setting} ${problem}`
          })
        )
      )
    )
)
