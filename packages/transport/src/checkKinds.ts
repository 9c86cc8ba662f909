/**
 * Options that untyped JavaScript can get wrong without anybody noticing: `allowInsecureHttp: "false"` would allow it, and a logger that is
 * no function would be found out by the first record.
 */
import * as Effect from "effect/Effect"
import { InvalidSettings } from "./failures/unsent.ts"

/** Fails with the first option that is not of its kind. */
export const checkKinds = (options: object): Effect.Effect<void, InvalidSettings> => {
  const given = options as Readonly<Record<string, unknown>> // an object: reading a name is safe
  for (const [kind, names, problem] of kinds) {
    for (const setting of names) {
      if (given[setting] !== undefined && typeof given[setting] !== kind) {
        return Effect.fail(new InvalidSettings({ setting, problem }))
      }
    }
  }
  return Effect.void
}

const kinds = [
  ["boolean", ["allowInsecureHttp", "traceHeaders"], "must be true or false"],
  ["function", ["logger"], "must be a function that takes a record"]
] as const
