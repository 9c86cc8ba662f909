/**
 * Options from the environment, through Effect's `Config`.
 *
 * Explicit settings win over variables, variables over the file `.env`. Within one of these places a name and its alias may
 * not differ: guessing which was meant would send a key to the wrong project. An empty variable counts as not set, as in a
 * copied `.env.example`. Everything missing is named at once.
 *
 * A `.env` belongs to whoever wrote the working directory, who need not be the one who runs the program in it. So a key from
 * elsewhere is never used with a host from that file: it would be sent to whomever the file names.
 */
import { readFileSync } from "node:fs"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { makeCredentials } from "./Credentials.ts"
import { someSecrets } from "./secrets/secretFields.ts"
import { secretNamesInOrder, type SecretName, type Secrets } from "./secrets/SecretSource.ts"
import { parseLogLevel } from "./Logging.ts"
import { resolveSettings, type SettingNames, type TransportOptions } from "./Settings.ts"
import { InvalidSettings, SecretUnavailable, TransportError } from "./TransportError.ts"

/**
 * The variables read, each with its alias.
 *
 * @since 0.1.0
 */
export const environmentNames = {
  host: ["POSTHOG_HOST", "POSTHOG_API_URL"],
  ingestHost: ["POSTHOG_INGEST_HOST"],
  projectId: ["POSTHOG_PROJECT_ID"],
  personalApiKey: ["POSTHOG_PERSONAL_API_KEY", "POSTHOG_API_KEY"],
  projectToken: ["POSTHOG_PROJECT_TOKEN", "POSTHOG_PROJECT_API_KEY"],
  signingKey: ["POSTHOG_SIGNING_KEY"],
  logLevel: ["POSTHOG_LOG_LEVEL"]
} as const

type SettingKey = keyof typeof environmentNames

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
}

