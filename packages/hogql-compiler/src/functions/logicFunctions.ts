/**
 * Comparison and logic as functions. The operators have the same meaning, and their own printing.
 */
import { functionTable, many } from "./HogqlFunction.ts"

export const logicFunctions = functionTable("logic", "scalar", {
  equals: { args: 2, returns: "Boolean" },
  notEquals: { args: 2, returns: "Boolean" },
  less: { args: 2, returns: "Boolean" },
  greater: { args: 2, returns: "Boolean" },
  lessOrEquals: { args: 2, returns: "Boolean" },
  greaterOrEquals: { args: 2, returns: "Boolean" },
  in: { args: 2, returns: "Boolean", nullable: "never" },
  notIn: { args: 2, returns: "Boolean", nullable: "never" },
  and: { args: [2, many], returns: "Boolean" },
  or: { args: [2, many], returns: "Boolean" },
  xor: { args: [2, many], returns: "Boolean" },
  not: { args: 1, anyCase: true, returns: "Boolean" },
  if: { args: 3, anyCase: true, returns: { argument: 1 }, nullable: "parts" },
  multiIf: { args: [3, many], returns: { argument: 1 }, nullable: "parts" },
  _caseWithExpression: {
    args: [3, many],
    clickhouse: "multiIf",
    special: "caseWithExpression",
    nullable: "always"
  },
  exists: { args: 1, special: "exists", returns: "Boolean", nullable: "never" }
})
