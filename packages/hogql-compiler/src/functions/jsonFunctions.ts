/**
 * JSON held in text.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const jsonFunctions = functionTable("json", "scalar", {
  isValidJSON: { args: 1, returns: "Boolean" },
  JSONHas: { args: [1, many], returns: "Boolean" },
  JSONLength: { args: [1, many], returns: "Integer" },
  JSONArrayLength: { args: [1, many], returns: "Integer", nullable: "always" },
  JSONType: { args: [1, many], returns: "String" },
  JSONExtract: { args: [2, many], nullable: "always" },
  JSONExtractUInt: { args: [1, many], returns: "Integer" },
  JSONExtractInt: { args: [1, many], returns: "Integer" },
  JSONExtractFloat: { args: [1, many], returns: "Float" },
  JSONExtractBool: { args: [1, many], returns: "Boolean" },
  JSONExtractString: { args: [1, many], returns: "String" },
  JSONExtractKeys: { args: [1, many], returns: "Array" },
  JSONExtractRaw: { args: [1, many], returns: "String" },
  JSONExtractArrayRaw: { args: [1, many], returns: "Array" },
  JSONExtractKeysAndValues: { args: [1, 3], returns: "Array" },
  JSONExtractKeysAndValuesRaw: { args: [1, many], returns: "Array" },
  JSON_VALUE: { args: [2, many], returns: "String", nullable: "always" }
})
