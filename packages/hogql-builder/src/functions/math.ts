/**
 * Mathematics and rounding.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import { plain, total } from "./signature.ts"
import type { ListArg, NumberArg } from "./signature.ts"

/** Euler's number. @since 0.2.0 */
export const e = /* @__PURE__ */ total<readonly [], number>("e")
/** Pi. @since 0.2.0 */
export const pi = /* @__PURE__ */ total<readonly [], number>("pi")
/** e to that power. @since 0.2.0 */
export const exp = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("exp")
/** The natural logarithm. @since 0.2.0 */
export const log = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("log")
/** The natural logarithm. @since 0.2.0 */
export const ln = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("ln")
/** 2 to that power. @since 0.2.0 */
export const exp2 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("exp2")
/** The logarithm to base 2. @since 0.2.0 */
export const log2 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("log2")
/** 10 to that power. @since 0.2.0 */
export const exp10 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("exp10")
/** The logarithm to base 10. @since 0.2.0 */
export const log10 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("log10")
/** The square root. @since 0.2.0 */
export const sqrt = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("sqrt")
/** The cube root. @since 0.2.0 */
export const cbrt = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("cbrt")
/** The error function. @since 0.2.0 */
export const erf = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("erf")
/** 1 minus the error function. @since 0.2.0 */
export const erfc = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("erfc")
/** The logarithm of the gamma function. @since 0.2.0 */
export const lgamma = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("lgamma")
/** The gamma function. @since 0.2.0 */
export const tgamma = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("tgamma")
/** The sine. @since 0.2.0 */
export const sin = /* @__PURE__ */ plain<readonly [radians: NumberArg], number>("sin")
/** The cosine. @since 0.2.0 */
export const cos = /* @__PURE__ */ plain<readonly [radians: NumberArg], number>("cos")
/** The tangent. @since 0.2.0 */
export const tan = /* @__PURE__ */ plain<readonly [radians: NumberArg], number>("tan")
/** The arc sine. @since 0.2.0 */
export const asin = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("asin")
/** The arc cosine. @since 0.2.0 */
export const acos = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("acos")
/** The arc tangent. @since 0.2.0 */
export const atan = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("atan")
/** The base to a power. @since 0.2.0 */
export const pow = /* @__PURE__ */ plain<readonly [base: NumberArg, exponent: NumberArg], number>("pow")
/** The base to a power. @since 0.2.0 */
export const power = /* @__PURE__ */ plain<readonly [base: NumberArg, exponent: NumberArg], number>("power")
/** 2 to that power, as a whole number. @since 0.2.0 */
export const intExp2 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("intExp2")
/** 10 to that power, as a whole number. @since 0.2.0 */
export const intExp10 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("intExp10")
/** The hyperbolic cosine. @since 0.2.0 */
export const cosh = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("cosh")
/** The inverse of `cosh`. @since 0.2.0 */
export const acosh = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("acosh")
/** The hyperbolic sine. @since 0.2.0 */
export const sinh = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("sinh")
/** The inverse of `sinh`. @since 0.2.0 */
export const asinh = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("asinh")
/** The inverse hyperbolic tangent. @since 0.2.0 */
export const atanh = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("atanh")
/** The angle of a point. @since 0.2.0 */
export const atan2 = /* @__PURE__ */ plain<readonly [y: NumberArg, x: NumberArg], number>("atan2")
/** The length of the long side of a right triangle. @since 0.2.0 */
export const hypot = /* @__PURE__ */ plain<readonly [x: NumberArg, y: NumberArg], number>("hypot")
/** The logarithm of 1 plus the number. @since 0.2.0 */
export const log1p = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("log1p")
/** -1, 0 or 1. @since 0.2.0 */
export const sign = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("sign")
/** Radians in degrees. @since 0.2.0 */
export const degrees = /* @__PURE__ */ plain<readonly [radians: NumberArg], number>("degrees")
/** Degrees in radians. @since 0.2.0 */
export const radians = /* @__PURE__ */ plain<readonly [degrees: NumberArg], number>("radians")
/** The factorial. @since 0.2.0 */
export const factorial = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("factorial")
/** Which of so many buckets between `low` and `high` the operand falls into. @since 0.2.0 */
export const width_bucket = /* @__PURE__ */ plain<
  readonly [operand: NumberArg, low: NumberArg, high: NumberArg, count: NumberArg],
  number
>("width_bucket")
/** The greatest number not above it, with so many decimals. @since 0.1.0 */
export const floor = /* @__PURE__ */ plain<readonly [number: NumberArg, decimals?: NumberArg], number>(
  "floor"
)
/** The smallest number not below it, with so many decimals. @since 0.1.0 */
export const ceil = /* @__PURE__ */ plain<readonly [number: NumberArg, decimals?: NumberArg], number>("ceil")
/** Cut to so many decimals. @since 0.2.0 */
export const trunc = /* @__PURE__ */ plain<readonly [number: NumberArg, decimals?: NumberArg], number>(
  "trunc"
)
/** Rounded to so many decimals (0 unless given); halves go to the even neighbour. @since 0.1.0 */
export const round = /* @__PURE__ */ plain<readonly [number: NumberArg, decimals?: NumberArg], number>(
  "round"
)
/** Rounded; halves go to the even neighbour. @since 0.2.0 */
export const roundBankers = /* @__PURE__ */ plain<readonly [number: NumberArg, decimals?: NumberArg], number>(
  "roundBankers"
)
/** Down to a power of 2. @since 0.2.0 */
export const roundToExp2 = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("roundToExp2")
/** Down to a common duration in seconds. @since 0.2.0 */
export const roundDuration = /* @__PURE__ */ plain<readonly [seconds: NumberArg], number>("roundDuration")
/** Down to a common age group. @since 0.2.0 */
export const roundAge = /* @__PURE__ */ plain<readonly [age: NumberArg], number>("roundAge")
/** Down to the nearest of the steps. @since 0.2.0 */
export const roundDown = /* @__PURE__ */ plain<readonly [number: NumberArg, steps: ListArg], number>(
  "roundDown"
)
/** A random whole number, the same for all rows that call it alike. @since 0.2.0 */
export const rand = /* @__PURE__ */ total<readonly [], number>("rand")
