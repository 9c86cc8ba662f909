/**
 * Aggregates in two steps, and aggregates of maps and arrays.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import { aggregate } from "./signature.ts"
import type { ConditionArg, ListArg, NumberArg } from "./signature.ts"

/** The state of a count. @since 0.2.0 */
export const countState = /* @__PURE__ */ aggregate<readonly [operand?: AnyOperand], unknown>("countState")
/** The state of a count over the rows that meet the condition. @since 0.2.0 */
export const countStateIf = /* @__PURE__ */ aggregate<
  readonly [operandOrCondition: AnyOperand, condition?: ConditionArg],
  unknown
>("countStateIf")
/** The count of states. @since 0.2.0 */
export const countMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number>("countMerge")
/** The counts by key over the rows that meet the condition. @since 0.2.0 */
export const countMapIf = /* @__PURE__ */ aggregate<
  readonly [map: AnyOperand, condition: ConditionArg, more?: ConditionArg],
  unknown
>("countMapIf")
/** The sums, position by position. @since 0.2.0 */
export const sumForEach = /* @__PURE__ */ aggregate<readonly [list: ListArg], number[]>("sumForEach")
/** The smallest items, position by position. @since 0.2.0 */
export const minForEach = /* @__PURE__ */ aggregate<readonly [list: ListArg], unknown[]>("minForEach")
/** The means by key. @since 0.2.0 */
export const avgMap = /* @__PURE__ */ aggregate<readonly [map: AnyOperand], unknown>("avgMap")
/** The means by key over the rows that meet the condition. @since 0.2.0 */
export const avgMapIf = /* @__PURE__ */ aggregate<
  readonly [map: AnyOperand, condition: ConditionArg, more?: ConditionArg],
  unknown
>("avgMapIf")
/** The state of means by key. @since 0.2.0 */
export const avgMapState = /* @__PURE__ */ aggregate<
  readonly [map: AnyOperand, more?: AnyOperand, third?: AnyOperand],
  unknown
>("avgMapState")
/** The means by key of states. @since 0.2.0 */
export const avgMapMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], unknown>("avgMapMerge")
/** The means by key of states that meet the condition. @since 0.2.0 */
export const avgMapMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  unknown
>("avgMapMergeIf")
/** The value of states where the other was smallest. @since 0.2.0 */
export const argMinMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], unknown>("argMinMerge")
/** The value of states where the other was greatest. @since 0.2.0 */
export const argMaxMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], unknown>("argMaxMerge")
/** The state of `argMin`. @since 0.2.0 */
export const argMinState = /* @__PURE__ */ aggregate<readonly [operand: AnyOperand, by: AnyOperand], unknown>(
  "argMinState"
)
/** The state of `argMax`. @since 0.2.0 */
export const argMaxState = /* @__PURE__ */ aggregate<readonly [operand: AnyOperand, by: AnyOperand], unknown>(
  "argMaxState"
)
/** The state of sums, position by position. @since 0.2.0 */
export const sumForEachState = /* @__PURE__ */ aggregate<readonly [list: ListArg], unknown>("sumForEachState")
/** The sums of states, position by position. @since 0.2.0 */
export const sumForEachMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number[]>(
  "sumForEachMerge"
)
/** The state of a mean. @since 0.2.0 */
export const avgState = /* @__PURE__ */ aggregate<readonly [number: NumberArg], unknown>("avgState")
/** The state of a mean over the rows that meet the condition. @since 0.2.0 */
export const avgStateIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  unknown
>("avgStateIf")
/** The mean of states. @since 0.2.0 */
export const avgMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number | null>("avgMerge")
/** The mean of states that meet the condition. @since 0.2.0 */
export const avgMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  number | null
>("avgMergeIf")
/** The state of a sum. @since 0.2.0 */
export const sumState = /* @__PURE__ */ aggregate<readonly [number: NumberArg], unknown>("sumState")
/** The state of a sum over the rows that meet the condition. @since 0.2.0 */
export const sumStateIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  unknown
>("sumStateIf")
/** The sum of states. @since 0.2.0 */
export const sumMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number>("sumMerge")
/** The sum of states that meet the condition. @since 0.2.0 */
export const sumMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  number
>("sumMergeIf")
/** The sums by key of states. @since 0.2.0 */
export const sumMapMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], unknown>("sumMapMerge")
/** The sums by key of states that meet the condition. @since 0.2.0 */
export const sumMapMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  unknown
>("sumMapMergeIf")
/** A bitmap of the numbers. @since 0.2.0 */
export const groupBitmapState = /* @__PURE__ */ aggregate<readonly [number: NumberArg], unknown>(
  "groupBitmapState"
)
/** A bitmap of the numbers that all have. @since 0.2.0 */
export const groupBitmapAndState = /* @__PURE__ */ aggregate<readonly [bitmap: AnyOperand], unknown>(
  "groupBitmapAndState"
)
/** A bitmap of the numbers that any has. @since 0.2.0 */
export const groupBitmapOrState = /* @__PURE__ */ aggregate<readonly [bitmap: AnyOperand], unknown>(
  "groupBitmapOrState"
)
/** The state of `uniq`. @since 0.2.0 */
export const uniqState = /* @__PURE__ */ aggregate<readonly [operand: AnyOperand], unknown>("uniqState")
/** The state of `uniq` over the rows that meet the condition. @since 0.2.0 */
export const uniqStateIf = /* @__PURE__ */ aggregate<
  readonly [operand: AnyOperand, condition: ConditionArg],
  unknown
>("uniqStateIf")
/** The number of different values of states. @since 0.2.0 */
export const uniqMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number>("uniqMerge")
/** The number of different values of states that meet the condition. @since 0.2.0 */
export const uniqMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  number
>("uniqMergeIf")
/** The numbers of different values by key. @since 0.2.0 */
export const uniqMap = /* @__PURE__ */ aggregate<readonly [map: AnyOperand], unknown>("uniqMap")
/** The numbers of different values by key of states. @since 0.2.0 */
export const uniqMapMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], unknown>("uniqMapMerge")
/** The same of states that meet the condition. @since 0.2.0 */
export const uniqMapMergeIf = /* @__PURE__ */ aggregate<
  readonly [state: AnyOperand, condition: ConditionArg],
  unknown
>("uniqMapMergeIf")
/** The state of `uniqExact`. @since 0.2.0 */
export const uniqExactState = /* @__PURE__ */ aggregate<readonly [...operands: AnyOperand[]], unknown>(
  "uniqExactState"
)
/** The exact number of different values of states. @since 0.2.0 */
export const uniqExactMerge = /* @__PURE__ */ aggregate<readonly [...states: AnyOperand[]], number>(
  "uniqExactMerge"
)
/** The number of different values of states, up to a limit. @since 0.2.0 */
export const uniqUpToMerge = /* @__PURE__ */ aggregate<readonly [state: AnyOperand], number>("uniqUpToMerge")
