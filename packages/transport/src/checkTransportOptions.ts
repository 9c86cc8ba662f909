/**
 * Checks options as a client does when it is made, for whoever makes one later.
 */
import * as Effect from "effect/Effect"
import { resolveSettings, type TransportOptions, type TransportSettings } from "./Settings.ts"
import { TransportError } from "./TransportError.ts"

/**
 * The settings that the options mean. Fails with `TransportError` (`InvalidSettings`) when one is unknown, missing or wrong; reads no keys
 * from where `secrets` says, and sends nothing. Runs synchronously.
 *
 * @since 0.2.0
 */
export const checkTransportOptions = (
  options: TransportOptions
): Effect.Effect<TransportSettings, TransportError> =>
  Effect.mapBoth(resolveSettings(options), {
    onFailure: (reason) => new TransportError({ operation: "Transport.settings", reason }),
    onSuccess: ({ settings }) => settings
  })
