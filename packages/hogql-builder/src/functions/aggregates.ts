/**
 * Aggregates beyond the everyday ones, each with its `If` twin over the rows that meet a condition.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import { aggregate } from "./signature.ts"
import type { ConditionArg, ListArg, NumberArg, TextArg } from "./signature.ts"

/** The standard deviation. @since 0.2.0 */
export const stddevPop = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("stddevPop")
/** As {@link stddevPop}, over the rows that meet the condition. @since 0.2.0 */
export const stddevPopIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("stddevPopIf")
/** The standard deviation of a sample. @since 0.2.0 */
export const stddevSamp = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("stddevSamp")
/** As {@link stddevSamp}, over the rows that meet the condition. @since 0.2.0 */
export const stddevSampIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("stddevSampIf")
/** The variance. @since 0.2.0 */
export const varPop = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("varPop")
/** As {@link varPop}, over the rows that meet the condition. @since 0.2.0 */
export const varPopIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("varPopIf")
/** The variance of a sample. @since 0.2.0 */
export const varSamp = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("varSamp")
/** As {@link varSamp}, over the rows that meet the condition. @since 0.2.0 */
export const varSampIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("varSampIf")
/** The covariance. @since 0.2.0 */
export const covarPop = /* @__PURE__ */ aggregate<
  readonly [left: NumberArg, right: NumberArg],
  number | null
>("covarPop")
/** As {@link covarPop}, over the rows that meet the condition. @since 0.2.0 */
export const covarPopIf = /* @__PURE__ */ aggregate<
  readonly [left: NumberArg, right: NumberArg, condition: ConditionArg],
  number | null
>("covarPopIf")
/** The covariance of a sample. @since 0.2.0 */
export const covarSamp = /* @__PURE__ */ aggregate<
  readonly [left: NumberArg, right: NumberArg],
  number | null
>("covarSamp")
/** As {@link covarSamp}, over the rows that meet the condition. @since 0.2.0 */
export const covarSampIf = /* @__PURE__ */ aggregate<
  readonly [left: NumberArg, right: NumberArg, condition: ConditionArg],
  number | null
>("covarSampIf")
/** The weighted mean. @since 0.2.0 */
export const avgWeighted = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg],
  number | null
>("avgWeighted")
/** As {@link avgWeighted}, over the rows that meet the condition. @since 0.2.0 */
export const avgWeightedIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg, condition: ConditionArg],
  number | null
>("avgWeightedIf")
/** The means so far. @since 0.2.0 */
export const groupArrayMovingAvg = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number[]>(
  "groupArrayMovingAvg"
)
/** As {@link groupArrayMovingAvg}, over the rows that meet the condition. @since 0.2.0 */
export const groupArrayMovingAvgIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number[]
>("groupArrayMovingAvgIf")
/** The sums so far. @since 0.2.0 */
export const groupArrayMovingSum = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number[]>(
  "groupArrayMovingSum"
)
/** As {@link groupArrayMovingSum}, over the rows that meet the condition. @since 0.2.0 */
export const groupArrayMovingSumIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number[]
>("groupArrayMovingSumIf")
/** The items at their positions, from 0. @since 0.2.0 */
export const groupArrayInsertAt = /* @__PURE__ */ aggregate<
  readonly [item: AnyOperand, position: NumberArg],
  unknown[]
>("groupArrayInsertAt")
/** As {@link groupArrayInsertAt}, over the rows that meet the condition. @since 0.2.0 */
export const groupArrayInsertAtIf = /* @__PURE__ */ aggregate<
  readonly [item: AnyOperand, position: NumberArg, condition: ConditionArg],
  unknown[]
>("groupArrayInsertAtIf")
/** The bits that all have. @since 0.2.0 */
export const groupBitAnd = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>("groupBitAnd")
/** As {@link groupBitAnd}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitAndIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("groupBitAndIf")
/** The bits that any has. @since 0.2.0 */
export const groupBitOr = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>("groupBitOr")
/** As {@link groupBitOr}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitOrIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("groupBitOrIf")
/** The bits that an odd number has. @since 0.2.0 */
export const groupBitXor = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>("groupBitXor")
/** As {@link groupBitXor}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitXorIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("groupBitXorIf")
/** How many different whole numbers there are. @since 0.2.0 */
export const groupBitmap = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>("groupBitmap")
/** As {@link groupBitmap}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitmapIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("groupBitmapIf")
/** How many numbers all bitmaps have. @since 0.2.0 */
export const groupBitmapAnd = /* @__PURE__ */ aggregate<readonly [bitmap: AnyOperand], number>(
  "groupBitmapAnd"
)
/** As {@link groupBitmapAnd}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitmapAndIf = /* @__PURE__ */ aggregate<
  readonly [bitmap: AnyOperand, condition: ConditionArg],
  number
