/**
 * What a group of options may be called: an object, and in it only names that somebody reads.
 *
 * A name that nobody reads is refused rather than ignored: `tls: { pin: [...] }` would check no pin, and nobody would know.
 */
import * as Effect from "effect/Effect"
import { InvalidSettings } from "./failures/unsent.ts"

/** Fails with the setting's name, or the unknown one's below it. */
export const checkNames = (
  setting: string,
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
  return unknown === undefined
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: `${setting}.${unknown}`,
          problem: `is not known; there are ${names.join(", ")}`
        })
      )
}
