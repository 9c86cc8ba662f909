/**
 * The service that reads keys from where they are kept, and its implementations by source.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { environmentSecrets } from "./secrets/environmentSecrets.ts"
import { checkSource } from "./secrets/checkSource.ts"
import { readFileSecrets } from "./secrets/fileSecrets.ts"
import { secretsFromFields } from "./secrets/secretFields.ts"
import {
  secretNamesInOrder,
  type CustomSecrets,
  type SecretSource,
  type Secrets
} from "./secrets/SecretSource.ts"
import { InvalidSettings, SecretUnavailable } from "./failures/unsent.ts"
import { TransportError } from "./TransportError.ts"
import { duration } from "./failures/duration.ts"

/**
 * Reads the keys of a transport from where they are kept.
 *
 * The transport reads once when it is made, and anew after a 401, before an expiry and every `refreshMillis`; reads never
 * overlap. Provide one of your own, or {@link layerSecrets}.
 *
 * @since 0.2.0
 */
export class SecretProvider extends Context.Service<
  SecretProvider,
  {
    /** Asks the source; nothing is cached. Must end by itself: the transport waits for it. */
    readonly read: Effect.Effect<Secrets, SecretUnavailable>
    /** How long keys are used before they are read anew in the background. Never unless given. */
    readonly refreshMillis?: number | undefined
  }
>()("@posthog-driver/transport/SecretProvider") {}

/** The provider of a source. Fails with `InvalidSettings` when an option of it is wrong; asks nothing yet. */
export const makeSecretProvider = Effect.fnUntraced(function* (
  source: SecretSource
): Effect.fn.Return<SecretProvider["Service"], InvalidSettings> {
  yield* checkSource(source)
  return { read: yield* readerOf(source), refreshMillis: source.refreshMillis }
})

/**
 * A provider for one of the sources of {@link SecretSource}. Fails with `TransportError` (`InvalidSettings`) when an option is
 * wrong; the source itself is asked by the transport.
 *
 * @since 0.2.0
 */
export const layerSecrets = (source: SecretSource): Layer.Layer<SecretProvider, TransportError> =>
  Layer.effect(
    SecretProvider,
    Effect.mapError(
      makeSecretProvider(source),
      (reason) => new TransportError({ operation: "Transport.settings", reason })
    )
  )

const readerOf = (
  source: SecretSource
): Effect.Effect<Effect.Effect<Secrets, SecretUnavailable>, InvalidSettings> => {
  switch (source.from) {
    case "environment":
      return environmentSecrets
    case "file":
      return Effect.as(checkPaths(source.path), readFileSecrets(source))
    case "keychain":
      return Effect.as(
        source.service === undefined ? Effect.void : checkText("secrets.service", source.service),
        Effect.flatMap(
          load(() => import("./secrets/keychainSecrets.ts")),
          (loaded) => loaded.readKeychainSecrets(source)
        )
      )
    case "vault":
      return Effect.flatMap(
        load(() => import("./secrets/vaultSecrets.ts")),
        (loaded) => loaded.makeVaultSecrets(source)
      )
    case "aws":
      return Effect.flatMap(
        load(() => import("./secrets/awsSecrets.ts")),
        (loaded) => loaded.makeAwsSecrets(source)
      )
    case "custom":
      return typeof (source.read as unknown) === "function"
        ? Effect.succeed(readCustom(source))
        : Effect.fail(
            new InvalidSettings({ setting: "secrets.read", problem: "must be a function that gives keys" })
          )
  }
}

/** Options can come from untyped JavaScript. */
const checkText = (setting: string, value: unknown): Effect.Effect<void, InvalidSettings> =>
  typeof value === "string" && value !== "" && !value.includes("\0")
    ? Effect.void
    : Effect.fail(new InvalidSettings({ setting, problem: "is empty or not a text" }))

const checkPaths = (path: unknown): Effect.Effect<void, InvalidSettings> => {
  if (typeof path !== "object" || path === null) return checkText("secrets.path", path)
  const entries = Object.entries(path)
  const stranger = entries.find(([name]) => !secretNamesInOrder.some((each) => each === name))
  return stranger !== undefined || entries.length === 0
    ? Effect.fail(
        new InvalidSettings({
          setting: "secrets.path",
          problem: `must be the path of one file, or one for each of ${secretNamesInOrder.join(", ")} that is kept there`
        })
      )
    : Effect.forEach(entries, ([name, each]) => checkText(`secrets.path.${name}`, each), { discard: true })
}

/** A file of this package: it cannot be missing. */
const load = <A>(module: () => Promise<A>): Effect.Effect<A> => Effect.promise(module)

const defaultCustomMillis = 5_000

const readCustom = (source: CustomSecrets): Effect.Effect<Secrets, SecretUnavailable> => {
  const timeoutMillis = source.timeoutMillis ?? defaultCustomMillis
  const failed = (kind: SecretUnavailable["kind"], problem: string) =>
    new SecretUnavailable({ source: "custom", kind, problem })
  return Effect.tryPromise({
    try: (signal) => Promise.resolve(source.read(signal)),
    catch: () => failed("unreachable", "its function failed; see its own log")
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeoutMillis,
      orElse: () =>
        Effect.fail(failed("unreachable", `its function gave nothing within ${duration(timeoutMillis)}`))
    }),
    Effect.flatMap((given) =>
      Effect.flatMap(secretsFromFields("custom", "its answer", given, undefined), (secrets) => {
        const { expiresAtMillis } = given
        if (expiresAtMillis === undefined) return Effect.succeed(secrets)
        // A date or its text would be compared as no number is, and the keys never expire.
        return Number.isFinite(expiresAtMillis)
          ? Effect.succeed({ ...secrets, expiresAtMillis })
          : Effect.fail(failed("malformed", "expiresAtMillis of its answer is not a number of milliseconds"))
      })
    )
  )
}
