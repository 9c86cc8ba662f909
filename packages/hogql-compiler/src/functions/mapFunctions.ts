/**
 * Maps.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const mapFunctions = functionTable("maps", "scalar", {
  map: { args: [0, many], nullable: "never" },
  mapFromArrays: { args: 2, nullable: "never" },
  mapAdd: { args: [2, many], nullable: "never" },
  mapSubtract: { args: [2, many], nullable: "never" },
  mapPopulateSeries: { args: [1, 3], nullable: "never" },
  mapContains: { args: 2, returns: "Boolean", nullable: "never" },
  mapKeys: { args: 1, returns: "Array", nullable: "never" },
  mapValues: { args: 1, returns: "Array", nullable: "never" },
  mapContainsKeyLike: { args: 2, returns: "Boolean", nullable: "never" },
  mapExtractKeyLike: { args: 2, nullable: "never" },
  mapApply: { args: 2, nullable: "never" },
  mapFilter: { args: 2, nullable: "never" },
  mapUpdate: { args: 2, nullable: "never" }
})
