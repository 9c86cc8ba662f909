/**
 * Arrays without lambdas. Positions count from 1.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { plain, sameAsFirst, total } from "./signature.ts"
import type { ListArg, NumberArg, TextArg } from "./signature.ts"

/** The whole numbers before `end`. @since 0.2.0 */
export const range = /* @__PURE__ */ total<
  readonly [startOrCount: NumberArg, end?: NumberArg, step?: NumberArg],
  number[]
>("range")
/** Whether it has no items or characters. @since 0.2.0 */
export const empty = /* @__PURE__ */ plain<readonly [list: ListArg | TextArg], Flag>("empty")
/** Whether it has items or characters. @since 0.2.0 */
export const notEmpty = /* @__PURE__ */ plain<readonly [list: ListArg | TextArg], Flag>("notEmpty")
/** Whether it has no items or characters. @since 0.2.0 */
export const isEmpty = /* @__PURE__ */ plain<readonly [list: ListArg | TextArg], Flag>("isEmpty")
/** Whether it has items or characters. @since 0.2.0 */
export const isNotEmpty = /* @__PURE__ */ plain<readonly [list: ListArg | TextArg], Flag>("isNotEmpty")
/** The number of items, or of bytes of a text. @since 0.1.0 */
export const length = /* @__PURE__ */ plain<readonly [list: ListArg | TextArg], number>("length")
/** Whether the array holds all of the others. @since 0.2.0 */
export const hasAll = /* @__PURE__ */ plain<readonly [list: ListArg, items: ListArg], Flag>("hasAll")
/** Whether the array holds any of the others. @since 0.2.0 */
export const hasAny = /* @__PURE__ */ plain<readonly [list: ListArg, items: ListArg], Flag>("hasAny")
/** Whether the array holds the others in a row. @since 0.2.0 */
export const hasSubstr = /* @__PURE__ */ plain<readonly [list: ListArg, items: ListArg], Flag>("hasSubstr")
/** The position of an item; 0 when it is not there. @since 0.2.0 */
export const indexOf = /* @__PURE__ */ plain<readonly [list: ListArg, item: AnyOperand], number>("indexOf")
/** How often an item occurs. @since 0.2.0 */
export const countEqual = /* @__PURE__ */ plain<readonly [list: ListArg, item: AnyOperand], number>(
  "countEqual"
)
/** The positions. @since 0.2.0 */
export const arrayEnumerate = /* @__PURE__ */ plain<readonly [list: ListArg], number[]>("arrayEnumerate")
/** How often each item has occurred so far. @since 0.2.0 */
export const arrayEnumerateUniq = /* @__PURE__ */ plain<
  readonly [list: ListArg, ...others: ListArg[]],
  number[]
>("arrayEnumerateUniq")
/** A number for each different item, in order of appearance. @since 0.2.0 */
export const arrayEnumerateDense = /* @__PURE__ */ plain<readonly [list: ListArg], number[]>(
  "arrayEnumerateDense"
)
/** The number of different items. @since 0.2.0 */
export const arrayUniq = /* @__PURE__ */ plain<readonly [list: ListArg, ...others: ListArg[]], number>(
  "arrayUniq"
)
/** The differences to the number before. @since 0.2.0 */
export const arrayDifference = /* @__PURE__ */ plain<readonly [numbers: ListArg], number[]>("arrayDifference")
/** The product. @since 0.2.0 */
export const arrayProduct = /* @__PURE__ */ plain<readonly [numbers: ListArg], number>("arrayProduct")
/** The area under the curve of a classifier. @since 0.2.0 */
export const arrayAUC = /* @__PURE__ */ plain<readonly [scores: ListArg, labels: ListArg], number>("arrayAUC")
/** The texts with a separator between. @since 0.2.0 */
export const arrayStringConcat = /* @__PURE__ */ plain<readonly [list: ListArg, separator?: TextArg], string>(
  "arrayStringConcat"
)
/** From last to first. @since 0.2.0 */
export const arrayReverse = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg]>("arrayReverse")
/** From last to first, items or bytes. @since 0.2.0 */
export const reverse = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg | TextArg]>("reverse")
/** Without repetitions in a row. @since 0.2.0 */
export const arrayCompact = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg]>("arrayCompact")
/** Each different item once. @since 0.2.0 */
export const arrayDistinct = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg]>("arrayDistinct")
/** Without the last item. @since 0.2.0 */
export const arrayPopBack = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg]>("arrayPopBack")
/** Without the first item. @since 0.2.0 */
export const arrayPopFront = /* @__PURE__ */ sameAsFirst<readonly [list: ListArg]>("arrayPopFront")
/** With an item at the end. @since 0.2.0 */
export const arrayPushBack =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, item: AnyOperand]>("arrayPushBack")
/** With an item at the begin. @since 0.2.0 */
export const arrayPushFront =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, item: AnyOperand]>("arrayPushFront")
/** So many items, filled up at the end. @since 0.2.0 */
export const arrayResize =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, length: NumberArg, fill?: AnyOperand]>("arrayResize")
/** So many items from a position. @since 0.2.0 */
export const arraySlice =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, start: NumberArg, length?: NumberArg]>("arraySlice")
/** The first items moved to the end. @since 0.2.0 */
export const arrayRotateLeft =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, count: NumberArg]>("arrayRotateLeft")
/** The last items moved to the begin. @since 0.2.0 */
export const arrayRotateRight =
  /* @__PURE__ */ sameAsFirst<readonly [list: ListArg, count: NumberArg]>("arrayRotateRight")
/** One after another. @since 0.2.0 */
export const arrayConcat = /* @__PURE__ */ sameAsFirst<readonly [...lists: ListArg[]]>("arrayConcat")
/** The items that all have. @since 0.2.0 */
export const arrayIntersect = /* @__PURE__ */ sameAsFirst<readonly [...lists: ListArg[]]>("arrayIntersect")
/** The items of nested arrays. @since 0.2.0 */
export const arrayFlatten = /* @__PURE__ */ plain<readonly [list: ListArg], unknown[]>("arrayFlatten")
/** Tuples of the items at each position. @since 0.2.0 */
export const arrayZip = /* @__PURE__ */ plain<readonly [...lists: ListArg[]], unknown[]>("arrayZip")
/** One item so many times. @since 0.2.0 */
export const arrayWithConstant = /* @__PURE__ */ plain<
  readonly [length: NumberArg, item: AnyOperand],
  unknown[]
>("arrayWithConstant")
/** An aggregate over the items. @since 0.2.0 */
export const arrayReduce = /* @__PURE__ */ total<readonly [aggregate: TextArg, ...lists: ListArg[]], unknown>(
  "arrayReduce"
)
/** The whole numbers from `start` to `end`. @since 0.2.0 */
export const generateSeries = /* @__PURE__ */ total<
  readonly [start: NumberArg, end: NumberArg, step?: NumberArg],
  number[]
>("generateSeries")
