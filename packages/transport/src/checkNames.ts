/**
 * What a group of options may be called: an object, and in it only names that somebody reads.
 *
 * A name that nobody reads is refused rather than ignored: `tls: { pin: [...] }` would check no pin, and nobody would know.
 */
import * as Effect from "effect/Effect"
import { nearestName } from "./nearestName.ts"
import { shownName } from "./Redaction.ts"
import { InvalidSettings } from "./failures/unsent.ts"

/** Fails with the setting's name, or the unknown one's below it. */
export const checkNames = (
  setting: string,
  given: object,
  names: ReadonlyArray<string>
): Effect.Effect<void, InvalidSettings> => check(setting, `${setting}.`, given, names)

/** The same for the options themselves: their names stand for nothing above them. */
export const checkTopNames = (
  given: object,
  names: ReadonlyArray<string>
): Effect.Effect<void, InvalidSettings> => check("options", "", given, names)

const check = (
  setting: string,
  prefix: string,
  given: object,
  names: ReadonlyArray<string>
): Effect.Effect<void, InvalidSettings> => {
  // Options can come from untyped JavaScript.
  if (typeof (given as unknown) !== "object" || (given as unknown) === null || Array.isArray(given)) {
    return Effect.fail(
      new InvalidSettings({ setting, problem: `must be an object with some of ${names.join(", ")}` })
    )
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown === undefined) return Effect.void
  const near = nearestName(unknown, names)
  return Effect.fail(
    new InvalidSettings({
      setting: `${prefix}${shownName(unknown)}`,
      problem:
        near === undefined
          ? `is not known; there are ${names.join(", ")}`
          : `is not known; perhaps ${prefix}${near} is meant`
    })
  )
}
