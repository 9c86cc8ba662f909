/**
 * Maps.
 */
import { functionTable, many } from "./HogqlFunction.ts"

// prettier-ignore
export const mapFunctions = functionTable("maps", "scalar", {
  map: { args: [0, many], nullable: "never",
    does: "A map of keys and values in turn.", example: "map('a', 1, 'b', 2)", gives: {"a":1,"b":2} },
  mapFromArrays: { args: 2, takes: "list", nullable: "never",
    does: "A map of a list of keys and one of values.",
    example: "mapFromArrays(['a', 'b'], [1, 2])", gives: {"a":1,"b":2} },
  mapAdd: { args: [2, many], takes: "map", nullable: "never",
    does: "Maps with the values of equal keys added.",
    example: "mapAdd(map('a', 1), map('a', 2, 'b', 3))", gives: {"a":3,"b":3} },
  mapSubtract: { args: [2, many], takes: "map", nullable: "never",
    does: "The first map with the values of the others taken away.",
    example: "mapSubtract(map('a', 3), map('a', 1))", gives: {"a":2} },
  mapPopulateSeries: { args: [1, 3], takes: [["list", "map"], ["list", "whole"], "whole"], nullable: "never",
    does: "A map of whole numbers with the gaps between its keys filled by 0.",
    example: "mapPopulateSeries(map(1, 10, 3, 30))", gives: {"1":10,"2":0,"3":30} },
  mapContains: { args: 2, takes: ["map", "any"], returns: "flag", nullable: "never",
    does: "Whether a map has a key.", example: "mapContains(map('a', 1), 'a')", gives: 1 },
  mapKeys: { args: 1, takes: "map", returns: "Array", nullable: "never",
    does: "The keys of a map.", example: "mapKeys(map('a', 1, 'b', 2))", gives: ["a","b"] },
  mapValues: { args: 1, takes: "map", returns: "Array", nullable: "never",
    does: "The values of a map.", example: "mapValues(map('a', 1, 'b', 2))", gives: [1,2] },
  mapContainsKeyLike: { args: 2, takes: ["map", "text"], returns: "flag",
    does: "Whether a map has a key like a pattern.",
    example: "mapContainsKeyLike(map('abc', 1), 'a%')", gives: 1 },
  mapExtractKeyLike: { args: 2, takes: ["map", "text"], nullable: "never",
    does: "The entries whose key is like a pattern.",
    example: "mapExtractKeyLike(map('abc', 1, 'x', 2), 'a%')", gives: {"abc":1} },
  mapApply: { args: 2, takes: ["lambda", "map"], lambda: "tuple", nullable: "never",
    does: "The map a lambda makes of each key and value.",
    example: "mapApply((k, v) -> (k, v * 2), map('a', 1))", gives: {"a":2} },
  mapFilter: { args: 2, takes: ["lambda", "map"], lambda: "whole", nullable: "never",
    does: "The entries a condition is true for.",
    example: "mapFilter((k, v) -> v > 1, map('a', 1, 'b', 2))", gives: {"b":2} },
  mapUpdate: { args: 2, takes: "map", nullable: "never",
    does: "The first map with the entries of the second.",
    example: "mapUpdate(map('a', 1), map('a', 5, 'b', 2))", gives: {"a":5,"b":2} }
})
