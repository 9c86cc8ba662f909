/**
 * Functions that need OVER.
 */
import { functionTable } from "./HogqlFunction.ts"

export const windowFunctions = functionTable("windows", "window", {
  rank: { args: 0, returns: "Integer", nullable: "never" },
  dense_rank: { args: 0, returns: "Integer", nullable: "never" },
  row_number: { args: 0, returns: "Integer", nullable: "never" },
  first_value: { args: 1, returns: { argument: 0 }, nullable: "always" },
  last_value: { args: 1, returns: { argument: 0 }, nullable: "always" },
  nth_value: { args: 2, returns: { argument: 0 }, nullable: "always" },
  lagInFrame: { args: [1, 3], returns: { argument: 0 }, nullable: "always" },
  leadInFrame: { args: [1, 3], returns: { argument: 0 }, nullable: "always" },
  lag: {
    args: [1, 3],
    clickhouse: "lagInFrame",
    special: "lag",
    returns: { argument: 0 },
    nullable: "always"
  },
  lead: {
    args: [1, 3],
    clickhouse: "leadInFrame",
    special: "lag",
    returns: { argument: 0 },
    nullable: "always"
  }
})
