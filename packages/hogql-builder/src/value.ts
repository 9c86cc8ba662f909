/**
 * What may stand in a query as a value, and the check that each one can reach PostHog unchanged.
 *
 * Two hops change values silently: JSON (64-bit integers, NaN, -0) and PostHog's parser (NUL is dropped, a lone
 * surrogate crashes it). What the first cannot carry is printed as a literal instead of a placeholder; what neither
 * can carry is refused here.
 */
import { HogqlBuildError } from "./HogqlBuildError.ts"
import type { ValueRefused } from "./HogqlBuildError.ts"

/**
 * A value for a query.
 *
 * A `Date` is an instant. A whole number beyond 2^53 must come as a `bigint`, within the range of a signed or an
 * unsigned 64-bit integer. NUL characters and lone surrogates are refused.
 *
 * @since 0.1.0
 */
export type HogqlValue = string | number | bigint | boolean | null | Date | readonly HogqlValue[]

/** A value as it stands in `values`: what JSON carries unchanged. @since 0.1.0 */
export type BoundValue = string | number | boolean | null | readonly BoundValue[]

const minimumInteger = -(2n ** 63n)
const maximumInteger = 2n ** 64n - 1n

// The range of ClickHouse's DateTime64: https://clickhouse.com/docs/sql-reference/data-types/datetime64
const minimumDate = Date.UTC(1900, 0, 1)
const maximumDate = Date.UTC(2300, 0, 1) - 1

const maximumDepth = 20

const refuse = (problem: ValueRefused["problem"], message: string): never => {
  throw new HogqlBuildError({ _tag: "ValueRefused", problem, message })
}

/** Which character of the text cannot be written in HogQL, if any. */
export const unwritableCharacter = (text: string): "nul-character" | "lone-surrogate" | undefined => {
  if (text.includes("\0")) return "nul-character"
  return text.isWellFormed() ? undefined : "lone-surrogate"
}

const checkString = (value: string): string => {
  const problem = unwritableCharacter(value)
  if (problem === "nul-character")
    return refuse(problem, "A text value holds a NUL character, which HogQL drops. Remove it.")
  if (problem === "lone-surrogate")
    return refuse(problem, "A text value holds half of a surrogate pair. Repair it with toWellFormed().")
  return value
}

const checkNumber = (value: number): number => {
  // From 1e21 on JavaScript writes an exponent, which every reader takes for a float.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21)
    return refuse(
      "unsafe-integer",
      "A whole number beyond 2^53 may already have been rounded. Give it as a bigint."
    )
  return value
}

const checkBigint = (value: bigint): bigint =>
  value < minimumInteger || value > maximumInteger
    ? refuse(
        "integer-out-of-range",
        "A bigint is outside the range of 64-bit integers, where ClickHouse rounds."
      )
    : value

const checkDate = (value: Date): Date => {
  const time = value.getTime()
  if (Number.isNaN(time)) return refuse("invalid-date", "A Date is invalid.")
  if (time < minimumDate || time > maximumDate)
    return refuse("date-out-of-range", "A Date is outside the years 1900 to 2299, which ClickHouse can hold.")
  return new Date(time)
}

/** Checks a value and returns its own frozen copy, so that a later change by the caller does not reach the query. */
export const checkValue = (value: unknown, depth = 0): HogqlValue => {
  if (depth > maximumDepth) return refuse("nested-too-deeply", "An array value is nested more than 20 deep.")
  switch (typeof value) {
    case "string":
      return checkString(value)
    case "number":
      return checkNumber(value)
    case "bigint":
      return checkBigint(value)
    case "boolean":
      return value
  }
  if (value === null) return null
  if (value instanceof Date) return checkDate(value)
  if (Array.isArray(value)) {
    const items: HogqlValue[] = []
    // By index, so that a hole is seen as undefined.
    for (let index = 0; index < value.length; index++) items.push(checkValue(value[index], depth + 1))
    return Object.freeze(items)
  }
  return refuse(
    "not-a-value",
    `A value must be a string, number, bigint, boolean, null, Date or array of these, not ${value === undefined ? "undefined" : typeof value}.`
  )
}

/** Whether JSON carries the value unchanged. */
export const isBindable = (value: HogqlValue): value is BoundValue => {
  switch (typeof value) {
    case "bigint":
      return false
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
    case "object":
      if (value === null) return true
      return !(value instanceof Date) && value.every(isBindable)
    default:
      return true
  }
}
