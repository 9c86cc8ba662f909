/**
 * A group of options with what is left out filled in.
 *
 * A name that nobody reads is refused rather than ignored: `breaker: { failure: 3 }` would leave the default in force, and
 * nobody would know.
 */
import * as Effect from "effect/Effect"
import { InvalidSettings } from "./TransportError.ts"

/** The defaults with the given values over them. `undefined` counts as left out. */
export const withDefaults = <T extends object>(
  setting: string,
  defaults: T,
  given: { readonly [Name in keyof T]?: T[Name] | undefined }
): Effect.Effect<T, InvalidSettings> => {
  const refuse = (name: string, problem: string) =>
    Effect.fail(new InvalidSettings({ setting: name, problem }))
  const names = Object.keys(defaults).join(", ")
  // Options can come from untyped JavaScript.
  if (typeof (given as unknown) !== "object" || (given as unknown) === null || Array.isArray(given)) {
    return refuse(setting, `must be an object with some of ${names}`)
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(defaults, name))
  if (unknown !== undefined) return refuse(`${setting}.${unknown}`, `is not known; there are ${names}`)
  const values = Object.entries(given).filter(([, value]) => value !== undefined)
  // Only names of `defaults` are left, with values that the caller still checks.
  return Effect.succeed({ ...defaults, ...Object.fromEntries(values) })
}
