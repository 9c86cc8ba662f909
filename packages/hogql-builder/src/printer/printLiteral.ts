/**
 * Values as HogQL literals.
 *
 * A `Date` is an instant, so its literal names UTC; the fraction is always written because PostHog reads a time with
 * one as a 64-bit time, while without one years outside 1970 to 2106 would wrap around.
 */
import type { HogqlValue } from "../value.ts"
import { escapeControl } from "./printIdentifier.ts"

/** The text in single quotes. */
export const printString = (text: string): string => `'${escapeControl(text).replaceAll("'", "\\'")}'`

const printNumber = (number: number): string => {
  if (Number.isNaN(number)) return "NaN"
  if (!Number.isFinite(number)) return number > 0 ? "Inf" : "-Inf"
  return Object.is(number, -0) ? "-0.0" : String(number)
}

const printDate = (date: Date): string => {
  const text = date.toISOString()
  return `toDateTime('${text.slice(0, 10)} ${text.slice(11, -1)}', 'UTC')`
}

/** The value as a literal that PostHog reads back as the same value. */
export const printLiteral = (value: HogqlValue): string => {
  switch (typeof value) {
    case "string":
      return printString(value)
    case "number":
      return printNumber(value)
    case "bigint":
      return value.toString()
    case "boolean":
      return String(value)
    default:
      if (value === null) return "NULL"
      return value instanceof Date ? printDate(value) : `[${value.map(printLiteral).join(", ")}]`
  }
}
