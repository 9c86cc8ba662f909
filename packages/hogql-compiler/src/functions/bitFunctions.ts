/**
 * Bits and bitmaps.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const bitFunctions = functionTable("bits", "scalar", {
  bitAnd: { args: 2, returns: "Integer" },
  bitOr: { args: 2, returns: "Integer" },
  bitXor: { args: 2, returns: "Integer" },
  bitNot: { args: 1, returns: "Integer" },
  bitShiftLeft: { args: 2, returns: "Integer" },
  bitShiftRight: { args: 2, returns: "Integer" },
  bitRotateLeft: { args: 2, returns: "Integer" },
  bitRotateRight: { args: 2, returns: "Integer" },
  bitSlice: { args: 3, returns: "String" },
  bitTest: { args: 2, returns: "Boolean" },
  bitTestAll: { args: [3, many], returns: "Boolean" },
  bitTestAny: { args: [3, many], returns: "Boolean" },
  bitCount: { args: 1, returns: "Integer" },
  bitHammingDistance: { args: 2, returns: "Integer" },
  bitmapBuild: { args: 1 },
  bitmapToArray: { args: 1, returns: "Array" },
  bitmapSubsetInRange: { args: 3 },
  bitmapSubsetLimit: { args: 3 },
  subBitmap: { args: 3 },
  bitmapContains: { args: 2, returns: "Boolean" },
  bitmapHasAny: { args: 2, returns: "Boolean" },
  bitmapHasAll: { args: 2, returns: "Boolean" },
  bitmapCardinality: { args: 1, returns: "Integer" },
  bitmapMin: { args: 1, returns: "Integer" },
  bitmapMax: { args: 1, returns: "Integer" },
  bitmapTransform: { args: 3 },
  bitmapAnd: { args: 2 },
  bitmapOr: { args: 2 },
  bitmapXor: { args: 2 },
  bitmapAndnot: { args: 2 },
  bitmapAndCardinality: { args: 2, returns: "Integer" },
  bitmapOrCardinality: { args: 2, returns: "Integer" },
  bitmapXorCardinality: { args: 2, returns: "Integer" },
  bitmapAndnotCardinality: { args: 2, returns: "Integer" }
})
