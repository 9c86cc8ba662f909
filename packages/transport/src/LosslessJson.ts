/**
 * JSON without losing an integer.
 *
 * `JSON.parse` rounds an integer beyond 2^53 to the nearest double. Here such an integer becomes a bigint, and a bigint is
 * written as an integer. A number with a fraction or an exponent is a double, as JSON's own rules have it: ClickHouse's
 * Decimals arrive as text and are not touched.
 *
 * The reviver that sees the source text is slow, so it is used only when the text holds sixteen digits in a row.
 *
 * @see https://github.com/tc39/proposal-json-parse-with-source
 */
import * as Result from "effect/Result"

/** The fewest digits of an unsafe integer: 2^53 has sixteen. */
const unsafeDigits = 16

/**
 * Whether sixteen digits stand in a row, in a number or in a string: a string only costs the slower path. Such a row covers one of every
 * sixteen places, so only those are looked at; a regular expression would look at all, and take as long as parsing does.
 */
const mayHoldUnsafeInteger = (text: string): boolean => {
  for (let place = unsafeDigits - 1; place < text.length; place += unsafeDigits) {
    if (!isDigit(text, place)) continue
    let first = place
    let last = place
    while (isDigit(text, first - 1)) first -= 1
    while (isDigit(text, last + 1)) last += 1
    if (last - first + 1 >= unsafeDigits) return true
  }
  return false
}

const isDigit = (text: string, place: number): boolean => {
  const code = text.charCodeAt(place) // NaN beyond the ends
  return code >= 48 && code <= 57
}

const integerText = /^-?\d+$/

/**
 * The longest integer of ClickHouse has 78 digits. Making a bigint takes more than twice as long for twice the digits: a few megabytes of
 * them would stop the whole program for seconds.
 */
const mostDigits = 1_000

/** The third argument of a reviver; in V8 since Node 21, not yet in TypeScript's library for this target. */
interface ReviverContext {
  readonly source?: string
}

const keepIntegers = (_key: string, value: unknown, context?: ReviverContext): unknown =>
  typeof value === "number" &&
  !Number.isSafeInteger(value) &&
  context?.source !== undefined &&
  integerText.test(context.source)
    ? bigIntOf(context.source)
    : value

const bigIntOf = (source: string): bigint => {
  if (source.length > mostDigits) throw new OverlongInteger()
  return BigInt(source)
}

class OverlongInteger extends Error {}

/**
 * The value of a JSON text, or why there is none: an integer of more than 1,000 digits is refused, too. Never throws, however deep the text is
 * nested.
 *
 * @since 0.1.0
 */
export const parseJson = (text: string): Result.Result<unknown, "not JSON" | "overlong integer"> => {
  try {
    return Result.succeed(mayHoldUnsafeInteger(text) ? JSON.parse(text, keepIntegers) : JSON.parse(text))
  } catch (error) {
    return Result.fail(error instanceof OverlongInteger ? "overlong integer" : "not JSON")
  }
}

/** `JSON.rawJSON` is in V8 since Node 21, not yet in TypeScript's library for this target. */
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON

/**
 * The JSON text of a value, or what stands against it.
 *
 * Where `JSON.stringify` would write `null` for NaN or Infinity, or nothing at all, this refuses.
 *
 * @since 0.1.0
 */
export const stringifyJson = (value: unknown): Result.Result<string, string> => {
  let problem: string | undefined
  const replacer = function (this: Readonly<Record<string, unknown>>, key: string, given: unknown): unknown {
    // `this[key]` is the value before any toJSON, which programs like to put on BigInt.
    const original = this[key]
    if (typeof original === "bigint") return rawJson(original.toString())
    if (typeof given === "number" && !Number.isFinite(given))
      problem ??= `the body holds ${given}, which JSON cannot`
    if (typeof given === "function" || typeof given === "symbol")
      problem ??= `the body holds a ${typeof given}`
    return given
  }
  try {
    // undefined for a value JSON cannot hold at all; the library's type forgets that.
    const text = JSON.stringify(value, replacer) as string | undefined
    if (problem !== undefined) return Result.fail(problem)
    return text === undefined ? Result.fail("the body is not a JSON value") : Result.succeed(text)
  } catch {
    return Result.fail(
      "the body cannot be written as JSON: it refers to itself, or one of its toJSON methods fails"
    )
  }
}
