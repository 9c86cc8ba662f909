/**
 * Bits of whole numbers, and bitmaps.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { plain } from "./signature.ts"
import type { ListArg, NumberArg, TextArg } from "./signature.ts"

/** The bits that both have. @since 0.2.0 */
export const bitAnd = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("bitAnd")
/** The bits that either has. @since 0.2.0 */
export const bitOr = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("bitOr")
/** The bits that just one has. @since 0.2.0 */
export const bitXor = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>("bitXor")
/** The other bits. @since 0.2.0 */
export const bitNot = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("bitNot")
/** Moved up by so many bits. @since 0.2.0 */
export const bitShiftLeft = /* @__PURE__ */ plain<readonly [number: NumberArg, bits: NumberArg], number>(
  "bitShiftLeft"
)
/** Moved down by so many bits. @since 0.2.0 */
export const bitShiftRight = /* @__PURE__ */ plain<readonly [number: NumberArg, bits: NumberArg], number>(
  "bitShiftRight"
)
/** Turned up by so many bits. @since 0.2.0 */
export const bitRotateLeft = /* @__PURE__ */ plain<readonly [number: NumberArg, bits: NumberArg], number>(
  "bitRotateLeft"
)
/** Turned down by so many bits. @since 0.2.0 */
export const bitRotateRight = /* @__PURE__ */ plain<readonly [number: NumberArg, bits: NumberArg], number>(
  "bitRotateRight"
)
/** So many bits of a text. @since 0.2.0 */
export const bitSlice = /* @__PURE__ */ plain<
  readonly [text: TextArg, start: NumberArg, length: NumberArg],
  string
>("bitSlice")
/** Whether the bit is set; the lowest is 0. @since 0.2.0 */
export const bitTest = /* @__PURE__ */ plain<readonly [number: NumberArg, bit: NumberArg], Flag>("bitTest")
/** Whether all bits are set. @since 0.2.0 */
export const bitTestAll = /* @__PURE__ */ plain<readonly [number: NumberArg, ...bits: NumberArg[]], Flag>(
  "bitTestAll"
)
/** Whether any bit is set. @since 0.2.0 */
export const bitTestAny = /* @__PURE__ */ plain<readonly [number: NumberArg, ...bits: NumberArg[]], Flag>(
  "bitTestAny"
)
/** How many bits are set. @since 0.2.0 */
export const bitCount = /* @__PURE__ */ plain<readonly [number: NumberArg], number>("bitCount")
/** In how many bits two numbers differ. @since 0.2.0 */
export const bitHammingDistance = /* @__PURE__ */ plain<readonly [left: NumberArg, right: NumberArg], number>(
  "bitHammingDistance"
)
/** A bitmap of whole numbers. @since 0.2.0 */
export const bitmapBuild = /* @__PURE__ */ plain<readonly [numbers: ListArg], unknown>("bitmapBuild")
/** The numbers of a bitmap. @since 0.2.0 */
export const bitmapToArray = /* @__PURE__ */ plain<readonly [bitmap: AnyOperand], number[]>("bitmapToArray")
/** The numbers from `start` to before `end`. @since 0.2.0 */
export const bitmapSubsetInRange = /* @__PURE__ */ plain<
  readonly [bitmap: AnyOperand, start: NumberArg, end: NumberArg],
  unknown
>("bitmapSubsetInRange")
/** So many numbers from `start` on. @since 0.2.0 */
export const bitmapSubsetLimit = /* @__PURE__ */ plain<
  readonly [bitmap: AnyOperand, start: NumberArg, count: NumberArg],
  unknown
>("bitmapSubsetLimit")
/** So many numbers after an offset. @since 0.2.0 */
export const subBitmap = /* @__PURE__ */ plain<
  readonly [bitmap: AnyOperand, offset: NumberArg, count: NumberArg],
  unknown
>("subBitmap")
/** Whether the number is in it. @since 0.2.0 */
export const bitmapContains = /* @__PURE__ */ plain<readonly [bitmap: AnyOperand, number: NumberArg], Flag>(
  "bitmapContains"
)
/** Whether two bitmaps share a number. @since 0.2.0 */
export const bitmapHasAny = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], Flag>(
  "bitmapHasAny"
)
/** Whether the first has all numbers of the second. @since 0.2.0 */
export const bitmapHasAll = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], Flag>(
  "bitmapHasAll"
)
/** How many numbers are in it. @since 0.2.0 */
export const bitmapCardinality = /* @__PURE__ */ plain<readonly [bitmap: AnyOperand], number>(
  "bitmapCardinality"
)
/** The smallest number. @since 0.2.0 */
export const bitmapMin = /* @__PURE__ */ plain<readonly [bitmap: AnyOperand], number>("bitmapMin")
/** The greatest number. @since 0.2.0 */
export const bitmapMax = /* @__PURE__ */ plain<readonly [bitmap: AnyOperand], number>("bitmapMax")
/** With numbers replaced. @since 0.2.0 */
export const bitmapTransform = /* @__PURE__ */ plain<
  readonly [bitmap: AnyOperand, from: ListArg, to: ListArg],
  unknown
>("bitmapTransform")
/** The numbers that both have. @since 0.2.0 */
export const bitmapAnd = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], unknown>(
  "bitmapAnd"
)
/** The numbers that either has. @since 0.2.0 */
export const bitmapOr = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], unknown>(
  "bitmapOr"
)
/** The numbers that just one has. @since 0.2.0 */
export const bitmapXor = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], unknown>(
  "bitmapXor"
)
/** The numbers of the first that the second has not. @since 0.2.0 */
export const bitmapAndnot = /* @__PURE__ */ plain<readonly [left: AnyOperand, right: AnyOperand], unknown>(
  "bitmapAndnot"
)
/** How many numbers both have. @since 0.2.0 */
export const bitmapAndCardinality = /* @__PURE__ */ plain<
  readonly [left: AnyOperand, right: AnyOperand],
  number
>("bitmapAndCardinality")
/** How many numbers either has. @since 0.2.0 */
export const bitmapOrCardinality = /* @__PURE__ */ plain<
  readonly [left: AnyOperand, right: AnyOperand],
  number
>("bitmapOrCardinality")
/** How many numbers just one has. @since 0.2.0 */
export const bitmapXorCardinality = /* @__PURE__ */ plain<
  readonly [left: AnyOperand, right: AnyOperand],
  number
>("bitmapXorCardinality")
/** How many numbers of the first the second has not. @since 0.2.0 */
export const bitmapAndnotCardinality = /* @__PURE__ */ plain<
  readonly [left: AnyOperand, right: AnyOperand],
  number
>("bitmapAndnotCardinality")
