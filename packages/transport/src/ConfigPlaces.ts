/**
 * The places settings are looked for in, from the strongest to the weakest: variables, the file `.env`, a configuration file.
 *
 * Each place says whose word it is. Variables, and a configuration file that is named by its full path, are the word of whoever
 * runs the program. A `.env`, a configuration file that it names, and one that is named by a path within the working directory
 * belong to whoever wrote that directory, who can be somebody else.
 */
import { isAbsolute } from "node:path"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { parseJson } from "./LosslessJson.ts"
import { providerInForce } from "./presentVariables.ts"
import { shownName } from "./Redaction.ts"
import { readGuardedFile } from "./secrets/guardedFile.ts"
import { secretNamesInOrder } from "./secrets/SecretSource.ts"
import { InvalidSettings } from "./failures/unsent.ts"

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
  logLevel: ["POSTHOG_LOG_LEVEL"],
  logFormat: ["POSTHOG_LOG_FORMAT"],
  configFile: ["POSTHOG_CONFIG_FILE"]
} as const

/** A setting by its option's name. */
export type SettingKey = keyof typeof environmentNames

/** One place, and whose word it is. */
export interface Place {
  readonly title: string
  readonly provider: ConfigProvider.ConfigProvider
  /** The name of a setting there, then its aliases. */
  readonly namesOf: (key: SettingKey) => ReadonlyArray<string>
  readonly isOfFolder: boolean
}

/** A value, the name to blame for it, and the place it is from; `undefined` when it was given as an option, or not found. */
export interface FoundSetting<A> {
  readonly name: string
  readonly value: A | undefined
  readonly place: Place | undefined
}

/** The variables that a provider gives. */
export const variablesOf = (provider: ConfigProvider.ConfigProvider): Place => ({
  title: "the environment",
  provider,
  namesOf: (key) => environmentNames[key],
  isOfFolder: false
})

/** Opens the places. A `.env` need not exist; a configuration file that is named must. */
export const openPlaces = Effect.fnUntraced(function* (options: {
  readonly envFile?: string | false | undefined
  readonly configFile?: string | false | undefined
}): Effect.fn.Return<ReadonlyArray<Place>, InvalidSettings> {
  const variables = variablesOf(yield* providerInForce)
  const envFile = yield* readEnvFile(options.envFile ?? ".env")
  const places: ReadonlyArray<Place> =
    envFile === undefined
      ? [variables]
      : [variables, { ...variables, title: "the file .env", provider: envFile, isOfFolder: true }]
  if (options.configFile === false) return places
  const configFile = yield* findSetting("configFile", options.configFile, places, Config.String)
  if (configFile.value === undefined) return places
  return [...places, yield* openConfigFile(configFile.name, configFile.value, configFile.place)]
})

/** The strongest place's value. Within one place a name and its alias may not differ. */
export const findSetting = Effect.fnUntraced(function* <A extends string | Redacted.Redacted, B>(
  key: SettingKey,
  given: B | undefined,
  places: ReadonlyArray<Place>,
  config: (name: string) => Config.Config<A>
): Effect.fn.Return<FoundSetting<A | B>, InvalidSettings> {
  if (given !== undefined) return { name: key, value: given, place: undefined }
  for (const place of places) {
    const set: Array<{ readonly name: string; readonly value: A }> = []
    for (const name of place.namesOf(key)) {
      const value = yield* Effect.mapError(
        Config.option(config(name)).parse(place.provider),
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
    return { ...first, place }
  }
  return { name: environmentNames[key][0], value: undefined, place: undefined }
})

/** Effect's pattern for a line reads what follows a blank one again and again: 64 KiB of them take it ten seconds. */
const tooBlank = /\s{1001}/

const readEnvFile = (
  path: string | false
): Effect.Effect<ConfigProvider.ConfigProvider | undefined, InvalidSettings> =>
  path === false
    ? Effect.undefined
    : readGuardedFile(path, { others: "anything", followLinks: true }).pipe(
        Effect.filterOrFail(
          (text) => !tooBlank.test(text),
          () => ({ kind: "malformed", problem: "has more than 1,000 blank characters in a row" }) as const
        ),
        Effect.map((text) => ConfigProvider.fromDotEnvContents(text)),
        Effect.catch(({ kind, problem }) =>
          kind === "missing" ? Effect.undefined : Effect.fail(new InvalidSettings({ setting: path, problem }))
        )
      )

const fileKeys: ReadonlyArray<SettingKey> = [
  "host",
  "ingestHost",
  "projectId",
  "personalApiKey",
  "projectToken",
  "signingKey",
  "logLevel",
  "logFormat"
]

/** One JSON object with the options' own names. Others may read it unless it holds a key, and never change it. */
const openConfigFile = Effect.fnUntraced(function* (
  setting: string,
  path: string,
  namedBy: Place | undefined
): Effect.fn.Return<Place, InvalidSettings> {
  const fail = (problem: string) => new InvalidSettings({ setting, problem })
  const read = (others: "nothing" | "readable") =>
    Effect.mapError(readGuardedFile(path, { others, followLinks: true }), ({ problem }) =>
      fail(`the configuration file ${problem}`)
    )
  const parsed = parseJson(yield* read("readable"))
  if (Result.isFailure(parsed)) return yield* fail("the configuration file is not JSON")
  const values = parsed.success
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return yield* fail("the configuration file is not an object with settings as its fields")
  }
  const entries: Array<readonly [string, string]> = []
  for (const [key, value] of Object.entries(values)) {
    if (!fileKeys.some((each) => each === key)) {
      return yield* fail(
        `the configuration file has a field '${shownName(key)}' that is no setting; its fields are ${fileKeys.join(", ")}`
      )
    }
    if (typeof value !== "string" && !(key === "projectId" && typeof value === "number")) {
      return yield* fail(`the field '${key}' of the configuration file is not text`)
    }
    entries.push([key, String(value)])
  }
  if (secretNamesInOrder.some((name) => Object.hasOwn(values, name))) yield* read("nothing")
  return {
    title: "the configuration file",
    provider: ConfigProvider.fromEnvRecord(Object.fromEntries(entries)),
    namesOf: (key) => [key],
    isOfFolder: namedBy?.isOfFolder === true || !isAbsolute(path)
  }
})
