/** Numbers within bounds. */
import { type ConstantRule, numberOf } from "./ConstantRule.ts"

interface Bounds {
  readonly from?: number
  readonly to?: number
}

/** A number from `from` to `to`; `what` says of what. Text is left to other checks. */
export const between =
  (what: string, { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Bounds): ConstantRule =>
  (constant, { name }) => {
    const written = numberOf(constant)
    if (written === undefined || (written >= from && written <= to)) return undefined
    return { message: `${what} of ${name} is ${boundsText({ from, to })}, not ${String(constant.value)}.` }
  }

/** The same, and whole. */
export const wholeBetween = (what: string, bounds: Bounds): ConstantRule => {
  const isBetween = between(what, bounds)
  return (constant, call) =>
    constant.kind === "float"
      ? { message: `${what} of ${call.name} is a whole number, not ${constant.value}.` }
      : isBetween(constant, call)
}

const boundsText = ({ from = 0, to = 0 }: Bounds): string => {
  if (to === Number.POSITIVE_INFINITY) return `${from} or more`
  return from === Number.NEGATIVE_INFINITY ? `at most ${to}` : `between ${from} and ${to}`
}

/** A divisor of whole numbers. */
export const notZero: ConstantRule = (constant, { args, name }) =>
  constant.kind === "integer" && constant.value === 0 && args[0]?.type.name !== "Float"
    ? { message: `${name} cannot divide by 0. Write nullIf(x, 0) to get NULL instead.` }
    : undefined

/** A number that only must not be 0. */
export const nonZero =
  (what: string): ConstantRule =>
  (constant, { name }) =>
    numberOf(constant) === 0 ? { message: `${what} of ${name} cannot be 0.` } : undefined

/** A position in the bits of a number: those of a written one are as many as its type has. */
export const bitOf: ConstantRule = (constant, { args, name }) => {
  const position = numberOf(constant)
  if (position === undefined) return undefined
  const bits = widthOf(args[0]?.constant?.value)
  if (position >= 0 && position < bits) return undefined
  return { message: `${name} counts the bits of this number from 0 to ${bits - 1}.` }
}

/** ClickHouse takes the narrowest type that a written number fits into. Other numbers have at most 256 bits. */
const widthOf = (value: unknown): number => {
  const whole = typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value
  if (typeof whole !== "bigint") return 256
  const magnitude = whole < 0n ? -2n * whole - 1n : whole
  return [8, 16, 32].find((bits) => magnitude < 2n ** BigInt(bits)) ?? 64
}

/** The item of a tuple whose items are known: from 1, or from the end with -1. */
export const tupleItem: ConstantRule = (constant, { args, name }) => {
  const items = args[0]?.type.name === "Tuple" ? args[0].type.elements?.length : undefined
  if (constant.kind !== "integer") return undefined
  if (constant.value === 0) return { message: `${name} counts items from 1, so there is no item 0.` }
  if (items === undefined || (constant.value <= items && constant.value >= -items)) return undefined
  return { message: `This tuple has ${items} items, so ${name} finds no item ${constant.value}.` }
}
