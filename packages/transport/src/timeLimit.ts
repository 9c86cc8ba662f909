/** What can be a time limit. */
import * as Effect from "effect/Effect"
import { InvalidSettings } from "./failures/unsent.ts"

/** setTimeout cannot count further: a longer time would fire at once. */
const longestMillis = 2_147_483_647

/** Whether a number can be a time limit. */
export const isTimeLimit = (value: number): boolean =>
  Number.isFinite(value) && value > 0 && value <= longestMillis

/** A setting that is a time limit. */
export const timeLimit = (setting: string, value: number): Effect.Effect<number, InvalidSettings> =>
  isTimeLimit(value)
    ? Effect.succeed(value)
    : Effect.fail(
        new InvalidSettings({
          setting,
          problem: `must be a number of milliseconds from 1 to ${longestMillis}`
        })
      )
