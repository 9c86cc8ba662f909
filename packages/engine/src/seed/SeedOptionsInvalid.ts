/** The one way making a seeded project can fail: an option that no story can be told from. */
import * as Schema from "effect/Schema"
import type { DatasetOptions } from "./Dataset.ts"

/**
 * An option of the seeded project is not usable.
 *
 * @since 0.1.0
 */
export class SeedOptionsInvalid extends Schema.TaggedError<SeedOptionsInvalid>()("SeedOptionsInvalid", {
  option: Schema.Literals(["story", "seed", "size", "endDate"]),
  expected: Schema.String
}) {
  override get message(): string {
    return `The seed option ${this.option} is not usable. Give ${this.expected}.`
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Throws `SeedOptionsInvalid` for the first option that is not usable. Callers may hold values no compiler saw. */
export const checkSeedOptions = (options: DatasetOptions): void => {
  const refuse = (option: SeedOptionsInvalid["option"], expected: string): never => {
    throw new SeedOptionsInvalid({ option, expected })
  }
  const { endDate, seed, size, story }: Readonly<Record<string, unknown>> = { ...options }
  if (story !== "saas") refuse("story", '"saas"')
  if (!Number.isSafeInteger(seed)) refuse("seed", "a whole number between -(2^53 - 1) and 2^53 - 1")
  if (size !== "small" && size !== "standard") refuse("size", '"small" or "standard"')
  if (typeof endDate !== "string" || !isDay(endDate))
    refuse("endDate", "an existing day as YYYY-MM-DD, from 1973 to 2254")
}

/** Microseconds since 1970 are whole numbers up to 2^53 only, which ends in 2255; persons may be two years older than the story. */
const isDay = (text: string): boolean => {
  if (!DAY.test(text)) return false
  const parsed = new Date(`${text}T00:00:00.000Z`)
  return (
    !Number.isNaN(parsed.getTime()) &&
    parsed.toISOString().slice(0, 10) === text &&
    parsed.getUTCFullYear() >= 1973 &&
    parsed.getUTCFullYear() <= 2254
  )
}
