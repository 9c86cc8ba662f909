/**
 * An expression twice: as HogQL text, and as what it means.
 *
 * The meaning is written from HogQL's rules for properties, nulls and time zones. The compiler's code has no part in it.
 */
import { Day, Instant } from "./zone.ts"

export type Scalar = string | number | boolean | Instant | Day | null

/** A row of whatever stands in FROM. */
export type Row = Readonly<Record<string, unknown>>

export interface Expr<Type extends Scalar = Scalar> {
  readonly text: string
  readonly of: (row: Row, zone: string) => Type | null
}

/** What can be read from a FROM, by type. */
export interface Source {
  readonly text: readonly Expr<string>[]
  readonly number: readonly Expr<number>[]
  readonly boolean: readonly Expr<boolean>[]
  readonly time: readonly Expr<Instant>[]
}

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Less than 0, 0, or more than 0; both must be of one type. */
export const order = (a: Scalar, b: Scalar): number => {
  if (typeof a === "string" && typeof b === "string") return compareBytes(a, b)
  if (a instanceof Instant && b instanceof Instant) return a.micros - b.micros
  if (a instanceof Day && b instanceof Day) return compareBytes(a.text, b.text)
  return Number(a) - Number(b)
}

/** HogQL's `=`: two nulls are equal, a null and a value are not, and the answer is never null. */
export const equal = (a: Scalar, b: Scalar): boolean =>
  a === null || b === null ? a === b : order(a, b) === 0

/** Whether a nullable condition holds: null does not. */
export const holds = (condition: boolean | null): boolean => condition === true

/** A text as a constant of HogQL. */
export const quoted = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

export const constant = <Type extends string | number>(value: Type): Expr<Type> => ({
  text: typeof value === "string" ? quoted(value) : String(value),
  of: () => value
})
