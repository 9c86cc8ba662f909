/**
 * Comparisons and connectives by name. The everyday ones are `eq`, `ne`, `and`, `or`, `not`.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { plain, total } from "./signature.ts"
import type { ConditionArg } from "./signature.ts"

/** `left = right`. @since 0.2.0 */
export const equals = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>("equals")
/** `left != right`. @since 0.2.0 */
export const notEquals = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>(
  "notEquals"
)
/** `left < right`. @since 0.2.0 */
export const less = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>("less")
/** `left > right`. @since 0.2.0 */
export const greater = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>("greater")
/** `left <= right`. @since 0.2.0 */
export const lessOrEquals = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>(
  "lessOrEquals"
)
/** `left >= right`. @since 0.2.0 */
export const greaterOrEquals = /* @__PURE__ */ total<readonly [left: AnyOperand, right: AnyOperand], Flag>(
  "greaterOrEquals"
)
/** `left IN list`. @since 0.2.0 */
const inFunction = /* @__PURE__ */ total<readonly [left: AnyOperand, list: AnyOperand], Flag>("in")
/** `left NOT IN list`. @since 0.2.0 */
export const notIn = /* @__PURE__ */ total<readonly [left: AnyOperand, list: AnyOperand], Flag>("notIn")
/** All conditions hold. @since 0.2.0 */
export const and = /* @__PURE__ */ plain<readonly [...conditions: ConditionArg[]], Flag>("and")
/** At least one condition holds. @since 0.2.0 */
export const or = /* @__PURE__ */ plain<readonly [...conditions: ConditionArg[]], Flag>("or")
/** An odd number of conditions holds. @since 0.2.0 */
export const xor = /* @__PURE__ */ plain<readonly [...conditions: ConditionArg[]], Flag>("xor")
/** The condition does not hold. @since 0.2.0 */
export const not = /* @__PURE__ */ plain<readonly [condition: ConditionArg], Flag>("not")

export { inFunction as in }
