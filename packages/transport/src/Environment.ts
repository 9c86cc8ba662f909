/**
 * Options from the environment, through Effect's `Config`.
 *
 * Explicit settings win over variables, variables over the file `.env`, and that over a configuration file
 * (`POSTHOG_CONFIG_FILE`). Within one of these places a name and its alias may not differ: guessing which was meant would send a
 * key to the wrong project. An empty variable counts as not set, as in a copied `.env.example`. Everything missing is named at once.
 *
 * A `.env` belongs to whoever wrote the working directory, who need not be the one who runs the program in it. So a key from
 * elsewhere is never used with a host from that file: it would be sent to whomever the file names. A configuration file is the
 * word of whoever runs the program only when they name it by its full path; else it is treated as a `.env` is.
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { findSetting, openPlaces, type FoundSetting } from "./ConfigPlaces.ts"
import { makeCredentials } from "./Credentials.ts"
import { checkEnvironmentNames } from "./checkOptions.ts"
import { parseLogFormat, parseLogLevel } from "./Logging.ts"
import type { SettingNames } from "./SettingNames.ts"
import { resolveSettings, type TransportOptions } from "./Settings.ts"
import { InvalidSettings } from "./failures/unsent.ts"
import { TransportError } from "./TransportError.ts"

/**
 * What to read the environment with.
 *
 * @since 0.1.0
 */
export interface EnvironmentOptions {
  /** Win over anything in the environment. */
  readonly settings?: Partial<TransportOptions> | undefined
  /** Path of the file read after the variables; it need not exist. `".env"` unless given; `false` reads none. */
  readonly envFile?: string | false | undefined
  /**
   * Path of a JSON file with the options' own names, read last; it must exist, and nobody else may write it, or read it if it
   * holds a key. What `POSTHOG_CONFIG_FILE` says unless given; `false` reads none.
   *
   * @since 0.2.0
   */
  readonly configFile?: string | false | undefined
}

/**
 * Reads and checks the options. Fails with `TransportError` (`InvalidSettings`) naming the variable at fault, or all that are
 * missing: a host, a project id, and at least one of personal key, project token, `secrets` and a key to sign with. Fails too when a key,
 * token or `secrets` comes from the settings or a variable, but the host it would be sent to from a file of the working directory.
 *
 * @since 0.1.0
 */
export const environmentOptions = (
  options: EnvironmentOptions = {}
): Effect.Effect<TransportOptions, TransportError> =>
  Effect.mapError(
    readOptions(options),
    (reason) => new TransportError({ operation: "Transport.settings", reason })
  )

/**
 * Whether the environment (a variable, `.env` or a configuration file) names a project at all: a host, a project id or a personal key, under any of their
 * names. A program that can do without one asks this first; half a set of settings is still an error of {@link environmentOptions}.
 * Fails with `TransportError` (`InvalidSettings`) when a personal key or project token that is set is not of its kind, whether
 * or not a project is named: a personal key under the token's name is a mistake, not the wish to do without a project.
 *
 * @since 0.1.0
 */
export const environmentNamesProject = (
  options: EnvironmentOptions = {}
): Effect.Effect<boolean, TransportError> =>
  Effect.gen(function* () {
    yield* checkEnvironmentNames(options)
    const places = yield* openPlaces(options)
    const host = yield* findSetting("host", undefined, places, Config.String)
    const projectId = yield* findSetting("projectId", undefined, places, Config.String)
    const personalApiKey = yield* findSetting("personalApiKey", undefined, places, Config.Redacted)
    const projectToken = yield* findSetting("projectToken", undefined, places, Config.Redacted)
    yield* makeCredentials(
      { personalApiKey: personalApiKey.value, projectToken: projectToken.value },
      { personalApiKey: personalApiKey.name, projectToken: projectToken.name }
    )
    return [host, projectId, personalApiKey].some(({ value }) => value !== undefined)
  }).pipe(Effect.mapError((reason) => new TransportError({ operation: "Transport.settings", reason })))