>("groupBitmapAndIf")
/** How many numbers any bitmap has. @since 0.2.0 */
export const groupBitmapOr = /* @__PURE__ */ aggregate<readonly [bitmap: AnyOperand], number>("groupBitmapOr")
/** As {@link groupBitmapOr}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitmapOrIf = /* @__PURE__ */ aggregate<
  readonly [bitmap: AnyOperand, condition: ConditionArg],
  number
>("groupBitmapOrIf")
/** How many numbers an odd number of bitmaps has. @since 0.2.0 */
export const groupBitmapXor = /* @__PURE__ */ aggregate<readonly [bitmap: AnyOperand], number>(
  "groupBitmapXor"
)
/** As {@link groupBitmapXor}, over the rows that meet the condition. @since 0.2.0 */
export const groupBitmapXorIf = /* @__PURE__ */ aggregate<
  readonly [bitmap: AnyOperand, condition: ConditionArg],
  number
>("groupBitmapXorIf")
/** The sum, wrapping around. @since 0.2.0 */
export const sumWithOverflow = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>(
  "sumWithOverflow"
)
/** As {@link sumWithOverflow}, over the rows that meet the condition. @since 0.2.0 */
export const sumWithOverflowIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("sumWithOverflowIf")
/** The sum of the increases. @since 0.2.0 */
export const deltaSum = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number>("deltaSum")
/** As {@link deltaSum}, over the rows that meet the condition. @since 0.2.0 */
export const deltaSumIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number
>("deltaSumIf")
/** The sum of the increases, in order of time. @since 0.2.0 */
export const deltaSumTimestamp = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, time: AnyOperand],
  number
>("deltaSumTimestamp")
/** As {@link deltaSumTimestamp}, over the rows that meet the condition. @since 0.2.0 */
export const deltaSumTimestampIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, time: AnyOperand, condition: ConditionArg],
  number
>("deltaSumTimestampIf")
/** The skewness of a sample. @since 0.2.0 */
export const skewSamp = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("skewSamp")
/** As {@link skewSamp}, over the rows that meet the condition. @since 0.2.0 */
export const skewSampIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("skewSampIf")
/** The skewness. @since 0.2.0 */
export const skewPop = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("skewPop")
/** As {@link skewPop}, over the rows that meet the condition. @since 0.2.0 */
export const skewPopIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("skewPopIf")
/** The kurtosis of a sample. @since 0.2.0 */
export const kurtSamp = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("kurtSamp")
/** As {@link kurtSamp}, over the rows that meet the condition. @since 0.2.0 */
export const kurtSampIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("kurtSampIf")
/** The kurtosis. @since 0.2.0 */
export const kurtPop = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>("kurtPop")
/** As {@link kurtPop}, over the rows that meet the condition. @since 0.2.0 */
export const kurtPopIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("kurtPopIf")
/** The number of different values, estimated by HyperLogLog. @since 0.2.0 */
export const uniqHLL12 = /* @__PURE__ */ aggregate<readonly [...operands: AnyOperand[]], number>("uniqHLL12")
/** As {@link uniqHLL12}, over the rows that meet the condition, which comes last. @since 0.2.0 */
export const uniqHLL12If = /* @__PURE__ */ aggregate<readonly [...operands: AnyOperand[]], number>(
  "uniqHLL12If"
)
/** The number of different values, estimated by a Theta sketch. @since 0.2.0 */
export const uniqTheta = /* @__PURE__ */ aggregate<readonly [...operands: AnyOperand[]], number>("uniqTheta")
/** As {@link uniqTheta}, over the rows that meet the condition, which comes last. @since 0.2.0 */
export const uniqThetaIf = /* @__PURE__ */ aggregate<readonly [...operands: AnyOperand[]], number>(
  "uniqThetaIf"
)
/** The middle value. @since 0.2.0 */
export const medianExact = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianExact"
)
/** As {@link medianExact}, over the rows that meet the condition. @since 0.2.0 */
export const medianExactIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianExactIf")
/** The middle value, the lower of two. @since 0.2.0 */
export const medianExactLow = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianExactLow"
)
/** As {@link medianExactLow}, over the rows that meet the condition. @since 0.2.0 */
export const medianExactLowIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianExactLowIf")
/** The middle value, the higher of two. @since 0.2.0 */
export const medianExactHigh = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianExactHigh"
)
/** As {@link medianExactHigh}, over the rows that meet the condition. @since 0.2.0 */
export const medianExactHighIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianExactHighIf")
/** The middle value by weight. @since 0.2.0 */
export const medianExactWeighted = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg],
  number | null
