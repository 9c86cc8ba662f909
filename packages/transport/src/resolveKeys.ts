/**
 * The keys of a transport as its options give them: which there may be beside each other, and that there is one at all.
 */
import * as Effect from "effect/Effect"
import { hasSomeKey, makeCredentials, type Credentials } from "./Credentials.ts"
import { checkSource } from "./secrets/checkSource.ts"
import type { SettingNames } from "./SettingNames.ts"
import type { TransportOptions } from "./Settings.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/** Closes the keys; without any of them when they are kept elsewhere, and read later. */
export const resolveKeys = Effect.fnUntraced(function* (
  options: Pick<TransportOptions, "personalApiKey" | "projectToken" | "secrets" | "signing">,
  names: SettingNames,
  /** The keys come from a service. */
  hasProvider: boolean
): Effect.fn.Return<Credentials, InvalidSettings> {
  const beside = [
    options.personalApiKey !== undefined && names.personalApiKey,
    options.projectToken !== undefined && names.projectToken,
    options.signing?.key !== undefined && names.signingKey
  ].find((name) => name !== false)
  if (options.secrets !== undefined && beside !== undefined) {
    return yield* new InvalidSettings({
      setting: "secrets",
      problem: `is given beside ${beside}; keep one of them`
    })
  }
  const ownKeys = options.secrets === undefined ? beside : "secrets"
  if (hasProvider && ownKeys !== undefined) {
    return yield* new InvalidSettings({
      setting: ownKeys,
      problem: "is given beside a SecretProvider, which gives the keys; leave it out, or use layerOverClient"
    })
  }
  if (options.secrets !== undefined) yield* checkSource(options.secrets)
  const credentials = yield* makeCredentials({ ...options, signingKey: options.signing?.key }, names)
  if (
    options.signing !== undefined &&
    options.secrets === undefined &&
    !hasProvider &&
    credentials.sign === undefined
  ) {
    return yield* new InvalidSettings({
      setting: names.signingKey,
      problem: "is not set, and requests are to be signed; set it, or keep it where secrets says"
    })
  }
  if (options.secrets === undefined && !hasProvider && !hasSomeKey(credentials)) {
    return yield* new InvalidSettings({
      setting: `${names.personalApiKey}, ${names.projectToken}`,
      problem:
        "are not set; set the personal API key (phx_...) for PostHog's API, the project token (phc_...) for events, or secrets to say where they are kept"
    })
  }
  return credentials
})
