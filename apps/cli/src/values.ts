/**
 * `name=value` on the command line: JSON when it parses, text otherwise, and never another number than the one that was typed.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { parseJson } from "@posthog-driver/transport/effect"
import { UsageInvalid } from "./Failure.ts"

/** The values by name; integers beyond 2^53 are bigint. Refuses a fraction that a JSON number would round. */
export const parseValues = (
  flag: string,
  given: Readonly<Record<string, string>>
): Effect.Effect<Readonly<Record<string, unknown>>, UsageInvalid> =>
  Effect.forEach(Object.entries(given), ([name, text]) => {
    if (isRounded(text)) {
      return Effect.fail(
        new UsageInvalid({
          message: `${flag} ${name}: ${text} has more digits than a JSON number keeps. Send it as text: ${name}='"${text}"'.`
        })
      )
    }
    return Effect.succeed([name, Result.getOrElse(parseJson(text), () => text)] as const)
  }).pipe(Effect.map((entries) => Object.fromEntries(entries)))

/** Whether a number with a fraction or an exponent would come out as another one. Integers keep their digits as bigint. */
const isRounded = (text: string): boolean => {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/u.test(text) || /^-?\d+$/u.test(text)) return false
  const [typed, kept] = [BigDecimal.fromString(text), BigDecimal.fromString(String(Number(text)))]
  return Option.isNone(typed) || Option.isNone(kept) || !BigDecimal.equals(typed.value, kept.value)
}

/** Values for the placeholders of a query: a placeholder stands for one value or a list of values. */
export const parseScalars = (
  flag: string,
  given: Readonly<Record<string, string>>
): Effect.Effect<Readonly<Record<string, Scalar | readonly Scalar[]>>, UsageInvalid> =>
  Effect.flatMap(parseValues(flag, given), scalars)

type Scalar = string | number | bigint | boolean | null

/** An object has no literal in HogQL. */
const scalars = (
  values: Readonly<Record<string, unknown>>
): Effect.Effect<Readonly<Record<string, Scalar | readonly Scalar[]>>, UsageInvalid> => {
  const wrong = Object.entries(values).find(([, value]) => !isScalar(value) && !isScalarList(value))
  return wrong === undefined
    ? Effect.succeed(values as Readonly<Record<string, Scalar | readonly Scalar[]>>) // every entry was just checked
    : Effect.fail(
        new UsageInvalid({
          message: `--value ${wrong[0]}: a placeholder takes a text, number, boolean, null or a list of them.`
        })
      )
}

const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== "object"

const isScalarList = (value: unknown): value is readonly Scalar[] =>
  Array.isArray(value) && value.every(isScalar)