>("medianExactWeighted")
/** As {@link medianExactWeighted}, over the rows that meet the condition. @since 0.2.0 */
export const medianExactWeightedIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg, condition: ConditionArg],
  number | null
>("medianExactWeightedIf")
/** The middle value, estimated for durations. @since 0.2.0 */
export const medianTiming = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianTiming"
)
/** As {@link medianTiming}, over the rows that meet the condition. @since 0.2.0 */
export const medianTimingIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianTimingIf")
/** The middle value by weight, estimated for durations. @since 0.2.0 */
export const medianTimingWeighted = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg],
  number | null
>("medianTimingWeighted")
/** As {@link medianTimingWeighted}, over the rows that meet the condition. @since 0.2.0 */
export const medianTimingWeightedIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg, condition: ConditionArg],
  number | null
>("medianTimingWeightedIf")
/** The middle value, estimated the same way each time. @since 0.2.0 */
export const medianDeterministic = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, seed: NumberArg],
  number | null
>("medianDeterministic")
/** As {@link medianDeterministic}, over the rows that meet the condition. @since 0.2.0 */
export const medianDeterministicIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, seed: NumberArg, condition: ConditionArg],
  number | null
>("medianDeterministicIf")
/** The middle value, estimated by a t-digest. @since 0.2.0 */
export const medianTDigest = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianTDigest"
)
/** As {@link medianTDigest}, over the rows that meet the condition. @since 0.2.0 */
export const medianTDigestIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianTDigestIf")
/** The middle value by weight, estimated by a t-digest. @since 0.2.0 */
export const medianTDigestWeighted = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg],
  number | null
>("medianTDigestWeighted")
/** As {@link medianTDigestWeighted}, over the rows that meet the condition. @since 0.2.0 */
export const medianTDigestWeightedIf = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, weight: NumberArg, condition: ConditionArg],
  number | null
>("medianTDigestWeightedIf")
/** The middle value, estimated with few digits. @since 0.2.0 */
export const medianBFloat16 = /* @__PURE__ */ aggregate<readonly [number: NumberArg], number | null>(
  "medianBFloat16"
)
/** As {@link medianBFloat16}, over the rows that meet the condition. @since 0.2.0 */
export const medianBFloat16If = /* @__PURE__ */ aggregate<
  readonly [number: NumberArg, condition: ConditionArg],
  number | null
>("medianBFloat16If")
/** Slope and begin of the line through the points. @since 0.2.0 */
export const simpleLinearRegression = /* @__PURE__ */ aggregate<
  readonly [x: NumberArg, y: NumberArg],
  [number, number]
>("simpleLinearRegression")
/** As {@link simpleLinearRegression}, over the rows that meet the condition. @since 0.2.0 */
export const simpleLinearRegressionIf = /* @__PURE__ */ aggregate<
  readonly [x: NumberArg, y: NumberArg, condition: ConditionArg],
  [number, number]
>("simpleLinearRegressionIf")
/** The contingency coefficient. @since 0.2.0 */
export const contingency = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand],
  number | null
>("contingency")
/** As {@link contingency}, over the rows that meet the condition. @since 0.2.0 */
export const contingencyIf = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand, condition: ConditionArg],
  number | null
>("contingencyIf")
/** Cramér's V. @since 0.2.0 */
export const cramersV = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand],
  number | null
>("cramersV")
/** As {@link cramersV}, over the rows that meet the condition. @since 0.2.0 */
export const cramersVIf = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand, condition: ConditionArg],
  number | null
>("cramersVIf")
/** Cramér's V, corrected for bias. @since 0.2.0 */
export const cramersVBiasCorrected = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand],
  number | null
