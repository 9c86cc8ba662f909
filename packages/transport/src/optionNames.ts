/**
 * The names of all options of a transport. A name that is missing here does not compile, and one that is not an option neither.
 */
import * as Effect from "effect/Effect"
import { checkTopNames } from "./checkNames.ts"
import type { EnvironmentOptions } from "./Environment.ts"
import type { TransportOptions } from "./Settings.ts"
import { InvalidSettings } from "./failures/unsent.ts"

const options: Readonly<Record<keyof TransportOptions, true>> = {
  host: true,
  projectId: true,
  personalApiKey: true,
  projectToken: true,
  secrets: true,
  ingestHost: true,
  timeoutMillis: true,
  attemptTimeoutMillis: true,
  retry: true,
  lanes: true,
  breaker: true,
  cache: true,
  sharedLimitsFile: true,
  signing: true,
  audit: true,
  logger: true,
  logLevel: true,
  logFormat: true,
  allowInsecureHttp: true,
  telemetry: true,
  traceHeaders: true,
  middleware: true,
  connections: true,
  tls: true,
  proxy: true
}

const ofEnvironment: Readonly<Record<keyof EnvironmentOptions, true>> = {
  settings: true,
  envFile: true,
  configFile: true
}

/** Fails with the first name that is not an option. */
export const checkOptionNames = (given: TransportOptions): Effect.Effect<void, InvalidSettings> =>
  checkTopNames(given, Object.keys(options))

/** Fails with the first name that is not an option of the environment's doors: an option of the transport belongs into `settings`. */
export const checkEnvironmentNames = (given: EnvironmentOptions): Effect.Effect<void, InvalidSettings> => {
  const misplaced = Object.keys(Object(given) as object).find((name) => Object.hasOwn(options, name))
  return misplaced === undefined
    ? checkTopNames(given, Object.keys(ofEnvironment))
    : Effect.fail(
        new InvalidSettings({
          setting: misplaced,
          problem: `is not known here; put it into settings: { ${misplaced} }`
        })
      )
}
