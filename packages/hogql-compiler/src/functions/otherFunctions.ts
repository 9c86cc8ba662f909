/**
 * Whatever fits nowhere else: finite numbers, readable sizes, vector norms, time windows.
 */
import { functionTable } from "./HogqlFunction.ts"

export const otherFunctions = functionTable("other", "scalar", {
  isFinite: { args: 1, returns: "Boolean" },
  isInfinite: { args: 1, returns: "Boolean" },
  ifNotFinite: { args: 1, returns: { argument: 0 } },
  isNaN: { args: 1, returns: "Boolean" },
  bar: { args: 4, returns: "String" },
  transform: { args: [3, 4], returns: "Unknown", nullable: "always" },
  formatReadableDecimalSize: { args: 1, returns: "String" },
  formatReadableSize: { args: 1, returns: "String" },
  formatReadableQuantity: { args: 1, returns: "String" },
  formatReadableTimeDelta: { args: [1, 2], returns: "String" },
  least: { args: 2, anyCase: true, returns: { argument: 0 } },
  greatest: { args: 2, anyCase: true, returns: { argument: 0 } },
  indexHint: { args: 1, returns: "Boolean", nullable: "never" },
  tumble: { args: 2, special: "hop", returns: "Tuple" },
  hop: { args: 3, special: "hop", returns: "Tuple" },
  tumbleStart: { args: [1, 3], special: "hop", returns: "DateTime" },
  tumbleEnd: { args: [1, 3], special: "hop", returns: "DateTime" },
  hopStart: { args: [1, 3], special: "hop", returns: "DateTime" },
  hopEnd: { args: [1, 3], special: "hop", returns: "DateTime" },
  L1Norm: { args: 1, returns: "Float" },
  L2Norm: { args: 1, returns: "Float" },
  LinfNorm: { args: 1, returns: "Float" },
  LpNorm: { args: 2, returns: "Float" },
  L1Distance: { args: 2, returns: "Float" },
  L2Distance: { args: 2, returns: "Float" },
  LinfDistance: { args: 2, returns: "Float" },
  LpDistance: { args: 3, returns: "Float" },
  L1Normalize: { args: 1, returns: "Tuple" },
  L2Normalize: { args: 1, returns: "Tuple" },
  LinfNormalize: { args: 1, returns: "Tuple" },
  LpNormalize: { args: 2, returns: "Tuple" },
  cosineDistance: { args: 2, returns: "Float" },
  generateSeries: { args: 3, clickhouse: "generate_series", special: "generateSeries" }
})