>("cramersVBiasCorrected")
/** As {@link cramersVBiasCorrected}, over the rows that meet the condition. @since 0.2.0 */
export const cramersVBiasCorrectedIf = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand, condition: ConditionArg],
  number | null
>("cramersVBiasCorrectedIf")
/** Theil's U. @since 0.2.0 */
export const theilsU = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand],
  number | null
>("theilsU")
/** As {@link theilsU}, over the rows that meet the condition. @since 0.2.0 */
export const theilsUIf = /* @__PURE__ */ aggregate<
  readonly [left: AnyOperand, right: AnyOperand, condition: ConditionArg],
  number | null
>("theilsUIf")
/** How many intervals overlap at most. @since 0.2.0 */
export const maxIntersections = /* @__PURE__ */ aggregate<
  readonly [start: AnyOperand, end: AnyOperand],
  number
>("maxIntersections")
/** As {@link maxIntersections}, over the rows that meet the condition. @since 0.2.0 */
export const maxIntersectionsIf = /* @__PURE__ */ aggregate<
  readonly [start: AnyOperand, end: AnyOperand, condition: ConditionArg],
  number
>("maxIntersectionsIf")
/** Where most intervals overlap. @since 0.2.0 */
export const maxIntersectionsPosition = /* @__PURE__ */ aggregate<
  readonly [start: AnyOperand, end: AnyOperand],
  number
>("maxIntersectionsPosition")
/** As {@link maxIntersectionsPosition}, over the rows that meet the condition. @since 0.2.0 */
export const maxIntersectionsPositionIf = /* @__PURE__ */ aggregate<
  readonly [start: AnyOperand, end: AnyOperand, condition: ConditionArg],
  number
>("maxIntersectionsPositionIf")
/** The sums by key. @since 0.2.0 */
export const sumMap = /* @__PURE__ */ aggregate<readonly [keys: AnyOperand, values?: AnyOperand], unknown>(
  "sumMap"
)
/** As {@link sumMap}, over the rows that meet the condition. @since 0.2.0 */
export const sumMapIf = /* @__PURE__ */ aggregate<
  readonly [keys: AnyOperand, condition: ConditionArg],
  unknown
>("sumMapIf")
/** The smallest values by key. @since 0.2.0 */
export const minMap = /* @__PURE__ */ aggregate<readonly [keys: AnyOperand, values?: AnyOperand], unknown>(
  "minMap"
)
/** As {@link minMap}, over the rows that meet the condition. @since 0.2.0 */
export const minMapIf = /* @__PURE__ */ aggregate<
  readonly [keys: AnyOperand, condition: ConditionArg],
  unknown
>("minMapIf")
/** The greatest values by key. @since 0.2.0 */
export const maxMap = /* @__PURE__ */ aggregate<readonly [keys: AnyOperand, values?: AnyOperand], unknown>(
  "maxMap"
)
/** As {@link maxMap}, over the rows that meet the condition. @since 0.2.0 */
export const maxMapIf = /* @__PURE__ */ aggregate<
  readonly [keys: AnyOperand, condition: ConditionArg],
  unknown
>("maxMapIf")
/** The different items of all arrays. @since 0.2.0 */
export const groupUniqArrayArray = /* @__PURE__ */ aggregate<readonly [list: ListArg], unknown[]>(
  "groupUniqArrayArray"
)
/** As {@link groupUniqArrayArray}, over the rows that meet the condition. @since 0.2.0 */
export const groupUniqArrayArrayIf = /* @__PURE__ */ aggregate<
  readonly [list: ListArg, condition: ConditionArg],
  unknown[]
>("groupUniqArrayArrayIf")
/** The correlation. @since 0.2.0 */
export const corr = /* @__PURE__ */ aggregate<readonly [left: NumberArg, right: NumberArg], number | null>(
  "corr"
)
/** The texts with a separator between. @since 0.2.0 */
export const string_agg = /* @__PURE__ */ aggregate<readonly [text: TextArg, separator: TextArg], string>(
  "string_agg"
)
/** The values as a JSON array. @since 0.2.0 */
export const json_agg = /* @__PURE__ */ aggregate<readonly [operand: AnyOperand], string>("json_agg")
/** Whether it holds in every row. @since 0.2.0 */
export const every = /* @__PURE__ */ aggregate<readonly [condition: AnyOperand], boolean>("every")
