/**
 * Maps from keys to values.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { total } from "./signature.ts"
import type { ListArg, NumberArg, TextArg } from "./signature.ts"

/** A map of keys and values in turn. @since 0.2.0 */
export const map = /* @__PURE__ */ total<readonly [...keysAndValues: AnyOperand[]], unknown>("map")
/** A map of keys and values. @since 0.2.0 */
export const mapFromArrays = /* @__PURE__ */ total<readonly [keys: ListArg, values: ListArg], unknown>(
  "mapFromArrays"
)
/** The sums by key. @since 0.2.0 */
export const mapAdd = /* @__PURE__ */ total<readonly [...maps: AnyOperand[]], unknown>("mapAdd")
/** The differences by key. @since 0.2.0 */
export const mapSubtract = /* @__PURE__ */ total<readonly [...maps: AnyOperand[]], unknown>("mapSubtract")
/** With 0 for whole keys that are missing. @since 0.2.0 */
export const mapPopulateSeries = /* @__PURE__ */ total<
  readonly [map: AnyOperand, values?: AnyOperand, max?: NumberArg],
  unknown
>("mapPopulateSeries")
/** Whether the key is there. @since 0.2.0 */
export const mapContains = /* @__PURE__ */ total<readonly [map: AnyOperand, key: AnyOperand], Flag>(
  "mapContains"
)
/** The keys. @since 0.2.0 */
export const mapKeys = /* @__PURE__ */ total<readonly [map: AnyOperand], unknown[]>("mapKeys")
/** The values. @since 0.2.0 */
export const mapValues = /* @__PURE__ */ total<readonly [map: AnyOperand], unknown[]>("mapValues")
/** Whether a key is LIKE the pattern. @since 0.2.0 */
export const mapContainsKeyLike = /* @__PURE__ */ total<readonly [map: AnyOperand, pattern: TextArg], Flag>(
  "mapContainsKeyLike"
)
/** The entries whose keys are LIKE the pattern. @since 0.2.0 */
export const mapExtractKeyLike = /* @__PURE__ */ total<readonly [map: AnyOperand, pattern: TextArg], unknown>(
  "mapExtractKeyLike"
)
/** The first map with the entries of the second. @since 0.2.0 */
export const mapUpdate = /* @__PURE__ */ total<readonly [map: AnyOperand, other: AnyOperand], unknown>(
  "mapUpdate"
)
