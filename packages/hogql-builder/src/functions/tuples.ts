/**
 * Tuples and distances.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import { total } from "./signature.ts"
import type { NumberArg } from "./signature.ts"

/** A member by position or name. `memberAt` knows its type. @since 0.2.0 */
export const tupleElement = /* @__PURE__ */ total<
  readonly [members: AnyOperand, position: AnyOperand, otherwise?: AnyOperand],
  unknown
>("tupleElement")
/** The members as columns of their own. @since 0.2.0 */
export const untuple = /* @__PURE__ */ total<readonly [members: AnyOperand], unknown>("untuple")
/** In how many members two tuples differ. @since 0.2.0 */
export const tupleHammingDistance = /* @__PURE__ */ total<
  readonly [left: AnyOperand, right: AnyOperand],
  number
>("tupleHammingDistance")
/** Names and values. @since 0.2.0 */
export const tupleToNameValuePairs = /* @__PURE__ */ total<readonly [members: AnyOperand], unknown>(
  "tupleToNameValuePairs"
)
/** The sums, member by member. @since 0.2.0 */
export const tuplePlus = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number[]>(
  "tuplePlus"
)
/** The differences, member by member. @since 0.2.0 */
export const tupleMinus = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number[]>(
  "tupleMinus"
)
/** The products, member by member. @since 0.2.0 */
export const tupleMultiply = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number[]>(
  "tupleMultiply"
)
/** The quotients, member by member. @since 0.2.0 */
export const tupleDivide = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number[]>(
  "tupleDivide"
)
/** The members with the other sign. @since 0.2.0 */
export const tupleNegate = /* @__PURE__ */ total<readonly [members: AnyOperand], number[]>("tupleNegate")
/** The members times a number. @since 0.2.0 */
export const tupleMultiplyByNumber = /* @__PURE__ */ total<
  readonly [members: AnyOperand, number: NumberArg],
  number[]
>("tupleMultiplyByNumber")
/** The members by a number. @since 0.2.0 */
export const tupleDivideByNumber = /* @__PURE__ */ total<
  readonly [members: AnyOperand, number: NumberArg],
  number[]
>("tupleDivideByNumber")
/** The sum of the products. @since 0.2.0 */
export const dotProduct = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number>(
  "dotProduct"
)
/** The sum of the absolute values. @since 0.2.0 */
export const L1Norm = /* @__PURE__ */ total<readonly [vector: AnyOperand], number>("L1Norm")
/** The length of a vector. @since 0.2.0 */
export const L2Norm = /* @__PURE__ */ total<readonly [vector: AnyOperand], number>("L2Norm")
/** The greatest absolute value. @since 0.2.0 */
export const LinfNorm = /* @__PURE__ */ total<readonly [vector: AnyOperand], number>("LinfNorm")
/** The p-norm. @since 0.2.0 */
export const LpNorm = /* @__PURE__ */ total<readonly [vector: AnyOperand, power: NumberArg], number>("LpNorm")
/** The distance by `L1Norm`. @since 0.2.0 */
export const L1Distance = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number>(
  "L1Distance"
)
/** The distance by `L2Norm`. @since 0.2.0 */
export const L2Distance = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number>(
  "L2Distance"
)
/** The distance by `LinfNorm`. @since 0.2.0 */
export const LinfDistance = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number>(
  "LinfDistance"
)
/** The distance by `LpNorm`. @since 0.2.0 */
export const LpDistance = /* @__PURE__ */ total<
  readonly [left: AnyOperand, right: AnyOperand, power: NumberArg],
  number
>("LpDistance")
/** The vector of length 1 by `L1Norm`. @since 0.2.0 */
export const L1Normalize = /* @__PURE__ */ total<readonly [vector: AnyOperand], number[]>("L1Normalize")
/** The vector of length 1 by `L2Norm`. @since 0.2.0 */
export const L2Normalize = /* @__PURE__ */ total<readonly [vector: AnyOperand], number[]>("L2Normalize")
/** The vector of length 1 by `LinfNorm`. @since 0.2.0 */
export const LinfNormalize = /* @__PURE__ */ total<readonly [vector: AnyOperand], number[]>("LinfNormalize")
/** The vector of length 1 by `LpNorm`. @since 0.2.0 */
export const LpNormalize = /* @__PURE__ */ total<readonly [vector: AnyOperand, power: NumberArg], number[]>(
  "LpNormalize"
)
/** 1 minus the cosine of the angle. @since 0.2.0 */
export const cosineDistance = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], number>(
  "cosineDistance"
)
