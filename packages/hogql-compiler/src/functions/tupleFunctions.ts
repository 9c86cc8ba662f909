/**
 * Tuples.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const tupleFunctions = functionTable("tuples", "scalar", {
  tuple: { args: [0, many], returns: "Tuple" },
  tupleElement: { args: [2, 3], nullable: "always" },
  tupleHammingDistance: { args: 2, returns: "Integer" },
  tupleToNameValuePairs: { args: 1, returns: "Array" },
  tuplePlus: { args: 2, returns: "Tuple" },
  tupleMinus: { args: 2, returns: "Tuple" },
  tupleMultiply: { args: 2, returns: "Tuple" },
  tupleDivide: { args: 2, returns: "Tuple" },
  tupleNegate: { args: 1, returns: "Tuple" },
  tupleMultiplyByNumber: { args: 2, returns: "Tuple" },
  tupleDivideByNumber: { args: 2, returns: "Tuple" },
  dotProduct: { args: 2, returns: "Float" }
})
