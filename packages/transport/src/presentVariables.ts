/**
 * The variables as they are now.
 *
 * Effect's default `ConfigProvider` copies the environment when it is first asked for, and keeps that copy for the whole process. A
 * key that is rotated in `process.env`, or a variable that a program sets before it makes its second client, is not in it.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** A provider that reads the environment anew in the place of the default one; any other as it is. */
export const presentVariables = (
  provider: ConfigProvider.ConfigProvider
): Effect.Effect<ConfigProvider.ConfigProvider> =>
  Effect.sync(() =>
    provider === Context.get(Context.empty(), ConfigProvider.ConfigProvider)
      ? ConfigProvider.fromEnv()
      : provider
  )

/** The `ConfigProvider` in force, with the variables as they are now. */
export const providerInForce: Effect.Effect<ConfigProvider.ConfigProvider> = Effect.flatMap(
  ConfigProvider.ConfigProvider,
  presentVariables
)
