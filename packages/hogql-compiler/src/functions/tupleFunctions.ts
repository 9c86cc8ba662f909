/**
 * Tuples.
 */
import { functionTable, many } from "./HogqlFunction.ts"

// prettier-ignore
export const tupleFunctions = functionTable("tuples", "scalar", {
  tuple: { args: [0, many], returns: "Tuple",
    does: "A tuple of its arguments.", example: "tuple(1, 'a')", gives: [1,"a"] },
  tupleElement: { args: [2, 3], takes: [["tuple", "tuple[]"], ["whole", "text"], "any"], nullable: "always",
    does: "An item of a tuple by its place, from 1.", example: "tupleElement((1, 'a'), 2)", gives: "a" },
  tupleHammingDistance: { args: 2, takes: "tuple", returns: "Integer",
    does: "In how many places two tuples differ.",
    example: "tupleHammingDistance((1, 2), (1, 3))", gives: 1 },
  tupleToNameValuePairs: { args: 1, takes: "tuple", returns: "Array",
    does: "The names and values of a tuple.",
    example: "tupleToNameValuePairs((7, 8))", gives: [["1",7],["2",8]] },
  tuplePlus: { args: 2, takes: "vector", returns: "Tuple",
    does: "The sums place by place.", example: "tuplePlus((1, 2), (3, 4))", gives: [4,6] },
  tupleMinus: { args: 2, takes: "vector", returns: "Tuple",
    does: "The differences place by place.", example: "tupleMinus((5, 7), (3, 4))", gives: [2,3] },
  tupleMultiply: { args: 2, takes: "vector", returns: "Tuple",
    does: "The products place by place.", example: "tupleMultiply((1, 2), (3, 4))", gives: [3,8] },
  tupleDivide: { args: 2, takes: "vector", returns: "Tuple",
    does: "The quotients place by place.", example: "tupleDivide((1, 2), (2, 4))", gives: [0.5,0.5] },
  tupleNegate: { args: 1, takes: "vector", returns: "Tuple",
    does: "Every sign turned.", example: "tupleNegate((1, -2))", gives: [-1,2] },
  tupleMultiplyByNumber: { args: 2, takes: ["vector", ["number", "vector", "list[]", "number[]", "tuple[]"]],
    returns: "Tuple",
    does: "Every item times a number.", example: "tupleMultiplyByNumber((1, 2), 2)", gives: [2,4] },
  tupleDivideByNumber: { args: 2, takes: ["vector", ["number", "list[]", "number[]"]], returns: "Tuple",
    does: "Every item by a number.", example: "tupleDivideByNumber((1, 2), 2)", gives: [0.5,1] },
  dotProduct: { args: 2, takes: [["vector", "number[]"]], returns: "Float",
    does: "The sum of the products place by place.", example: "dotProduct((1, 2), (3, 4))", gives: 11 }
})
