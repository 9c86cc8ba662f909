/**
 * A group of options with what is left out filled in.
 */
import * as Effect from "effect/Effect"
import { checkNames } from "./checkNames.ts"
import type { InvalidSettings } from "./failures/unsent.ts"

/** The defaults with the given values over them. `undefined` counts as left out. */
export const withDefaults = <T extends object>(
  setting: string,
  defaults: T,
  given: { readonly [Name in keyof T]?: T[Name] | undefined }
): Effect.Effect<T, InvalidSettings> =>
  Effect.map(checkNames(setting, given, Object.keys(defaults)), () => {
    const values = Object.entries(given).filter(([, value]) => value !== undefined)
    // Only names of `defaults` are left, with values that the caller still checks.
    return { ...defaults, ...Object.fromEntries(values) }
  })