/**
 * Reads and checks the options. Fails with `TransportError` (`InvalidSettings`) naming the variable at fault, or all that are
 * missing: a host, a project id, and at least one of personal key and project token. Fails too when a key or token comes from
 * the settings or a variable, but the host it would be sent to from the file `.env`.
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
 * Whether the environment, or `.env`, names a project at all: a host, a project id or a personal key, under any of their
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
    const places = yield* placesOf(options)
    const host = yield* find("host", undefined, places, Config.String)
    const projectId = yield* find("projectId", undefined, places, Config.String)
    const personalApiKey = yield* find("personalApiKey", undefined, places, Config.Redacted)
    const projectToken = yield* find("projectToken", undefined, places, Config.Redacted)
    yield* makeCredentials(
      { personalApiKey: personalApiKey.value, projectToken: projectToken.value },
      { personalApiKey: personalApiKey.name, projectToken: projectToken.name }
    )
    return [host, projectId, personalApiKey].some(({ value }) => value !== undefined)
  }).pipe(Effect.mapError((reason) => new TransportError({ operation: "Transport.settings", reason })))

const readOptions = Effect.fnUntraced(function* (
  options: EnvironmentOptions
): Effect.fn.Return<TransportOptions, InvalidSettings> {
  const given: Partial<TransportOptions> = options.settings ?? {}
  const places = yield* placesOf(options)

  const host = yield* find("host", given.host, places, Config.String)
  const ingestHost = yield* find("ingestHost", given.ingestHost, places, Config.String)
  const projectId = yield* find("projectId", given.projectId?.toString(), places, Config.String)
  // Keys that are kept elsewhere are not looked for here.
  const placesOfKeys = given.secrets === undefined ? places : []
  const personalApiKey = yield* find("personalApiKey", given.personalApiKey, placesOfKeys, Config.Redacted)
  const projectToken = yield* find("projectToken", given.projectToken, placesOfKeys, Config.Redacted)
  const logLevel = yield* find("logLevel", given.logLevel, places, Config.String)

  const missing = [host, projectId].filter((each) => each.value === undefined).map((each) => each.name)
  if ((given.secrets ?? personalApiKey.value ?? projectToken.value) === undefined)
    missing.push(personalApiKey.name)
  if (host.value === undefined || projectId.value === undefined || missing.length > 0) {
    return yield* new InvalidSettings({
      setting: missing.join(", "),
      problem: `${missing.length === 1 ? "is" : "are"} not set; set what is named here as environment variables or in .env`
    })
  }
  const secrets: Found<unknown> = { name: "secrets", value: given.secrets, isFromFile: false }
  const eventsHost = ingestHost.value === undefined ? host : ingestHost
  yield* staysWhereItCameFrom(personalApiKey, host)
  yield* staysWhereItCameFrom(projectToken, eventsHost)
  yield* staysWhereItCameFrom(secrets, host)
  yield* staysWhereItCameFrom(secrets, eventsHost)
  const names: SettingNames = {
    host: host.name,
    ingestHost: ingestHost.name,
    projectId: projectId.name,
    personalApiKey: personalApiKey.name,
    projectToken: projectToken.name,
    logLevel: logLevel.name
  }
  const found: TransportOptions = {
    ...given,
    host: host.value,
    ingestHost: ingestHost.value,
    projectId: /^\d{1,15}$/.test(projectId.value) ? Number(projectId.value) : Number.NaN,
    personalApiKey: personalApiKey.value,
    projectToken: projectToken.value,
    logLevel: logLevel.value === undefined ? undefined : yield* parseLogLevel(names.logLevel, logLevel.value)
  }
  yield* resolveSettings(found, names)
  return found
})

/** The reader of the keys among the variables, for `secrets: { from: "environment" }`. */
export const environmentSecrets: Effect.Effect<Effect.Effect<Secrets, SecretUnavailable>> = Effect.map(
  ConfigProvider.ConfigProvider,
  (provider) =>
    Effect.gen(function* () {
      const found: Array<readonly [SecretName, Redacted.Redacted]> = []
      for (const secret of secretNamesInOrder) {
        const { value } = yield* find(secret, undefined, [{ provider, isFile: false }], Config.Redacted)
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

/** A value, the name to blame for it, and whether it is from the file `.env`. */
interface Found<A> {
  readonly name: string
  readonly value: A | undefined
  readonly isFromFile: boolean
}

/** Fails when a credential from the settings or a variable would be sent to a host from the file. */
const staysWhereItCameFrom = (
  credential: Found<unknown>,
  host: Found<unknown>
): Effect.Effect<void, InvalidSettings> =>
  credential.value === undefined || credential.isFromFile || !host.isFromFile
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: host.name,
          problem: `comes from the file .env but ${credential.name} does not, and a key is not sent to a host that only a file names; set ${host.name} as an environment variable too, or put both in .env`
        })
      )

interface Place {
  readonly provider: ConfigProvider.ConfigProvider
  readonly isFile: boolean
}

const placesOf = Effect.fnUntraced(function* (
  options: EnvironmentOptions
): Effect.fn.Return<ReadonlyArray<Place>, InvalidSettings> {
  const variables: Place = { provider: yield* ConfigProvider.ConfigProvider, isFile: false }
  const file = yield* readEnvFile(options.envFile ?? ".env")
  return file === undefined ? [variables] : [variables, { provider: file, isFile: true }]
})

const find = Effect.fnUntraced(function* <A extends string | Redacted.Redacted, B>(
  key: SettingKey,
  given: B | undefined,
  places: ReadonlyArray<Place>,
  config: (name: string) => Config.Config<A>
): Effect.fn.Return<Found<A | B>, InvalidSettings> {
  if (given !== undefined) return { name: key, value: given, isFromFile: false }
  const names: ReadonlyArray<string> = environmentNames[key]
  for (const { isFile, provider } of places) {
    const set: Array<{ readonly name: string; readonly value: A }> = []
    for (const name of names) {
      const value = yield* Effect.mapError(
        Config.option(config(name)).parse(provider),
        () => new InvalidSettings({ setting: name, problem: "cannot be read" })
      )
      if (Option.isSome(value) && value.value !== "") set.push({ name, value: value.value })
    }
    const [first, second] = set
    if (first === undefined) continue
    if (second !== undefined && !Equal.equals(first.value, second.value)) {
      return yield* new InvalidSettings({
        setting: `${first.name}, ${second.name}`,
        problem: "mean the same but differ; keep one of them"
      })
    }
    return { ...first, isFromFile: isFile }
  }
  return { name: names[0] ?? key, value: undefined, isFromFile: false }
})

const readEnvFile = (
  path: string | false
): Effect.Effect<ConfigProvider.ConfigProvider | undefined, InvalidSettings> =>
  path === false
    ? Effect.undefined
    : Effect.try({
        try: () => ConfigProvider.fromDotEnvContents(readFileSync(path, "utf8")),
        catch: (cause) => (cause as NodeJS.ErrnoException).code // readFileSync throws nothing else
      }).pipe(
        Effect.catch((code) =>
          code === "ENOENT" || code === "ENOTDIR"
            ? Effect.undefined
            : Effect.fail(
                new InvalidSettings({ setting: path, problem: `cannot be read (${code ?? "unknown error"})` })
              )
        )
      )
