/**
 * Arithmetic by name. The operators are `add`, `subtract`, `multiply`, `divide` and `modulo`.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import { plain } from "./signature.ts"
import type { NumberArg } from "./signature.ts"

/** The sum. @since 0.2.0 */
export const plus = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("plus")
/** The difference. @since 0.2.0 */
export const minus = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("minus")
/** The product. @since 0.2.0 */
export const multiply = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>(
  "multiply"
)
/** The quotient, always a fraction. @since 0.2.0 */
export const divide = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("divide")
/** The quotient without its fraction; an error when `right` is 0. @since 0.2.0 */
export const intDiv = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("intDiv")
/** The quotient without its fraction; 0 when `right` is 0. @since 0.2.0 */
export const intDivOrZero = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>(
  "intDivOrZero"
)
/** What is left over. @since 0.2.0 */
export const modulo = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("modulo")
/** What is left over; 0 when `right` is 0. @since 0.2.0 */
export const moduloOrZero = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>(
  "moduloOrZero"
)
/** What is left over, never negative. @since 0.2.0 */
export const positiveModulo = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>(
  "positiveModulo"
)
/** With the other sign. @since 0.2.0 */
export const negate = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("negate")
/** Without its sign. @since 0.1.0 */
export const abs = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("abs")
/** The greatest common divisor. @since 0.2.0 */
export const gcd = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("gcd")
/** The least common multiple. @since 0.2.0 */
export const lcm = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("lcm")
/** The greater of two, as a fraction. @since 0.2.0 */
export const max2 = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("max2")
/** The smaller of two, as a fraction. @since 0.2.0 */
export const min2 = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("min2")
/** The product of two decimals. @since 0.2.0 */
export const multiplyDecimal = /* @__PURE__ */ plain<
  readonly [left: NumberArg, right: NumberArg, scale?: NumberArg],
  number
>("multiplyDecimal")
/** The quotient of two decimals. @since 0.2.0 */
export const divideDecimal = /* @__PURE__ */ plain<
  readonly [left: NumberArg, right: NumberArg, scale?: NumberArg],
  number
>("divideDecimal")
