/**
 * The names of an engine's options. One that nobody reads is refused rather than ignored: `sed: "none"` would seed a story all the same.
 */
import type { EngineOptions } from "../Engine.ts"
import { InvalidOption } from "../EngineError.ts"
import type { SeedOptions } from "../seed/Dataset.ts"

const known: Readonly<Record<keyof EngineOptions, true>> = {
  dataDir: true,
  port: true,
  seed: true,
  onProgress: true,
  signal: true,
  queryTimeoutMillis: true,
  transient: true
}

const knownOfSeed: Readonly<Record<keyof SeedOptions, true>> = {
  story: true,
  seed: true,
  size: true,
  endDate: true
}

/** The first name that is no option, if there is one. */
export const unknownOption = (options: EngineOptions): InvalidOption | undefined =>
  unknownIn(options, "", known) ??
  (typeof options.seed === "object" ? unknownIn(options.seed, "seed.", knownOfSeed) : undefined)

const unknownIn = (given: object, prefix: string, names: object): InvalidOption | undefined => {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name))
  return unknown === undefined
    ? undefined
    : new InvalidOption({
        option: `${prefix}${unknown}`,
        problem: `is not known; there are ${Object.keys(names).join(", ")}`
      })
}
