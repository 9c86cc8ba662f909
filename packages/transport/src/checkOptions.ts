/**
 * What can be told of options by their names and kinds alone, before any value is looked at.
 */
import * as Effect from "effect/Effect"
import { checkTopNames } from "./checkNames.ts"
import type { EnvironmentOptions } from "./Environment.ts"
import type { TransportOptions } from "./Settings.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/** A name that is missing here does not compile, and one that is not an option neither. */
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

/**
 * Options that untyped JavaScript can get wrong without anybody noticing: `allowInsecureHttp: "false"` would allow it, and a logger that is no
 * function would be found out by the first record.
 */
const kinds = [
  ["boolean", ["allowInsecureHttp", "traceHeaders"], "must be true or false"],
  ["function", ["logger"], "must be a function that takes a record"]
] as const

/** Fails with the first name that is not an option, or the first option that is not of its kind. */
export const checkOptions = (given: TransportOptions): Effect.Effect<void, InvalidSettings> =>
  Effect.andThen(
    checkTopNames(given, Object.keys(options)),
    Effect.suspend(() => checkKinds(given))
  )

const checkKinds = (given: TransportOptions): Effect.Effect<void, InvalidSettings> => {
  for (const [kind, names, problem] of kinds) {
    for (const setting of names) {
      if (given[setting] !== undefined && typeof given[setting] !== kind) {
        return Effect.fail(new InvalidSettings({ setting, problem }))
      }
    }
  }
  return Effect.void
}

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
