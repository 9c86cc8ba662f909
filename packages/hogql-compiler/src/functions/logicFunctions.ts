/**
 * Comparison and logic as functions. The operators have the same meaning, and their own printing.
 */
import { functionTable, many } from "./HogqlFunction.ts"

// prettier-ignore
export const logicFunctions = functionTable("logic", "scalar", {
  equals: { args: 2, returns: "flag",
    does: "Whether two values are equal; never NULL.", example: "equals(1, 1)", gives: 1 },
  notEquals: { args: 2, returns: "flag",
    does: "Whether two values differ; never NULL.", example: "notEquals(1, 1)", gives: 0 },
  less: { args: 2, returns: "flag",
    does: "Whether the first value is smaller.", example: "less(1, 2)", gives: 1 },
  greater: { args: 2, returns: "flag",
    does: "Whether the first value is greater.", example: "greater(1, 2)", gives: 0 },
  lessOrEquals: { args: 2, returns: "flag",
    does: "Whether the first value is not greater.", example: "lessOrEquals(2, 2)", gives: 1 },
  greaterOrEquals: { args: 2, returns: "flag",
    does: "Whether the first value is not smaller.", example: "greaterOrEquals(1, 2)", gives: 0 },
  in: { args: 2, returns: "flag", nullable: "never",
    does: "Whether a value is in a list or a subquery.", example: "in(1, (1, 2))", gives: 1 },
  notIn: { args: 2, returns: "flag", nullable: "never",
    does: "Whether a value is in neither.", example: "notIn(1, (1, 2))", gives: 0 },
  and: { args: [2, many], returns: "flag",
    does: "Whether all conditions are true.", example: "and(1 = 1, 2 = 2)", gives: 1 },
  or: { args: [2, many], returns: "flag",
    does: "Whether any condition is true.", example: "or(1 = 2, 2 = 2)", gives: 1 },
  xor: { args: [2, many], takes: "native", returns: "flag",
    does: "Whether an odd number of conditions is true.", example: "xor(1 = 1, 2 = 2)", gives: 0 },
  not: { args: 1, takes: "native", anyCase: true, returns: "flag",
    does: "Whether a condition is false.", example: "not(1 = 1)", gives: 0 },
  if: { args: 3, anyCase: true, returns: { argument: 1 }, nullable: "parts",
    does: "The second argument when the first is true, else the third.",
    example: "if(1 > 2, 'a', 'b')", gives: "b" },
  multiIf: { args: [3, many], returns: { argument: 1 }, nullable: "parts",
    does: "What follows the first condition that is true, else the last argument.",
    example: "multiIf(1 > 2, 'a', 2 > 1, 'b', 'c')", gives: "b" },
  _caseWithExpression: { args: [3, many],
    clickhouse: "multiIf",
    special: "caseWithExpression",
    nullable: "always",
    does: "CASE with a value: what stands beside the first equal value.",
    example: "case 2 when 1 then 'a' when 2 then 'b' else 'c' end", gives: "b" },
  exists: { args: 1, special: "exists", returns: "flag", nullable: "never",
    does: "Whether a subquery has rows.", example: "exists(select 1)", gives: 1 }
})
