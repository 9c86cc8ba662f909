/**
 * Null and numbers that are none.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { plain, total } from "./signature.ts"
import type { NumberArg } from "./signature.ts"

/** `IS NULL` by name. @since 0.2.0 */
export const isNull = /* @__PURE__ */ total<readonly [operand: AnyOperand], Flag>("isNull")
/** `IS NOT NULL` by name. @since 0.2.0 */
export const isNotNull = /* @__PURE__ */ total<readonly [operand: AnyOperand], Flag>("isNotNull")
/** Whether it is neither infinite nor no number. @since 0.2.0 */
export const isFinite = /* @__PURE__ */ plain<readonly [number: NumberArg], Flag>("isFinite")
/** Whether it is infinite. @since 0.2.0 */
export const isInfinite = /* @__PURE__ */ plain<readonly [number: NumberArg], Flag>("isInfinite")
/** Whether it is no number. @since 0.2.0 */
export const isNaN = /* @__PURE__ */ plain<readonly [number: NumberArg], Flag>("isNaN")
/** The number, or the other where it is infinite or none. @since 0.2.0 */
export const ifNotFinite = /* @__PURE__ */ plain<readonly [number: NumberArg, otherwise: NumberArg], number>(
  "ifNotFinite"
)