const readOptions = Effect.fnUntraced(function* (
  options: EnvironmentOptions
): Effect.fn.Return<TransportOptions, InvalidSettings> {
  yield* checkEnvironmentNames(options)
  const given: Partial<TransportOptions> = options.settings ?? {}
  const places = yield* openPlaces(options)

  const host = yield* findSetting("host", given.host, places, Config.String)
  const ingestHost = yield* findSetting("ingestHost", given.ingestHost, places, Config.String)
  const projectId = yield* findSetting("projectId", given.projectId?.toString(), places, Config.String)
  // Keys that are kept elsewhere are not looked for here.
  const placesOfKeys = given.secrets === undefined ? places : []
  const personalApiKey = yield* findSetting(
    "personalApiKey",
    given.personalApiKey,
    placesOfKeys,
    Config.Redacted
  )
  const projectToken = yield* findSetting("projectToken", given.projectToken, placesOfKeys, Config.Redacted)
  const signingKey = yield* findSetting(
    "signingKey",
    given.signing?.key,
    given.signing === undefined ? [] : placesOfKeys,
    Config.Redacted
  )
  const logLevel = yield* findSetting("logLevel", given.logLevel, places, Config.String)
  const logFormat = yield* findSetting("logFormat", given.logFormat, places, Config.String)

  const missing = [host, projectId].filter((each) => each.value === undefined).map((each) => each.name)
  const lacksKey =
    (given.secrets ?? personalApiKey.value ?? projectToken.value ?? signingKey.value) === undefined
  if (lacksKey) missing.push(personalApiKey.name)
  if (host.value === undefined || projectId.value === undefined || missing.length > 0) {
    return yield* new InvalidSettings({
      setting: missing.join(", "),
      problem: `${missing.length === 1 ? "is" : "are"} not set; set what is named here as environment variables or in .env${lacksKey ? ` (${projectToken.name} instead is enough for events)` : ""}`
    })
  }
  const secrets: FoundSetting<unknown> = { name: "secrets", value: given.secrets, place: undefined }
  const eventsHost = ingestHost.value === undefined ? host : ingestHost
  const signing = given.signing?.key === undefined ? signingKey : { ...signingKey, name: "signing.key" }
  yield* staysWhereItCameFrom(personalApiKey, host)
  yield* staysWhereItCameFrom(projectToken, eventsHost)
  // Secrets can hold each of them, and what goes to either host is signed.
  for (const credential of [secrets, signing]) {
    yield* staysWhereItCameFrom(credential, host)
    yield* staysWhereItCameFrom(credential, eventsHost)
  }
  const names: SettingNames = {
    host: host.name,
    ingestHost: ingestHost.name,
    projectId: projectId.name,
    personalApiKey: personalApiKey.name,
    projectToken: projectToken.name,
    logLevel: logLevel.name,
    logFormat: logFormat.name,
    signingKey: signing.name
  }
  const found: TransportOptions = {
    ...given,
    ...(given.signing === undefined ? {} : { signing: { ...given.signing, key: signingKey.value } }),
    host: host.value,
    ingestHost: ingestHost.value,
    projectId: /^\d{1,15}$/.test(projectId.value) ? Number(projectId.value) : Number.NaN,
    personalApiKey: personalApiKey.value,
    projectToken: projectToken.value,
    logLevel: logLevel.value === undefined ? undefined : yield* parseLogLevel(names.logLevel, logLevel.value),
    logFormat:
      logFormat.value === undefined ? undefined : yield* parseLogFormat(names.logFormat, logFormat.value)
  }
  yield* resolveSettings(found, names)
  return found
})

/**
 * Fails when a credential would be used with a host that a file of the working directory names, and that file is not where the
 * credential is from. One of another such file does not do: a `.env` can name the configuration file of whoever runs the program.
 */
const staysWhereItCameFrom = (
  credential: FoundSetting<unknown>,
  host: FoundSetting<unknown>
): Effect.Effect<void, InvalidSettings> =>
  credential.value === undefined || host.place?.isOfFolder !== true || credential.place === host.place
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: host.name,
          problem: `comes from ${host.place.title} but ${credential.name} does not, and a key is not used with a host that only a file of the working directory names; set ${host.name === "host" ? "POSTHOG_HOST" : host.name} as an environment variable too, or put both in ${host.place.title.replace("the file ", "")}`
        })
      )
